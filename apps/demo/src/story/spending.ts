import { say } from '../say';
import { CAST } from './cast';
import type { Stage } from './stage';

/** A hospital, a pharmacy and back, a premium. */
export async function spend(stage: Stage): Promise<void> {
  const { mother, wife } = CAST;
  const bill = await stage.pay(mother, '1', '620.00');
  const medicine = await stage.pay(mother, '2', '90.00');
  const back = await stage.sichuan.post(`/usages/${medicine.setl_id}/reversal`, {});
  stage.expect(back.status === 201, `reversal ${back.status}`);
  const premium = await stage.pay(mother, '3', '300.00');
  const wifes = await stage.pay(wife, '2', '120.00');
  stage.expect(
    [bill, premium, wifes].map(({ wallet }) => wallet).join() === '620.00,300.00,120.00',
    'the wallet pays all of it',
  );
  await stage.walletHolds(mother, '140.00');
  await stage.sichuan.uploadsAnswered();
  say(
    `   ${mother.psn_name}: a hospital bill of 620.00 and her premium of 300.00 from the wallet, medicine for 90.00 bought and`,
  );
  say(
    `   taken back. ${wife.psn_name}: 120.00 at a pharmacy. The platform has all of it (M411, M412); 140.00 is left for the mother.`,
  );
}
