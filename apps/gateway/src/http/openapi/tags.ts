import { ApiTags } from '@nestjs/swagger';

/** What the operations are grouped by, and how the page calls it: generators make class names of the first. */
export const TAGS = {
  payments: '钱包支付',
  registry: '参保登记',
  accounts: '个人账户',
  relationships: '共济关系',
  policies: '政策',
  reconciliation: '对账与清算',
  operations: '运维',
  audit: '审计',
  monitoring: '监控',
} as const;

/** The group of a controller's operations. */
export const Tagged = (tag: keyof typeof TAGS) => ApiTags(tag);
