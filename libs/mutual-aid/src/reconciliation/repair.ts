import { refuse, type Refusal, type RequestRefusalCode } from '../refusal';
import type { LineDiscrepancyKind, LineVerdict } from '../usage/judge-line';
import type { StatedLine } from '../usage/stated-line';
import type { Discrepancy, DiscrepancyStatus, RepairAction } from './discrepancy';

type RepairRefusal = Refusal<RequestRefusalCode | 'E25' | 'E30' | 'E31' | 'E32'>;

/** In which role an action mends something. */
const ROLE_OF: Readonly<Record<RepairAction, Discrepancy['role']>> = { APPLY: 'donor', UPLOAD_AGAIN: 'benef' };

/** What A01 says of an action that is the other role's. */
export const OTHER_ROLE = '与差异的角色不符：APPLY 用于 donor，UPLOAD_AGAIN 用于 benef';
/** What A03 says to the one who proposed. */
export const SAME_PERSON = '提议人不能审批自己的提议，请由另一名操作员审批';
/** What E32 says. */
export const CANNOT_BE_APPLIED = '平台的行仍不能入账（重复、金额不符、缺少原使用或没有该行），请与平台核对';
export const NOTHING_TO_UPLOAD = '本省没有可重新上传的使用或撤销，请与平台核对';

/** What E31 says of a difference in another state. */
export function notInStatus(status: DiscrepancyStatus): string {
  return `该差异状态为 ${status}，不允许此操作，请先查询最新状态`;
}

/** One person proposes what mends a difference that is OPEN; undefined: so be it. */
export function judgeProposal({ role, status }: Discrepancy, action: RepairAction): RepairRefusal | undefined {
  if (ROLE_OF[action] !== role) return refuse('A01', 'action', OTHER_ROLE);
  return status === 'OPEN' ? undefined : refuse('E31', undefined, notInStatus(status));
}

/** Another person has it carried out. */
export function judgeApproval({ status, proposal }: Discrepancy, by: string): RepairRefusal | undefined {
  if (status !== 'PROPOSED' || proposal === undefined) return refuse('E31', undefined, notInStatus(status));
  return proposal.by === by ? refuse('A03', undefined, SAME_PERSON) : undefined;
}

/** A person puts up with a difference that nobody has dealt with, whatever was proposed. */
export function judgeClosing({ status }: Discrepancy): RepairRefusal | undefined {
  return status === 'OPEN' || status === 'PROPOSED' ? undefined : refuse('E31', undefined, notInStatus(status));
}

/** The platform's row of a difference, as it would be applied; undefined where there is none. */
export function statedLineOf(found: Discrepancy): StatedLine | undefined {
  const { row, relationshipId, there: amount, useTime, uploadTime } = found;
  if (row === undefined || relationshipId === undefined || amount === undefined) return undefined;
  if (useTime === undefined || uploadTime === undefined) return undefined;
  const { originalUseId, limitId } = found;
  return { ...row, originalUseId, relationshipId, limitId, amount, useTime, uploadTime };
}

const REFUSED_BY: Readonly<Partial<Record<LineDiscrepancyKind, 'E25' | 'E30'>>> = {
  UNKNOWN_LIMIT: 'E30',
  OVER_LIMIT: 'E25',
};

/** Why a row still cannot be applied; undefined where it is applied now. A second copy of an applied row never can be. */
export function judgeApplied(
  { kind }: Discrepancy,
  became: Exclude<LineVerdict, 'fits'> | 'applied',
): RepairRefusal | undefined {
  if (became === 'applied') return undefined;
  if (became === 'applied already')
    return kind === 'DUPLICATE' ? refuse('E32', undefined, CANNOT_BE_APPLIED) : undefined;
  const code = REFUSED_BY[became.kind];
  return code === undefined ? refuse('E32', undefined, CANNOT_BE_APPLIED) : refuse(code, 'mulaid_lmt_id');
}

/** What an operator can propose that would mend it; undefined: nothing but settling it with the platform. */
export function remedyOf({ role, kind, row }: Discrepancy): RepairAction | undefined {
  if (row === undefined) return undefined;
  if (role === 'benef') return kind === 'MISSING_THERE' || kind === 'AMOUNT_DIFFERS' ? 'UPLOAD_AGAIN' : undefined;
  return kind === 'UNKNOWN_LIMIT' || kind === 'OVER_LIMIT' || kind === 'MISSING_HERE' ? 'APPLY' : undefined;
}
