import type { Random } from '../random';
import { Establishing } from './establishing';
import { Fault, holds } from './fault';
import type { Network, SentRecord } from './network';
import { PlatformPost } from './platform-post';
import { isFinal, type PlatformRelationship } from './platform-relationship';
import { limitOf, SettingLimits } from './setting-limits';
import { Terminating } from './terminating';
import { OK, refusedWith, UploadDesk, type Reply } from './upload-desk';
import { UsageRows } from './usage-rows';
import {
  timeText,
  type WireAnswer,
  type WireEnvelope,
  type WireEstablishment,
  type WireLimit,
  type WireList,
  type WireUsage,
} from './wire';

/** The national platform, played by the pages: rules.md and national-platform-interface.md, and nothing else. */
export class ModelPlatform {
  readonly relationships = new Map<string, PlatformRelationship>();
  readonly post: PlatformPost;
  readonly desk: UploadDesk;
  readonly rows = new UsageRows();
  readonly establishing: Establishing;
  readonly limits: SettingLimits;
  readonly terminating: Terminating;
  /** M411 answered with 0, by use_id. */
  private readonly confirmedUsages = new Set<string>();

  constructor(
    network: Network,
    private readonly clock: { readonly now: number },
  ) {
    this.post = new PlatformPost(network, clock);
    this.desk = new UploadDesk(network, clock);
    this.terminating = new Terminating(this.post, this.rows, clock);
    this.establishing = new Establishing(this.post, (held) => this.terminating.goOn(held));
    this.limits = new SettingLimits(this.post);
  }

  /** One record that came up. */
  receive(record: SentRecord, random: Random): void {
    const message = JSON.parse(record.value) as WireEnvelope;
    if (message.infno === 'M191') return this.post.answered(message.inf_refmsgid ?? '', message.input as WireAnswer);
    this.desk.receive(message, random, (reply) => this.handle(message, reply, random));
  }

  /** National app: a new relationship, unless the pair has a live one. */
  establish(body: WireEstablishment, random: Random): PlatformRelationship | undefined {
    if (this.isPairLive(body)) return undefined;
    const held = this.hold(body, random.below(6) > 0);
    this.establishing.begin(held);
    return held;
  }

  private handle({ infno, input, send_admdvs }: WireEnvelope, reply: Reply, random: Random): void {
    switch (infno) {
      case 'M111':
        return this.establishFromWindow(input as WireEstablishment, reply, random);
      case 'M211': {
        const { mulaid_rel_id, limit } = input as { mulaid_rel_id: string; limit: WireLimit };
        const isRefused = random.below(8) === 0;
        return isRefused
          ? reply(refusedWith('E23'))
          : this.limits.byWindow(this.known(mulaid_rel_id), limit, reply, random.below(2) === 0);
      }
      case 'M311':
        return this.askedToEnd(input as { mulaid_rel_id: string; initiator: 'donor' | 'benef' }, reply, random);
      case 'M312':
        return this.insuranceEnded(input as { mulaid_rel_ids: string[] }, send_admdvs, reply, random);
      case 'M411':
      case 'M412':
        return this.takeUsage(infno, input as WireUsage, reply, random);
      case 'M413':
        this.rows.takePage(input as WireList, this.clock.now);
        return reply(OK);
      default:
        throw new Fault(`the platform knows no ${infno}`);
    }
  }

  private establishFromWindow(body: WireEstablishment, reply: Reply, random: Random): void {
    if (this.isPairLive(body)) return reply(refusedWith('E16'));
    if (random.below(8) === 0) return reply(refusedWith('E12'));
    const held = this.hold(body, random.below(6) > 0);
    if (random.below(2) === 0) held.owed = reply;
    else reply(OK);
    this.establishing.acceptedAtDonor(held);
  }

  private askedToEnd(
    { mulaid_rel_id, initiator }: { mulaid_rel_id: string; initiator: 'donor' | 'benef' },
    reply: Reply,
    random: Random,
  ): void {
    const held = this.known(mulaid_rel_id);
    if (isFinal(held) || random.below(4) === 0) return reply(refusedWith('E31'));
    reply(OK);
    if (held.state === 'EFFECTIVE') this.terminating.begin(held, initiator);
    else held.mustEnd = true;
  }

  private insuranceEnded({ mulaid_rel_ids }: { mulaid_rel_ids: string[] }, from: string, reply: Reply, random: Random) {
    if (random.below(10) === 0) return reply(refusedWith('E31'));
    reply(OK);
    for (const held of mulaid_rel_ids.map((id) => this.known(id))) {
      holds([held.donor.province, held.benef.province].includes(from), () => `M312 about a stranger's ${held.id}`);
      [held.mustEnd, held.isEnded] = [true, true];
      this.terminating.goOn(held);
    }
  }

  private takeUsage(infno: 'M411' | 'M412', usage: WireUsage, reply: Reply, random: Random): void {
    const original = usage.orig_use_id;
    holds((infno === 'M412') === (original !== undefined), () => `${infno} with orig_use_id ${original}`);
    if (original !== undefined)
      holds(this.confirmedUsages.has(original), () => `an M412 before the answer to its M411 (§5): ${usage.use_id}`);
    for (const line of usage.lines) {
      const isKnown = this.known(line.mulaid_rel_id).limits.has(line.mulaid_lmt_id);
      holds(isKnown, () => `${infno} names the limit ${line.mulaid_lmt_id}, which was never set`);
    }
    if (random.below(25) === 0) return reply(refusedWith('E32'));
    const uploadTime = this.rows.take(usage, this.clock.now);
    if (infno === 'M411') this.confirmedUsages.add(usage.use_id);
    reply({ infcode: '0', output: { upload_time: timeText(uploadTime) } });
  }

  private hold(body: WireEstablishment, pushed: boolean): PlatformRelationship {
    const region = (role: 'donor' | 'benef') => {
      const province = `${body[role].insu_admdvs.slice(0, 2)}0000`;
      return { province, role, pushed };
    };
    const held: PlatformRelationship = {
      id: body.mulaid_rel_id,
      body,
      donor: region('donor'),
      benef: region('benef'),
      limits: new Map(body.limits.map((each) => [each.mulaid_lmt_id, limitOf(each)])),
      state: 'AT DONOR',
      heldAtBenef: 'not asked',
      mustEnd: false,
      isEnded: false,
    };
    this.relationships.set(held.id, held);
    return held;
  }

  private isPairLive({ donor, benef }: WireEstablishment): boolean {
    return [...this.relationships.values()].some(({ body, ...held }) => {
      const isPair = body.donor.psn_no === donor.psn_no && body.benef.psn_no === benef.psn_no;
      return isPair && !['REFUSED', 'REVOKED', 'TERMINATED'].includes(held.state);
    });
  }

  private known(relationshipId: string): PlatformRelationship {
    const held = this.relationships.get(relationshipId);
    holds(held !== undefined, () => `an upload about ${relationshipId}, which the platform does not know`);
    return held;
  }
}
