import type {
  EstablishHereCommand,
  SetLimitHereCommand,
  TerminateHereCommand,
} from '../../libs/ledger/src/commands/command';
import type { SimpleModel } from './simple-model';

/** What a window asks for. */
export type WindowCommand = EstablishHereCommand | SetLimitHereCommand | TerminateHereCommand;

/** R14 on the simple model's relationships and limits; tells what a window is told. */
export class SimpleWindows {
  /** By request_id, what was asked for. */
  private readonly asked = new Map<string, string>();

  constructor(private readonly model: SimpleModel) {}

  ask(command: WindowCommand, now: number): string {
    const { requestId, contentHash } = command.once;
    const known = this.asked.get(requestId);
    const first = command.kind === 'establish-here' ? undefined : this.beforeAll(command);
    if (first !== undefined) return first;
    if (known !== undefined) return known === contentHash ? 'asked before' : 'A04';
    const told = this.carryOut(command, now);
    if (['established', 'set', 'terminating'].includes(told)) this.asked.set(requestId, contentHash);
    return told;
  }

  /** The platform's first final answer to an upload (§4, §5); `errCode` where it is refused. */
  answered(msgid: string, errCode: string | undefined): void {
    const { relationships, limits } = this.model;
    const held = relationships.find((each) => each.upload === msgid);
    if (held?.state === 'PENDING') {
      if (errCode === undefined) this.model.confirm(held);
      else {
        held.state = 'REFUSED';
        for (const each of limits)
          if (each.relationship === held.id && each.state === 'PENDING') each.state = 'REFUSED';
      }
    }
    const limit = limits.find((each) => each.upload === msgid);
    if (limit?.state === 'PENDING') limit.state = errCode === undefined ? 'EFFECTIVE' : 'REFUSED';
    if (errCode !== undefined) this.model.refuseEnd(msgid);
  }

  /** A05 and A01 come before A04. */
  private beforeAll(command: SetLimitHereCommand | TerminateHereCommand): string | undefined {
    const id = command.kind === 'set-limit-here' ? command.relationshipId : command.request.relationshipId;
    const held = this.model.relationships.find((each) => each.id === id);
    if (held === undefined) return 'A05';
    return command.kind === 'terminate-here' && command.request.initiator !== held.role ? 'A01' : undefined;
  }

  private carryOut(command: WindowCommand, now: number): string {
    if (command.kind === 'terminate-here') {
      const { relationshipId, initiator, id } = command.request;
      return this.model.askForEnd(relationshipId, initiator, id);
    }
    return command.kind === 'establish-here' ? this.establish(command, now) : this.set(command, now);
  }

  private establish({ asked, relationshipId, limitIds, msgid }: EstablishHereCommand, now: number): string {
    const { amounts, ...stated } = asked;
    const limits = amounts.map((amount, index) => ({ limitId: limitIds[index] ?? '', amount, setTime: now }));
    const code = this.model.establish('donor', { ...stated, relationshipId, estabTime: now, limits }, msgid, now);
    if (code !== '0') return code;
    for (const each of this.model.relationships)
      if (each.id === relationshipId) [each.state, each.upload] = ['PENDING', msgid];
    for (const each of this.model.limits) if (each.relationship === relationshipId) each.state = 'PENDING';
    return 'established';
  }

  private set({ relationshipId, limitId, amount, msgid }: SetLimitHereCommand, now: number): string {
    const held = this.model.relationships.find((each) => each.id === relationshipId);
    if (held?.role === 'benef') return 'E10';
    const code = this.model.set({ limitId, amount, setTime: now }, relationshipId, held);
    if (code !== '0') return code;
    for (const each of this.model.limits) if (each.id === limitId) [each.state, each.upload] = ['PENDING', msgid];
    return 'set';
  }
}
