import { isFinal, type BookedRelationship } from './books';
import type { Post } from './post';
import type { Answer } from './answer';
import { refused } from './refused';
import type { Turns } from './turns';

/** Relationships and limits taken back, at the beneficiary region first (R13). */
export class Revoking {
  constructor(
    private readonly post: Post,
    private readonly turns: Turns,
  ) {}

  /** M103 at both. */
  revoke(relationship: BookedRelationship, reason: string): Promise<Answer> {
    const { mulaid_rel_id } = relationship;
    return this.turns.take(mulaid_rel_id, async () => {
      if (isFinal(relationship)) return refused('E31', 'mulaid_rel_id');
      const answer = await this.post.askBoth(relationship, 'M103', { mulaid_rel_id, reason });
      if (answer.infcode === '0') relationship.state = 'REVOKED';
      return answer;
    });
  }

  /** M203 at both. */
  revokeLimit(relationship: BookedRelationship, mulaid_lmt_id: string, reason: string): Promise<Answer> {
    const { mulaid_rel_id, limits } = relationship;
    return this.turns.take(mulaid_rel_id, async () => {
      if (isFinal(relationship)) return refused('E31', 'mulaid_rel_id');
      const answer = await this.post.askBoth(relationship, 'M203', { mulaid_rel_id, mulaid_lmt_id, reason });
      const limit = limits.find((each) => each.mulaid_lmt_id === mulaid_lmt_id);
      if (answer.infcode === '0' && limit) limit.state = 'REVOKED';
      return answer;
    });
  }
}
