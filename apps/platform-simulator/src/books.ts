import { fen, fenToYuan, yuanToFen } from '@libs/mutual-aid';
import type { Answer } from './province-line';

/** A limit as the platform knows it. */
export interface BookedLimit {
  readonly mulaid_lmt_id: string;
  readonly lmt_amt: string;
  readonly set_time: string;
  state: 'PENDING' | 'EFFECTIVE' | 'REVOKED';
  used_amt: string;
  used_cnt: number;
}

/** A relationship as the platform knows it. */
export interface BookedRelationship {
  readonly mulaid_rel_id: string;
  readonly donorProvince: string;
  readonly benefProvince: string;
  readonly benef_psn_no: string;
  state: 'PENDING' | 'EFFECTIVE' | 'REFUSED' | 'REVOKED';
  err_code?: string;
  limits: BookedLimit[];
}

/** The platform's books, in memory: what it is for is to be compared with the provinces'. */
export class Books {
  readonly relationships = new Map<string, BookedRelationship>();
  private readonly answers = new Map<string, number>();

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
    };
  }
}
