import { fen, type Fen, type StatedPerson } from '@libs/mutual-aid';
import type { Command } from '../../../libs/ledger/src/commands/command';
import type { Random } from '../random';
import type { ModelGateway } from './model-gateway';
import { peopleOf, PROVINCES } from './model-people';
import type { WirePerson } from './wire';

/** What a province's windows and its core system ask that makes and ends relationships; now and then the same again. */
export class WindowRequests {
  private readonly asked: Command[] = [];

  constructor(
    private readonly gateway: ModelGateway,
    private readonly clock: { readonly now: number },
  ) {}

  /** One request, whichever; undefined where there is nothing to ask for. */
  next(random: Random): Command | undefined {
    const kind = random.below(12);
    if (kind === 0) return this.asked.at(-1 - random.below(4));
    const made = this.make(kind, random);
    if (made) this.asked.push(made);
    return made;
  }

  private make(kind: number, random: Random): Command | undefined {
    if (kind < 4) return this.establish(random);
    if (kind < 7) return this.setLimit(random);
    if (kind < 10) return this.terminate(random);
    return random.below(3) === 0 ? this.endInsurance(random) : this.enrol(random);
  }

  private establish(random: Random): Command {
    const { code } = this.gateway;
    const other = PROVINCES.find((each) => each !== code) ?? code;
    const amounts = Array.from({ length: 1 + random.below(3) }, () => this.amount(random));
    const asked = {
      donor: stated(random.of(peopleOf(code).slice(0, 2))),
      benef: stated(random.of(peopleOf(other))),
      relType: '02',
      commitNo: 'CN',
      commitTime: this.clock.now,
      channel: random.of(['2', '3'] as const),
      amounts,
    };
    const number = this.gateway.nextRequest();
    const limitIds = amounts.map((_, index) => `${code}X${String(number).padStart(6, '0')}${index}`);
    const relationshipId = `${code}W${number}`;
    return { kind: 'establish-here', ...this.once(), asked, relationshipId, limitIds, msgid: this.gateway.newMsgid() };
  }

  private setLimit(random: Random): Command | undefined {
    const relationshipId = this.anyRelationship(random);
    if (relationshipId === undefined) return undefined;
    const limitId = `${this.gateway.code}X${String(this.gateway.nextRequest()).padStart(6, '0')}`;
    const [amount, msgid] = [this.amount(random), this.gateway.newMsgid()];
    return { kind: 'set-limit-here', ...this.once(), relationshipId, limitId, amount, msgid };
  }

  private terminate(random: Random): Command | undefined {
    const relationshipId = this.anyRelationship(random);
    const held = this.gateway.province.relationships.get(relationshipId ?? '');
    if (held === undefined) return undefined;
    const [id, channel] = [this.gateway.newMsgid(), random.of(['2', '3'] as const)];
    const request = { id, relationshipId: held.relationshipId, initiator: held.role, reason: '本人申请', channel };
    return { kind: 'terminate-here', ...this.once(), request };
  }

  private endInsurance(random: Random): Command {
    const psnNo = random.of(peopleOf(this.gateway.code)).psn_no;
    const end = { kind: random.of(['END', 'TRANSFER'] as const), at: this.clock.now };
    return { kind: 'end-insurance', ...this.once(), psnNo, end };
  }

  /** Insured again, or still. */
  private enrol(random: Random): Command {
    const person = stated(random.of(peopleOf(this.gateway.code)));
    const { psnNo, name, certType, certNo, insuAdmdvs, insuType: insutype } = person;
    const enrolments = [{ insutype, state: 'ACTIVE' as const }];
    return { kind: 'register', row: { psnNo, name, certType, certNo, insuAdmdvs, enrolments } };
  }

  private anyRelationship(random: Random): string | undefined {
    const all = [...this.gateway.province.relationships.keys()];
    return all.length === 0 ? undefined : random.of(all.slice(-8));
  }

  private amount(random: Random): Fen {
    return fen(BigInt(random.of([150, 200, 700, 1500, 3000, 6000])));
  }

  private once(): { once: { requestId: string; contentHash: ReturnType<ModelGateway['hashOf']> } } {
    const requestId = `Q${this.gateway.nextRequest()}`;
    return { once: { requestId, contentHash: this.gateway.hashOf(requestId) } };
  }
}

function stated({ psn_no, psn_name, psn_cert_type, certno, insutype, insu_admdvs }: WirePerson): StatedPerson {
  return {
    psnNo: psn_no,
    name: psn_name,
    certType: psn_cert_type,
    certNo: certno,
    insuType: insutype,
    insuAdmdvs: insu_admdvs,
  };
}
