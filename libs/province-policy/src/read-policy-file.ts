import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { yuanToFen } from '@libs/mutual-aid';
import { Ajv, type ErrorObject } from 'ajv';
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { POLICY_FILE_SCHEMA, type CapsInFile, type PolicyFile } from './policy-file-schema';

/** A policy file that does not fit; the message names the file, the line and the reason. */
export class PolicyFileError extends Error {}

const validate = new Ajv({ strictTypes: false, allErrors: false }).compile<PolicyFile>(POLICY_FILE_SCHEMA);

/** Reads and checks one policy file. Throws PolicyFileError. */
export function readPolicyFile(path: string): PolicyFile {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) throw new PolicyFileError(`${path}:${broken.linePos?.[0].line ?? 1}: ${broken.message.split('\n')[0]}`);
  const at = (where: readonly string[], reason: string) =>
    new PolicyFileError(`${path}:${lineOf(document, lines, where)}: ${where.join('.') || 'the file'} ${reason}`);

  const content: unknown = document.toJS();
  if (!validate(content)) throw misfit(validate.errors?.[0], at);
  const province = basename(path, '.yaml');
  if (content.province !== province) throw at(['province'], `must be "${province}", as the file is named`);
  checkPolicies(content, at);
  return content;
}

type At = (where: readonly string[], reason: string) => PolicyFileError;

function misfit(error: ErrorObject | undefined, at: At): PolicyFileError {
  const where = (error?.instancePath ?? '').split('/').slice(1);
  if (error?.keyword === 'additionalProperties') {
    return at([...where, String(error.params['additionalProperty'])], 'is not known here');
  }
  if (error?.propertyName !== undefined) where.push(error.propertyName);
  if (error?.keyword === 'pattern' && String(error.params['pattern']).includes('[0-9]{2}$')) {
    return at(where, 'must be an amount in quotes such as "20000.00"');
  }
  if (error?.keyword === 'type' && error.params['type'] === 'string') return at(where, 'must be a text in quotes');
  return at(where, error?.message ?? 'does not fit');
}

function checkPolicies(file: PolicyFile, at: At): void {
  const seen = new Set<number>();
  for (const [index, policy] of file.policies.entries()) {
    const where = ['policies', String(index)];
    const from = Date.parse(policy.effective_from);
    if (Number.isNaN(from) || !isRealDay(policy.effective_from.slice(0, 10)))
      throw at([...where, 'effective_from'], 'is no real date');
    if (seen.has(from)) throw at([...where, 'effective_from'], 'is given twice');
    seen.add(from);
    checkCaps(policy.caps, [...where, 'caps'], at);
    for (const [region, override] of Object.entries(policy.pooling_regions ?? {})) {
      const inside = [...where, 'pooling_regions', region];
      if (region.slice(0, 2) !== file.province.slice(0, 2)) throw at(inside, 'lies in another province');
      checkCaps({ ...policy.caps, ...override.caps }, inside, at);
    }
  }
}

/** Date.parse takes 30 February for 2 March. */
function isRealDay(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

function checkCaps(caps: CapsInFile | undefined, where: readonly string[], at: At): void {
  if (caps?.amount_min === undefined || caps.amount_max === undefined) return;
  if (yuanToFen(caps.amount_min) > yuanToFen(caps.amount_max)) throw at(where, 'has amount_min above amount_max');
}

function lineOf(document: Document, lines: LineCounter, where: readonly string[]): number {
  for (let depth = where.length; depth > 0; depth--) {
    const holder: unknown = document.getIn(where.slice(0, depth - 1), true);
    const named =
      isMap(holder) && holder.items.find(({ key }) => isScalar(key) && String(key.value) === where[depth - 1]);
    const node: unknown = named ? named.key : document.getIn(where.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
