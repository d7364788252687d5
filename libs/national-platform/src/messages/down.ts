import type { OrderInfno, OrderOf, PlatformOrder } from '@libs/mutual-aid';
import type { TopicKind } from '../topics';
import { clearing } from './clearing';
import { establishment } from './establishment';
import { limitSetting } from './limit-setting';
import { filesReady } from './reconciliations';
import { limitRevocation, revocation } from './revocations';
import { cancellation, closing, reconciliation } from './terminations';
import { ANSWER_SCHEMA, uploadAnswerOf } from './upload-answer';
import type { WireBody } from './wire-body';

/** The message number of everything that comes down (§2). */
type DownInfno = OrderInfno | 'M191';

/** How one message that comes down is read (§4). */
interface DownMessage<Infno extends DownInfno> {
  /** The topic it is sent on (§2). What a record is its `infno` decides, and not its topic. */
  readonly topic: Extract<TopicKind, `down_${string}`>;
  readonly body: Infno extends OrderInfno ? WireBody<OrderOf<Infno>['body']> : 'answers an upload';
}

/** Every message that comes down; one that is forgotten here does not compile. */
const DOWN: { readonly [Infno in DownInfno]: DownMessage<Infno> } = {
  M101: { topic: 'down_relation', body: establishment },
  M102: { topic: 'down_relation', body: establishment },
  M103: { topic: 'down_relation', body: revocation },
  M201: { topic: 'down_limit', body: limitSetting },
  M202: { topic: 'down_limit', body: limitSetting },
  M203: { topic: 'down_limit', body: limitRevocation },
  M301: { topic: 'down_terminate', body: reconciliation },
  M302: { topic: 'down_terminate', body: closing },
  M303: { topic: 'down_terminate', body: cancellation },
  M501: { topic: 'down_notice', body: filesReady },
  M601: { topic: 'down_notice', body: clearing },
  M191: { topic: 'down_ack', body: 'answers an upload' },
};

// A record's infno may be anything, also the name of what every object has.
const messages: ReadonlyMap<unknown, (typeof DOWN)[DownInfno]> = new Map(Object.entries(DOWN));

/** Whether a message number is that of an answer to an upload (§3): the one that is not answered itself. */
export function answersUpload(infno: unknown): boolean {
  return messages.get(infno)?.body === 'answers an upload';
}

/** Whether the message number is one that comes down and is answered (§4). */
export function isDownMessage(infno: unknown): infno is string {
  return messages.has(infno) && !answersUpload(infno);
}

/** The topic that a message is sent on (§2); undefined for a number that does not come down. */
export function downTopic(infno: string): TopicKind | undefined {
  return messages.get(infno)?.topic;
}

/** The first field of a body that does not fit. */
export interface Misfit {
  /** `limits[0].lmt_amt` */
  readonly misfit: string;
}

/** The order that a body comes to; undefined where this version does not carry the message out. */
export function readOrder(infno: string, input: unknown): PlatformOrder | Misfit | undefined {
  const body = messages.get(infno)?.body;
  if (body === undefined || typeof body === 'string') return undefined;
  const misfit = body.firstMisfit(input);
  if (misfit !== undefined) return { misfit };
  // The table's type holds that this is the body of that very message number.
  return { infno, body: body.translate(input) } as PlatformOrder;
}

/** The schema of the body that a message number has; undefined where this version does not know it. */
export function bodySchema(infno: unknown): object | undefined {
  if (answersUpload(infno)) return ANSWER_SCHEMA;
  const body = messages.get(infno)?.body;
  return typeof body === 'object' ? body.schema : undefined;
}

/** Whether a body is rightly formed for its message number. */
export function isRightBody(infno: unknown, input: unknown): boolean {
  if (answersUpload(infno)) return typeof uploadAnswerOf(input as Record<string, unknown>) === 'object';
  const body = messages.get(infno)?.body;
  return typeof body === 'object' && body.firstMisfit(input) === undefined;
}
