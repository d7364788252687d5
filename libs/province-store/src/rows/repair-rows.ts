import {
  fen,
  type Discrepancy,
  type DiscrepancyAct,
  type DiscrepancyKind,
  type DiscrepancyStatus,
  type Fen,
  type RepairAction,
  type RunRole,
} from '@libs/mutual-aid';
import { insertRows, text, textOf, type SqlRow } from '../sql-text';

/** A difference, with what people did about it in this batch. */
export interface DiscrepancyRow extends Discrepancy {
  readonly newActs: readonly DiscrepancyAct[];
}

/** The columns that discrepancyOf() reads, in its order; `d` is the difference, `p` its last proposal. */
const COLUMNS =
  'd.id AS id,d.day AS day,d.role AS role,d.kind AS kind,d.use_id AS use_id,d.line_no AS line_no,d.orig_use_id AS orig,' +
  'd.mulaid_rel_id AS rel,d.mulaid_lmt_id AS lmt,d.psn_no AS psn,d.amt_here AS here,d.amt_there AS there,' +
  'd.use_time AS used,d.upload_time AS received,d.file AS file,d.file_line AS file_line,d.status AS status,' +
  'p.action AS action,p.sub AS sub';

const PROPOSAL =
  'LEFT JOIN discrepancy_act p ON p.id = (SELECT MAX(a.id) FROM discrepancy_act a ' +
  "WHERE a.discrepancy_id = d.id AND a.act = 'PROPOSED')";

/** Differences, found by `where` in the order of an index. */
export function selectDiscrepancies(index: 'PRIMARY' | 'of_run', where: string): string {
  return `SELECT ${COLUMNS} FROM discrepancy d FORCE INDEX (${index}) ${PROPOSAL} WHERE ${where}`;
}

/** Differences by their ids, locked: two people may be at it. */
export function lockDiscrepancies(ids: Iterable<string>): string {
  const list = [...ids].map((id) => BigInt(id)).join(',');
  return `${selectDiscrepancies('PRIMARY', `d.id IN (${list})`)} ORDER BY d.id FOR UPDATE;`;
}

/** A row of selectDiscrepancies. */
export function discrepancyOf(row: SqlRow): DiscrepancyRow {
  const useId = textOf(row[4]);
  return {
    id: textOf(row[0]),
    day: Number(row[1]),
    role: row[2] as RunRole,
    kind: row[3] as DiscrepancyKind,
    row: useId === '' ? undefined : { useId, lineNo: Number(row[5]) },
    originalUseId: textIfAny(row[6]),
    relationshipId: textIfAny(row[7]),
    limitId: textOf(row[8]),
    psnNo: textIfAny(row[9]),
    here: fenIfAny(row[10]),
    there: fenIfAny(row[11]),
    useTime: numberIfAny(row[12]),
    uploadTime: numberIfAny(row[13]),
    file: textIfAny(row[14]),
    fileLine: numberIfAny(row[15]),
    status: row[16] as DiscrepancyStatus,
    proposal: row[17] === null ? undefined : { action: row[17] as RepairAction, by: textOf(row[18]) },
    newActs: [],
  };
}

/** Where they are by now, and what was done about them. */
export function updateDiscrepancies(rows: readonly DiscrepancyRow[]): string {
  const moved = rows.map(({ id, status }) => `UPDATE discrepancy SET status = '${status}' WHERE id = ${BigInt(id)};`);
  const acts = rows.flatMap(({ id, newActs }) => newActs.map((act) => ({ id, act })));
  const added = insertRows(
    'discrepancy_act (discrepancy_id,at,sub,act,action,note)',
    acts,
    ({ id, act: { at, by, act, action, note } }) =>
      `${BigInt(id)},${at},${text(by)},'${act}',${text(action)},${text(note)}`,
  );
  return moved.join('') + added;
}

/** What people did about differences, oldest first. */
export function selectActs(ids: readonly string[]): string {
  const list = ids.map((id) => BigInt(id)).join(',');
  return `SELECT discrepancy_id,at,sub,act,action,note FROM discrepancy_act FORCE INDEX (discrepancy) WHERE discrepancy_id IN (${list}) ORDER BY discrepancy_id,id`;
}

/** A row of selectActs. */
export function actOf(row: SqlRow): DiscrepancyAct {
  return {
    at: Number(row[1]),
    by: textOf(row[2]),
    act: row[3] as DiscrepancyAct['act'],
    action: row[4] === null ? undefined : (row[4] as RepairAction),
    note: textIfAny(row[5]),
  };
}

function textIfAny(value: SqlRow[number] | undefined): string | undefined {
  return value === null || value === undefined ? undefined : textOf(value);
}

function numberIfAny(value: SqlRow[number] | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

function fenIfAny(value: SqlRow[number] | undefined): Fen | undefined {
  return value === null || value === undefined ? undefined : fen(BigInt(textOf(value)));
}
