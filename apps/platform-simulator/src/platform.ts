import { NotFoundException } from '@nestjs/common';
import { formatTime } from '@libs/national-platform';
import { Books, type BookedLimit, type BookedRelationship } from './books';
import type { Answer, ProvinceLine } from './province-line';
import { UploadDesk } from './upload-desk';

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

/** The national platform's side of establishing and revoking (R13). */
export class Platform {
  readonly books = new Books();
  readonly desk: UploadDesk;
  private serial = 0;

  constructor(private readonly line: ProvinceLine) {
    this.desk = new UploadDesk(line, this.books);
    line.onUpload((text, at) => this.desk.receive(text, at));
  }

  /**
   * R13: donor region first; on its 0 the beneficiary region; where that refuses, the donor region undoes it. Where
   * the line misbehaves, the last limit goes its own way on its own topic, ahead of the relationship.
   */
  async establish(request: AppRequest): Promise<BookedRelationship> {
    const now = formatTime(Date.now());
    const limits = request.limits.map(({ lmt_amt }) => this.newLimit(lmt_amt, now));
    const isAhead = limits.length > 1 && Math.random() < this.line.misbehaviour.reorder;
    const ahead = isAhead ? limits.pop() : undefined;
    if (ahead) ahead.state = 'PENDING';
    const mulaid_rel_id = this.newId('R');
    const [donorProvince, benefProvince] = [provinceOf(request.donor), provinceOf(request.benef)];
    const relationship: BookedRelationship = {
      mulaid_rel_id,
      donorProvince,
      benefProvince,
      benef_psn_no: request.benef.psn_no,
      state: 'PENDING',
      limits,
    };
    this.books.relationships.set(mulaid_rel_id, relationship);
    const times = { commit_time: now, estab_time: now, chnl: '1' };
    const body = { ...times, ...request, mulaid_rel_id, limits: limits.map(wireOf) };
    const sentAhead = ahead && (await this.sendLimit(relationship, ahead));
    await this.establishInBoth(relationship, body);
    if (ahead && sentAhead) await this.recordLimit(relationship, ahead, await sentAhead.answer);
    return relationship;
  }

  private async establishInBoth(relationship: BookedRelationship, body: object): Promise<void> {
    const { mulaid_rel_id, donorProvince, benefProvince } = relationship;
    const atDonor = await this.ask(donorProvince, 'M101', body);
    const atBenef = atDonor.infcode === '0' ? await this.ask(benefProvince, 'M102', body) : atDonor;
    if (atBenef.infcode === '0') {
      relationship.state = 'EFFECTIVE';
      return;
    }
    relationship.state = 'REFUSED';
    relationship.err_code = atBenef.err_code;
    if (atDonor.infcode === '0')
      await this.ask(donorProvince, 'M103', { mulaid_rel_id, reason: `被共济地拒绝 ${atBenef.err_code ?? ''}` });
  }

  /** Another limit of a live relationship: M201, then M202; where that is refused, M203 back. */
  async setLimit(mulaid_rel_id: string, lmt_amt: string): Promise<Answer> {
    const relationship = this.relationship(mulaid_rel_id);
    const limit = this.newLimit(lmt_amt, formatTime(Date.now()));
    limit.state = 'PENDING';
    const { answer } = await this.sendLimit(relationship, limit);
    return this.recordLimit(relationship, limit, await answer);
  }

  private sendLimit({ donorProvince, mulaid_rel_id }: BookedRelationship, limit: BookedLimit) {
    return this.line.send(donorProvince, 'M201', { mulaid_rel_id, limit: wireOf(limit) });
  }

  private async recordLimit(relationship: BookedRelationship, limit: BookedLimit, atDonor: Answer): Promise<Answer> {
    const { mulaid_rel_id, donorProvince, benefProvince } = relationship;
    this.books.count(donorProvince, 'M201', atDonor);
    if (atDonor.infcode !== '0' || relationship.state !== 'EFFECTIVE') return atDonor;
    // In the books before it is pushed: what is paid from it may arrive before the answer does.
    relationship.limits.push(limit);
    const atBenef = await this.ask(benefProvince, 'M202', { mulaid_rel_id, limit: wireOf(limit) });
    const { mulaid_lmt_id } = limit;
    limit.state = atBenef.infcode === '0' ? 'EFFECTIVE' : 'REVOKED';
    if (atBenef.infcode !== '0')
      await this.ask(donorProvince, 'M203', { mulaid_rel_id, mulaid_lmt_id, reason: '被共济地拒绝' });
    return atBenef;
  }

  /** M103 at the beneficiary region first, at the donor region only after its 0 (R13). */
  async revoke(mulaid_rel_id: string, reason: string): Promise<Answer> {
    const relationship = this.relationship(mulaid_rel_id);
    const answer = await this.askBoth(relationship, 'M103', { mulaid_rel_id, reason });
    if (answer.infcode === '0') relationship.state = 'REVOKED';
    return answer;
  }

  /** M203 in the same order. */
  async revokeLimit(mulaid_rel_id: string, mulaid_lmt_id: string, reason: string): Promise<Answer> {
    const relationship = this.relationship(mulaid_rel_id);
    const answer = await this.askBoth(relationship, 'M203', { mulaid_rel_id, mulaid_lmt_id, reason });
    const limit = relationship.limits.find((each) => each.mulaid_lmt_id === mulaid_lmt_id);
    if (answer.infcode === '0' && limit) limit.state = 'REVOKED';
    return answer;
  }

  private async askBoth(relationship: BookedRelationship, infno: string, body: object): Promise<Answer> {
    const atBenef = await this.ask(relationship.benefProvince, infno, body);
    return atBenef.infcode === '0' ? this.ask(relationship.donorProvince, infno, body) : atBenef;
  }

  /** Throws (404) where it was never asked for. */
  relationship(id: string): BookedRelationship {
    const relationship = this.books.relationships.get(id);
    if (relationship === undefined) throw new NotFoundException(`no relationship ${id}`);
    return relationship;
  }

  /** Sends one message and counts its answer. */
  async ask(
    province: string,
    infno: string,
    body: object,
    envelope: Readonly<Record<string, unknown>> = {},
  ): Promise<Answer> {
    const sent = await this.line.send(province, infno, body, envelope);
    const answer = await sent.answer;
    this.books.count(province, infno, answer);
    return answer;
  }

  private newLimit(lmt_amt: string, set_time: string): BookedLimit {
    return { mulaid_lmt_id: this.newId('L'), lmt_amt, set_time, state: 'EFFECTIVE', used_amt: '0.00', used_cnt: 0 };
  }

  // Ids that the platform makes begin with its own code, and here with the time, so that a new life repeats none.
  private newId(kind: string): string {
    return `100000${kind}${Date.now().toString(36)}${String(++this.serial).padStart(8, '0')}`;
  }
}

function provinceOf(person: AppPerson): string {
  return `${person.insu_admdvs.slice(0, 2)}0000`;
}

function wireOf({ mulaid_lmt_id, lmt_amt, set_time }: BookedLimit) {
  return { mulaid_lmt_id, lmt_amt, set_time };
}
