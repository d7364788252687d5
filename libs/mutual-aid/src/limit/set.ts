import { NO_CHANGES, WAITS, type Decision, type DecisionOrWait } from '../decision';
import type { InsuredPerson } from '../insured-person/insured-person';
import { fen } from '../money';
import type { LimitSetting } from '../platform-message';
import type { PolicyInForce } from '../policy/policy';
import { isFinal, type Relationship } from '../relationship/relationship';
import { lowestCode, refuse, type RefusalCode } from '../refusal';
import { judgeSettings } from './judge-setting';
import { isFinalLimit, newLimit, type Limit } from './limit';

/** What is recorded here of those whom a setting concerns, and under its limit id. */
export interface RecordedForSetting {
  /** This province's person of the relationship. */
  readonly own: InsuredPerson | undefined;
  readonly relationship: Relationship | undefined;
  readonly limit: Limit | undefined;
}

/** M201: another limit in the donor region: R9–R12, only in an EFFECTIVE relationship (§4). */
export function setLimitForDonor(
  message: LimitSetting,
  { own: donor, relationship, limit }: RecordedForSetting,
  policies: PolicyInForce,
): DecisionOrWait {
  if (relationship?.role === 'benef') return refuse('E10');
  if (limit) return recogniseLimit(message, limit);
  if (relationship === undefined || donor === undefined) return WAITS;
  const codes: RefusalCode[] = relationship.state === 'EFFECTIVE' ? [] : ['E31'];
  const progress = judgeSettings(donor, [message.limit], policies);
  const code = lowestCode([...codes, ...progress.codes]);
  if (code !== undefined || donor.account === undefined) return refuse(code ?? 'E25');

  const account = { ...donor.account, frozen: fen(donor.account.frozen + progress.frozen), moved: true };
  return {
    refused: false,
    person: { ...donor, account, settings: progress.settings },
    relationships: [{ before: relationship, after: relationship }],
    limits: [newLimit(message.relationshipId, message.limit)],
    money: { amount: progress.frozen, balance: account.balance, frozen: account.frozen },
  };
}

/** M202: the beneficiary region records another limit; while TERMINATING it is recorded but not spendable (§4). */
export function setLimitForBeneficiary(
  message: LimitSetting,
  { own: benef, relationship, limit }: RecordedForSetting,
): DecisionOrWait {
  if (relationship?.role === 'donor') return refuse('E11');
  if (limit) return recogniseLimit(message, limit);
  if (relationship === undefined || benef === undefined) return WAITS;
  if (isFinal(relationship.state)) return refuse('E31');
  const limits = [newLimit(message.relationshipId, message.limit)];
  return { refused: false, person: benef, relationships: [{ before: relationship, after: relationship }], limits };
}

/** A limit id known under another msgid (§3): other content E04, same and final E31, same and live 0. */
function recogniseLimit({ relationshipId, limit }: LimitSetting, known: Limit): Decision {
  const same =
    known.relationshipId === relationshipId && known.amount === limit.amount && known.setTime === limit.setTime;
  if (!same) return refuse('E04');
  return isFinalLimit(known.state) ? refuse('E31') : NO_CHANGES;
}
