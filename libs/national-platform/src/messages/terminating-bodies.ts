import { fenToYuan, type EndNotice, type ListedLine, type TerminationRequest, type UsageList } from '@libs/mutual-aid';
import { formatTime } from '../times';

/** The body of an M311 (§5). */
export function terminationBody({ relationshipId, initiator, reason, channel }: TerminationRequest): object {
  return { mulaid_rel_id: relationshipId, initiator, reason, chnl: channel };
}

/** The body of an M312 (§5). */
export function endBody({ psnNo, kind, at, relationshipIds }: EndNotice): object {
  return { psn_no: psnNo, chg_type: kind, chg_time: formatTime(at), mulaid_rel_ids: relationshipIds };
}

/** The body of an M413 (§5). */
export function usageListBody({ relationshipId, page, pages, lines }: UsageList): object {
  return { mulaid_rel_id: relationshipId, page, pages, lines: lines.map(listedLine) };
}

function listedLine({ useId, originalUseId, lineNo, limitId, amount, useTime }: ListedLine): object {
  return {
    use_id: useId,
    orig_use_id: originalUseId,
    line_no: lineNo,
    mulaid_lmt_id: limitId,
    amt: fenToYuan(amount),
    use_time: formatTime(useTime),
  };
}
