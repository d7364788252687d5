import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Content } from './content';

const SLOW_MS = 15_000;
/** A slow file comes in so many pieces. */
const PIECES = 10;
const NONSENSE = '<html><body>系统维护中</body></html>';

/** How the download answers, on request. */
export type DownloadManner = 'well' | 'away' | 'slow' | 'error' | 'nonsense' | 'cut';

/** Answers a download well, or as it was asked to misbehave. */
export class DownloadManners {
  how: DownloadManner = 'well';
  /** How long a slow answer takes, ms. */
  slowMs = SLOW_MS;
  /** So many answers yet; then it answers well again. */
  times = Infinity;
  /** Only the daily files themselves, their manifests and all else not. */
  isOfFilesOnly = false;

  /** Sends the content, or 404 where there is none. */
  async answer(reply: FastifyReply, content: Content | undefined): Promise<void> {
    const isConcerned = this.times > 0 && (!this.isOfFilesOnly || content?.part !== undefined);
    if (isConcerned) this.times--;
    await ANSWERS[isConcerned ? this.how : 'well'](reply, content, this.slowMs);
  }
}

type Answering = (reply: FastifyReply, content: Content | undefined, slowMs: number) => Promise<void> | void;

const ANSWERS: { readonly [How in DownloadManner]: Answering } = {
  well,
  slow: async (reply, content, slowMs) => {
    if (content?.part) return sendInPieces(reply, content, slowMs);
    await delay(slowMs);
    await well(reply, content);
  },
  error: async (reply) => {
    await reply.code(500).send({ message: 'internal error' });
  },
  nonsense: async (reply) => {
    await reply.code(200).type('application/json').send(NONSENSE);
  },
  away: (reply) => {
    reply.hijack();
    reply.raw.destroy();
  },
  cut: (reply, content) => {
    const bytes = content?.bytes ?? Buffer.from('{}');
    reply.hijack();
    reply.raw.writeHead(statusOf(content), { ...headersOf(content), 'content-length': bytes.length + 1 });
    reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
  },
};

async function well(reply: FastifyReply, content: Content | undefined): Promise<void> {
  if (content === undefined) await reply.code(404).send({ message: 'not found' });
  else await reply.code(statusOf(content)).headers(headersOf(content)).send(content.bytes);
}

/** Over `slowMs`, so that whoever waits sees that it goes on. */
async function sendInPieces(reply: FastifyReply, content: Content, slowMs: number): Promise<void> {
  const { bytes } = content;
  reply.hijack();
  reply.raw.writeHead(statusOf(content), { ...headersOf(content), 'content-length': bytes.length });
  for (let piece = 0; piece < PIECES && !reply.raw.destroyed; piece++) {
    const [from, until] = [piece, piece + 1].map((each) => Math.floor((each * bytes.length) / PIECES));
    reply.raw.write(bytes.subarray(from, until));
    await delay(slowMs / PIECES);
  }
  reply.raw.end();
}

function statusOf(content: Content | undefined): 200 | 206 {
  return content?.part?.isAsked ? 206 : 200;
}

function headersOf(content: Content | undefined): Record<string, string> {
  const { type = 'application/json', part, bytes } = content ?? {};
  if (!part || !bytes) return { 'content-type': type };
  const headers = { 'content-type': type, 'accept-ranges': 'bytes' };
  const { from, whole, isAsked } = part;
  return isAsked ? { ...headers, 'content-range': `bytes ${from}-${from + bytes.length - 1}/${whole}` } : headers;
}
