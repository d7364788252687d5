import { fen, fenToYuan, yuanToFen } from '@libs/mutual-aid';
import type { BookedLimit, BookedRelationship, Books } from './books';
import type { Upload, UploadedLine, UploadedReversal, UploadedUsage } from './upload-bodies';

/** A usage or reversal as the platform took it in. */
export interface BookedUpload {
  readonly upload: Upload;
  readonly province: string;
  /** The platform's time of receipt. */
  readonly upload_time: string;
}

/** What one province used, by its role, up to now; a row is a line. */
export interface UsageSums {
  readonly province: string;
  readonly role: 'donor' | 'benef';
  usage_rows: number;
  reversal_rows: number;
  /** Usages less reversals, yuan. */
  used_amt: string;
}

/** One row of the usage books. */
export interface UsageRow extends UploadedLine {
  readonly use_id: string;
  readonly orig_use_id: string | null;
  readonly setl_id: string;
  readonly upload_time: string;
}

/** Usages and reversals as the platform took them in, each once. */
export class UsageBooks {
  readonly byUseId = new Map<string, BookedUpload>();
  /** By province and settlement: an id is used once (R20). */
  readonly bySettlement = new Map<string, UploadedUsage>();
  /** The reversal of each usage. */
  readonly reversalOf = new Map<string, UploadedReversal>();

  constructor(private readonly books: Books) {}

  /** Writes an upload down that was judged right: used rises by a usage, falls by its reversal; each line is a row. */
  record(booked: BookedUpload): void {
    const { upload, province } = booked;
    this.byUseId.set(upload.body.use_id, booked);
    if (upload.infno === 'M411') this.bySettlement.set(`${province} ${upload.body.setl_id}`, upload.body);
    else this.reversalOf.set(upload.body.orig_use_id, upload.body);
    const sign = upload.infno === 'M411' ? 1 : -1;
    for (const line of upload.body.lines) {
      const { limit } = this.limitOf(line) ?? {};
      if (limit === undefined) throw new Error(`limit ${line.mulaid_lmt_id} was judged and is not there`);
      limit.used_amt = plus(limit.used_amt, line.amt, sign);
      limit.used_cnt++;
    }
  }

  /** The limit a line names, with its relationship; undefined where that relationship has none such. */
  limitOf({ mulaid_rel_id, mulaid_lmt_id }: UploadedLine) {
    const relationship = this.books.relationships.get(mulaid_rel_id);
    const limit = relationship?.limits.find((each) => each.mulaid_lmt_id === mulaid_lmt_id);
    return relationship && limit ? { relationship, limit } : undefined;
  }

  /** Every row, in order of receipt; of one province where it is named, then as beneficiary region. */
  *rows(province?: string): Generator<UsageRow> {
    for (const booked of this.byUseId.values()) {
      if (province !== undefined && booked.province !== province) continue;
      const { upload_time, upload } = booked;
      const { use_id, setl_id, lines } = upload.body;
      const orig_use_id = upload.infno === 'M412' ? upload.body.orig_use_id : null;
      for (const line of lines) yield { use_id, orig_use_id, setl_id, ...line, upload_time };
    }
  }

  /** Every limit that was ever drawn on. */
  drawnLimits(): { relationship: BookedRelationship; limit: BookedLimit }[] {
    const found = new Map([...this.rows()].map((row) => [row.mulaid_lmt_id, row]));
    return [...found.values()].flatMap((row) => this.limitOf(row) ?? []);
  }

  /** Rows and sums by province and role. */
  sums(): UsageSums[] {
    const sums = new Map<string, UsageSums>();
    for (const row of this.rows()) {
      const { donorProvince, benefProvince } = this.books.relationships.get(row.mulaid_rel_id) as BookedRelationship;
      for (const [role, province] of [['donor', donorProvince] as const, ['benef', benefProvince] as const]) {
        const key = `${province} ${role}`;
        const sum = sums.get(key) ?? { province, role, usage_rows: 0, reversal_rows: 0, used_amt: '0.00' };
        sums.set(key, sum);
        if (row.orig_use_id === null) sum.usage_rows++;
        else sum.reversal_rows++;
        sum.used_amt = plus(sum.used_amt, row.amt, row.orig_use_id === null ? 1 : -1);
      }
    }
    return [...sums.values()];
  }
}

function plus(one: string, other: string, sign: 1 | -1): string {
  return fenToYuan(fen(yuanToFen(one) + BigInt(sign) * yuanToFen(other)));
}
