import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadProvincePolicies, PolicyFileError } from '@libs/province-policy';

const GOOD = `province: "440000"
name: 广东省
policies:
  - effective_from: "2026-01-01T00:00:00+08:00"
    kinship: ["01", "02"]
    caps:
      settings_per_day: 5
      amount_min: "1.00"
      amount_max: "20000.00"
    payment_order:
      "1": [account, wallet]
      "3": [wallet]
    pooling_regions:
      "440300": { caps: { amount_max: "30000.00" } }
  - effective_from: "2027-01-01T00:00:00.000Z"
`;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'policies-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** What is said of the file, without the folder: `line: reason`, or `fits`. */
function saidOf(content: string, name = '440000.yaml'): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  try {
    loadProvincePolicies(dir, '440000');
    return 'fits';
  } catch (error) {
    if (!(error instanceof PolicyFileError)) throw error;
    return error.message.startsWith(`${path}:`) ? error.message.slice(path.length + 1) : error.message;
  }
}

test.each<[string, string, string]>([
  ['as on the page', GOOD, 'fits'],
  ['no policies', 'province: "440000"\nname: x\npolicies: []\n', 'fits'],
  ['a comment', `# 广东\n${GOOD}`, 'fits'],
  ['minimum and maximum equal', GOOD.replace('"20000.00"', '"1.00"'), 'fits'],
  ['caps of nothing', GOOD.replace('settings_per_day: 5', 'settings_per_day: 0'), 'fits'],
])('%s', (_case, content, said) => {
  expect(saidOf(content)).toBe(said);
});

