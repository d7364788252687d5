import { codeOf, newMsgid, timeText, type PlatformAnswer, type PlatformClient } from './platform';
import { bodyOf, type UploadDesk } from './upload-desk';

/** What M301 says of a limit. */
export interface Figures {
  readonly mulaid_lmt_id: string;
  readonly lmt_amt: string;
  readonly used_amt: string;
  readonly used_cnt: number;
}

/** A line of an M413. */
export interface ListedLine {
  readonly use_id: string;
  readonly orig_use_id?: string;
  readonly line_no: number;
  readonly mulaid_lmt_id: string;
  readonly amt: string;
  readonly use_time: string;
}

/** Figures of a limit from which nothing was used, or so much in so many rows. */
export function figuresOf(limit: { mulaid_lmt_id: string; lmt_amt: string }, used_amt = '0.00', used_cnt = 0): Figures {
  return { mulaid_lmt_id: limit.mulaid_lmt_id, lmt_amt: limit.lmt_amt, used_amt, used_cnt };
}

/** The body of an M301. */
export function reconciling(mulaid_rel_id: string, limits: readonly Figures[], change: object = {}) {
  return { mulaid_rel_id, initiator: 'donor', reason: '自愿终止', limits, ...change };
}

/** The body of an M302 with these figures: what is left of each limit is returned. */
export function closing(mulaid_rel_id: string, figures: readonly Figures[], change: object = {}) {
  const limits = figures.map(({ mulaid_lmt_id, lmt_amt, used_amt }) => {
    return { mulaid_lmt_id, lmt_amt, used_amt, ret_amt: yuan(fen(lmt_amt) - fen(used_amt)) };
  });
  return { mulaid_rel_id, term_time: timeText(Date.now()), limits, ...change };
}

/** Sends an M301 and gives what it is answered: MATCH, MISMATCH or a code, with the region's own figures. */
export async function reconcile(
  platform: PlatformClient,
  province: string,
  body: object,
  msgid = newMsgid(),
): Promise<{ result: string; limits: Figures[]; msgid: string }> {
  await platform.send(province, 'M301', body, { msgid });
  const answer: PlatformAnswer['input'] = await platform.answerTo(msgid);
  const output = answer.output as { result?: string; limits?: Figures[] } | undefined;
  return { result: output?.result ?? codeOf(answer), limits: output?.limits ?? [], msgid };
}

/**
 * M301 and M302 to one region, as where everything agrees: gives the codes of M302, after a MATCH, or of M301.
 * Whoever plays both regions closes the beneficiary region first (R29).
 */
export async function terminate(
  platform: PlatformClient,
  province: string,
  mulaid_rel_id: string,
  limits: readonly Figures[],
): Promise<string> {
  const { result } = await reconcile(platform, province, reconciling(mulaid_rel_id, limits));
  return result === 'MATCH' ? platform.ask(province, 'M302', closing(mulaid_rel_id, limits)) : result;
}

/** M303. */
export function cancel(platform: PlatformClient, province: string, mulaid_rel_id: string): Promise<string> {
  return platform.ask(province, 'M303', { mulaid_rel_id, reason: '撤回终止' });
}

/** All lines that a beneficiary region sent of a relationship in M413, once every page is there, in their order (R28). */
export async function usagePages(desk: UploadDesk, mulaid_rel_id: string): Promise<ListedLine[]> {
  interface Page {
    mulaid_rel_id: string;
    page: number;
    pages: number;
    lines: ListedLine[];
  }
  const pages = new Map<number, Page>();
  const isOfIt = (page: number) => (upload: Parameters<typeof bodyOf>[0]) => {
    const body = bodyOf<Page>(upload);
    return upload.infno === 'M413' && body.mulaid_rel_id === mulaid_rel_id && body.page === page;
  };
  for (let page = 1; page <= (pages.get(1)?.pages ?? 1); page++)
    pages.set(page, bodyOf<Page>(await desk.hear(isOfIt(page))));
  return [...pages.values()].flatMap(({ lines }) => lines);
}

function fen(yuanText: string): bigint {
  return BigInt(yuanText.replace('.', ''));
}

function yuan(amount: bigint): string {
  const digits = String(amount).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
