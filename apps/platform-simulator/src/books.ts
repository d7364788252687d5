import { canonicalJson } from '@libs/national-platform';
import { fen, fenToYuan, yuanToFen } from '@libs/mutual-aid';
import type { Answer } from './answer';

/** A limit as the platform knows it. */
export interface BookedLimit {
  readonly mulaid_lmt_id: string;
  readonly lmt_amt: string;
  readonly set_time: string;
  /** When the platform wrote it down, ms UTC. */
  readonly bookedAt?: number;
  state: 'PENDING' | 'EFFECTIVE' | 'REVOKED' | 'CLOSED';
  used_amt: string;
  /** Usage lines and reversal lines, each one (§4). */
  used_cnt: number;
}

/** A relationship as the platform knows it. */
export interface BookedRelationship {
  readonly mulaid_rel_id: string;
  readonly donorProvince: string;
  readonly benefProvince: string;
  readonly donor_psn_no: string;
  readonly benef_psn_no: string;
  readonly donor_insu_admdvs?: string;
  readonly benef_insu_admdvs?: string;
  /** The donor region has recorded it: its limits are in that region's daily files from then on. */
  isAtDonor?: true;
  state: 'PENDING' | 'EFFECTIVE' | 'REFUSED' | 'REVOKED' | 'TERMINATING' | 'TERMINATED';
  err_code?: string;
  limits: BookedLimit[];
}

/** What the platform says of one limit before a termination (M301), and what a province answers. */
export interface LimitFigures {
  readonly mulaid_lmt_id: string;
  readonly lmt_amt: string;
  readonly used_amt: string;
  readonly used_cnt: number;
}

/** A limit for the books; `bookedAt` (ms UTC) left out: since ever. */
export function newLimit(id: string, lmt_amt: string, set_time: string, bookedAt = 0): BookedLimit {
  return { mulaid_lmt_id: id, lmt_amt, set_time, bookedAt, state: 'EFFECTIVE', used_amt: '0.00', used_cnt: 0 };
}

/** `limit` of §4. */
export function wireLimit({ mulaid_lmt_id, lmt_amt, set_time }: BookedLimit): object {
  return { mulaid_lmt_id, lmt_amt, set_time };
}

/** The figures of every limit that both regions hold, in the order in which they were set (R27). */
export function figuresOf({ limits }: BookedRelationship): LimitFigures[] {
  return limits
    .filter(({ state }) => state === 'EFFECTIVE')
    .map(({ mulaid_lmt_id, lmt_amt, used_amt, used_cnt }) => ({ mulaid_lmt_id, lmt_amt, used_amt, used_cnt }));
}

/** Whether it came to nothing. */
export function isRefusedOrRevoked({ state }: BookedRelationship): boolean {
  return state === 'REFUSED' || state === 'REVOKED';
}

/** Whether nothing more becomes of a relationship (rules.md, States). */
export function isFinal(relationship: BookedRelationship): boolean {
  return isRefusedOrRevoked(relationship) || relationship.state === 'TERMINATED';
}

/** The platform's books, in memory: what it is for is to be compared with the provinces'. */
export class Books {
  readonly relationships = new Map<string, BookedRelationship>();
  /** What a province did that it must not do, a sentence each. */
  readonly faults: string[] = [];
  private readonly pairs = new Map<string, BookedRelationship[]>();
  private readonly answers = new Map<string, number>();

  /** Writes a new relationship down. */
  book(relationship: BookedRelationship): void {
    this.relationships.set(relationship.mulaid_rel_id, relationship);
    const pair = pairOf(relationship.donor_psn_no, relationship.benef_psn_no);
    this.pairs.set(pair, [...(this.pairs.get(pair) ?? []), relationship]);
  }

  /** The live relationship of a pair (R6); TERMINATING until both regions answered M302 with 0. */
  liveOfPair(donorPsnNo: string, benefPsnNo: string): BookedRelationship | undefined {
    return this.pairs.get(pairOf(donorPsnNo, benefPsnNo))?.find((each) => !isFinal(each));
  }

  /** Counts an answer by province, message and code. */
  count(province: string, infno: string, answer: Answer): void {
    const key = `${province} ${infno} ${answer.err_code ?? answer.infcode}`;
    this.answers.set(key, (this.answers.get(key) ?? 0) + 1);
  }

  /** The sums that a province's books must equal: live relationships and what is set aside in them, by its role. */
  totals(): object {
    const sums = new Map<
      string,
      { province: string; role: string; relationships: number; limits: number; amount: bigint }
    >();
    for (const each of this.relationships.values()) {
      if (each.state !== 'EFFECTIVE') continue;
      for (const [role, province] of [
        ['donor', each.donorProvince],
        ['benef', each.benefProvince],
      ] as const) {
        const sum = sums.get(`${province} ${role}`) ?? { province, role, relationships: 0, limits: 0, amount: 0n };
        const limits = each.limits.filter((limit) => limit.state === 'EFFECTIVE');
        sum.relationships++;
        sum.limits += limits.length;
        sum.amount = limits.reduce((total, limit) => total + yuanToFen(limit.lmt_amt), sum.amount);
        sums.set(`${province} ${role}`, sum);
      }
    }
    const answers = [...this.answers].sort().map(([key, count]) => {
      const [province, infno, code] = key.split(' ');
      return { province, infno, code, count };
    });
    return {
      live: [...sums.values()].map(({ amount, ...sum }) => ({ ...sum, lmt_amt: fenToYuan(fen(amount)) })),
      answers,
      faults: this.faults,
    };
  }
}

function pairOf(donorPsnNo: string, benefPsnNo: string): string {
  return canonicalJson([donorPsnNo, benefPsnNo]);
}
