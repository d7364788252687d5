import { hash } from 'node:crypto';
import {
  beginTermination,
  contentHashOf,
  NO_SETTINGS,
  periodsOf,
  type Movement,
  type RegistryRow,
} from '@libs/mutual-aid';
import type { Command } from '../../libs/ledger/src/commands/command';
import { byId, closing, differing, outputText } from './figures-texts';
import { eachOutcome, InPages } from './in-pages';
import { MemoryProvince } from './memory-province';
import { NOON, UPLOADS } from './pure-people';
import { OWN, policyAt, registry, type Batch, type Step } from './random-steps';
import { SendingOrder } from './sending-order';
import { SimplePayments } from './simple-payments';
import type { RelationshipOrder } from './model-rows';
import { SimpleModel } from './simple-model';
import { SimpleWindows } from './simple-windows';
import { spendFrom } from './spend-from';
import { toldOf } from './told-of';
import { WindowSteps } from './window-steps';

const MAY_WAIT = 15 * 60_000;
const json = (value: unknown) =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? `${each}` : each));
const hashOf = (content: string) => contentHashOf(hash('sha256', content, 'hex'));

/** The gateway's decisions and the model, driven side by side. */
export class SideBySide {
  readonly province: MemoryProvince;
  readonly model = new SimpleModel(policyAt, MAY_WAIT);
  private readonly payments = new SimplePayments(this.model, policyAt);
  private readonly windows = new SimpleWindows(this.model);
  private readonly asking = new WindowSteps(this.model);
  private readonly sending = new SendingOrder();
  private readonly inPages = new InPages();
  private readonly sentPayments: Command[] = [];
  readonly codes: string[] = [];
  private readonly sent: { msgid: string; order: RelationshipOrder }[] = [];
  private reversals = 0;
  private acknowledged = 0;
  private readonly answered = new Set<string>();
  private now = NOON;

  constructor(owners: 'known' | 'unknown') {
    this.province = new MemoryProvince(owners);
    for (const person of registry()) {
      this.province.persons.set(person.psnNo, person);
      const { psnNo, certNo, insuAdmdvs, enrolments, account } = person;
      const insurances = enrolments.map((each) => each.insutype);
      this.model.persons.push({ psnNo, certNo, region: insuAdmdvs, insurances, balance: account?.balance });
    }
  }

  run({ minutes, spend, terminate, downloaded, steps }: Batch): void {
    this.now += minutes * 60_000;
    this.sweep();
    if (spend) spendFrom(this.province, this.model, spend);
    if (terminate !== null) this.terminate(terminate);
    const expected: string[] = [];
    const commands = steps.flatMap((step) => {
      const command = this.commandOf(step);
      if (command) expected.push(this.askModel(command));
      return command ?? [];
    });
    // Pushed or downloaded, the same comes of it (R14).
    const { outcomes } = this.decide(downloaded ? this.inPages.of(commands) : commands);
    const told = eachOutcome(outcomes).map(toldOf);
    expect(told).toEqual(expected);
    this.codes.push(...told.map((each) => each.split(':')[0] ?? ''));
  }

  /** Every figure of the books against the model's sums. */
  compare(): void {
    const { model, province } = this;
    for (const { psnNo, balance } of model.persons) {
      const person = province.persons.get(psnNo);
      const [frozen, liveGiven] = [model.frozen(psnNo), model.liveGiven(psnNo)];
      expect({
        psnNo,
        balance: person?.account?.balance,
        frozen: person?.account?.frozen ?? 0n,
        liveGiven: person?.liveGiven,
      }).toEqual({
        psnNo,
        balance,
        frozen,
        liveGiven,
      });
      const { latest, tallies } = person?.settings ?? NO_SETTINGS;
      for (const name of ['day', 'month', 'year'] as const) {
        const counted = model.settingsOf(psnNo).filter((each) => periodsOf(each.setTime)[name] === latest[name]);
        const sum = counted.reduce((so, each) => so + each.amount, 0n);
        expect({ psnNo, name, ...(tallies.get(latest[name]) ?? { count: 0, sum: 0n }) }).toEqual({
          psnNo,
          name,
          count: counted.length,
          sum,
        });
      }
    }
    expect(
      Object.fromEntries([...province.relationships.values()].map((each) => [each.relationshipId, each.state])),
    ).toEqual(Object.fromEntries(model.relationships.map((each) => [each.id, each.state])));
    const shown = [...province.limits.values()].map((limit) => {
      const { limitId: id, relationshipId: relationship, state, amount, used, usedCount: rows, returned } = limit;
      return { id, relationship, state, amount, used, rows, returned };
    });
    const wanted = model.limits.map(({ id, relationship, state, amount, used, rows }) => {
      const returned = state === 'EFFECTIVE' || state === 'PENDING' ? 0n : amount - used;
      return { id, relationship, state, amount, used, rows, returned };
    });
    expect(byId(shown)).toEqual(byId(wanted));
    this.sending.check([...province.uploads.values()]);
    expect(province.waiting.map((each) => each.key)).toEqual(
      model.messages.filter((each) => each.code === undefined).map((each) => each.msgid),
    );
  }

