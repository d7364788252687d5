import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTING_TABLE, type SettingRow } from '../../libs/operations/src/setting-table';
import { PROJECT } from '../../apps/development-stack/src/project';

const page = readFileSync(join(PROJECT, 'config/README.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| `'));
const cellsOf = (line: string) => line.split(/ \|\s*/).map((cell) => cell.replace(/^\| /, '').trim());

test('config/README.md lists every setting with its default and meaning', () => {
  const settings = Object.entries(SETTING_TABLE) as [string, SettingRow][];
  expect(rows.map((line) => cellsOf(line).slice(0, 3))).toEqual(
    settings.map(([name, { fallback, about }]) => [
      `\`${name}\``,
      fallback === undefined ? 'must be given' : fallback === '' ? 'empty' : `\`${fallback}\``,
      about,
    ]),
  );
});
