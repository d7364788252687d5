import {
  fen,
  type Closing,
  type Establishment,
  type LimitFigures,
  type LimitTerms,
  type Movement,
  type Policy,
} from '@libs/mutual-aid';
import { countedText, sorted, totalText } from './figures-texts';
import {
  effectiveAgain,
  wrongRegion,
  recognise,
  isLive,
  isOpen,
  type ModelPerson,
  type ModelRelationship,
  type ModelLimit,
  type ModelMessage,
  type RelationshipOrder,
} from './model-rows';
import { dateOf, isOver, lowest, passes, sum, total } from './model-sums';

const FINAL = ['REVOKED', 'REFUSED', 'TERMINATED'];
const KINSHIP = ['01', '02', '03', '04', '05', '06', '07', '08', '09'];

/** rules.md and the interface page §2–§4, word by word, for the messages of this version: plain lists, no counters. */
export class SimpleModel {
  readonly persons: ModelPerson[] = [];
  readonly relationships: ModelRelationship[] = [];
  readonly limits: ModelLimit[] = [];
  readonly messages: ModelMessage[] = [];
  readonly movements: { movement: Movement; content: string }[] = [];
  /** By person, chg_type and chg_time, what was answered. */
  private readonly changes = new Map<string, string>();
  /** `msgid=code`, in the order given. */
  answers: string[] = [];

  constructor(
    private readonly policyAt: (time: number, region: string) => Pick<Policy, 'kinship' | 'caps'>,
    private readonly mayWait: number,
  ) {}

  receive(msgid: string, order: RelationshipOrder, content: string, now: number): void {
    const known = this.messages.find((each) => each.msgid === msgid);
    if (known) {
      if (known.content !== content) this.answers.push(`${msgid}=E04`);
      else if (known.code !== undefined) this.answers.push(`${msgid}=${known.code}`);
      return;
    }
    const message: ModelMessage = { msgid, content, order, arrivedAt: now, code: undefined };
    if (this.relationships.some((each) => each.id === order.body.relationshipId))
      this.takeUp(order.body.relationshipId, now);
    this.messages.push(message);
    const code = this.decide(message, now);
    if (code !== 'waits') this.answer(message, code);
    if (code.startsWith('0')) this.takeUp(order.body.relationshipId, now);
  }

  /** What has waited too long is refused. */
  sweep(now: number): void {
    const late = this.messages.filter((each) => each.code === undefined && each.arrivedAt + this.mayWait <= now);
    for (const id of new Set(late.map((each) => each.order.body.relationshipId))) this.takeUp(id, now);
  }

  move(movement: Movement, content: string): string {
    const person = this.persons.find((each) => each.psnNo === movement.psnNo);
    if (person === undefined) return 'A05';
    const known = this.movements.find((each) => each.movement.movementId === movement.movementId);
    if (known?.content === content) return 'repeated';
    if (movement.direction === 'OUT' && person.balance === undefined) return 'A05';
    if (known) return 'A04';
    const available = (person.balance ?? 0n) - this.frozen(person.psnNo);
    if (movement.direction === 'OUT' && movement.amount > available) return 'A11';
    person.balance = (person.balance ?? 0n) + (movement.direction === 'IN' ? movement.amount : 0n - movement.amount);
    this.movements.push({ movement, content });
    return 'moved';
  }

  /** The core system states a person's insurances: what is not left ends relationships (R8). */
  enrol(psnNo: string, insurances: string[]): void {
    const person = this.persons.find((each) => each.psnNo === psnNo);
    if (person === undefined) return;
    person.insurances = insurances;
    for (const each of this.relationships) {
      if (each[each.role] !== psnNo) continue;
      const wanted = each.role === 'donor' ? ['310'] : ['310', '390'];
      if (!wanted.some((insurance) => insurances.includes(insurance))) this.end(each);
    }
  }

  /** END or TRANSFER (R8): what its M312 names, in order; A05 where the person is not registered. */
  endInsurance(psnNo: string, change: string): string {
    const person = this.persons.find((each) => each.psnNo === psnNo);
    if (person === undefined) return 'A05';
    const key = `${psnNo} ${change}`;
    const before = this.changes.get(key);
    if (before !== undefined) return before;
    person.insurances = [];
    const own = this.relationships.filter((each) => each[each.role] === psnNo && isLive(each));
    const named = own.filter((each) => each.named !== true && each.state !== 'PENDING').map(({ id }) => id);
    for (const each of own) this.end(each);
    const told = `ended: ${named.sort().join(' ')}`;
    this.changes.set(key, told);
    return told;
  }

