import { Fault } from './fault';
import { finish, type Asked, type PlatformRelationship } from './platform-relationship';
import type { PlatformPost } from './platform-post';
import type { UsageRows } from './usage-rows';
import { codeOf, timeText, yuanOf, fenOf, type WireAnswer, type WireFigures } from './wire';

const REGIONS = ['donor', 'benef'] as const;

/** R27 to R29 as the platform carries them out. */
export class Terminating {
  constructor(
    private readonly post: PlatformPost,
    private readonly rows: UsageRows,
    private readonly clock: { readonly now: number },
  ) {}

  /** Begins where somebody asked for it and nothing else is under way. */
  goOn(held: PlatformRelationship): void {
    if (held.state === 'EFFECTIVE' && held.mustEnd) this.begin(held, 'auto');
  }

  begin(held: PlatformRelationship, initiator: 'donor' | 'benef' | 'auto'): void {
    held.state = 'TERMINATING';
    held.asked = {};
    this.ask(held, initiator);
  }

  /** M301 to both, with what is known now; only the answers to these count from now on (R29). */
  ask(held: PlatformRelationship, initiator: 'donor' | 'benef' | 'auto' = 'auto'): void {
    const limits = this.rows.figuresOf(held);
    const body = { mulaid_rel_id: held.id, initiator, reason: '终止共济', limits };
    for (const role of REGIONS) {
      this.post.withdraw(held.asked?.[role]?.msgid);
      const msgid = this.post.send(held[role], 'M301', body, (answer) => {
        const asked = held.asked?.[role];
        // While it is being revoked an M301 may come after the M103; it is asked again where the revocation fails.
        if (asked?.msgid === msgid) asked.result = held.state === 'TERMINATING' ? resultOf(answer) : 'E30';
      });
      held.asked = { ...held.asked, [role]: { msgid, figures: JSON.stringify(limits) } satisfies Asked };
    }
  }

  /** Whether both regions have answered MATCH to the same figures, and nothing of its limits is under way. */
  mayClose(held: PlatformRelationship): boolean {
    const { donor, benef } = held.asked ?? {};
    const isSettled = [...held.limits.values()].every(({ state }) => state !== 'SETTING' && state !== 'REVOKING');
    const isMatch = donor?.result === 'MATCH' && benef?.result === 'MATCH' && donor.figures === benef.figures;
    return held.state === 'TERMINATING' && isSettled && isMatch;
  }

  /** M302: at the beneficiary region first, at the donor region only after its 0 (R29). */
  close(held: PlatformRelationship): void {
    held.state = 'CLOSING';
    const figures = JSON.parse(held.asked?.donor?.figures ?? '[]') as WireFigures[];
    const body = { mulaid_rel_id: held.id, term_time: timeText(this.clock.now), limits: figures.map(confirmed) };
    this.post.send(held.benef, 'M302', body, (atBenef) => {
      if (atBenef.infcode !== '0') throw new Fault(`M302 at the beneficiary region: ${codeOf(atBenef)}`);
      this.post.send(held.donor, 'M302', body, (atDonor) => {
        if (atDonor.infcode !== '0') throw new Fault(`M302 at the donor region: ${codeOf(atDonor)}`);
        finish(held, 'TERMINATED');
      });
    });
  }

  /**
   * An M302 whose figures are nobody's: it changes nothing, whatever the state (R29). It is well formed, also where more
   * was used than was set because a reversal has not got through.
   */
  closeWrongly(held: PlatformRelationship, role: 'donor' | 'benef'): void {
    const limits = this.rows.figuresOf(held).map(confirmed);
    const spoiled = limits.map((limit) => ({
      ...limit,
      ret_amt: yuanOf(fenOf(limit.lmt_amt) + fenOf(limit.used_amt) + 1n),
    }));
    if (spoiled.length === 0) return;
    const body = { mulaid_rel_id: held.id, term_time: timeText(this.clock.now), limits: spoiled };
    this.post.send(held[role], 'M302', body, (answer) => {
      if (answer.infcode === '0') throw new Fault('an M302 with false figures was carried out');
    });
  }

  /** M303 to both; an end of insurance is never cancelled. */
  cancel(held: PlatformRelationship): void {
    held.state = 'CANCELLING';
    held.mustEnd = false;
    const body = { mulaid_rel_id: held.id, reason: '平台取消终止' };
    let awaited = REGIONS.length;
    for (const role of REGIONS) {
      this.post.withdraw(held.asked?.[role]?.msgid);
      this.post.send(held[role], 'M303', body, (answer) => {
        if (!['0', 'E31'].includes(codeOf(answer))) throw new Fault(`M303: ${codeOf(answer)}`);
        awaited -= 1;
        if (awaited > 0) return;
        held.state = 'EFFECTIVE';
        held.asked = undefined;
        this.goOn(held);
      });
    }
  }
}

function resultOf(answer: WireAnswer): Asked['result'] {
  const code = codeOf(answer);
  if (code === 'E30') return 'E30';
  const result = answer.output?.['result'];
  if (code !== '0' || (result !== 'MATCH' && result !== 'MISMATCH')) throw new Fault(`M301: ${JSON.stringify(answer)}`);
  return result;
}

function confirmed({ mulaid_lmt_id, lmt_amt, used_amt }: WireFigures): {
  mulaid_lmt_id: string;
  lmt_amt: string;
  used_amt: string;
  ret_amt: string;
} {
  const left = fenOf(lmt_amt) - fenOf(used_amt);
  return { mulaid_lmt_id, lmt_amt, used_amt, ret_amt: yuanOf(left) };
}
