import { NotFoundException } from '@nestjs/common';
import { Books, type BookedRelationship } from './books';
import { DailyFiles } from './daily/daily-files';
import { Establishing } from './establishing';
import { Post } from './post';
import type { Answer } from './answer';
import type { ProvinceLine } from './province-line';
import { RunReports } from './run-reports';
import { Revoking } from './revoking';
import { Terminating } from './terminations/terminating';
import { Turns } from './turns';
import { UploadDesk } from './uploads/upload-desk';
import { UsageBooks } from './usage-books';

/** The national platform's side of a relationship's whole life (R13–R15, R27–R29). */
export class Platform {
  readonly books = new Books();
  readonly usage = new UsageBooks(this.books);
  readonly reports = new RunReports();
  readonly daily: DailyFiles;
  readonly post: Post;
  readonly establishing: Establishing;
  readonly revoking: Revoking;
  readonly terminating: Terminating;
  readonly desk: UploadDesk;

  constructor(
    private readonly line: ProvinceLine,
    readonly provinces: readonly string[],
    private readonly log: (message: string) => void,
  ) {
    const turns = new Turns();
    this.post = new Post(line, this.books);
    this.establishing = new Establishing(this.books, this.post, turns, line.clock);
    this.revoking = new Revoking(this.post, turns);
    this.terminating = new Terminating(this.books, this.post, turns);
    this.daily = new DailyFiles(this.books, this.usage, line.clock);
    const { books, usage, establishing, terminating, reports } = this;
    const inBackground = (work: Promise<unknown>): void => this.inBackground(work);
    this.desk = new UploadDesk(line, { books, usage, establishing, terminating, reports, provinces, inBackground });
    line.onUpload((text, at) => this.desk.receive(text, at));
  }

  /** Lets something go on by itself; where it fails, the log tells. */
  inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.log(error instanceof Error ? error.message : String(error)));
  }

  /** Throws (404) where it was never asked for. */
  relationship(id: string): BookedRelationship {
    const relationship = this.books.relationships.get(id);
    if (relationship === undefined) throw new NotFoundException(`no relationship ${id}`);
    return relationship;
  }

  /** Sends one message as it is, once, and counts its answer. */
  async ask(
    province: string,
    infno: string,
    body: object,
    envelope: Readonly<Record<string, unknown>> = {},
  ): Promise<Answer> {
    const answer = await (await this.line.send(province, infno, body, envelope)).answer;
    this.books.count(province, infno, answer);
    return answer;
  }
}
