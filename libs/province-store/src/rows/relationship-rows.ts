import {
  contentHashOf,
  type Channel,
  type Relationship,
  type RelationshipState,
  type Role,
  type StatedPerson,
} from '@libs/mutual-aid';
import { cut, hexOf, insertRows, text, textList, textOf, type SqlRow } from '../sql-text';
import { terminationOf, terminationText } from './termination-text';

const COLUMNS =
  'mulaid_rel_id,role,state,donor_psn_no,benef_psn_no,donor,benef,rel_type,commit_no,commit_time,chnl,estab_time,' +
  'content_hash,err_code,open_since,termination';

/** Relationships by their ids. */
export function selectRelationships(ids: Iterable<string>): string {
  return `SELECT ${COLUMNS} FROM relationship FORCE INDEX (PRIMARY) WHERE mulaid_rel_id IN (${textList(ids)});`;
}

/** The ids of relationships that a person gives or receives, in order, at most `most` after the one that `after` names. */
export function selectRelationshipIdsOf(psnNo: string, after: string, most: number): string {
  const side = (index: string, column: string) =>
    `(SELECT mulaid_rel_id FROM relationship FORCE INDEX (${index}) WHERE ${column} = ${text(psnNo)} ` +
    `AND mulaid_rel_id > ${text(after)} ORDER BY mulaid_rel_id LIMIT ${most})`;
  return `${side('pair', 'donor_psn_no')} UNION ${side('benef', 'benef_psn_no')} ORDER BY 1 LIMIT ${most}`;
}

/** A donor–beneficiary pair, of which at most one relationship is live (R6), as one key. */
export function pairKey({ donor, benef }: { donor: { psnNo: string }; benef: { psnNo: string } }): string {
  return `${donor.psnNo} ${benef.psnNo}`;
}

/** The live relationships of pairs, by pairKey. */
export function selectLivePairs(pairs: readonly string[]): string {
  const list = pairs.map((pair) => `(${pair.split(' ').map(text).join(',')})`).join(',');
  return (
    `SELECT ${COLUMNS} FROM relationship FORCE INDEX (pair) WHERE (donor_psn_no,benef_psn_no) IN (${list}) ` +
    `AND live = 1;`
  );
}

/** The live relationships that persons of this province give or receive. */
export function selectLiveOf(psnNos: Iterable<string>): string {
  const list = textList(psnNos);
  const side = (index: string, column: string, role: Role) =>
    `SELECT ${COLUMNS} FROM relationship FORCE INDEX (${index}) WHERE ${column} IN (${list}) AND live = 1 AND role = '${role}'`;
  return `${side('pair', 'donor_psn_no', 'donor')} UNION ALL ${side('benef', 'benef_psn_no', 'benef')};`;
}

/** A row of relationship as the rules know it. */
export function relationshipOf(row: SqlRow): Relationship {
  return {
    relationshipId: textOf(row[0]),
    role: row[1] as Role,
    state: row[2] as RelationshipState,
    donor: JSON.parse(textOf(row[5])) as StatedPerson,
    benef: JSON.parse(textOf(row[6])) as StatedPerson,
    relType: textOf(row[7]),
    commitNo: textOf(row[8]),
    commitTime: Number(row[9]),
    channel: row[10] as Channel,
    estabTime: Number(row[11]),
    contentHash: contentHashOf(hexOf(row[12])),
    refusedWith: row[13] === null ? undefined : textOf(row[13]),
    openSince: row[14] === null ? undefined : Number(row[14]),
    ...terminationOf(row[15] === null ? undefined : textOf(row[15])),
  };
}

/** New relationships; a known id or a live pair (R6) fails with 1062, and the batch is decided again with it loaded. */
export function insertRelationships(relationships: readonly Relationship[]): string {
  return insertRows(`relationship (${COLUMNS})`, relationships, relationshipValues);
}

/**
 * Relationships whose state, or what is known of their end, changed. Those of whose end nothing is kept have one UPDATE
 * for all that become the same, half as dear as writing each as a whole row.
 */
export function updateRelationships(relationships: readonly Relationship[]): string {
  const isPlain = (each: Relationship) => terminationText(each) === undefined;
  const changes = Map.groupBy(relationships.filter(isPlain), changeOf);
  const updates = [...changes].map(([change, rows]) => {
    const ids = textList(rows.map(({ relationshipId }) => relationshipId));
    return `UPDATE relationship FORCE INDEX (PRIMARY) SET ${change} WHERE mulaid_rel_id IN (${ids});`;
  });
  return updates.join('') + updateWhole(relationships.filter((each) => !isPlain(each)));
}

/** Of a relationship of whose end nothing is kept. */
function changeOf(each: Relationship): string {
  return `state='${each.state}',err_code=${errCode(each)},open_since=${each.openSince ?? 'NULL'},termination=NULL`;
}

function updateWhole(relationships: readonly Relationship[]): string {
  return insertRows(
    `relationship (${COLUMNS})`,
    relationships,
    relationshipValues,
    ' ON DUPLICATE KEY UPDATE state=VALUES(state),err_code=VALUES(err_code),open_since=VALUES(open_since),' +
      'termination=VALUES(termination)',
  );
}

function errCode({ refusedWith }: Relationship): string {
  return text(refusedWith && cut(refusedWith, 10));
}

function relationshipValues(each: Relationship): string {
  return (
    `${text(each.relationshipId)},'${each.role}','${each.state}',${text(each.donor.psnNo)},${text(each.benef.psnNo)},` +
    `${text(JSON.stringify(each.donor))},${text(JSON.stringify(each.benef))},${text(each.relType)},${text(each.commitNo)},` +
    `${each.commitTime},'${each.channel}',${each.estabTime},X'${each.contentHash}',${errCode(each)},` +
    `${each.openSince ?? 'NULL'},${text(terminationText(each))}`
  );
}