  /** A party asks for the end (R27); `msgid` is that of the M311, if one is sent. */
  askForEnd(relationshipId: string, initiator: string, msgid: string): string {
    const held = this.relationships.find((each) => each.id === relationshipId);
    if (held === undefined) return 'A05';
    if (initiator !== held.role) return 'A01';
    if (held.state !== 'EFFECTIVE' && held.state !== 'TERMINATING') return 'E31';
    if (held.state === 'EFFECTIVE' || held.asked === undefined) held.asked = msgid;
    held.state = 'TERMINATING';
    return 'terminating';
  }

  /** The platform refuses an M311 for good (§5). */
  refuseEnd(msgid: string): void {
    const held = this.relationships.find((each) => each.asked === msgid);
    if (held?.state === 'TERMINATING' && held.reconciled !== true && held.ended !== true) effectiveAgain(held);
  }

  /** R8: TERMINATING at once, and named by an M312; one that is PENDING once it is confirmed. */
  private end(relationship: ModelRelationship): void {
    if (!isLive(relationship)) return;
    relationship.ended = true;
    if (relationship.state === 'PENDING') return;
    relationship.named = true;
    if (relationship.state === 'EFFECTIVE') relationship.state = 'TERMINATING';
  }

  /** What is left in the donor's live limits. */
  frozen(psnNo: string): bigint {
    return sum(this.settingsOf(psnNo).map((limit) => (isOpen(limit) ? limit.amount - limit.used : 0n)));
  }

  liveGiven(psnNo: string): number {
    return this.relationships.filter((each) => each.role === 'donor' && each.donor === psnNo && isLive(each)).length;
  }

  /** The settings of a donor that count for the caps. */
  settingsOf(psnNo: string): ModelLimit[] {
    return this.limits.filter((limit) => {
      const relationship = this.relationships.find((each) => each.id === limit.relationship);
      const counts = limit.state !== 'REVOKED' && limit.state !== 'REFUSED';
      return relationship?.role === 'donor' && relationship.donor === psnNo && counts;
    });
  }

  /** Whoever arrived first of those that need not wait any more goes next, and then everybody is looked at anew. */
  private takeUp(relationshipId: string, now: number): void {
    for (const message of this.messages) {
      if (message.code !== undefined || message.order.body.relationshipId !== relationshipId) continue;
      const code = this.decide(message, now);
      const isLate = message.arrivedAt + this.mayWait <= now;
      if (code === 'waits' && !isLate) continue;
      this.answer(message, code === 'waits' ? 'E30' : code);
      this.takeUp(relationshipId, now);
      return;
    }
  }

  private answer(message: ModelMessage, code: string): void {
    message.code = code;
    this.answers.push(`${message.msgid}=${code}`);
  }

  private decide({ order, content }: ModelMessage, now: number): string {
    const { body } = order;
    const held = this.relationships.find((each) => each.id === body.relationshipId);
    if (held?.state === 'PENDING' && this.proves(order)) this.confirm(held);
    switch (order.infno) {
      case 'M101':
        return held ? recognise('donor', held, content) : this.establish('donor', order.body, content, now);
      case 'M102':
        return held ? recognise('benef', held, content) : this.establish('benef', order.body, content, now);
      case 'M103':
        return held
          ? this.revoke(
              held,
              this.limits.filter((each) => each.relationship === held.id),
              true,
            )
          : 'waits';
      case 'M201':
        return held?.role === 'benef' ? 'E10' : this.set(order.body.limit, body.relationshipId, held);
      case 'M202':
        return held?.role === 'donor' ? 'E11' : this.set(order.body.limit, body.relationshipId, held);
      case 'M203': {
        if (held === undefined) return 'waits';
        const { limitId } = order.body;
        const limit = this.limits.find((each) => each.id === limitId && each.relationship === held.id);
        if (FINAL.includes(held.state)) return 'E31';
        if (limit === undefined) return 'waits';
        return isOpen(limit) ? this.revoke(held, [limit], false) : 'E31';
      }
      case 'M301':
        return held ? this.reconcile(held, order.body.limits) : 'waits';
      case 'M302':
        return held ? this.close(held, order.body) : 'waits';
      case 'M303': {
        if (held === undefined) return 'waits';
        if (held.state !== 'TERMINATING' || held.ended) return 'E31';
        effectiveAgain(held);
        return '0';
      }
    }
  }

