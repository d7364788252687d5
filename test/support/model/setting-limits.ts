import { Fault } from './fault';
import { confirm, isFinal, type PlatformLimit, type PlatformRelationship } from './platform-relationship';
import type { PlatformPost } from './platform-post';
import { OK, refusedWith, type Reply } from './upload-desk';
import { codeOf, fenOf, type WireLimit } from './wire';

/** R13 and R14 for one more limit: how it comes to both regions, and how it is revoked. */
export class SettingLimits {
  constructor(private readonly post: PlatformPost) {}

  /** National app: M201, then M202. */
  byApp(held: PlatformRelationship, terms: WireLimit): void {
    const limit = limitOf(terms);
    held.limits.set(limit.id, limit);
    limit.donor.held = 'asked';
    confirm(held, OK);
    this.post.send(held.donor, 'M201', settingOf(held, terms), (answer) => {
      limit.donor.held = answer.infcode === '0' ? 'holds' : 'refused';
      if (answer.infcode !== '0') limit.state = 'REFUSED';
      else if (limit.state === 'SETTING') this.tellBenef(held, limit, terms);
    });
  }

  /** M211: answered at once, or only when the beneficiary region has answered. */
  byWindow(held: PlatformRelationship, terms: WireLimit, reply: Reply, isLate: boolean): void {
    if (!['AT BENEF', 'EFFECTIVE'].includes(held.state)) return reply(refusedWith('E31'));
    const limit = limitOf(terms);
    held.limits.set(limit.id, limit);
    limit.donor.held = isLate ? 'asked' : 'holds';
    if (!isLate) reply(OK);
    this.tellBenef(held, limit, terms, isLate ? reply : undefined);
  }

  /** M203: at the beneficiary region first, at the donor region only after its 0; E30 is no 0 (R13). */
  revoke(held: PlatformRelationship, limit: PlatformLimit): void {
    limit.state = 'REVOKING';
    this.revokeAtBenef(held, limit);
  }

  private tellBenef(held: PlatformRelationship, limit: PlatformLimit, terms: WireLimit, reply?: Reply): void {
    limit.benef.held = 'asked';
    this.post.send(held.benef, 'M202', settingOf(held, terms), (answer) => {
      limit.benef.held = answer.infcode === '0' ? 'holds' : 'refused';
      reply?.(answer);
      if (reply !== undefined) limit.donor.held = limit.benef.held;
      if (limit.state !== 'SETTING') return;
      if (answer.infcode === '0') limit.state = 'EFFECTIVE';
      else if (reply !== undefined) limit.state = 'REFUSED';
      else {
        limit.state = 'REVOKING';
        this.revokeAtDonor(held, limit);
      }
    });
  }

  private revokeAtBenef(held: PlatformRelationship, limit: PlatformLimit): void {
    const body = { mulaid_rel_id: held.id, mulaid_lmt_id: limit.id, reason: '平台撤销' };
    this.post.send(held.benef, 'M203', body, (answer) => {
      if (limit.state !== 'REVOKING') return;
      const code = codeOf(answer);
      const isRefused = limit.benef.held === 'refused' || held.heldAtBenef === 'refused';
      if (code === '0' || (code === 'E30' && isRefused)) this.revokeAtDonor(held, limit);
      else if (code === 'E30') this.revokeAtBenef(held, limit);
      else if (code === 'E40') limit.state = limit.benef.held === 'holds' ? 'EFFECTIVE' : 'SETTING';
      // Its relationship is being revoked, and with it the limit.
      else if (code !== 'E31' || (held.state !== 'REVOKING' && !isFinal(held))) throw new Fault(`M203: ${code}`);
    });
  }

  private revokeAtDonor(held: PlatformRelationship, limit: PlatformLimit): void {
    const body = { mulaid_rel_id: held.id, mulaid_lmt_id: limit.id, reason: '平台撤销' };
    this.post.send(held.donor, 'M203', body, (answer) => {
      const isGone = codeOf(answer) === 'E31' && (held.state === 'REVOKING' || isFinal(held));
      if (answer.infcode !== '0' && !isGone) throw new Fault(`M203 at the donor region: ${codeOf(answer)}`);
      limit.state = 'REVOKED';
    });
  }
}

function settingOf({ id }: PlatformRelationship, limit: WireLimit): { mulaid_rel_id: string; limit: WireLimit } {
  return { mulaid_rel_id: id, limit };
}

/** A limit of which nobody has been told yet. */
export function limitOf({ mulaid_lmt_id, lmt_amt }: WireLimit): PlatformLimit {
  const [donor, benef] = [{ held: 'not asked' as const }, { held: 'not asked' as const }];
  return { id: mulaid_lmt_id, amount: fenOf(lmt_amt), donor, benef, state: 'SETTING' };
}
