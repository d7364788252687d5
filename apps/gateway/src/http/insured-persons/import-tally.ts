import { MOST_LISTED, type ImportAnswer, type RefusedLineAnswer } from './insured-person.answer';

/** What an import has come to so far, in memory that does not grow with it. */
export class ImportTally {
  private accepted = 0;
  private refused = 0;
  private readonly listed: RefusedLineAnswer[] = [];

  /** Counts lines, in their order: undefined for one that was taken. */
  add(lines: readonly (RefusedLineAnswer | undefined)[]): void {
    for (const line of lines) {
      if (line === undefined) this.accepted++;
      else if (this.refused++ < MOST_LISTED) this.listed.push(line);
    }
  }

  /** What POST /insured-persons/import answers. */
  get answer(): ImportAnswer {
    return { accepted: this.accepted, refused_count: this.refused, refused: this.listed };
  }
}
