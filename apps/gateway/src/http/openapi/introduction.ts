import { AMOUNT_PATTERN } from '@libs/mutual-aid';
import { ID_PATTERN } from '@libs/national-platform';
import { textOf, statusOf, type ProblemCode } from '../problem/problem';

const DO: readonly [ProblemCode, string][] = [
  ['A01', '按 detail 指出的字段更正后重发；不更正不要重发'],
  ['A02', '换取新令牌后重发'],
  ['A03', '换用有权限的角色或本省的令牌'],
  ['A04', '核对编号：内容要改就换新编号；要查原来的结果就用原内容重发'],
  ['A05', '核对路径与编号；撤销得到 A05 说明没有可撤销的内容，什么也没有留下'],
  ['A06', '拆分后重发；批量登记请用 NDJSON'],
  ['A07', '稍后重发（目前不会出现，保留）'],
  ['A08', '按 Retry-After 等待后，用同一编号、相同内容重发'],
  ['A09', '余额请用账户变动接口入账或出账；其余字段去掉 balance 后重发'],
  ['A10', '保费不足额则一分不付；核对钱包余额或改用其他方式缴费'],
  ['A11', '核对账户可用余额（余额减冻结）'],
  ['E31', '先查询最新状态再决定'],
  ['E99', '按 Retry-After 等待后重发；持续出现请联系运维'],
];

const table = DO.map(([code, advice]) => `| ${code} | ${statusOf(code)} | ${textOf(code)} | ${advice} |`).join('\n');

