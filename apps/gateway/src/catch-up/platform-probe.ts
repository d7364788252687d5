import { AwayButSparedError, reasonOf } from '@libs/operations';

/** What readiness says of what is downloaded from the platform: spending goes on without it. */
export class PlatformProbe {
  private failure: { readonly error: unknown; readonly since: number } | undefined;

  constructor(private readonly url: string) {}

  /** The last try came to its end. */
  works(): void {
    this.failure = undefined;
  }

  /** It did not. */
  failed(error: unknown): void {
    this.failure = { error, since: this.failure?.since ?? performance.now() };
  }

  /** Rejects, with a sentence for the operator, while tries fail; resolves with one where there is nothing to be asked. */
  check(): Promise<string | undefined> {
    if (this.url === '') return Promise.resolve('platform.url is not set: nothing is downloaded');
    if (this.failure === undefined) return Promise.resolve(undefined);
    const { error, since } = this.failure;
    const seconds = Math.round((performance.now() - since) / 1000);
    return Promise.reject(new AwayButSparedError(`nothing could be downloaded for ${seconds} s: ${reasonOf(error)}`));
  }
}
