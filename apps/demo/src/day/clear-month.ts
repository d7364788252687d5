import type { DemoProvince } from '../province';
import { say } from '../say';
import type { SimulatedPlatform } from '../simulated-platform';

interface Line {
  readonly admdvs: string;
  readonly payable_amt: string;
  readonly payable_cnt: number;
  readonly receivable_amt: string;
  readonly receivable_cnt: number;
}

interface Statement {
  readonly lines: readonly Line[];
  readonly regions: readonly Line[];
  readonly result?: string;
  readonly differences: readonly { readonly admdvs: string; readonly here?: Line; readonly there?: Line }[];
}

type Answered = readonly { readonly province: string; readonly answer: { readonly output?: { result?: string } } }[];

/** The month's clearing between the provinces: one statement with a fault, then the right one. Gives whether both were seen. */
export async function clearMonth(
  platform: SimulatedPlatform,
  provinces: Readonly<Record<string, DemoProvince>>,
  date: string,
): Promise<boolean> {
  const month = date.slice(0, 7);
  say(
    `\n10. Clearing for ${month}: the platform’s statement (M601) says what each province owes the other. First with a fault:`,
  );
  const change = [{ province: '440000', admdvs: '510000', line: { payable_amt: '1.23' } }];
  const wrong = await clear(platform, month, { change });
  const seen = await (provinces['440000'] as DemoProvince).get<Statement>(`/clearing-statements/${month}`);
  for (const { admdvs, here, there } of seen.differences)
    say(`   440000 to ${admdvs}: payable here ${here?.payable_amt ?? '–'}, there ${there?.payable_amt ?? '–'}`);
  const right = await clear(platform, month, {});
  let isSame = true;
  for (const [code, province] of Object.entries(provinces)) {
    const { lines, regions, result } = await province.get<Statement>(`/clearing-statements/${month}`);
    isSame &&= result === 'MATCH';
    for (const line of lines)
      say(
        `   ${code} with ${line.admdvs}: owes ${line.payable_amt} (${line.payable_cnt} rows), is owed ${line.receivable_amt} (${line.receivable_cnt} rows); ${regions.length} pooling regions have a share`,
      );
  }
  return isSame && wrong.join() === 'MISMATCH,MATCH' && right.join() === 'MATCH,MATCH';
}

async function clear(platform: SimulatedPlatform, month: string, body: object): Promise<string[]> {
  const answered = await platform.post<Answered>(`/simulator/clearing/${month}`, body);
  const results = [...answered].sort((a, b) => (a.province < b.province ? -1 : 1));
  say(`   ${results.map(({ province, answer }) => `${province} answers ${answer.output?.result ?? '?'}`).join(', ')}`);
  return results.map(({ answer }) => answer.output?.result ?? '?');
}
