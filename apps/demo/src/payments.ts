import type { BookedRelationship } from '../../platform-simulator/src/books';
import type { DemoProvince } from './province';

/** What a window was answered. */
interface Paid {
  readonly acct_pay: string;
  readonly acct_mulaid_pay: string;
  readonly psn_cash_pay: string;
}

/** What was paid in one scene, and by whom. Sums in fen. */
interface SceneSums {
  paid: number;
  refused: number;
  wallet: number;
  account: number;
  cash: number;
}

/** What became of the payments. */
export interface PaymentFigures {
  readonly scenes: ReadonlyMap<string, SceneSums>;
  readonly quotes: number;
  readonly repeats: number;
  readonly reversals: number;
  /** Answers that were not what they had to be; each a fault. */
  readonly wrong: string[];
  readonly seconds: number;
}

const AT_ONCE = 32;
const SCENES: readonly (readonly [share: number, scene: string])[] = [
  [0.5, '1'],
  [0.82, '2'],
  [0.93, '3'],
  [1, '4'],
];

/** Hospitals, pharmacies and premium collectors at their windows, many at once. */
export class Payments {
  private readonly scenes = new Map<string, SceneSums>();
  private readonly wrong: string[] = [];
  private quotes = 0;
  private repeats = 0;
  private reversals = 0;
  private serial = 0;

  constructor(
    private readonly provinces: Readonly<Record<string, DemoProvince>>,
    private readonly wallets: readonly BookedRelationship[],
    private readonly random: () => number,
  ) {}

  /** Pays `count` times: some with a quote before, some sent twice, some reversed. */
  async payAll(count: number): Promise<PaymentFigures> {
    const began = performance.now();
    let left = count;
    const window = async (): Promise<void> => {
      while (left-- > 0) await this.payOnce();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, window));
    const { scenes, quotes, repeats, reversals, wrong } = this;
    return { scenes, quotes, repeats, reversals, wrong, seconds: (performance.now() - began) / 1000 };
  }

  private async payOnce(): Promise<void> {
    const { benefProvince, benef_psn_no } = this.wallets[
      Math.floor(this.random() * this.wallets.length)
    ] as BookedRelationship;
    const province = this.provinces[benefProvince] as DemoProvince;
    const request = this.request(benef_psn_no, benefProvince);
    const [withQuote, twice, back] = [this.random() < 0.1, this.random() < 0.05, this.random() < 0.04];
    if (withQuote) {
      this.quotes++;
      const quote = await province.post('/usage-quotes', request);
      this.expect(quote.status === 200 || quote.status === 422, `quote ${quote.status}`);
    }
    const first = await province.post<Paid>('/usages', request);
    this.count(request.scene, first.status === 201 ? first.body : undefined);
    this.expect(first.status === 201 || isRefusedPremium(request, first), `usage ${first.status}`);
    if (first.status !== 201) return;
    if (twice) {
      this.repeats++;
      const again = await province.post<Paid>('/usages', request);
      const isSame = again.status === 200 && JSON.stringify(again.body) === JSON.stringify(first.body);
      this.expect(isSame, `repeat ${again.status}`);
    }
    if (back) {
      this.reversals++;
      const reversed = await province.post(`/usages/${request.setl_id}/reversal`, {});
      this.expect(reversed.status === 201, `reversal ${reversed.status}`);
    }
  }

  private request(psn_no: string, province: string) {
    const draw = this.random();
    const [, scene = '1'] = SCENES.find(([share]) => draw < share) ?? [];
    const isPremium = scene === '3' || scene === '4';
    const fen = isPremium ? 8000 + Math.floor(this.random() * 30_000) : 300 + Math.floor(this.random() * 9000);
    return {
      setl_id: `DEMO-${province}-${++this.serial}`,
      psn_no,
      scene,
      ...(isPremium ? {} : { fixmedins_code: `${scene === '1' ? 'H' : 'P'}${province}00001` }),
      pay_amt: (fen / 100).toFixed(2),
      use_time: new Date().toISOString(),
    };
  }

  private count(scene: string, paid: Paid | undefined): void {
    const sums = this.scenes.get(scene) ?? { paid: 0, refused: 0, wallet: 0, account: 0, cash: 0 };
    this.scenes.set(scene, sums);
    if (paid === undefined) sums.refused++;
    else {
      sums.paid++;
      sums.wallet += fenOf(paid.acct_mulaid_pay);
      sums.account += fenOf(paid.acct_pay);
      sums.cash += fenOf(paid.psn_cash_pay);
    }
  }

  private expect(isRight: boolean, what: string): void {
    if (!isRight) this.wrong.push(what);
  }
}

function isRefusedPremium({ scene }: { scene: string }, { status, body }: { status: number; body: unknown }): boolean {
  return (scene === '3' || scene === '4') && status === 422 && (body as { err_code?: string }).err_code === 'A10';
}

function fenOf(yuan: string): number {
  return Number(yuan.replace('.', ''));
}