  private sweep(): void {
    this.model.answers = [];
    this.model.sweep(this.now);
    const late = this.province.waiting.filter((each) => each.arrivedAt + MAY_WAIT <= this.now);
    const ids = [...new Set(late.map((each) => each.relationshipId))];
    this.decide(ids.map((relationshipId) => ({ kind: 'take-up-waiting', relationshipId })));
  }

  /** Runs a batch and compares its answers, in order, with those the model has given since. */
  private decide(commands: readonly Command[]) {
    const context = { now: this.now, policies: policyAt, waitingTimeout: MAY_WAIT, uploads: UPLOADS };
    const decided = this.province.run(commands, context);
    const answers = decided.files.notes.answers.map(
      ({ refMsgid, answer }) => `${refMsgid}=${answer.errCode ?? answer.infcode}${outputText(answer.output)}`,
    );
    expect(answers).toEqual(this.model.answers);
    this.codes.push(...answers.flatMap((each) => each.split('=')[1]?.split(' ').slice(0, 2) ?? []));
    this.model.answers = [];
    this.sending.send(decided.files.notes.toSend);
    return decided;
  }

  private askModel(command: Command): string {
    switch (command.kind) {
      case 'order':
        this.model.receive(command.msgid, command.order as RelationshipOrder, json(command.order), this.now);
        return 'order';
      case 'acknowledge':
        this.acknowledge(command.refMsgid, command.errCode);
        return 'done';
      case 'establish-here':
      case 'set-limit-here':
      case 'terminate-here':
        return this.windows.ask(command, this.now);
      case 'end-insurance':
        return this.model.endInsurance(command.psnNo, `${command.end.kind} ${command.end.at}`);
      case 'pay':
        return this.payments.pay(command.request, command.contentHash, this.now);
      case 'reverse':
        return this.payments.reverse(command.settlementId);
      case 'move':
        return this.model.move(command.movement, json(command.movement));
      case 'register':
        this.register(command.row);
        return 'registered';
      case 'verdict':
      case 'dead-letter':
      case 'catch-up':
      case 'usages-fetched':
      case 'take-up-waiting':
      case 'set-aside-waiting':
      case 'redrive':
      case 'discard':
      case 'redrive-upload':
      case 'apply-lines':
      case 'request-run':
      case 'end-run':
      case 'confirm-listed':
      case 'confirm-upload':
      case 'upload-again':
      case 'propose-repair':
      case 'approve-repair':
      case 'close-discrepancy':
        throw new Error('no step is such a command');
    }
  }

  /** The first final answer to an upload counts. */
  private acknowledge(msgid: string, errCode: string | undefined): void {
    if (errCode === 'E99' || this.answered.has(msgid)) return;
    this.answered.add(msgid);
    this.windows.answered(msgid, errCode);
  }

  private register({ psnNo, enrolments }: RegistryRow): void {
    const active = enrolments.filter((each) => each.state === 'ACTIVE');
    this.model.enrol(
      psnNo,
      active.map((each) => each.insutype),
    );
  }

  private commandOf(step: Step): Command | undefined {
    switch (step.kind) {
      case 'order':
        return this.send(`M${this.sent.length}`, step.order);
      case 'repeat': {
        const earlier = this.sent.at(-1 - step.back);
        return earlier && this.send(step.sameMsgid ? earlier.msgid : `M${this.sent.length}`, earlier.order);
      }
      case 'other content': {
        const earlier = this.sent.at(-1 - step.back);
        return earlier && this.send(earlier.msgid, step.order);
      }
      case 'revoke known': {
        const limit = this.model.limits.at(-1 - step.back);
        if (limit === undefined) return undefined;
        const body = { relationshipId: limit.relationship, limitId: limit.id, reason: 'x' };
        return this.send(`M${this.sent.length}`, { infno: 'M203', body });
      }
      case 'set more': {
        const held = this.model.relationships.filter((each) => each.role === 'donor').at(-1 - step.back);
        if (held === undefined) return undefined;
        const limit = { limitId: `S${this.sent.length}`, amount: step.amount, setTime: step.setTime };
        return this.send(`M${this.sent.length}`, { infno: 'M201', body: { relationshipId: held.id, limit } });
      }
      case 'reconcile': {
        const held = this.model.relationships.at(-1 - step.back);
        if (held === undefined) return undefined;
        const limits = differing(this.model.figuresOf(held.id), step.differs);
        const body = { relationshipId: held.id, initiator: 'auto' as const, reason: 'x', limits };
        return this.send(`M${this.sent.length}`, { infno: 'M301', body });
      }
      case 'close': {
        const held = this.model.relationships.at(-1 - step.back);
        if (held === undefined) return undefined;
        const own = (step.by === 'matched' ? held.matched : undefined) ?? this.model.figuresOf(held.id);
        const limits = closing(differing(own, step.differs), step.differs);
        const body = { relationshipId: held.id, termTime: this.now, limits };
        return this.send(`M${this.sent.length}`, { infno: 'M302', body });
      }
      case 'cancel': {
        const held = this.model.relationships.at(-1 - step.back);
        const body = held && { relationshipId: held.id, reason: 'x' };
        return body && this.send(`M${this.sent.length}`, { infno: 'M303', body });
      }
      default:
        return this.requestOf(step);
    }
  }

