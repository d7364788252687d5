import type { WireBody } from '../messages/wire-body';
import { formatTime } from '../times';
import { DownloadError, fetchJson } from './fetch-json';
import type { RequestSigner } from './request-signer';

/** What the download is given. */
export interface DownloadOptions {
  /** The base address of the platform's HTTP side. */
  readonly url: string;
  readonly province: string;
  readonly signer: RequestSigner;
  /** An answer that is not here as a whole by then is given up, ms. */
  readonly answerWithin: number;
  /** ms UTC */
  now(): number;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/** A GET of the platform's whose answer is JSON. */
interface Question<Said> {
  readonly path: string;
  readonly query?: string;
  readonly body: WireBody<Said>;
  /** Bytes of the answer at most. */
  readonly most: number;
}

/** The platform answered with JSON that is not of the page's form: it has to be mended there. */
export class MalformedAnswerError extends DownloadError {}

/** What the platform answers; rejects with DownloadError whatever comes that is not rightly formed, or not in time. */
export async function askFor<Said>(options: DownloadOptions, question: Question<Said>): Promise<Said> {
  const { path, query = '', body, most } = question;
  const { answerWithin: within, signal } = options;
  const address = addressOf(options, path, query);
  const headers = { accept: 'application/json', ...(await signedHeaders(options, address)) };
  const answer = await fetchJson(address, headers, { within, most }, signal);
  const misfit = body.firstMisfit(answer);
  if (misfit !== undefined)
    throw new MalformedAnswerError(`the platform's answer to GET ${path} is malformed: ${misfit}`);
  return body.translate(answer);
}

/** Where a path of §6 is on this platform; `query` without its question mark. */
export function addressOf({ url }: DownloadOptions, path: string, query = ''): URL {
  return new URL(url.replace(/\/+$/, '') + path + (query && `?${query}`));
}

/** The headers of §6 that say who asks and when; the signature is of what is asked, by whom and when. */
export async function signedHeaders(
  options: DownloadOptions,
  { pathname, search }: URL,
): Promise<Record<string, string>> {
  const { province, signer } = options;
  const date = formatTime(options.now());
  const query = search === '' ? '' : `&query=${search.slice(1)}`;
  const signed = await signer.sign(`admdvs=${province}&date=${date}&method=GET&path=${pathname}${query}`);
  const headers = { 'x-admdvs': province, 'x-date': date };
  return signed === undefined ? headers : { ...headers, 'x-key-id': signed.keyId, 'x-signature': signed.signature };
}
