import { fen, fenToYuan, yuanToFen } from '@libs/mutual-aid';
import type { BookedLimit, BookedRelationship, Books } from './books';
import type { UploadOf } from './uploads/read-upload';
import type { PageLine, UploadedLine } from './uploads/usage-bodies';

/** One limit's part of a usage or reversal, as the platform has it. */
export interface BookedLine extends UploadedLine {
  readonly use_time: string;
}

/** A usage or reversal as the platform knows it; where it came in an M413 first, only that relationship's lines yet. */
export interface BookedUsage {
  readonly use_id: string;
  readonly orig_use_id: string | null;
  readonly province: string;
  /** The platform's time of its first receipt, also of what an M411 brings later (§6). */
  readonly upload_time: string;
  /** Its own M411 or M412, once that has come. */
  upload?: UploadOf<'M411'> | UploadOf<'M412'>;
  readonly lines: BookedLine[];
}

/** Who sent something, and when it was received. */
export interface Receipt {
  readonly province: string;
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
export interface UsageRow extends BookedLine {
  readonly use_id: string;
  readonly orig_use_id: string | null;
  readonly upload_time: string;
}

/** Usages and reversals as the platform took them in, each line once, whether an M411, an M412 or an M413 brought it. */
export class UsageBooks {
  readonly byUseId = new Map<string, BookedUsage>();
  /** The use_id by province and settlement: an id is used once (R20). */
  readonly bySettlement = new Map<string, string>();
  /** The use_id of each usage's reversal. */
  readonly reversalOf = new Map<string, string>();
  /** Every row in order of receipt. */
  readonly received: UsageRow[] = [];
  private readonly byRelationship = new Map<string, UsageRow[]>();

  constructor(private readonly books: Books) {}

  /** Writes an upload down that was judged right; gives its time of receipt. */
  record(upload: UploadOf<'M411'> | UploadOf<'M412'>, receipt: Receipt): string {
    const { use_id, use_time, lines, setl_id } = upload.body;
    const orig_use_id = upload.infno === 'M412' ? upload.body.orig_use_id : null;
    const usage = this.usage({ use_id, orig_use_id }, receipt);
    usage.upload = upload;
    if (upload.infno === 'M411') this.bySettlement.set(`${receipt.province} ${setl_id}`, use_id);
    for (const line of lines) this.add(usage, { ...line, use_time });
    return usage.upload_time;
  }

  /** Takes over a line of an M413 where it is not there yet (R28). */
  takeOver(mulaid_rel_id: string, line: PageLine, receipt: Receipt): void {
    const { use_id, line_no, mulaid_lmt_id, amt, use_time } = line;
    const usage = this.usage({ use_id, orig_use_id: line.orig_use_id || null }, receipt);
    this.add(usage, { line_no, mulaid_rel_id, mulaid_lmt_id, amt, use_time });
  }

  private usage(ids: Pick<BookedUsage, 'use_id' | 'orig_use_id'>, { province, upload_time }: Receipt): BookedUsage {
    const known = this.byUseId.get(ids.use_id);
    if (known) return known;
    const usage: BookedUsage = { ...ids, province, upload_time, lines: [] };
    this.byUseId.set(usage.use_id, usage);
    if (usage.orig_use_id !== null) this.reversalOf.set(usage.orig_use_id, usage.use_id);
    return usage;
  }

  /** Used rises by a usage, falls by its reversal; each line is a row. */
  private add(usage: BookedUsage, line: BookedLine): void {
    if (lineOf(usage, line.line_no) !== undefined) return;
    usage.lines.push(line);
    const { limit } = this.limitOf(line) ?? {};
    if (limit === undefined) throw new Error(`limit ${line.mulaid_lmt_id} was judged and is not there`);
    limit.used_amt = plus(limit.used_amt, line.amt, usage.orig_use_id === null ? 1 : -1);
    limit.used_cnt++;
    const { use_id, orig_use_id, upload_time } = usage;
    const rows = this.byRelationship.get(line.mulaid_rel_id) ?? [];
    const row = { use_id, orig_use_id, ...line, upload_time };
    rows.push(row);
    this.received.push(row);
    this.byRelationship.set(line.mulaid_rel_id, rows);
  }

  /** The limit a line names, with its relationship; undefined where that relationship has none such. */
  limitOf({ mulaid_rel_id, mulaid_lmt_id }: Pick<UploadedLine, 'mulaid_rel_id' | 'mulaid_lmt_id'>) {
    const relationship = this.books.relationships.get(mulaid_rel_id);
    const limit = relationship?.limits.find((each) => each.mulaid_lmt_id === mulaid_lmt_id);
    return relationship && limit ? { relationship, limit } : undefined;
  }

  relationship(id: string): BookedRelationship | undefined {
    return this.books.relationships.get(id);
  }

  /** Every row of a relationship, in order of receipt. */
  rowsOf(mulaid_rel_id: string): readonly UsageRow[] {
    return this.byRelationship.get(mulaid_rel_id) ?? [];
  }

  /** Every limit that was ever drawn on. */
  drawnLimits(): { relationship: BookedRelationship; limit: BookedLimit }[] {
    const rows = [...this.byRelationship.values()].flat();
    const found = new Map(rows.map((row) => [row.mulaid_lmt_id, row]));
    return [...found.values()].flatMap((row) => this.limitOf(row) ?? []);
  }

  /** Rows and sums by province and role. */
  sums(): UsageSums[] {
    const sums = new Map<string, UsageSums>();
    for (const [id, rows] of this.byRelationship) {
      const { donorProvince, benefProvince } = this.books.relationships.get(id) as BookedRelationship;
      for (const [role, province] of [['donor', donorProvince] as const, ['benef', benefProvince] as const]) {
        const key = `${province} ${role}`;
        const sum = sums.get(key) ?? { province, role, usage_rows: 0, reversal_rows: 0, used_amt: '0.00' };
        sums.set(key, sum);
        for (const row of rows) {
          if (row.orig_use_id === null) sum.usage_rows++;
          else sum.reversal_rows++;
          sum.used_amt = plus(sum.used_amt, row.amt, row.orig_use_id === null ? 1 : -1);
        }
      }
    }
    return [...sums.values()];
  }
}

/** The line of a usage with that number, where it is known. */
export function lineOf(usage: BookedUsage | undefined, lineNo: number): BookedLine | undefined {
  return usage?.lines.find(({ line_no }) => line_no === lineNo);
}

/** One amount and another, in yuan, or one less the other. */
export function plus(one: string, other: string, sign: 1 | -1): string {
  return fenToYuan(fen(yuanToFen(one) + BigInt(sign) * yuanToFen(other)));
}
