import { LineLimit, maskNumber, traceIdOf, type Log } from '@libs/operations';
import { seesIdentities, type KnownRequest } from './known-request';

/** Refused tokens told a minute: whoever has none can send thousands. */
const REFUSED_A_MINUTE = 600;

/** As many persons are named in a line as the longest page of relationships shows; records may name more. */
const MOST_NAMED = 2000;

/** Whom an answer shows. */
interface ShownPersons {
  readonly psnNos: readonly string[];
  /** The dead letters it shows, which may name persons where nobody can read them. */
  readonly letters?: readonly string[];
}

/** What requests leave in the log: who, what, from where, in which trace; a person's number masked. */
export class RequestLog {
  private readonly refused = new LineLimit(REFUSED_A_MINUTE);

  constructor(private readonly log: Log) {}

  /** Somebody has done something. */
  act(request: KnownRequest, members: Readonly<Record<string, unknown>>, message: string): void {
    this.log.info(Object.assign(senderOf(request), members), message);
  }

  /** A request was turned away for its token (A02, A03). Of a flood the next minute's first line tells what was left out. */
  refusedToken(request: KnownRequest, reason: string): void {
    const leftOut = this.refused.leftOut();
    if (leftOut === undefined) return;
    this.log.warn(Object.assign(senderOf(request), { reason, leftOut: leftOut || undefined }), 'a token was refused');
  }

  /** Whether the caller is shown names and certificate numbers whole; where so, that look has its line. */
  showsWhole(request: KnownRequest, shown: () => ShownPersons): boolean {
    if (!seesIdentities(request)) return false;
    const { psnNos, letters = [] } = shown();
    const whose = [...new Set(psnNos.map(maskNumber))];
    if (whose.length + letters.length > 0) {
      const members = {
        whose: whose.slice(0, MOST_NAMED),
        others: Math.max(0, whose.length - MOST_NAMED) || undefined,
        letters: letters.length > 0 ? letters : undefined,
      };
      this.act(request, members, 'names and certificate numbers were shown unmasked');
    }
    return true;
  }
}

/** Who sends a request; of its path the template alone, because the path names persons. */
function senderOf(request: KnownRequest): Record<string, unknown> {
  const { caller, ip: address, method, traceparent } = request;
  const { url: route } = request.routeOptions;
  return { sub: caller?.sub, roles: caller?.roles, address, method, route, trace_id: traceIdOf(traceparent) };
}
