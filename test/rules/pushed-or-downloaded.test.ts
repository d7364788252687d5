import { hash } from 'node:crypto';
import { contentHashOf, yuanToFen, type PlatformOrder } from '@libs/mutual-aid';
import type { Command, OrderCommand } from '../../libs/ledger/src/commands/command';
import { MemoryProvince } from '../support/memory-province';
import { BENEF, establishment, NOON, registered, UNCAPPED, UPLOADS } from '../support/pure-people';

const CONTEXT = { now: NOON, policies: UNCAPPED, waitingTimeout: 900_000, uploads: UPLOADS };
const R = 'R1';
const setting = (limitId: string): PlatformOrder => ({
  infno: 'M202',
  body: { relationshipId: R, limit: { limitId, amount: yuanToFen('7.00'), setTime: NOON } },
});
const revocation = (limitId: string): PlatformOrder => ({
  infno: 'M203',
  body: { relationshipId: R, limitId, reason: 'x' },
});

/** A relationship's life in the platform's order. */
const LIFE: readonly PlatformOrder[] = [
  { infno: 'M102', body: establishment({ relationshipId: R }) },
  setting('L2'),
  revocation('L1'),
  setting('L3'),
  revocation('L3'),
];

const MESSAGES = LIFE.map((order, index): OrderCommand => {
  const content = JSON.stringify(order, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
  const origin = { origin: `down/0/${index}`, topic: 'down', record: null };
  const contentHash = contentHashOf(hash('sha256', content, 'hex'));
  return { kind: 'order', msgid: `M${index}`, infno: order.infno, contentHash, origin, order };
});

/** Every way to cut the life into pages that follow each other. */
function pagings(from = 0): OrderCommand[][][] {
  if (from === MESSAGES.length) return [[]];
  const ends = MESSAGES.map((_, index) => index + 1).slice(from);
  return ends.flatMap((end) => pagings(end).map((rest) => [MESSAGES.slice(from, end), ...rest]));
}

/** Every way to put streams together, each of which keeps its order. */
function mergers<Step>(streams: readonly (readonly Step[])[]): Step[][] {
  const open = streams.filter((stream) => stream.length > 0);
  if (open.length === 0) return [[]];
  return open.flatMap((stream) => {
    const rest = open.map((each) => (each === stream ? each.slice(1) : each));
    return mergers(rest).map((steps) => [stream[0] as Step, ...steps]);
  });
}

/** Pushed over the topics of relations and of limits, between which there is no order, and downloaded in these pages. */
function waysOf(pages: readonly OrderCommand[][]): Command[][] {
  const of = (topic: string) => MESSAGES.filter(({ infno }) => infno.startsWith(topic));
  const downloads = pages.map((messages, index): Command => {
    const since = index === 0 ? undefined : `c${index}`;
    return { kind: 'catch-up', messages, since, next: `c${index + 1}` };
  });
  return mergers<Command>([of('M1'), of('M2'), downloads]);
}

/** What became of it: the books, each message's answers, and the cursor. */
function outcomeOf(steps: readonly Command[], batch: number) {
  const province = new MemoryProvince();
  province.persons.set(BENEF.psnNo, registered(BENEF));
  const answers = new Map<string, Set<string>>();
  for (let from = 0; from < steps.length; from += batch) {
    const { files } = province.run(steps.slice(from, from + batch), CONTEXT);
    for (const { refMsgid, answer } of files.notes.answers) {
      const known = answers.get(refMsgid) ?? new Set();
      answers.set(refMsgid, known.add(answer.errCode ?? answer.infcode));
    }
  }
  const states = [...province.limits.values()].map(({ limitId, state, used, returned }) => [
    limitId,
    state,
    `${used} ${returned}`,
  ]);
  return {
    relationship: province.relationships.get(R)?.state,
    limits: states.sort(),
    answers: [...answers].map(([msgid, codes]) => `${msgid} ${[...codes].join(' ')}`).sort(),
    waiting: province.waiting.length,
  };
}

test('pushed first, downloaded first, or mixed in whatever way and pages: the same books and one answer each', () => {
  const once = outcomeOf(MESSAGES, 1);
  expect(once).toMatchObject({ relationship: 'EFFECTIVE', answers: ['M0 0', 'M1 0', 'M2 0', 'M3 0', 'M4 0'] });
  const ways = pagings()
    .filter((pages) => pages.length <= 3)
    .flatMap(waysOf);
  expect(ways.length).toBeGreaterThan(2000);
  for (const [index, steps] of ways.entries()) {
    const outcome = outcomeOf(steps, 1 + (index % 4));
    if (JSON.stringify(outcome) !== JSON.stringify(once)) expect({ steps, outcome }).toEqual({ steps, outcome: once });
  }
});

test('a page that another replica has taken meanwhile does nothing', () => {
  const province = new MemoryProvince();
  province.persons.set(BENEF.psnNo, registered(BENEF));
  const page = { kind: 'catch-up', messages: MESSAGES, since: undefined, next: 'c1' } as const;
  expect(province.run([page], CONTEXT).outcomes).toMatchObject([{ kind: 'caught up' }]);
  const { outcomes, files } = province.run([page], CONTEXT);
  expect(outcomes).toEqual([{ kind: 'overtaken' }]);
  expect(files.notes.answers).toEqual([]);
});