test.each<[string, string, string, string]>([
  ['an unquoted province', 'province: "440000"', 'province: 440000', '1: province must be a text'],
  ['a province that is none', 'province: "440000"', 'province: "440100"', '1: province must match'],
  [
    'another province',
    'province: "440000"',
    'province: "510000"',
    '1: province must be "440000", as the file is named',
  ],
  ['no name', 'name: 广东省\n', '', "1: the file must have required property 'name'"],
  ['an empty name', '广东省', '""', '2: name must NOT have fewer than 1 characters'],
  ['an unknown field at the top', 'policies:', 'wishes: 1\npolicies:', '3: wishes is not known here'],
  [
    'no effective_from',
    '- effective_from: "2027-01-01T00:00:00.000Z"',
    '- caps: {}',
    "15: policies.1 must have required property 'effective_from'",
  ],
  ['effective_from without a zone', '00:00:00+08:00', '00:00:00', '4: policies.0.effective_from must match'],
  [
    'effective_from of a day alone',
    '2026-01-01T00:00:00+08:00',
    '2026-01-01',
    '4: policies.0.effective_from must match',
  ],
  ['effective_from in month 13', '2026-01-01', '2026-13-01', '4: policies.0.effective_from is no real date'],
  ['effective_from on 30 February', '2026-01-01', '2026-02-30', '4: policies.0.effective_from is no real date'],
  ['effective_from on 31 June', '2027-01-01', '2027-06-31', '15: policies.1.effective_from is no real date'],
  [
    'effective_from at 25 o’clock',
    'T00:00:00+08:00',
    'T25:00:00+08:00',
    '4: policies.0.effective_from is no real date',
  ],
  [
    'effective_from twice',
    '2027-01-01T00:00:00.000Z',
    '2025-12-31T16:00:00.000Z',
    '15: policies.1.effective_from is given twice',
  ],
  ['an unknown kinship', '["01", "02"]', '["01", "10"]', '5: policies.0.kinship.1 must match'],
  ['an unquoted kinship', '["01", "02"]', '["01", 2]', '5: policies.0.kinship.1 must be a text'],
  ['a kinship twice', '["01", "02"]', '["01", "01"]', '5: policies.0.kinship must NOT have duplicate items'],
  [
    'an unknown cap',
    'settings_per_day: 5',
    'settings_per_week: 5',
    '7: policies.0.caps.settings_per_week is not known here',
  ],
  [
    'an unknown field with a block of its own',
    'settings_per_day: 5',
    'weekly:\n        settings: 5',
    '7: policies.0.caps.weekly is not known here',
  ],
  [
    'a count in quotes',
    'settings_per_day: 5',
    'settings_per_day: "5"',
    '7: policies.0.caps.settings_per_day must be integer',
  ],
  [
    'half a count',
    'settings_per_day: 5',
    'settings_per_day: 2.5',
    '7: policies.0.caps.settings_per_day must be integer',
  ],
  [
    'a negative count',
    'settings_per_day: 5',
    'settings_per_day: -1',
    '7: policies.0.caps.settings_per_day must be >= 0',
  ],
  ['an amount without quotes', '"20000.00"', '20000.00', '9: policies.0.caps.amount_max must be a text'],
  [
    'an amount of three decimals',
    '"20000.00"',
    '"20000.000"',
    '9: policies.0.caps.amount_max must be an amount in quotes such as "20000.00"',
  ],
  [
    'a negative amount',
    '"20000.00"',
    '"-1.00"',
    '9: policies.0.caps.amount_max must be an amount in quotes such as "20000.00"',
  ],
  ['minimum above maximum', '"20000.00"', '"0.99"', '6: policies.0.caps has amount_min above amount_max'],
  [
    'an unknown payer',
    '[account, wallet]',
    '[account, cash]',
    '11: policies.0.payment_order.1.1 must be equal to one of the allowed values',
  ],
  [
    'a payer twice',
    '[account, wallet]',
    '[wallet, wallet]',
    '11: policies.0.payment_order.1 must NOT have duplicate items',
  ],
  ['nobody pays', '[account, wallet]', '[]', '11: policies.0.payment_order.1 must NOT have fewer than 1 items'],
  ['an unknown scene', '"1": [account', '"5": [account', '11: policies.0.payment_order.5 is not known here'],
  [
    'the account pays a premium',
    '"3": [wallet]',
    '"3": [account]',
    '12: policies.0.payment_order.3 must be equal to constant',
  ],
  ['a pooling region of five digits', '"440300":', '"44030":', '14: policies.0.pooling_regions.44030 must match'],
  [
    'a pooling region of another province',
    '"440300":',
    '"510300":',
    '14: policies.0.pooling_regions.510300 lies in another province',
  ],
  [
    'an override below the minimum',
    '"30000.00"',
    '"0.50"',
    '14: policies.0.pooling_regions.440300 has amount_min above amount_max',
  ],
  [
    'an override of what cannot be',
    '{ caps:',
    '{ name: x, caps:',
    '14: policies.0.pooling_regions.440300.name is not known here',
  ],
  ['a key twice', '      amount_min: "1.00"', '      settings_per_day: 6', '8: Map keys must be unique'],
  ['no YAML', 'kinship: ["01"', 'kinship: ["01"]]', '5: '],
])('%s: file, line and reason', (_case, from, to, said) => {
  const content = GOOD.replace(from, to);
  expect(content).not.toBe(GOOD);
  expect(saidOf(content).slice(0, said.length)).toBe(said);
});

test.each([
  ['an empty file', '', '1: the file must be object'],
  ['a list', '- 1\n', '1: the file must be object'],
])('%s', (_case, content, said) => {
  expect(saidOf(content)).toBe(said);
});

test('a file of a neighbour that does not fit is refused too', () => {
  writeFileSync(join(dir, '440000.yaml'), GOOD);
  writeFileSync(join(dir, '510000.yaml'), 'province: "510000"\nname: 四川省\n');
  expect(() => loadProvincePolicies(dir, '440000')).toThrow(
    "510000.yaml:1: the file must have required property 'policies'",
  );
});

test('no file for the own province', () => {
  writeFileSync(join(dir, '510000.yaml'), GOOD.replaceAll('44', '51'));
  expect(() => loadProvincePolicies(dir, '440000')).toThrow('there is no 440000.yaml');
});
