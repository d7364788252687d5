import {
  fen,
  spanOfPeriod,
  type Enrolment,
  type InsuredPerson,
  type SettingTallies,
  type Tally,
} from '@libs/mutual-aid';
import { insertRows, text, textList, textOf, type SqlRow } from '../sql-text';

const COLUMNS =
  'psn_no,psn_name,psn_cert_type,certno,insu_admdvs,enrolments,opening,balance,frozen,moved,live_given,' +
  'day,day_count,day_amt,month,month_count,month_amt,year,year_count,year_amt,version';

const UPDATES = COLUMNS.split(',')
  .slice(1, -1)
  .map((column) => `${column}=VALUES(${column})`)
  .join(',');

/** Locks the persons' rows, in sorted order: the whole concurrency design (architecture.md). */
export function lockPersons(psnNos: Iterable<string>): string {
  return `SELECT ${COLUMNS} FROM insured_person FORCE INDEX (PRIMARY) WHERE psn_no IN (${textList(psnNos)}) ORDER BY psn_no FOR UPDATE;`;
}

/** Locks them, and fails at once where somebody else holds one of these locks (1205 or 3572). */
export function lockPersonsNow(psnNos: readonly string[]): string {
  return `SELECT psn_no FROM insured_person FORCE INDEX (PRIMARY) WHERE psn_no IN (${textList(psnNos)}) ORDER BY psn_no FOR UPDATE NOWAIT`;
}

/** Reads one person without a lock, for looking up. */
export function selectPerson(psnNo: string): string {
  return `SELECT ${COLUMNS} FROM insured_person WHERE psn_no = ${text(psnNo)}`;
}

/** A row of insured_person as the rules know it. */
export function personOf(row: SqlRow): InsuredPerson {
  const [psnNo, name, certType, certNo, insuAdmdvs, enrolments, opening, balance, frozen, moved, liveGiven] = row;
  return {
    psnNo: textOf(psnNo),
    name: textOf(name),
    certType: textOf(certType),
    certNo: textOf(certNo),
    insuAdmdvs: textOf(insuAdmdvs),
    enrolments: enrolmentsOf(textOf(enrolments)),
    account:
      opening === null || opening === undefined
        ? undefined
        : { opening: fenOf(opening), balance: fenOf(balance), frozen: fenOf(frozen), moved: Number(moved) === 1 },
    liveGiven: Number(liveGiven),
    settings: talliesOf(row),
    version: Number(row[20]),
  };
}

const knownEnrolments = new Map<string, readonly Enrolment[]>();

// A province's people share a handful of enrolment texts: parsing each once saves a JSON.parse a person.
function enrolmentsOf(json: string): readonly Enrolment[] {
  let enrolments = knownEnrolments.get(json);
  if (enrolments === undefined) {
    enrolments = JSON.parse(json) as Enrolment[];
    if (knownEnrolments.size >= 1000) knownEnrolments.clear();
    knownEnrolments.set(json, enrolments);
  }
  return enrolments;
}

function talliesOf(row: SqlRow): SettingTallies {
  const latest = { day: Number(row[11]), month: Number(row[14]), year: Number(row[17]) };
  const tallies = new Map<number, Tally>();
  if (latest.year === 0) return { latest, tallies };
  tallies.set(latest.day, { count: Number(row[12]), sum: fenOf(row[13]) });
  tallies.set(latest.month, { count: Number(row[15]), sum: fenOf(row[16]) });
  tallies.set(latest.year, { count: Number(row[18]), sum: fenOf(row[19]) });
  return { latest, tallies };
}

/**
 * Writes persons back, one version on. A row that is not any more what it was when it was read (its version is another,
 * or it was taken for new and is there) fails with 1048, version being NOT NULL: a lock should never let that happen,
 * and a database that is optimistic or clustered may.
 */
export function upsertPersons(persons: readonly InsuredPerson[]): string {
  return insertRows(
    `insured_person (${COLUMNS})`,
    persons,
    personValues,
    ` ON DUPLICATE KEY UPDATE ${UPDATES},version=IF(version=VALUES(version)-1,VALUES(version),NULL)`,
  );
}

function personValues(person: InsuredPerson): string {
  const { account, settings } = person;
  const { latest } = settings;
  return (
    `${text(person.psnNo)},${text(person.name)},${text(person.certType)},${text(person.certNo)},` +
    `${text(person.insuAdmdvs)},${text(JSON.stringify(person.enrolments))},` +
    (account
      ? `${account.opening},${account.balance},${account.frozen},${account.moved ? 1 : 0}`
      : 'NULL,NULL,NULL,0') +
    `,${person.liveGiven},${tally(settings, latest.day)},${tally(settings, latest.month)},${tally(settings, latest.year)},${(person.version ?? 0) + 1}`
  );
}

function tally(settings: SettingTallies, period: number): string {
  const found = settings.tallies.get(period);
  return found ? `${period},${found.count},${found.sum}` : `${period},0,0`;
}

/** A BIGINT money column as fen. */
export function fenOf(value: SqlRow[number] | undefined) {
  return fen(BigInt(textOf(value)));
}

/** What a donor's settings of one period count and sum up to, those taken back or refused left out (R11). */
export interface CountedSettings {
  readonly psnNo: string;
  /** As `periodsOf` numbers days, months and years. */
  readonly period: number;
  readonly tally: Tally;
}

/** A donor's period as one key. */
export function tallyKey(psnNo: string, period: number): string {
  return `${psnNo} ${period}`;
}

/** The settings of donors that still count, by tallyKey: for periods older than the counters in the row (R11). */
export function selectCountedSettings(keys: readonly string[]): string {
  return `${keys.map(selectCounted).join(' UNION ALL ')};`;
}

function selectCounted(key: string): string {
  const [psnNo = '', period = ''] = key.split(' ');
  const { from, until } = spanOfPeriod(Number(period));
  return (
    `SELECT ${text(psnNo)}, ${Number(period)}, COUNT(*), COALESCE(SUM(l.lmt_amt), 0) ` +
    `FROM relationship r JOIN mulaid_limit l USING (mulaid_rel_id) ` +
    `WHERE r.donor_psn_no = ${text(psnNo)} AND r.role = 'donor' AND l.state NOT IN ('REVOKED', 'REFUSED') ` +
    `AND l.set_time >= ${from} AND l.set_time < ${until}`
  );
}

/** A row of selectCountedSettings. */
export function countedSettingsOf(row: SqlRow): CountedSettings {
  return { psnNo: textOf(row[0]), period: Number(row[1]), tally: { count: Number(row[2]), sum: fenOf(row[3]) } };
}
