import { Fault } from './fault';
import { confirm, finish, isFinal, type PlatformRelationship } from './platform-relationship';
import type { PlatformPost } from './platform-post';
import { codeOf, type WireAnswer } from './wire';
import { OK } from './upload-desk';

/** R13 and R14: how a relationship comes about at both regions, and how it is revoked. */
export class Establishing {
  constructor(
    private readonly post: PlatformPost,
    /** What has to be done once a relationship is effective, or may go on: somebody may have asked for its end. */
    private readonly goesOn: (held: PlatformRelationship) => void,
  ) {}

  /** National app: the donor region first (R13). */
  begin(held: PlatformRelationship): void {
    this.post.send(held.donor, 'M101', held.body, (answer) => {
      if (answer.infcode !== '0') return finish(held, 'REFUSED');
      this.acceptedAtDonor(held);
    });
  }

  /** The donor region holds it, by its 0 to M101 or by its M111: the beneficiary region is told. */
  acceptedAtDonor(held: PlatformRelationship): void {
    held.state = 'AT BENEF';
    held.heldAtBenef = 'asked';
    for (const limit of held.limits.values()) {
      const isOfBody = held.body.limits.some((each) => each.mulaid_lmt_id === limit.id);
      if (isOfBody) [limit.donor.held, limit.benef.held] = ['holds', 'asked'];
    }
    this.post.send(held.benef, 'M102', held.body, (answer) => this.answeredByBenef(held, answer));
  }

  /** R13: at the beneficiary region first, at the donor region only after its 0; E30 is no 0. */
  revoke(held: PlatformRelationship): void {
    held.state = 'REVOKING';
    confirm(held, OK);
    this.revokeAtBenef(held);
  }

  private answeredByBenef(held: PlatformRelationship, answer: WireAnswer): void {
    held.heldAtBenef = answer.infcode === '0' ? 'holds' : 'refused';
    const ofBody = [...held.limits.values()].filter((limit) =>
      held.body.limits.some((each) => each.mulaid_lmt_id === limit.id),
    );
    for (const limit of ofBody) {
      limit.benef.held = held.heldAtBenef;
      if (limit.state === 'SETTING' && answer.infcode === '0') limit.state = 'EFFECTIVE';
    }
    if (held.state !== 'AT BENEF') return;
    if (answer.infcode === '0') {
      confirm(held, OK);
      held.state = 'EFFECTIVE';
      return this.goesOn(held);
    }
    if (held.owed === undefined) return this.revokeAtDonor(held);
    // Its M111 is refused: the donor region has nothing to undo that was confirmed.
    held.owed(answer);
    finish(held, 'REFUSED');
  }

  private revokeAtBenef(held: PlatformRelationship): void {
    const body = { mulaid_rel_id: held.id, reason: '平台撤销' };
    this.post.send(held.benef, 'M103', body, (answer) => {
      const code = codeOf(answer);
      if (code === '0') return this.revokeAtDonor(held);
      if (code === 'E40') return this.standsAgain(held);
      if (code !== 'E30') throw new Fault(`M103 at the beneficiary region: ${code}`);
      return held.heldAtBenef === 'refused' ? this.revokeAtDonor(held) : this.revokeAtBenef(held);
    });
  }

  private revokeAtDonor(held: PlatformRelationship): void {
    held.state = 'REVOKING';
    const body = { mulaid_rel_id: held.id, reason: '平台撤销' };
    this.post.send(held.donor, 'M103', body, (answer) => {
      if (answer.infcode !== '0') throw new Fault(`M103 at the donor region: ${codeOf(answer)}`);
      finish(held, 'REVOKED');
    });
  }

  /** It was spent from: it stays. */
  private standsAgain(held: PlatformRelationship): void {
    if (isFinal(held)) throw new Fault('revoked and spent from');
    if (held.asked !== undefined) held.state = 'TERMINATING';
    else held.state = held.heldAtBenef === 'holds' ? 'EFFECTIVE' : 'AT BENEF';
    this.goesOn(held);
  }
}
