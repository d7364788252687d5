import { canonicalJson, formatTime } from '@libs/national-platform';
import { isFinal, newLimit, wireLimit, type BookedLimit, type BookedRelationship, type Books } from './books';
import type { PlatformClock } from './platform-clock';
import type { Post } from './post';
import type { Answer } from './answer';
import { refused } from './refused';
import type { Turns } from './turns';
import type { EstablishmentUpload, LimitUpload } from './uploads/relation-bodies';

/** A person as the national app states them. */
export interface AppPerson {
  readonly psn_no: string;
  readonly insu_admdvs: string;
}

/** What the national app asks for: M101's body without ids and times. */
export interface AppRequest {
  readonly donor: AppPerson;
  readonly benef: AppPerson;
  readonly limits: readonly { readonly lmt_amt: string }[];
}

/** Relationships and limits, asked for in the national app (R13) or by a province (R14), undone where a region refuses. */
export class Establishing {
  /** What each M111 said, by its relationship. */
  readonly contents = new Map<string, string>();
  private serial = 0;

  constructor(
    private readonly books: Books,
    private readonly post: Post,
    private readonly turns: Turns,
    private readonly clock: PlatformClock,
  ) {}

  /**
   * R13: donor region first; on its 0 the beneficiary region; where that refuses, the donor region undoes it. Where
   * `isAhead`, the last limit goes its own way on its own topic, ahead of the relationship.
   */
  async byApp(request: AppRequest, isAhead: boolean): Promise<BookedRelationship> {
    const at = this.clock.now();
    const now = formatTime(at);
    const mulaid_rel_id = this.newId('R');
    const relationship = relationshipOf(mulaid_rel_id, request);
    const { donor_psn_no, benef_psn_no, limits } = relationship;
    for (const { lmt_amt } of request.limits) limits.push(newLimit(this.newId('L'), lmt_amt, now, at));
    const ahead = isAhead && limits.length > 1 ? limits.pop() : undefined;
    // Only after both regions answered M302 with 0 (§4); of what else stands in the way the regions tell.
    const isEnding = this.books.liveOfPair(donor_psn_no, benef_psn_no)?.state === 'TERMINATING';
    this.books.book(relationship);
    if (isEnding) return Object.assign(relationship, { state: 'REFUSED' as const, err_code: 'E16' });
    const times = { commit_time: now, estab_time: now, chnl: '1' };
    const body = { ...times, ...request, mulaid_rel_id, limits: limits.map(wireLimit) };
    return this.turns.take(mulaid_rel_id, async () => {
      const sentAhead = ahead && (await this.sendLimit(relationship, ahead));
      await this.establishInBoth(relationship, body);
      if (ahead && sentAhead) await this.recordLimit(relationship, ahead, await sentAhead.answer);
      return relationship;
    });
  }

  /** R14: the donor region has recorded and frozen; the beneficiary region is told, and the donor region where that refuses. */
  async byProvince(body: EstablishmentUpload): Promise<void> {
    const relationship = relationshipOf(body.mulaid_rel_id, body);
    relationship.isAtDonor = true;
    for (const each of body.limits) relationship.limits.push(this.limitOf(each));
    this.books.book(relationship);
    this.contents.set(body.mulaid_rel_id, canonicalJson(body));
    await this.turns.take(body.mulaid_rel_id, () => this.tellBenef(relationship, body));
  }

  private async establishInBoth(relationship: BookedRelationship, body: object): Promise<void> {
    const atDonor = await this.post.ask(relationship.donorProvince, 'M101', body);
    if (atDonor.infcode === '0') {
      relationship.isAtDonor = true;
      return this.tellBenef(relationship, body);
    }
    relationship.state = 'REFUSED';
    relationship.err_code = atDonor.err_code;
  }