  private requestOf(step: Step): Command | undefined {
    switch (step.kind) {
      case 'move': {
        const psnNo = OWN[step.person]?.psnNo ?? 'nobody';
        const { amount, direction } = step;
        const movement: Movement = { movementId: `V${step.id}`, psnNo, amount, direction, reason: 'x' };
        return { kind: 'move', movement, contentHash: hashOf(json(movement)) };
      }
      case 'move again': {
        const earlier = this.model.movements.at(-1 - step.back);
        return earlier && { kind: 'move', movement: earlier.movement, contentHash: hashOf(earlier.content) };
      }
      case 'pay': {
        const { person, scene, amount, useTime } = step;
        const place = scene === '1' || scene === '2' ? 'H1' : undefined;
        const request = {
          psnNo: OWN[person]?.psnNo ?? 'nobody',
          scene,
          institution: place,
          useTime,
          payAmount: amount,
        };
        const ids = { useId: `U${this.sentPayments.length}`, msgid: `UM${this.sentPayments.length}` };
        const whole = { ...request, settlementId: `S${step.id}` };
        const command: Command = { kind: 'pay', request: whole, contentHash: hashOf(json(whole)), ...ids };
        this.sentPayments.push(command);
        return command;
      }
      case 'pay again':
        return this.sentPayments.at(-1 - step.back);
      case 'reverse': {
        const earlier = this.sentPayments.at(-1 - step.back);
        if (earlier?.kind !== 'pay') return undefined;
        const { settlementId } = earlier.request;
        const psnNo = this.payments.payerOf(settlementId) ?? 'nobody';
        const ids = { useId: `V${this.reversals}`, msgid: `VM${this.reversals++}` };
        return { kind: 'reverse', settlementId, psnNo, ...ids };
      }
      default:
        return this.latterOf(step);
    }
  }

  private latterOf(step: Step): Command | undefined {
    switch (step.kind) {
      case 'platform answers': {
        const upload = this.sending.at(step.back);
        if (upload === undefined) return undefined;
        const result = step.code === '0' ? { infcode: '0' as const } : { infcode: '-1' as const, errCode: step.code };
        const origin = { origin: 'ack/0/0', topic: 'ack', record: null };
        const ids = { msgid: `A${++this.acknowledged}`, refMsgid: upload.msgid };
        return { kind: 'acknowledge', ...ids, ...result, uploadTime: this.now, origin };
      }
      case 'end insurance': {
        const psnNo = OWN[step.person]?.psnNo ?? 'nobody';
        const end = { kind: step.change, at: NOON - step.minute * 60_000 };
        const requestId = `${psnNo} ${end.kind} ${end.at}`;
        return { kind: 'end-insurance', psnNo, end, once: { requestId, contentHash: hashOf(requestId) } };
      }
      case 'enrol': {
        const known = this.province.persons.get(OWN[step.person]?.psnNo ?? '');
        if (known === undefined) return undefined;
        const { psnNo, name, certType, certNo, insuAdmdvs } = known;
        const state = step.active ? 'ACTIVE' : 'ENDED';
        const enrolments = known.enrolments.map(({ insutype }) => ({ insutype, state }) as const);
        const row: RegistryRow = { psnNo, name, certType, certNo, insuAdmdvs, enrolments };
        return { kind: 'register', row };
      }
      default:
        return this.asking.of(step);
    }
  }

  private send(msgid: string, order: RelationshipOrder): Command {
    this.sent.push({ msgid, order });
    const origin = { origin: 'down/0/0', topic: 'down', record: null };
    return { kind: 'order', msgid, infno: order.infno, contentHash: hashOf(json(order)), origin, order };
  }

  private terminate(back: number): void {
    const held = this.model.relationships.at(-1 - back);
    const row = held && this.province.relationships.get(held.id);
    if (!held || !row || held.state !== 'EFFECTIVE') return;
    held.state = 'TERMINATING';
    this.province.relationships.set(held.id, beginTermination(row, this.now));
  }
}
