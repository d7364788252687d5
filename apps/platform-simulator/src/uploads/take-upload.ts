import { canonicalJson } from '@libs/national-platform';
import { isFinal, type Books } from '../books';
import type { Establishing } from '../establishing';
import type { Answer } from '../answer';
import { refused } from '../refused';
import type { RunReports } from '../run-reports';
import type { Terminating } from '../terminations/terminating';
import type { Receipt, UsageBooks } from '../usage-books';
import { judgeEstablishment, judgeInsuranceChange, judgeLimit, judgeTermination } from './judge-relation';
import { judgeUsage } from './judge-usage';
import { judgeUsagePage } from './judge-usage-page';
import type { Upload, UploadInfno, UploadOf } from './read-upload';

/** What an upload may concern. */
export interface Desks {
  readonly books: Books;
  readonly usage: UsageBooks;
  readonly establishing: Establishing;
  readonly terminating: Terminating;
  readonly reports: RunReports;
  /** The provinces that the platform knows. */
  readonly provinces: readonly string[];
  /** Lets what an upload sets going go on by itself. */
  readonly inBackground: (work: Promise<unknown>) => void;
}

const TAKEN: Answer = { infcode: '0' };

/** What the platform does with an upload of each number; one that is forgotten does not compile. */
const TAKE: {
  readonly [Infno in UploadInfno]: (desks: Desks, upload: UploadOf<Infno>, receipt: Receipt) => Answer;
} = {
  M111: takeEstablishment,
  M211: takeLimit,
  M311: takeTermination,
  M312: takeInsuranceChange,
  M411: takeUsage,
  M412: takeUsage,
  M413: takeUsagePage,
  M511: takeReport,
};

/** Judges an upload that fits its schema, carries it out where it is right, and gives the answer (§5). */
export function takeUpload(desks: Desks, upload: Upload, receipt: Receipt): Answer {
  // The table's type holds that this takes that very number.
  const take = TAKE[upload.infno] as (desks: Desks, upload: Upload, receipt: Receipt) => Answer;
  return take(desks, upload, receipt);
}

/** R14: confirmed at once, then pushed. */
function takeEstablishment(desks: Desks, { body }: UploadOf<'M111'>, { province }: Receipt): Answer {
  const known = desks.books.relationships.get(body.mulaid_rel_id);
  if (known) {
    const isSame = desks.establishing.contents.get(body.mulaid_rel_id) === canonicalJson(body);
    if (!isSame) return refused('E04', 'mulaid_rel_id');
    return isFinal(known) ? refused('E31', 'mulaid_rel_id') : TAKEN;
  }
  const refusal = judgeEstablishment(desks.books, body, province, desks.provinces);
  if (refusal) return refused(refusal.code, refusal.field);
  desks.inBackground(desks.establishing.byProvince(body));
  return TAKEN;
}

function takeLimit({ books, establishing, inBackground }: Desks, upload: UploadOf<'M211'>, from: Receipt): Answer {
  const { mulaid_rel_id, limit } = upload.body;
  const relationship = books.relationships.get(mulaid_rel_id);
  const refusal = judgeLimit(relationship, upload.body, from.province);
  if (refusal || !relationship) return refused(refusal?.code ?? 'E30', refusal?.field ?? 'mulaid_rel_id');
  const isKnown = relationship.limits.some(({ mulaid_lmt_id }) => mulaid_lmt_id === limit.mulaid_lmt_id);
  if (!isKnown) inBackground(establishing.limitByProvince(relationship, upload.body));
  return TAKEN;
}

function takeTermination({ books, terminating, inBackground }: Desks, upload: UploadOf<'M311'>, from: Receipt): Answer {
  const { mulaid_rel_id, initiator, reason } = upload.body;
  const relationship = books.relationships.get(mulaid_rel_id);
  const refusal = judgeTermination(relationship, upload.body, from.province);
  if (refusal || !relationship) return refused(refusal?.code ?? 'E30', refusal?.field ?? 'mulaid_rel_id');
  inBackground(terminating.begin(relationship, { initiator, reason }));
  return TAKEN;
}

/** R8: all that are named end, those that have ended already apart. */
function takeInsuranceChange(desks: Desks, { body }: UploadOf<'M312'>, { province }: Receipt): Answer {
  const refusal = judgeInsuranceChange(desks.books, body, province);
  if (refusal) return refused(refusal.code, refusal.field);
  for (const id of body.mulaid_rel_ids) {
    const relationship = desks.books.relationships.get(id);
    if (!relationship || isFinal(relationship)) continue;
    const reason = body.chg_type === 'END' ? '参保终止' : '参保地变更';
    desks.inBackground(desks.terminating.begin(relationship, { initiator: 'auto', reason }));
  }
  return TAKEN;
}

/** The same usage under a new msgid, or after an M413 that brought it, keeps its first time of receipt (§6). */
function takeUsage({ usage }: Desks, upload: UploadOf<'M411'> | UploadOf<'M412'>, receipt: Receipt): Answer {
  const { infno, body } = upload;
  const known = usage.byUseId.get(body.use_id);
  const isAgain = known?.upload?.infno === infno && canonicalJson(known.upload.body) === canonicalJson(body);
  if (known && isAgain) return received(known.upload_time);
  const refusal = judgeUsage(usage, upload, receipt.province);
  if (refusal) return refused(refusal.code, refusal.field);
  return received(usage.record(upload, receipt));
}

function received(upload_time: string): Answer {
  return { infcode: '0', output: { upload_time } };
}

/** R28: what the platform lacks it takes over, with this time of receipt. */
function takeUsagePage({ usage, terminating }: Desks, { body }: UploadOf<'M413'>, receipt: Receipt): Answer {
  const { mulaid_rel_id, lines, page, pages } = body;
  const refusal = judgeUsagePage(usage, body, receipt.province);
  if (refusal) return refused(refusal.code, refusal.field);
  for (const line of lines) usage.takeOver(mulaid_rel_id, line, receipt);
  terminating.of(mulaid_rel_id)?.pageCame(page, pages);
  return TAKEN;
}

/** R26: how a run ended; the same run has one end. */
function takeReport({ reports }: Desks, { body }: UploadOf<'M511'>, receipt: Receipt): Answer {
  return reports.take(body, receipt) ? TAKEN : refused('E04', 'run_no');
}
