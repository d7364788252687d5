import { REFUSAL_TEXT, type RefusalCode } from '@libs/mutual-aid';
import type { PaymentFigures } from './payments';
import { say } from './say';
import type { PlatformBooks } from './simulated-platform';

/** Confirmations and refusals of the messages to the provinces, by code. */
export function showAnswers({ answers, repeated_answers, contradictions }: PlatformBooks): void {
  say('\n5. Confirmations (0) and refusals by code:');
  const codes = [...new Set(answers.map((each) => each.code))].sort();
  const down = answers.filter((each) => !each.infno.startsWith('M4'));
  const lines = [...new Set(down.map((each) => `${each.province} ${each.infno}`))].sort();
  say(`   ${''.padEnd(12)}${codes.map((code) => code.padStart(6)).join('')}`);
  for (const line of lines) {
    const counts = codes.map(
      (code) => answers.find((each) => `${each.province} ${each.infno}` === line && each.code === code)?.count ?? '',
    );
    say(`   ${line.padEnd(12)}${counts.map((count) => String(count).padStart(6)).join('')}`);
  }
  say('   What the codes say to the person at the window:');
  for (const code of codes) if (code !== '0') say(`   ${code}  ${REFUSAL_TEXT[code as RefusalCode]}`);
  say(`   ${repeated_answers} messages came twice; answers that were not the same as the first: ${contradictions}.`);
}

const SCENE_NAMES: Readonly<Record<string, string>> = {
  '1': 'hospital',
  '2': 'pharmacy',
  '3': 'resident premium',
  '4': 'long-term care premium',
};

/** What the wallet paid, by scene. */
export function showPayments({ scenes, quotes, repeats, reversals, wrong, seconds }: PaymentFigures): void {
  say('\n6. What the wallet paid (yuan):');
  const yuan = (fen: number): string => (fen / 100).toFixed(2).padStart(14);
  say(
    `   ${'scene'.padEnd(24)}${['times', 'refused', 'wallet', 'account', 'cash'].map((each, i) => each.padStart(i < 2 ? 8 : 14)).join('')}`,
  );
  let times = 0;
  for (const [scene, sums] of [...scenes].sort()) {
    const counts = [sums.paid, sums.refused].map((each) => String(each).padStart(8)).join('');
    say(
      `   ${(SCENE_NAMES[scene] ?? scene).padEnd(24)}${counts}${yuan(sums.wallet)}${yuan(sums.account)}${yuan(sums.cash)}`,
    );
    times += sums.paid + sums.refused;
  }
  say(
    `   A premium is paid in full or refused (A10). ${quotes} quotes before, ${repeats} requests sent twice, ${reversals} reversed.`,
  );
  say(
    `   ${times} payments in ${seconds.toFixed(1)} s: ${Math.round(times / seconds)} a second, while relationships were being set up.`,
  );
  if (wrong.length > 0) say(`   Answers that were not what they had to be: ${wrong.length}, the first: ${wrong[0]}`);
}
