export { contentHashOf, type ContentHash } from './content-hash';
export { AMOUNT_PATTERN, fen, fenToYuan, LARGEST_FEN, yuanToFen, type Fen } from './money';
export { REFUSAL_TEXT, refuse, type Refusal, type RefusalCode, type RequestRefusalCode } from './refusal';
export type {
  Channel,
  Closing,
  ClosingFigures,
  Establishment,
  FilesReady,
  LimitRevocation,
  LimitSetting,
  LimitTerms,
  OrderInfno,
  OrderOf,
  PlatformOrder,
  Reconciliation,
  Revocation,
  StatedPerson,
} from './platform-message';
export { requestRun } from './reconciliation/request-run';
export {
  resultOf,
  type Run,
  type RunCause,
  type RunDay,
  type RunFigures,
  type RunReport,
  type RunRole,
  type RunState,
} from './reconciliation/run';
export { isFuture, periodsOf, spanOfPeriod } from './periods';
export { ALL_KINSHIP, type Caps, type Payer, type Policy, type PolicyInForce, type Scene } from './policy/policy';
export { available, type Account } from './account/account';
export { moveMoney, type Movement } from './account/move';
export type { Enrolment, InsuredPerson, RegistryRow } from './insured-person/insured-person';
export { registerPerson } from './insured-person/register';
export { remaining, type Limit, type LimitState } from './limit/limit';
export { unreadPeriods, withTallies, NO_SETTINGS, type SettingTallies, type Tally } from './limit/setting-tallies';
export { setLimitForBeneficiary, setLimitForDonor } from './limit/set';
export { revokeLimit } from './limit/revoke';
export { establishForBeneficiary, establishForDonor } from './relationship/establish';
export { establishHere } from './relationship/establish-here';
export { endEnrolments, endedByUpdate, endRelationships, ownRelationships } from './relationship/end-insurance';
export { NOT_INSURED_HERE, refuseTermination, requestTermination } from './relationship/request-termination';
export { setLimitHere } from './limit/set-here';
export { confirmLimit, refuseLimit } from './limit/answered';
export { recogniseEstablishment } from './relationship/recognise-establishment';
export {
  clearingDifferences,
  compareClearing,
  type ClearingComparison,
  type ClearingFigures,
  type ClearingStatement,
} from './clearing/clearing';
export type {
  Discrepancy,
  DiscrepancyAct,
  DiscrepancyKind,
  DiscrepancyStatus,
  RepairAction,
} from './reconciliation/discrepancy';
export {
  CANNOT_BE_APPLIED,
  judgeApplied,
  judgeApproval,
  judgeClosing,
  judgeProposal,
  NOTHING_TO_UPLOAD,
  notInStatus,
  OTHER_ROLE,
  remedyOf,
  SAME_PERSON,
  statedLineOf,
} from './reconciliation/repair';
export { drainedAt, manyPlaces, type FlagThresholds } from './flag/unusual';
export { revokeRelationship } from './relationship/revoke';
export { reconcileRelationship } from './relationship/reconcile';
export { listUsages } from './relationship/list-usages';
export { closeRelationship } from './relationship/close';
export { cancelTermination } from './relationship/cancel';
export type { Comparison } from './relationship/figures';
export type { Recorded } from './relationship/recorded';
export { confirmRelationship, refuseRelationship } from './relationship/confirm';
export type { EndKind, Initiator, InsuranceEnd, LimitFigures, Termination } from './relationship/termination';
export {
  beginTermination,
  isFinal,
  isLive,
  moveTo,
  ownPerson,
  TRANSITIONS,
  type Relationship,
  type RelationshipState,
  type Role,
} from './relationship/relationship';
export { applyLine, applyTogether, type GivenLimit } from './usage/apply-line';
export { drawingOrder, type WalletLimit } from './usage/drawing-order';
export {
  judgeLine,
  reverses,
  type NamedByLine,
  type LineDiscrepancy,
  type LineDiscrepancyKind,
} from './usage/judge-line';
export { payFromWallet, refuseKnownSettlement } from './usage/pay';
export { quoteUsage, USED_IN_FUTURE, type Quote } from './usage/quote';
export { reverseUsage } from './usage/reverse';
export { dayOfLine, type AppliedLine, type StatedLine } from './usage/stated-line';
export type { QuoteRequest, Reversal, Usage, UsageLine, UsageRequest } from './usage/usage';
export { NO_CHANGES } from './decision';
export type { Changes, Decision, DecisionOrWait, MoneyMoved } from './decision';
export { judgeUploadAnswer, type UploadAnswer } from './upload/judge-answer';
export type {
  EndNotice,
  ListedLine,
  PlatformUpload,
  TerminationRequest,
  UploadInfno,
  UploadOf,
  UsageList,
} from './upload/platform-upload';
export { HELD_BACK, NO_SUCH_UPLOAD, NOT_TO_BE_SENT, redriveUpload, UNDONE } from './upload/redrive';
export { isHeldBehind, mayGoNow, precedentBy, precedentByReversal } from './upload/sending-order';
export type { Precedent, UploadState } from './upload/upload';
export { uploadKindOf } from './upload/upload-kinds';
