import { fen } from '@libs/mutual-aid';
import { ArrivalOracle, type Arrival } from '../support/model/arrival-oracle';
import { proveConserved } from '../support/model/conserved-books';
import { ModelGateway } from '../support/model/model-gateway';
import { peopleOf, policyAt, registryRow } from '../support/model/model-people';
import { Network } from '../support/model/network';
import {
  codeOf,
  envelopeText,
  fenOf,
  PLATFORM,
  timeText,
  yuanOf,
  type WireAnswer,
  type WireEnvelope,
  type WireFigures,
} from '../support/model/wire';
import { NOON } from '../support/pure-people';
import { Random } from '../support/random';

const ID = '440000R1';
const LIMITS = [1000n, 2000n, 700n, 500n].map((amount, index) => ({ id: `440000L${index}`, amount }));
const [FIRST, SECOND, THIRD, FOURTH] = LIMITS as [Terms, Terms, Terms, Terms];
type Terms = (typeof LIMITS)[number];
type Event = Arrival | 'premium';

/** One region and what the page says of it, side by side. */
class Region {
  readonly network = new Network();
  readonly clock = { now: NOON };
  readonly gateway: ModelGateway;
  readonly oracle = new ArrivalOracle();
  private serial = 0;

  constructor(private readonly code: string) {
    this.gateway = new ModelGateway(code, this.network, this.clock, policyAt);
    for (const person of peopleOf(code)) this.gateway.enrol(registryRow(person));
  }

  take(event: Event): void {
    if (event === 'premium') return this.pay();
    const msgid = `${event.infno}-${++this.serial}`;
    this.oracle.take(msgid, event);
    const { infno } = event;
    const value = envelopeText({ infno, msgid, from: PLATFORM, to: this.code, input: bodyOf(event), at: NOON });
    this.gateway.commit([this.gateway.read('down', value)]);
    expect(this.answers()).toEqual(this.oracle.answers);
  }

  /** The platform goes by what it is answered: it asks for the figures that are here, and closes with these. */
  end(): void {
    this.take({ infno: 'M301', figures: this.oracle.figures() });
    this.take({ infno: 'M302', figures: this.oracle.figures() });
  }

  private pay(): void {
    const isPaid = this.oracle.pay(2500n);
    const request = { psnNo: '51B1', scene: '3', useTime: NOON, payAmount: fen(2500n), settlementId: 'S1' } as const;
    const contentHash = this.gateway.hashOf('S1');
    const [outcome] = this.gateway.commit([
      { kind: 'pay', request, contentHash, useId: '510000U1', msgid: this.gateway.newMsgid() },
    ]).outcomes;
    expect(outcome?.kind).toBe(isPaid ? 'paid' : 'refused');
  }

  private readonly sent: string[] = [];

  private answers(): string[] {
    const random = new Random(1);
    while (this.gateway.hasToSend()) this.gateway.relay(random);
    for (const { value } of this.network.read(PLATFORM, 1000, random).records) {
      const { infno, inf_refmsgid, input } = JSON.parse(value) as WireEnvelope;
      if (infno !== 'M191') continue;
      const answer = input as WireAnswer;
      const told = `${inf_refmsgid}=${(answer.output?.['result'] as string | undefined) ?? codeOf(answer)}`;
      if (!this.sent.includes(told)) this.sent.push(told);
    }
    return [...this.sent].sort(byArrivalIn(this.oracle.answers));
  }
}

function byArrivalIn(order: readonly string[]): (a: string, b: string) => number {
  return (a, b) => order.indexOf(a) - order.indexOf(b);
}

function bodyOf(arrival: Arrival): object {
  const time = timeText(NOON);
  const wire = ({ id, amount }: Terms) => ({ mulaid_lmt_id: id, lmt_amt: yuanOf(amount), set_time: time });
  switch (arrival.infno) {
    case 'M101':
    case 'M102': {
      const [donor, benef] = [peopleOf('440000')[0], peopleOf('510000')[2]];
      const commitment = { rel_type: '02', commit_no: 'CN', commit_time: time, chnl: '1', estab_time: time };
      return { mulaid_rel_id: ID, donor, benef, ...commitment, limits: arrival.limits.map(wire) };
    }
    case 'M201':
    case 'M202':
      return { mulaid_rel_id: ID, limit: wire(arrival.limits[0]) };
    case 'M301':
      return { mulaid_rel_id: ID, initiator: 'donor', reason: '本人申请', limits: arrival.figures };
    case 'M302': {
      const limits = arrival.figures.map(({ mulaid_lmt_id, lmt_amt, used_amt }) => {
        return { mulaid_lmt_id, lmt_amt, used_amt, ret_amt: yuanOf(fenOf(lmt_amt) - fenOf(used_amt)) };
      });
      return { mulaid_rel_id: ID, term_time: time, limits };
    }
  }
}

function figuresOf(used: readonly bigint[]): WireFigures[] {
  return LIMITS.map(({ id, amount }, index) => {
    const [used_amt, used_cnt] = [yuanOf(used[index] ?? 0n), used[index] ? 1 : 0];
    return { mulaid_lmt_id: id, lmt_amt: yuanOf(amount), used_amt, used_cnt };
  });
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}

test('donor region: all orders of M101, M201, M201, M301 and M302 end in the same books', () => {
  const figures = figuresOf([]);
  const arrivals: Event[] = [
    { infno: 'M101', limits: [FIRST, SECOND] },
    { infno: 'M201', limits: [THIRD] },
    { infno: 'M201', limits: [FOURTH] },
    { infno: 'M301', figures },
    { infno: 'M302', figures },
  ];
  const ends = permutations(arrivals).map((order) => {
    const region = new Region('440000');
    for (const event of order) region.take(event);
    if (region.gateway.province.relationships.get(ID)?.state !== 'TERMINATED') region.end();
    proveConserved(region.gateway.province);
    const { account, liveGiven } = region.gateway.province.persons.get('44D1') ?? {};
    const state = region.gateway.province.relationships.get(ID)?.state;
    return { balance: account?.balance, frozen: account?.frozen, liveGiven, state };
  });
  expect(ends).toHaveLength(120);
  for (const end of ends) expect(end).toEqual({ balance: 30_000n, frozen: 0n, liveGiven: 0, state: 'TERMINATED' });
});

test('beneficiary region: all orders of M102, M202, M202, a premium, M301 and M302 end in the books that the page says', () => {
  const figures = figuresOf([1000n, 1500n]);
  const arrivals: Event[] = [
    { infno: 'M102', limits: [FIRST, SECOND] },
    { infno: 'M202', limits: [THIRD] },
    { infno: 'M202', limits: [FOURTH] },
    'premium',
    { infno: 'M301', figures },
    { infno: 'M302', figures },
  ];
  const used = permutations(arrivals).map((order) => {
    const region = new Region('510000');
    for (const event of order) region.take(event);
    const { province } = region.gateway;
    if (province.relationships.get(ID)?.state !== 'TERMINATED') region.end();
    proveConserved(province);
    expect(province.relationships.get(ID)?.state).toBe('TERMINATED');
    const limits = [...province.limits.values()].sort((a, b) => (a.limitId < b.limitId ? -1 : 1));
    expect(limits.map((limit) => [limit.limitId, limit.used, limit.usedCount])).toEqual(
      region.oracle.limits.map((limit) => [limit.id, limit.used, limit.rows]),
    );
    return limits.reduce((sum, limit) => sum + limit.used, 0n);
  });
  expect(used).toHaveLength(720);
  // Spent in full, or not at all where the premium came first or after the end had begun.
  expect(new Set(used)).toEqual(new Set([2500n, 0n]));
});
