import type { DeadLetterRow } from '@libs/province-store';

/**
 * Who deals with a letter while another hand is at work on it has seen what that one saw: of two at once the second is
 * then told so (E31), also where the first was quick and the letter has failed again. Other replicas' hands are told
 * apart by their own look alone.
 */
export class Hands {
  private readonly looks = new Map<string, Promise<DeadLetterRow>>();

  constructor(private readonly find: (id: string) => Promise<DeadLetterRow>) {}

  /** Does the work of one hand, with the letter as it was when that was asked for. */
  async on<Done>(id: string, work: (letter: DeadLetterRow) => Promise<Done>): Promise<Done> {
    const known = this.looks.get(id);
    if (known !== undefined) return work(await known);
    const look = this.find(id);
    this.looks.set(id, look);
    try {
      return await work(await look);
    } finally {
      this.looks.delete(id);
    }
  }
}
