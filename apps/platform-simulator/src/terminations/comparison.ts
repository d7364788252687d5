import { canonicalJson } from '@libs/national-platform';
import type { LimitFigures } from '../books';
import type { Answer } from '../answer';

export const REGIONS = ['donor', 'benef'] as const;
export type Region = (typeof REGIONS)[number];

/** What both answers to the newest M301 come to. */
export type Verdict = 'MATCH' | 'BENEF_DIFFERS' | 'DONOR_DIFFERS' | 'UNKNOWN' | 'REFUSED';

/** A region's answer to one M301, in short: MATCH, MISMATCH, or a code. */
export type Opinion = string;

interface Question {
  readonly msgid: string;
  readonly figures: readonly LimitFigures[];
  answer?: Answer;
}

/**
 * The platform counts only each region's answer to its newest M301 since TERMINATING (R29), and compares both with its
 * own figures and with each other.
 */
export class Comparison {
  private readonly newest = new Map<Region, Question>();

  /** An M301 with these figures is out: what was answered before does not count any more. */
  asked(region: Region, msgid: string, figures: readonly LimitFigures[]): void {
    this.newest.set(region, { msgid, figures });
  }

  /** Hears an answer; gives whether it counts. */
  answered(region: Region, msgid: string, answer: Answer): boolean {
    const question = this.newest.get(region);
    if (question?.msgid !== msgid) return false;
    question.answer = answer;
    return true;
  }

  /** What a region has said, in short; undefined while its answer is awaited. */
  opinion(region: Region): Opinion | undefined {
    const answer = this.newest.get(region)?.answer;
    return answer?.infcode === '0' ? (resultOf(answer)?.result ?? 'nothing') : answer?.err_code;
  }

  /** Undefined while an answer is awaited. A MATCH with other figures than the platform's is as good as a refusal. */
  get verdict(): Verdict | undefined {
    const opinions = REGIONS.map((region) => this.opinion(region));
    if (opinions.includes(undefined)) return undefined;
    // Too early there (§2); it is asked again.
    if (opinions.includes('E30')) return 'UNKNOWN';
    const [donor, benef] = opinions;
    const areReadable = opinions.every((each) => each === 'MATCH' || each === 'MISMATCH');
    if (!areReadable) return 'REFUSED';
    if (benef === 'MISMATCH') return 'BENEF_DIFFERS';
    if (donor === 'MISMATCH') return 'DONOR_DIFFERS';
    return REGIONS.every((region) => this.isRightMatch(region)) ? 'MATCH' : 'REFUSED';
  }

  /** Whether a region that said MATCH states the figures it was asked about, in whatever order, and both the same ones. */
  isRightMatch(region: Region): boolean {
    const { answer, figures } = this.newest.get(region) ?? {};
    const other = this.newest.get(region === 'donor' ? 'benef' : 'donor')?.figures;
    const own = canonicalFigures(figures);
    return own === canonicalFigures(answer && resultOf(answer)?.limits) && own === canonicalFigures(other);
  }
}

function resultOf({ output }: Answer) {
  return output as { result?: string; limits?: readonly LimitFigures[] } | null | undefined;
}

function canonicalFigures(figures: readonly LimitFigures[] | undefined): string {
  return canonicalJson(
    [...(figures ?? [])]
      .map(({ mulaid_lmt_id, lmt_amt, used_amt, used_cnt }) => [mulaid_lmt_id, lmt_amt, used_amt, used_cnt].join(' '))
      .sort(),
  );
}
