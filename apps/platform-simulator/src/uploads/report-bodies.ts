import { amount, misfitOf, object } from './schema';

/** The body of an M511: how a run of a province ended (R26). */
export interface RunReport {
  readonly date: string;
  readonly role: 'donor' | 'benef';
  readonly run_no: number;
  readonly cnt: number;
  readonly amt: string;
  readonly diff_cnt: number;
  readonly diff_amt: string;
  readonly result: 'BALANCED' | 'UNBALANCED';
}

const fromZero = { type: 'integer', minimum: 0 };

const misfitOfReport = misfitOf(
  object({
    date: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
    role: { type: 'string', enum: ['donor', 'benef'] },
    run_no: { type: 'integer', minimum: 1 },
    cnt: fromZero,
    amt: amount,
    diff_cnt: fromZero,
    diff_amt: amount,
    result: { type: 'string', enum: ['BALANCED', 'UNBALANCED'] },
  }),
);

/** The first field of an M511 that does not fit; BALANCED means that nothing differs (R26). */
export function reportMisfit(body: unknown): string | undefined {
  const misfit = misfitOfReport(body);
  if (misfit !== undefined) return misfit;
  const { diff_cnt, result } = body as RunReport;
  return (diff_cnt === 0) === (result === 'BALANCED') ? undefined : 'result';
}