  /** "Confirms" (§4): the platform has our M111 where it sends this; a known limit's M201 says nothing. */
  private proves(order: RelationshipOrder): boolean {
    if (order.infno === 'M201') return !this.limits.some((each) => each.id === order.body.limit.limitId);
    return order.infno === 'M203' || order.infno === 'M301';
  }

  /** EFFECTIVE with what its M111 set, and on to TERMINATING where the own person's insurance ended (R8). */
  confirm(held: ModelRelationship): void {
    held.state = held.ended === true ? 'TERMINATING' : 'EFFECTIVE';
    if (held.ended === true) held.named = true;
    for (const each of this.limits)
      if (each.relationship === held.id && each.state === 'PENDING') each.state = 'EFFECTIVE';
  }

  /** What this province would answer to M301 that names these, in drawing order. */
  figuresOf(relationshipId: string, named: readonly { limitId: string }[] = []): LimitFigures[] {
    const isNamed = ({ id }: ModelLimit) => named.some(({ limitId }) => limitId === id);
    const counts = (each: ModelLimit) => each.state === 'EFFECTIVE' || (each.state === 'PENDING' && isNamed(each));
    return this.limits
      .filter((each) => each.relationship === relationshipId && counts(each))
      .sort((a, b) => a.setTime - b.setTime || (a.id < b.id ? -1 : 1))
      .map(({ id, amount, used, rows }) => ({ limitId: id, amount: fen(amount), used: fen(used), usedCount: rows }));
  }

  private reconcile(held: ModelRelationship, theirs: readonly LimitFigures[]): string {
    if (FINAL.includes(held.state)) return 'E31';
    held.state = 'TERMINATING';
    held.reconciled = true;
    const own = this.figuresOf(held.id, theirs);
    for (const each of this.limits) if (own.some(({ limitId }) => limitId === each.id)) each.state = 'EFFECTIVE';
    const isMatch = sorted(own.map(countedText)) === sorted(theirs.map(countedText));
    if (isMatch) held.matched = own;
    return `0 ${isMatch ? 'MATCH' : 'MISMATCH'} ${own.map(countedText).join(' ')}`;
  }

  private close(held: ModelRelationship, { limits }: Closing): string {
    if (held.state !== 'TERMINATING') return 'E31';
    const said = sorted(limits.map(totalText));
    const right = [held.matched, this.figuresOf(held.id, limits)].map((each) => sorted((each ?? []).map(totalText)));
    const isPlain = limits.every(({ amount, used, returned }) => returned === amount - used);
    if (held.matched === undefined || !isPlain || !right.includes(said)) return 'E32';
    held.state = 'TERMINATED';
    held.matched = undefined;
    for (const each of this.limits) if (each.relationship === held.id && isOpen(each)) each.state = 'CLOSED';
    return '0';
  }

