import { contentHashOf, yuanToFen, type PlatformOrder } from '@libs/mutual-aid';
import type { Command } from '../../libs/ledger/src/commands/command';
import { revokeLimitOrder } from '../../libs/ledger/src/orders/revoke-limit';
import { MemoryProvince } from '../support/memory-province';
import { DONOR, establishment, NOON, registered, settings, terms, UNCAPPED, UPLOADS } from '../support/pure-people';

const WAITS = 900_000;
const context = { now: NOON, policies: UNCAPPED, waitingTimeout: WAITS, uploads: UPLOADS };

const m101: PlatformOrder = { infno: 'M101', body: establishment({ limits: settings(['100.00']) }) };
const m103: PlatformOrder = { infno: 'M103', body: { relationshipId: 'R1', reason: '撤销' } };

function m201(limitId: string, amount = '100.00'): PlatformOrder {
  return { infno: 'M201', body: { relationshipId: 'R1', limit: terms(amount, NOON, limitId) } };
}

function m203(limitId: string): PlatformOrder {
  return { infno: 'M203', body: { relationshipId: 'R1', limitId, reason: '撤销' } };
}

/** What a case calls a message: its number and its limit. */
function nameOf(order: PlatformOrder): string {
  if (order.infno === 'M201') return `M201 ${order.body.limit.limitId}`;
  return order.infno === 'M203' ? `M203 ${order.body.limitId}` : order.infno;
}

function commandOf(order: PlatformOrder, msgid = nameOf(order)): Command {
  const origin = { origin: 'down/0/0', topic: 'down', record: null };
  return { kind: 'order', msgid, infno: order.infno, contentHash: contentHashOf(msgid), origin, order };
}

/** A province whose only donor has so many yuan. */
function provinceWith(balance: string): MemoryProvince {
  const province = new MemoryProvince();
  province.persons.set('D1', registered(DONOR, balance));
  return province;
}

/** The answers in the order given, the messages handed in as batches of this size. */
function answersOf(province: MemoryProvince, orders: readonly PlatformOrder[], batchSize: number): string[] {
  const answers: string[] = [];
  for (let at = 0; at < orders.length; at += batchSize) {
    const commands = orders.slice(at, at + batchSize).map((order) => commandOf(order));
    const { notes } = province.run(commands, context).files;
    answers.push(...notes.answers.map(({ refMsgid, answer }) => `${refMsgid}: ${answer.errCode ?? answer.infcode}`));
  }
  return answers;
}

/** The page's sentence, and nothing else: whoever came first of those whose need is there goes next. */
class Reference {
  private readonly waiting: PlatformOrder[] = [];
  private readonly limits = new Map<string, bigint>();
  private state: 'unknown' | 'effective' | 'revoked' = 'unknown';
  readonly answers: string[] = [];

  constructor(private left: bigint) {}

  arrive(order: PlatformOrder): void {
    this.waiting.push(order);
    for (let next = this.ripe(); next !== undefined; next = this.ripe()) {
      this.waiting.splice(this.waiting.indexOf(next), 1);
      this.answers.push(`${nameOf(next)}: ${this.handle(next)}`);
    }
  }

  private ripe(): PlatformOrder | undefined {
    return this.waiting.find((order) => {
      if (order.infno === 'M101' || this.state === 'revoked') return true;
      return this.state === 'effective' && (order.infno !== 'M203' || this.limits.has(order.body.limitId));
    });
  }

  private handle(order: PlatformOrder): string {
    if (this.state === 'revoked') return 'E31';
    if (order.infno === 'M101') {
      const code = order.body.limits
        .map(({ limitId, amount }) => this.set(limitId, amount))
        .find((each) => each !== '0');
      if (code === undefined) this.state = 'effective';
      return code ?? '0';
    }
    if (order.infno === 'M201') return this.set(order.body.limit.limitId, order.body.limit.amount);
    const revoked = order.infno === 'M203' ? [order.body.limitId] : [...this.limits.keys()];
    if (order.infno === 'M203' && this.limits.get(order.body.limitId) === 0n) return 'E31';
    for (const limitId of revoked) {
      this.left += this.limits.get(limitId) ?? 0n;
      this.limits.set(limitId, 0n);
    }
    if (order.infno === 'M103') this.state = 'revoked';
    return '0';
  }

  private set(limitId: string, amount: bigint): string {
    if (amount > this.left) return 'E25';
    this.left -= amount;
    this.limits.set(limitId, amount);
    return '0';
  }
}

function permutations<T>(of: readonly T[]): T[][] {
  if (of.length === 0) return [[]];
  return of.flatMap((first, index) => permutations(of.filter((_, at) => at !== index)).map((rest) => [first, ...rest]));
}

