import type { ContentHash } from '../content-hash';
import type { Changes, Decision } from '../decision';
import { isEnrolled, type InsuredPerson } from '../insured-person/insured-person';
import { judgeSettings } from '../limit/judge-setting';
import { newLimit } from '../limit/limit';
import { fen } from '../money';
import type { Establishment } from '../platform-message';
import { ALL_KINSHIP, type PolicyInForce } from '../policy/policy';
import { lowestCode, refuse, type RefusalCode } from '../refusal';
import { judgeCommitment } from './judge-commitment';
import type { Relationship, Role } from './relationship';

/** What an establishment is judged by; the clock and the hash come from outside. */
export interface EstablishmentContext {
  /** ms UTC */
  readonly now: number;
  readonly contentHash: ContentHash;
  /** Whether the pair has a live relationship here (R6). */
  readonly pairIsLive: boolean;
}

/** M101: this province is the donor region. Checks R1, R3–R6, R11, R12; freezes all limits or none (R9, R13). */
export function establishForDonor(
  donor: InsuredPerson | undefined,
  message: Establishment,
  policies: PolicyInForce,
  context: EstablishmentContext,
): Decision {
  if (donor === undefined || !isEnrolled(donor, message.donor, ['310'])) return refuse('E10');
  const codes: RefusalCode[] = [];
  const { kinship, caps } = policies(message.estabTime, donor.insuAdmdvs);
  if (!kinship.has(message.relType)) codes.push('E12');
  judgeCommitment(message, { donor: donor.insuAdmdvs, benef: message.benef.insuAdmdvs }, context.now, codes);
  if (context.pairIsLive) codes.push('E16');
  if (donor.liveGiven >= (caps.beneficiariesMax ?? Infinity)) codes.push('E24');
  const progress = judgeSettings(donor, message.limits, policies);
  const code = lowestCode([...codes, ...progress.codes]);
  if (code !== undefined || donor.account === undefined) return refuse(code ?? 'E25');

  const account = { ...donor.account, frozen: fen(donor.account.frozen + progress.frozen), moved: true };
  const { balance, frozen } = account;
  return {
    ...record(message, 'donor', context),
    person: { ...donor, account, liveGiven: donor.liveGiven + 1, settings: progress.settings },
    money: { amount: progress.frozen, balance, frozen },
  };
}

/** M102: this province is the beneficiary region. Checks R2–R6 and records; kinship by R3's list alone (§3). */
export function establishForBeneficiary(
  benef: InsuredPerson | undefined,
  message: Establishment,
  context: EstablishmentContext,
): Decision {
  if (benef === undefined || !isEnrolled(benef, message.benef, ['310', '390'])) return refuse('E11');
  const codes: RefusalCode[] = [];
  if (!ALL_KINSHIP.has(message.relType)) codes.push('E12');
  judgeCommitment(message, { donor: message.donor.insuAdmdvs, benef: benef.insuAdmdvs }, context.now, codes);
  if (context.pairIsLive) codes.push('E16');
  const code = lowestCode(codes);
  if (code !== undefined) return refuse(code);
  return { ...record(message, 'benef', context), person: benef };
}

function record(message: Establishment, role: Role, { contentHash }: EstablishmentContext): Changes {
  const { relationshipId, donor, benef, relType, commitNo, commitTime, channel, estabTime } = message;
  if (commitNo === undefined || commitTime === undefined) throw new Error('recorded without a commitment letter');
  const relationship: Relationship = {
    relationshipId,
    role,
    state: 'EFFECTIVE',
    donor,
    benef,
    relType,
    commitNo,
    commitTime,
    channel,
    estabTime,
    contentHash,
  };
  const limits = message.limits.map((each) => newLimit(relationshipId, each));
  return { refused: false, relationships: [{ after: relationship }], limits };
}
