import type { ListedLine, PlatformUpload } from '../upload/platform-upload';
import type { Relationship } from './relationship';

/** Lines of one M413 at most (§5). */
const MOST_A_PAGE = 500;

/**
 * What the beneficiary region sends after its own MISMATCH (R28): all usage of the relationship, in the order of
 * recording, in pages from 1; without usage one page with no lines. Each page is known by a new msgid.
 */
export function listUsages(
  { relationshipId, benef }: Relationship,
  lines: readonly ListedLine[],
  newMsgid: () => string,
): PlatformUpload[] {
  const pages = Math.max(1, Math.ceil(lines.length / MOST_A_PAGE));
  return Array.from({ length: pages }, (_, index) => {
    const shown = lines.slice(index * MOST_A_PAGE, (index + 1) * MOST_A_PAGE);
    const page = { relationshipId, psnNo: benef.psnNo, page: index + 1, pages, lines: shown };
    return { infno: 'M413', list: { id: newMsgid(), ...page } };
  });
}