test.each([1, 2, 4])('the issue’s case, in batches of %i: what M203 frees is there for L3', (batchSize) => {
  const province = provinceWith('250.00');
  const answers = answersOf(province, [m203('L2'), m201('L2'), m201('L3'), m101], batchSize);
  expect([...answers].sort()).toEqual(['M101: 0', 'M201 L2: 0', 'M201 L3: 0', 'M203 L2: 0']);
  expect(answers.slice(1)).toEqual(['M201 L2: 0', 'M203 L2: 0', 'M201 L3: 0']);
  expect(province.persons.get('D1')?.account?.frozen).toBe(yuanToFen('200.00'));
});

describe.each<[string, string, PlatformOrder[]]>([
  ['a limit set, revoked, and another', '250.00', [m101, m201('L2'), m203('L2'), m201('L3'), m203('L3')]],
  ['a limit of the establishment revoked', '150.00', [m101, m203('L1'), m201('L2'), m203('L2'), m201('L3', '50.00')]],
  ['a relationship revoked', '250.00', [m101, m103, m201('L2'), m203('L2'), m203('L9'), m201('L3')]],
  ['a relationship refused', '99.99', [m101, m103, m201('L2'), m203('L2')]],
])('%s, in every order of arrival', (_case, balance, orders) => {
  const all = permutations(orders);
  test.each([1, 2, 3, orders.length])('in batches of %i', (batchSize) => {
    for (const arrivals of all) {
      const reference = new Reference(yuanToFen(balance));
      for (const each of arrivals) reference.arrive(each);
      const told = answersOf(provinceWith(balance), arrivals, batchSize);
      expect({ arrivals: arrivals.map(nameOf), told }).toEqual({
        arrivals: arrivals.map(nameOf),
        told: reference.answers,
      });
    }
  });
});

test('a new arrival goes behind what waits and need not any more', () => {
  const province = provinceWith('250.00');
  // Two lanes that miss each other: each decides from the same state, and both commit.
  const early = [m203('L2'), m201('L2'), m201('L3')].map((each) => commandOf(each));
  const lanes = [early, [commandOf(m101)]].map((each) => province.decide(each, context, 'unique keys'));
  for (const each of lanes) province.write(each);
  expect(province.waiting).toHaveLength(3);
  expect(answersOf(province, [m201('L4')], 1)).toEqual(['M201 L2: 0', 'M203 L2: 0', 'M201 L3: 0', 'M201 L4: E25']);
});

test('whose time is up is refused in its place, before the limit that comes behind it', () => {
  const province = provinceWith('250.00');
  answersOf(province, [m203('L2')], 1);
  const later = { ...context, now: NOON + WAITS };
  const { notes } = province.run([commandOf(m201('L2')), commandOf(m101)], later).files;
  expect(notes.answers.map(({ refMsgid, answer }) => [refMsgid, answer.errCode ?? answer.infcode])).toEqual([
    ['M101', '0'],
    ['M203 L2', 'E30'],
    ['M201 L2', '0'],
  ]);
});

describe('of thousands that wait, each is looked at a few times', () => {
  const COUNT = 3000;
  const limitIds = Array.from({ length: COUNT }, (_, n) => `X${n}`);

  test.each<[string, (province: MemoryProvince) => void, number]>([
    [
      'their limits come one by one, and in one batch',
      (province) => {
        province.run([commandOf(m101)], context);
        province.run(
          [...limitIds].reverse().map((each) => commandOf(m201(each, '0.01'))),
          context,
        );
      },
      0,
    ],
    [
      'their relationship is recorded and revoked',
      (province) => void province.run([commandOf(m101), commandOf(m103)], context),
      0,
    ],
    ['their limits never come', (province) => void province.run([commandOf(m101)], context), COUNT],
  ])('%s', (_case, then, stillWaiting) => {
    const province = provinceWith('1000.00');
    province.run(
      limitIds.map((each) => commandOf(m203(each))),
      context,
    );
    const decide = jest.spyOn(revokeLimitOrder, 'decide');
    then(province);
    expect(decide.mock.calls.length).toBeLessThanOrEqual(6 * COUNT);
    decide.mockRestore();
    expect(province.waiting).toHaveLength(stillWaiting);
  });
});

test('of very many that wait a batch takes up only so many: a number of its lines must stay one', () => {
  const province = provinceWith('1000000.00');
  const many = Array.from({ length: 22_000 }, (_, index) => m201(`W${index}`, '1.00'));
  answersOf(province, many, many.length);
  const first = answersOf(province, [m101], 1);
  expect(first.length).toBeGreaterThan(1000);
  expect(first.length).toBeLessThan(many.length / 2);
  // Who arrives meanwhile waits behind the rest, which later batches take up, the sweep's at the latest.
  const late = m201('late', '1.00');
  const second = answersOf(province, [late], 1);
  const third = province.run([{ kind: 'take-up-waiting', relationshipId: 'R1' }], context).files.notes.answers;
  const answered = [...first, ...second, ...third.map(({ refMsgid }) => `${refMsgid}: 0`)];
  expect(answered).toEqual(['M101: 0', ...[...many, late].map((each) => `${nameOf(each)}: 0`)]);
  expect(province.waiting).toEqual([]);
});
