import type { WireBody } from '../messages/wire-body';
import { formatTime } from '../times';
import { DownloadError, fetchJson } from './fetch-json';
import { relationsPage, type RelationsPage } from './relations-page';
import { relationshipUsages, type PlatformUsageLine } from './relationship-usages';
import type { RequestSigner } from './request-signer';

/** Bytes of an answer at most: five hundred items of some thirty thousand, */
const MOST_OF_A_PAGE = 16 * 1024 * 1024;
/** and of all the usages of one relationship, some 200 a line. */
const MOST_OF_USAGES = 64 * 1024 * 1024;

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

/**
 * The platform's HTTP side (§6). Whatever it answers, what comes of it is bounded and rightly formed; else each rejects
 * with DownloadError, and may be asked again.
 */
export class PlatformDownload {
  constructor(private readonly options: DownloadOptions) {}

  /** What was pushed or waits for this province as beneficiary region (R14), from a cursor on or from the beginning. */
  relations(since: string | undefined, limit: number): Promise<RelationsPage> {
    const query = `${since === undefined ? '' : `since=${encodeURIComponent(since)}&`}limit=${limit}`;
    return this.get('/mulaid/v1/relations', query, { body: relationsPage, most: MOST_OF_A_PAGE });
  }

  /** All usage of one relationship, reversals included (R28). */
  relationshipUsages(relationshipId: string): Promise<readonly PlatformUsageLine[]> {
    const path = `/mulaid/v1/relations/${encodeURIComponent(relationshipId)}/usages`;
    return this.get(path, '', { body: relationshipUsages, most: MOST_OF_USAGES });
  }

  private async get<Said>(
    path: string,
    query: string,
    { body, most }: { body: WireBody<Said>; most: number },
  ): Promise<Said> {
    const { url, answerWithin: within, signal } = this.options;
    const address = new URL(url.replace(/\/+$/, '') + path + (query && `?${query}`));
    const answer = await fetchJson(address, await this.headersOf(address), { within, most }, signal);
    const misfit = body.firstMisfit(answer);
    if (misfit !== undefined) throw new DownloadError(`the platform's answer to GET ${path} is malformed: ${misfit}`);
    return body.translate(answer);
  }

  /** The signature is of what is asked, by whom and when. */
  private async headersOf({ pathname, search }: URL): Promise<Record<string, string>> {
    const { province, signer } = this.options;
    const date = formatTime(this.options.now());
    const query = search === '' ? '' : `&query=${search.slice(1)}`;
    const signed = await signer.sign(`admdvs=${province}&date=${date}&method=GET&path=${pathname}${query}`);
    const headers = { accept: 'application/json', 'x-admdvs': province, 'x-date': date };
    return signed === undefined ? headers : { ...headers, 'x-key-id': signed.keyId, 'x-signature': signed.signature };
  }
}
