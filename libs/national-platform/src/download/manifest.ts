import { yuanToFen, type Fen, type Role } from '@libs/mutual-aid';
import { ADMDVS_PATTERN } from '../conventions';
import { parseDay } from '../dates';
import { object, wireBody } from '../messages/wire-body';

/** One file of a day. */
export interface DayFile {
  /** The platform's name for it: goes into an address and into sentences, never into a path of ours. */
  readonly name: string;
  readonly kind: 'usage' | 'limit';
  readonly rows: number;
  /** Of the gzip file. */
  readonly bytes: number;
  /** SM3 of the gzip file, 64 small hexadecimal digits. */
  readonly sm3: string;
}

/** What the platform says it has of a day and role (§6). */
export interface Manifest {
  /** As `periodsOf` numbers it. */
  readonly day: number;
  readonly role: Role;
  readonly province: string;
  /** Of the usage files together. */
  readonly rows: number;
  readonly amount: Fen;
  /** In the order of receipt. */
  readonly files: readonly DayFile[];
}

interface WireManifest {
  readonly date: string;
  readonly role: Role;
  readonly prov: string;
  readonly rows: number;
  readonly amt: string;
  readonly files: readonly DayFile[];
}

const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

const schema = object({
  date: { type: 'string', format: 'date-of-the-interface' },
  role: { enum: ['donor', 'benef'] },
  prov: { type: 'string', pattern: ADMDVS_PATTERN },
  rows: count,
  // A sum, which may be longer than an amount.
  amt: { type: 'string', pattern: '^(0|[1-9][0-9]{0,29})\\.[0-9]{2}$' },
  files: {
    type: 'array',
    maxItems: 100_000,
    items: object({
      // No folder, no control character, and neither "." nor "..".
      name: { type: 'string', minLength: 1, maxLength: 255, pattern: '^(?!\\.{1,2}$)[^/\\\\\\u0000-\\u001f\\u007f]+$' },
      kind: { enum: ['usage', 'limit'] },
      rows: count,
      bytes: count,
      sm3: { type: 'string', pattern: '^[0-9a-fA-F]{64}$' },
    }),
  },
});

/** How a manifest is read. */
export const manifestBody = wireBody(schema, manifestOf, unsayableOrDoubled);

function manifestOf({ date, role, prov, rows, amt, files }: WireManifest): Manifest {
  const day = parseDay(date);
  if (day === undefined) throw new Error('a date that passed its schema is a date');
  return {
    day,
    role,
    province: prov,
    rows,
    amount: yuanToFen(amt),
    files: files.map((each) => ({
      name: each.name,
      kind: each.kind,
      rows: each.rows,
      bytes: each.bytes,
      sm3: each.sm3.toLowerCase(),
    })),
  };
}

/** Half a surrogate pair cannot be asked with; of two files of one name, one cannot be had. */
function unsayableOrDoubled({ files }: WireManifest): string | undefined {
  const names = new Set<string>();
  for (const [index, { name }] of files.entries()) {
    if (!name.isWellFormed() || names.has(name)) return `files[${index}].name`;
    names.add(name);
  }
  return undefined;
}
