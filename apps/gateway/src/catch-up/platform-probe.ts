import { AwayButSparedError, reasonOf } from '@libs/operations';

/** What readiness says of what is downloaded from the platform: spending goes on without it. */
export class PlatformProbe {
  private readonly failures = new Map<string, { readonly error: unknown; readonly since: number }>();

  constructor(private readonly url: string) {}

  /** The last try of this list came to its end. */
  works(list: string): void {
    this.failures.delete(list);
  }

  /** It did not. */
  failed(list: string, error: unknown): void {
    this.failures.set(list, { error, since: this.failures.get(list)?.since ?? performance.now() });
  }

  /** Rejects, with a sentence for the operator, while tries fail; resolves with one where there is nothing to be asked. */
  check(): Promise<string | undefined> {
    if (this.url === '') return Promise.resolve('platform.url is not set: nothing is downloaded');
    const told = [...this.failures].map(([list, { error, since }]) => {
      const seconds = Math.round((performance.now() - since) / 1000);
      return `${list} could not be downloaded for ${seconds} s: ${reasonOf(error)}`;
    });
    return told.length === 0 ? Promise.resolve(undefined) : Promise.reject(new AwayButSparedError(told.join('; ')));
  }
}