  private async tellBenef(relationship: BookedRelationship, body: object): Promise<void> {
    const { mulaid_rel_id, donorProvince } = relationship;
    const atBenef = await this.post.askBenef(relationship, 'M102', body);
    relationship.state = atBenef.infcode === '0' ? 'EFFECTIVE' : 'REFUSED';
    if (atBenef.infcode === '0') return;
    relationship.err_code = atBenef.err_code;
    const reason = `被共济地拒绝 ${atBenef.err_code ?? ''}`;
    await this.post.ask(donorProvince, 'M103', { mulaid_rel_id, reason });
  }

  /** Another limit of a live relationship: M201, then M202; where that is refused, M203 back. */
  limitByApp(relationship: BookedRelationship, lmt_amt: string): Promise<Answer> {
    return this.turns.take(relationship.mulaid_rel_id, async () => {
      if (relationship.state !== 'EFFECTIVE') return refused('E31', 'mulaid_rel_id');
      const at = this.clock.now();
      const limit = newLimit(this.newId('L'), lmt_amt, formatTime(at), at);
      const { answer } = await this.sendLimit(relationship, limit);
      return this.recordLimit(relationship, limit, await answer);
    });
  }

  /** A limit that the donor region has recorded: M202, and M203 back where that is refused (R14). */
  async limitByProvince(relationship: BookedRelationship, { limit }: LimitUpload): Promise<void> {
    const booked = this.limitOf(limit);
    booked.state = 'PENDING';
    relationship.limits.push(booked);
    await this.turns.take(relationship.mulaid_rel_id, () => this.limitToBenef(relationship, booked));
  }

  private sendLimit({ donorProvince, mulaid_rel_id }: BookedRelationship, limit: BookedLimit) {
    return this.post.send(donorProvince, 'M201', { mulaid_rel_id, limit: wireLimit(limit) });
  }

  private async recordLimit(relationship: BookedRelationship, limit: BookedLimit, atDonor: Answer): Promise<Answer> {
    if (atDonor.infcode !== '0' || isFinal(relationship)) return atDonor;
    // In the books before it is pushed: what is paid from it may arrive before the answer does.
    limit.state = 'PENDING';
    relationship.limits.push(limit);
    return this.limitToBenef(relationship, limit);
  }

  private async limitToBenef(relationship: BookedRelationship, limit: BookedLimit): Promise<Answer> {
    const { mulaid_rel_id, donorProvince } = relationship;
    const { mulaid_lmt_id } = limit;
    // A refused or revoked relationship has taken its limits along.
    if (isFinal(relationship)) limit.state = 'REVOKED';
    if (isFinal(relationship)) return refused('E31', 'mulaid_rel_id');
    const atBenef = await this.post.askBenef(relationship, 'M202', { mulaid_rel_id, limit: wireLimit(limit) });
    limit.state = atBenef.infcode === '0' ? 'EFFECTIVE' : 'REVOKED';
    if (atBenef.infcode !== '0')
      await this.post.ask(donorProvince, 'M203', { mulaid_rel_id, mulaid_lmt_id, reason: '被共济地拒绝' });
    return atBenef;
  }

  private limitOf({ mulaid_lmt_id, lmt_amt, set_time }: LimitUpload['limit']): BookedLimit {
    return newLimit(mulaid_lmt_id, lmt_amt, set_time, this.clock.now());
  }

  // Ids that the platform makes begin with its own code, and here with the time, so that a new life repeats none.
  private newId(kind: string): string {
    return `100000${kind}${Date.now().toString(36)}${String(++this.serial).padStart(8, '0')}`;
  }
}

function relationshipOf(
  mulaid_rel_id: string,
  { donor, benef }: Pick<AppRequest, 'donor' | 'benef'>,
): BookedRelationship {
  return {
    mulaid_rel_id,
    donorProvince: provinceOf(donor),
    benefProvince: provinceOf(benef),
    donor_psn_no: donor.psn_no,
    benef_psn_no: benef.psn_no,
    donor_insu_admdvs: donor.insu_admdvs,
    benef_insu_admdvs: benef.insu_admdvs,
    state: 'PENDING',
    limits: [],
  };
}

/** The province in which a person is insured. */
export function provinceOf({ insu_admdvs }: AppPerson): string {
  return `${insu_admdvs.slice(0, 2)}0000`;
}
