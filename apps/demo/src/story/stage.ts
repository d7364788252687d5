import { gatewayName, startStack, stopPart } from '../../../development-stack/src/stack';
import type { StackOptions } from '../../../development-stack/src/stack-files';
import { stated, type DemoRow } from '../people';
import type { DemoProvince } from '../province';
import type { SimulatedPlatform } from '../simulated-platform';
import { waitFor } from '../wait-for';

/** A relationship as a window sees it. */
export interface WindowRelationship {
  readonly mulaid_rel_id: string;
  readonly state: string;
  readonly err_code?: string;
  readonly limits: readonly {
    mulaid_lmt_id: string;
    state: string;
    lmt_amt: string;
    used_amt: string;
    ret_amt: string;
  }[];
  readonly history: readonly { from: string | null; to: string; cause: string }[];
}

/** A personal account as a window sees it. */
export interface WindowAccount {
  readonly balance: string;
  readonly frozen: string;
  readonly available: string;
}

/** Where the story is told: the platform and both provinces, and what did not go as it must. */
export class Stage {
  readonly wrong: string[] = [];
  private serial = 0;

  constructor(
    readonly platform: SimulatedPlatform,
    readonly guangdong: DemoProvince,
    readonly sichuan: DemoProvince,
    private readonly options: StackOptions,
  ) {}

  /** Notes what did not go as it must. */
  expect(isRight: boolean, what: string): void {
    if (!isRight) this.wrong.push(what);
  }

  /** An id that no request used before. */
  requestId(): string {
    return `FAMILY-${Date.now()}-${++this.serial}`;
  }

  /** Signs for a relative at the window in Guangdong (R14). */
  sign(donor: DemoRow, benef: DemoRow, rel_type: string, amounts: readonly string[]) {
    const body = {
      request_id: this.requestId(),
      donor: stated(donor),
      benef: stated(benef),
      rel_type,
      commit_no: `CN-${this.serial}`,
      commit_time: new Date().toISOString(),
      chnl: '3',
      limits: amounts.map((lmt_amt) => ({ lmt_amt })),
    };
    return this.guangdong.post<WindowRelationship & { err_code?: string; detail?: string }>('/relationships', body);
  }

  /** A relationship at a province's window, as soon as it is in that state. */
  reaches(province: DemoProvince, id: string, state: string): Promise<WindowRelationship> {
    const look = () => province.get<WindowRelationship>(`/relationships/${id}`);
    return waitFor(`${id} ${state}`, look, (seen) => seen.state === state);
  }

  /** Asks the national app for a relationship; gives its id once both provinces have answered. */
  async askApp(donor: DemoRow, benef: DemoRow, rel_type: string, lmt_amt: string): Promise<string> {
    const request = { donor: stated(donor), benef: stated(benef), rel_type, commit_no: `CN-${++this.serial}` };
    const [made] = await this.platform.establish([{ ...request, limits: [{ lmt_amt }] }]);
    this.expect(made?.state === 'EFFECTIVE', `app: ${made?.state} ${made?.err_code ?? ''}`);
    return made?.mulaid_rel_id ?? '';
  }

  /** What a beneficiary in Sichuan can spend, once it is that. */
  walletHolds({ psn_no }: DemoRow, balc: string): Promise<{ balc: string }> {
    const look = () => this.sichuan.get<{ balc: string }>(`/wallets/${psn_no}`);
    return waitFor(`a wallet of ${balc}`, look, (wallet) => wallet.balc === balc);
  }

  account({ psn_no }: DemoRow): Promise<WindowAccount> {
    return this.guangdong.get(`/personal-accounts/${psn_no}`);
  }

  /** Stops Sichuan's gateway, as an outage would. */
  sichuanStops(): Promise<void> {
    return stopPart(this.options.dir, gatewayName('510000', 1));
  }

  async sichuanComesBack(): Promise<void> {
    await startStack(this.options, () => undefined);
  }

  /** Pays at a hospital, pharmacy or counter in Sichuan. */
  async pay(who: DemoRow, scene: '1' | '2' | '3', pay_amt: string): Promise<{ setl_id: string; wallet: string }> {
    const setl_id = this.requestId();
    const place = scene === '3' ? {} : { fixmedins_code: 'H51010000001' };
    const use_time = new Date().toISOString();
    const request = { setl_id, psn_no: who.psn_no, scene, ...place, pay_amt, use_time };
    const { status, body } = await this.sichuan.post<{ acct_mulaid_pay: string }>('/usages', request);
    this.expect(status === 201, `payment of ${pay_amt}: ${status}`);
    return { setl_id, wallet: body.acct_mulaid_pay };
  }
}
