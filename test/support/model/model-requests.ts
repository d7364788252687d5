import { fen, type Movement, type Scene } from '@libs/mutual-aid';
import type { Command, PayCommand } from '../../../libs/ledger/src/commands/command';
import type { Random } from '../random';
import type { ModelGateway } from './model-gateway';
import { peopleOf } from './model-people';

/** What hospitals, windows and core system of a province ask of its gateway; now and then they ask the same again. */
export class ModelRequests {
  private readonly payments: PayCommand[] = [];
  private readonly people: readonly string[];

  constructor(
    private readonly gateway: ModelGateway,
    private readonly clock: { readonly now: number },
  ) {
    this.people = peopleOf(gateway.code).map((each) => each.psn_no);
  }

  /** One request, whichever. */
  next(random: Random): Command | undefined {
    const kind = random.below(10);
    if (kind < 5) return this.pay(random);
    if (kind < 6) return this.payments.at(-1 - random.below(6));
    if (kind < 8) return this.reverse(random);
    return this.move(random);
  }

  private pay(random: Random): Command {
    const number = this.gateway.nextRequest();
    const scene = random.of<Scene>(['1', '2', '2', '3', '4']);
    const request = {
      psnNo: random.of(this.people),
      scene,
      institution: scene < '3' ? 'H1' : undefined,
      useTime: this.clock.now,
      payAmount: fen(BigInt(1 + random.below(4000))),
      settlementId: `S${number}`,
    };
    const useId = `${this.gateway.code}U${number}`;
    const contentHash = this.gateway.hashOf(request.settlementId);
    const command: PayCommand = { kind: 'pay', request, contentHash, useId, msgid: this.gateway.newMsgid() };
    this.payments.push(command);
    return command;
  }

  private reverse(random: Random): Command | undefined {
    const paid = this.payments.at(-1 - random.below(12));
    if (paid === undefined) return undefined;
    const { settlementId, psnNo } = paid.request;
    const useId = `${this.gateway.code}V${this.gateway.nextRequest()}`;
    return { kind: 'reverse', settlementId, psnNo, useId, msgid: this.gateway.newMsgid() };
  }

  private move(random: Random): Command {
    const movement: Movement = {
      movementId: `V${this.gateway.nextRequest()}`,
      psnNo: random.of(this.people),
      amount: fen(BigInt(1 + random.below(8000))),
      direction: random.of(['IN', 'IN', 'OUT']),
      reason: '划拨',
    };
    return { kind: 'move', movement, contentHash: this.gateway.hashOf(movement.movementId) };
  }
}
