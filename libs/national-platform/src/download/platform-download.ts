import { askFor, type DownloadOptions } from './ask-for';
import { relationsPage, type RelationsPage } from './relations-page';
import { relationshipUsages, type PlatformUsageLine } from './relationship-usages';

/** Bytes of an answer at most: five hundred items of some thirty thousand, */
const MOST_OF_A_PAGE = 16 * 1024 * 1024;
/** and of all the usages of one relationship, some 200 a line. */
const MOST_OF_USAGES = 64 * 1024 * 1024;

/**
 * The platform's HTTP side (§6). Whatever it answers, what comes of it is bounded and rightly formed; else each rejects
 * with DownloadError, and may be asked again.
 */
export class PlatformDownload {
  constructor(private readonly options: DownloadOptions) {}

  /** What was pushed or waits for this province as beneficiary region (R14), from a cursor on or from the beginning. */
  relations(since: string | undefined, limit: number): Promise<RelationsPage> {
    const query = `${since === undefined ? '' : `since=${encodeURIComponent(since)}&`}limit=${limit}`;
    return askFor(this.options, { path: '/mulaid/v1/relations', query, body: relationsPage, most: MOST_OF_A_PAGE });
  }

  /** All usage of one relationship, reversals included (R28). */
  relationshipUsages(relationshipId: string): Promise<readonly PlatformUsageLine[]> {
    const path = `/mulaid/v1/relations/${encodeURIComponent(relationshipId)}/usages`;
    return askFor(this.options, { path, body: relationshipUsages, most: MOST_OF_USAGES });
  }
}
