import { setTimeout as delay } from 'node:timers/promises';
import { formatTime } from '@libs/national-platform';
import { figuresOf, type BookedRelationship, type LimitFigures } from '../books';
import type { Post } from '../post';
import type { Initiator } from '../uploads/termination-bodies';
import { plus } from '../usage-books';
import { Comparison, REGIONS, type Opinion, type Region } from './comparison';
import { isRunning, stateAfter, type EventOf, type RunningState, type TerminationState } from './steps';

/** How long the platform waits between two M301, ms: a little longer each time. */
const PAUSE = 150;
const LONGEST_PAUSE = 3000;
/** How long it waits for the pages after a MISMATCH of the beneficiary region before it asks again all the same, ms. */
const PAGES_WITHIN = 15_000;

/** Why a relationship ends. */
export interface TerminationCause {
  initiator: Initiator;
  readonly reason: string;
}

/** What a termination is given. */
interface TerminationParts {
  readonly post: Post;
  /** Fruitless rounds after which the platform cancels. */
  readonly rounds: number;
  /** What M301 says too much of a limit, yuan by limit id: a misprint, on request. */
  readonly misprints: ReadonlyMap<string, string>;
  /** Told of an answer that a province must not give. */
  fault(text: string): void;
}

/** What happens in each state; one that is forgotten does not compile. */
const ACTIONS: { readonly [State in RunningState]: (termination: Termination) => Promise<EventOf<State>> } = {
  ASKING: (termination) => termination.askBoth(),
  FETCHING: (termination) => termination.awaitPages(),
  PAUSING: (termination) => termination.pause(),
  CLOSING_BENEF: (termination) => termination.close('benef'),
  CLOSING_DONOR: (termination) => termination.close('donor'),
  CANCELLING: (termination) => termination.sendCancellation(),
};

/** One termination, from the first M301 to M302 or M303 (R27–R29). */
export class Termination {
  state: TerminationState = 'ASKING';
  /** What donor and beneficiary region said in each round. */
  readonly rounds: { donor?: Opinion; benef?: Opinion }[] = [];
  private readonly comparison = new Comparison();
  /** Of the newest M301. */
  figures: readonly LimitFigures[] = [];
  private readonly pages = new Set<number>();
  private wake: () => void = () => undefined;
  private cancellation: string | undefined;
  private pagesAreThere = false;
  private roundsLeft: number;

  constructor(
    readonly relationship: BookedRelationship,
    readonly cause: TerminationCause,
    private readonly parts: TerminationParts,
  ) {
    this.roundsLeft = parts.rounds;
  }

  /** Goes on until it rests. */
  async run(from: RunningState): Promise<void> {
    this.roundsLeft = this.parts.rounds;
    this.cancellation = from === 'CANCELLING' ? (this.cancellation ?? this.cause.reason) : undefined;
    for (this.state = from; isRunning(this.state);) this.state = await this.step(this.state);
  }

  private async step<State extends RunningState>(state: State): Promise<TerminationState> {
    return stateAfter(state, await ACTIONS[state](this));
  }

  /** M303 as soon as nothing is in hand that it could cross. */
  cancel(reason: string): void {
    this.cancellation = reason;
    this.wake();
  }

  /** A page of an M413 was taken in. */
  pageCame(page: number, pages: number): void {
    this.pages.add(page);
    this.pagesAreThere = Array.from({ length: pages }, (_, index) => index + 1).every((each) => this.pages.has(each));
    this.wake();
  }

