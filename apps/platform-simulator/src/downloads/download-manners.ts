import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

const SLOW_MS = 15_000;
const NONSENSE = '<html><body>系统维护中</body></html>';

/** How the download answers, on request. */
export type DownloadManner = 'well' | 'away' | 'slow' | 'error' | 'nonsense' | 'cut';

/** Answers a download well, or as it was asked to misbehave. */
export class DownloadManners {
  how: DownloadManner = 'well';
  /** How long a slow answer takes, ms. */
  slowMs = SLOW_MS;

  /** Sends `body`, or 404 where there is none. */
  async answer(reply: FastifyReply, body: object | undefined): Promise<void> {
    await ANSWERS[this.how](reply, body, this.slowMs);
  }
}

type Answering = (reply: FastifyReply, body: object | undefined, slowMs: number) => Promise<void> | void;

const ANSWERS: { readonly [How in DownloadManner]: Answering } = {
  well,
  slow: async (reply, body, slowMs) => {
    await delay(slowMs);
    await well(reply, body);
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
  cut: (reply, body) => {
    const text = Buffer.from(JSON.stringify(body ?? {}));
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length + 1 });
    reply.raw.write(text.subarray(0, text.length / 2), () => reply.raw.destroy());
  },
};

async function well(reply: FastifyReply, body: object | undefined): Promise<void> {
  await reply.code(body === undefined ? 404 : 200).send(body ?? { message: 'not found' });
}