/** What a stranger must know before the first request; the document's `info.description`. */
export const INTRODUCTION = `
医保个人账户跨省共济网关的省内接口。供本省的结算系统、经办窗口、核心参保系统、运维与审计调用。

## 地址与格式

- 基础路径 \`/api/v1\`（健康检查与指标除外）。请求与答复都是 UTF-8 的 JSON；批量登记用 \`application/x-ndjson\`。
- 请求体至多 1 MiB（批量登记的整个流不限，每行至多 1 MiB），嵌套至多 1000 层。
- 可不填的字段填 null 或 \`""\` 视同没有填。没有请求体或请求体可不填的请求，请求体可以没有、为空、\`{}\` 或 null。
- **多余字段**：本文没有列出的字段一律忽略，但计入“相同内容”的比较。
- 列表答复 \`{ items, next }\`：\`next\` 不为 null 时，把它作为 \`after\` 取下一页。一页至多 limit 条，也至多 4 MiB（一条除外）：不足 limit 条不等于没有下一页。

## 令牌

\`Authorization: Bearer <JWT>\`。声明：\`sub\` 操作人（每人一个）；\`roles\` 角色数组，取值 settlement（结算）、window（窗口）、
core（核心参保）、operator（运维）、auditor（审计）；\`province\` 六位省份代码，须与网关所在省相同；\`iss\`、\`aud\` 须与网关设置相同；
\`exp\` 到期时间。缺令牌、令牌无效或过期为 A02；角色或省份不符为 A03。auditor 可发全部 GET。每个接口的角色见其说明与 \`x-roles\`。
姓名与证件号码只有 core、auditor 看得到全文，其他角色看到掩码。

## 金额、时间、编号

- **金额**：以元为单位的文本，两位小数，如 \`"128.50"\`；\`${AMOUNT_PATTERN}\`，至多 16 个字符（整数部分 13 位）；答复中的合计（余额、冻结、可用等）可以更长。不用 JSON 数字。
- **时间**：\`yyyy-MM-ddTHH:mm:ss.SSS\` 加 \`Z\` 或 \`±HH:mm\`，如 \`2026-11-24T09:30:00.000+08:00\`；答复一律 \`+08:00\`。
  使用时间晚于当前时间 5 分钟以上为 A01。
- **编号**：\`${ID_PATTERN}\`，逐字节比较（区分大小写）。

## 重发与幂等

- 窗口的请求有 \`request_id\`：同一编号、相同内容再发为 200，答复所办之事**现在**的样子（第一次 202）；同一编号、其他内容或其他路径为 A04。
- 有编号的请求（\`setl_id\`、\`movement_id\`）可以放心重发：同一编号、**相同内容**得到与第一次相同的答复，状态 200（第一次 201），不再改变任何数据；
  同一编号、其他内容为 A04。撤销之后重发原支付请求，仍得到原支付的答复。
- 相同内容：JSON 按键排序后逐字相同；值为 null 与 "" 的字段视同没有；多余字段计入；时间按文本比较（\`+08:00\` 与 \`Z\` 的写法不同即内容不同）。
- **超时、断线或 503 之后，用同一编号、相同内容重发**，直到得到 503 以外的答复；已放弃该笔结算的，再撤销它。
- 被拒绝的请求什么也不留下：更正后可以用原编号再发。

## 支付

- **场景** \`scene\`：1 定点医疗机构自付费用；2 定点零售药店；3 城乡居民基本医保缴费；4 长期护理保险缴费。场景 1、2 必须有 \`fixmedins_code\`。
- 场景 1、2：本人个人账户（\`acct_pay\`，至多余额减冻结）与共济钱包（\`acct_mulaid_pay\`）按本省政策的顺序支付，不足部分为现金（\`psn_cash_pay\`）。
  三项之和等于 \`pay_amt\`。顺序见 \`GET /api/v1/policies/effective\` 的 \`payment_order\`，按被共济人统筹区与 \`use_time\` 取用。
- 场景 3、4（保费）：只由钱包支付，**全额支付或整笔拒绝**（A10）。
- 钱包内按额度的设置时间先后支付；\`lines\` 每个用到的额度一行，\`balc\` 是当时该额度的余额。\`lines: []\` 表示钱包一分未付：照常记录，但不上传。
- 支付不核对参保状态；有登记而没有钱包的人，以账户与现金支付；没有登记为 A05。
- **上传**：支付记录后自动上传国家平台，结算不等待。\`upload.state\`：NONE 没有可上传的内容；PENDING 等待平台应答；CONFIRMED 平台已接收（有
  \`upload_time\`）；REFUSED 平台拒绝（有 \`err_code\`）。无论哪种，支付都有效。

## 撤销

整笔撤销，每笔一次；再次请求得到同一答复（200），原因不同也一样。钱包的钱退回原来的额度，本人账户的钱退回账户；共济关系已终止的，退回共济人账户。
先于支付到达的撤销为 404（A05），什么也不留下。部分退费：先整笔撤销，再用**新的** \`setl_id\` 按新的金额支付。

## 共济关系

- 建立（\`POST /relationships\`，共济人在本省参保）与增加额度：立即核对、冻结、上传国家平台，答复 202，状态 PENDING；平台确认后为 EFFECTIVE，
  拒绝则为 REFUSED（\`err_code\` 是平台的错误码）并解冻。核对不通过为 E 码（422），什么也不留下。
- 终止（\`…/termination\`，由在本省参保的一方提出）：立即停止使用（TERMINATING），平台与双方核对后为 TERMINATED，未用的退还共济人账户；核对不成或撤回的恢复为 EFFECTIVE。
- 参保终止或转移（\`…/changes\`，或以登记、批量登记改变）时，此人的关系自行终止。
- \`history\` 是状态的经过：何时、由何引起（报文号）。

## 错误

\`application/problem+json\`（RFC 9457）：\`type\`、\`title\`、\`status\`、\`detail\`、\`instance\`、\`err_code\`。请按 \`err_code\` 判断，\`detail\` 给人看。
同时有几种错误时依次答复：A02、A03、A06、A01、A05、A04、E 码、A09 至 A11。503 带 \`Retry-After\`（秒）。

| 错误码 | HTTP 状态 | 含义 | 怎么做 |
| --- | --- | --- | --- |
${table}
`.trim();

/** What the bearer scheme says of the token. */
export const TOKEN_ABOUT =
  'JWT。声明：sub 操作人；roles 角色数组（settlement、window、core、operator、auditor）；province 六位省份代码；' +
  'iss、aud 与网关设置相同；exp 到期时间（必须有）。签名用网关设置的密钥或 JWKS 地址核对。';
