/** Lets what is done about one relationship be done one after the other, as it was asked for. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Does `work` once all that was asked for before under that key is done; what failed before does not matter. */
  take<Done>(key: string, work: () => Promise<Done>): Promise<Done> {
    const mine = (this.last.get(key) ?? Promise.resolve()).then(work, work);
    this.last.set(key, mine);
    const forget = (): void => {
      if (this.last.get(key) === mine) this.last.delete(key);
    };
    mine.then(forget, forget);
    return mine;
  }
}