  /** M101 or M102, and by the same rules what a window asks for (R14). */
  establish(role: 'donor' | 'benef', body: Establishment, content: string, now: number): string {
    const wrong = wrongRegion(role);
    if (body.limits.some((limit) => this.limits.some((each) => each.id === limit.limitId))) return 'E04';
    const codes: string[] = [];
    const stated = body[role];
    const own = this.persons.find((each) => each.psnNo === stated.psnNo);
    const allowed = role === 'donor' ? ['310'] : ['310', '390'];
    const isEnrolled =
      own?.certNo.toUpperCase() === stated.certNo.toUpperCase() &&
      allowed.includes(stated.insuType) &&
      own.insurances.includes(stated.insuType);
    if (own === undefined || !isEnrolled) return wrong;
    const { kinship, caps } = this.policyAt(body.estabTime, own.region);
    if (!(role === 'donor' ? [...kinship] : KINSHIP).includes(body.relType)) codes.push('E12');
    const { donor, benef } = body;
    const sameCertificate =
      donor.certType === benef.certType && donor.certNo.toUpperCase() === benef.certNo.toUpperCase();
    if (donor.psnNo === benef.psnNo || sameCertificate) codes.push('E13');
    const other = role === 'donor' ? benef : donor;
    if (own.region.slice(0, 2) === other.insuAdmdvs.slice(0, 2)) codes.push('E14');
    if (!body.commitNo || !body.commitTime || body.commitTime > now + 5 * 60 * 1000) codes.push('E15');
    const pair = this.relationships.filter((each) => each.donor === donor.psnNo && each.benef === benef.psnNo);
    if (pair.some(isLive)) codes.push('E16');
    if (role === 'donor') {
      if (caps.beneficiariesMax !== undefined && this.liveGiven(own.psnNo) + 1 > caps.beneficiariesMax)
        codes.push('E24');
      codes.push(...this.judge(own, body.limits));
    }
    if (codes.length > 0) return lowest(codes);
    const id = body.relationshipId;
    this.relationships.push({ id, role, donor: donor.psnNo, benef: benef.psnNo, content, state: 'EFFECTIVE' });
    for (const limit of body.limits) this.keep(limit, id);
    return '0';
  }

  /** M201 or M202, likewise. */
  set(limit: LimitTerms, relationshipId: string, held: ModelRelationship | undefined): string {
    const known = this.limits.find((each) => each.id === limit.limitId);
    if (known) {
      const isSame = known.amount === limit.amount && known.setTime === limit.setTime;
      if (known.relationship !== relationshipId || !isSame) return 'E04';
      return isOpen(known) ? '0' : 'E31';
    }
    if (held === undefined) return 'waits';
    const codes: string[] = [];
    if (held.role === 'donor' ? held.state !== 'EFFECTIVE' : FINAL.includes(held.state)) codes.push('E31');
    const donor = this.persons.find((each) => each.psnNo === held.donor);
    if (held.role === 'donor' && donor) codes.push(...this.judge(donor, [limit]));
    if (codes.length > 0) return lowest(codes);
    this.keep(limit, held.id);
    return '0';
  }

  /** R11, R12: each limit as if those before it in the message had been set. */
  private judge(donor: ModelPerson, limits: readonly LimitTerms[]): string[] {
    const codes: string[] = [];
    const counted: { amount: bigint; setTime: number }[] = this.settingsOf(donor.psnNo);
    let frozen = this.frozen(donor.psnNo);
    for (const { amount, setTime } of limits) {
      const { caps } = this.policyAt(setTime, donor.region);
      counted.push({ amount, setTime });
      frozen += amount;
      const same = (length: number) =>
        counted.filter((each) => dateOf(each.setTime).slice(0, length) === dateOf(setTime).slice(0, length));
      const [day, month, year] = [same(10), same(7), same(4)];
      if (caps.amountMin !== undefined && amount < caps.amountMin) codes.push('E20');
      if (passes(amount, caps.amountMax)) codes.push('E21');
      if (isOver(day, caps.settingsPerDay) || isOver(month, caps.settingsPerMonth)) codes.push('E22');
      if (isOver(year, caps.settingsPerYear)) codes.push('E22');
      if (passes(total(month), caps.amountPerMonth) || passes(total(year), caps.amountPerYear)) codes.push('E23');
      if (passes(frozen, caps.outstandingMax)) codes.push('E24');
      if (frozen > (donor.balance ?? 0n)) codes.push('E25');
    }
    return codes;
  }

  private keep({ limitId, amount, setTime }: LimitTerms, relationship: string): void {
    this.limits.push({ id: limitId, relationship, amount, setTime, state: 'EFFECTIVE', used: 0n, rows: 0 });
  }

  private revoke(held: ModelRelationship, limits: readonly ModelLimit[], whole: boolean): string {
    if (FINAL.includes(held.state)) return 'E31';
    if (limits.some((limit) => limit.rows > 0)) return 'E40';
    for (const limit of limits) if (isOpen(limit)) limit.state = 'REVOKED';
    if (!whole) return '0';
    held.state = 'REVOKED';
    held.matched = undefined;
    return '0';
  }
}