  /** M301 to both, under new msgids, with the books as they are now. */
  async askBoth(): Promise<EventOf<'ASKING'>> {
    const { mulaid_rel_id } = this.relationship;
    this.pages.clear();
    this.pagesAreThere = false;
    this.figures = figuresOf(this.relationship).map((each) => this.misprinted(each));
    const round: { donor?: Opinion; benef?: Opinion } = {};
    this.rounds.push(round);
    const { initiator, reason } = this.cause;
    const body = { mulaid_rel_id, initiator, reason, limits: this.figures };
    await Promise.all(
      REGIONS.map(async (region) => {
        const { msgid, answer } = await this.parts.post.send(this.provinceOf(region), 'M301', body);
        this.comparison.asked(region, msgid, this.figures);
        void answer.then((said) => {
          if (this.comparison.answered(region, msgid, said)) round[region] = this.comparison.opinion(region);
          this.wake();
        });
      }),
    );
    await this.until(() => this.comparison.verdict !== undefined);
    const { verdict } = this.comparison;
    if (verdict === undefined) return 'CANCEL';
    if (verdict === 'REFUSED') this.parts.fault(`${mulaid_rel_id}: M301 ${round.donor} / ${round.benef}`);
    return verdict;
  }

  async awaitPages(): Promise<EventOf<'FETCHING'>> {
    await this.until(() => this.pagesAreThere, PAGES_WITHIN);
    if (this.cancellation !== undefined) return 'CANCEL';
    return this.pagesAreThere ? 'FETCHED' : 'TIME_IS_UP';
  }

  async pause(): Promise<EventOf<'PAUSING'>> {
    if (--this.roundsLeft <= 0) return this.cause.initiator === 'auto' ? 'NOTHING_HELPS' : 'ROUNDS_ARE_UP';
    const rounds = this.parts.rounds - this.roundsLeft;
    await this.until(() => false, Math.min(PAUSE * rounds, LONGEST_PAUSE));
    return this.cancellation === undefined ? 'TIME_IS_UP' : 'CANCEL';
  }

  /** M302 with the figures on which both agreed. */
  async close(region: Region): Promise<EventOf<'CLOSING_BENEF' | 'CLOSING_DONOR'>> {
    const limits = this.figures.map(({ mulaid_lmt_id, lmt_amt, used_amt }) => {
      return { mulaid_lmt_id, lmt_amt, used_amt, ret_amt: plus(lmt_amt, used_amt, -1) };
    });
    const { mulaid_rel_id } = this.relationship;
    const body = { mulaid_rel_id, term_time: formatTime(this.parts.post.now()), limits };
    const { infcode, err_code } = await this.parts.post.ask(this.provinceOf(region), 'M302', body);
    if (infcode === '0') return 'CLOSED';
    this.parts.fault(`${mulaid_rel_id}: M302 ${region} ${err_code}`);
    return err_code === 'E32' || err_code === 'E30' ? 'DIFFERS' : 'REFUSED';
  }

  /** Donor region first: nothing is spendable again before both agreed. E31: insurance ended there, it is not to be undone. */
  async sendCancellation(): Promise<EventOf<'CANCELLING'>> {
    const body = { mulaid_rel_id: this.relationship.mulaid_rel_id, reason: this.cancellation ?? '核对不一致' };
    this.cancellation = undefined;
    for (const region of REGIONS) {
      const { infcode } = await this.parts.post.ask(this.provinceOf(region), 'M303', body);
      if (infcode === '0') continue;
      this.cause.initiator = 'auto';
      return 'REFUSED';
    }
    return 'CANCELLED';
  }

  private misprinted(figures: LimitFigures): LimitFigures {
    const tooMuch = this.parts.misprints.get(figures.mulaid_lmt_id);
    return tooMuch === undefined ? figures : { ...figures, used_amt: plus(figures.used_amt, tooMuch, 1) };
  }

  private provinceOf(region: Region): string {
    return region === 'donor' ? this.relationship.donorProvince : this.relationship.benefProvince;
  }

  /** Resolves once the condition holds, a person cancels, or the time is up. */
  private async until(isThere: () => boolean, within?: number): Promise<void> {
    const end = within === undefined ? Infinity : Date.now() + within;
    while (!isThere() && this.cancellation === undefined && Date.now() < end) {
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      if (within === undefined) await woken;
      else await Promise.race([woken, delay(end - Date.now())]);
    }
  }
}
