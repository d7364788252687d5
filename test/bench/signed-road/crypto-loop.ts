import { parentPort, workerData } from 'node:worker_threads';
import { sm2PrivateKey, sm2PublicKey, sm2Sign, sm2Verify } from '../../../libs/national-platform/src/sealing/sm2';
import { sm4Decrypt, sm4Key } from '../../../libs/national-platform/src/sealing/sm4';

/** What one core of the loop is given. */
export interface LoopWork {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly secret: string;
  /** Signed texts with their signatures and encrypted bodies, as they lie in the topic. */
  readonly messages: readonly { readonly text: string; readonly signature: Uint8Array; readonly body: string }[];
  /** The signed text of an answer. */
  readonly answer: string;
  readonly milliseconds: number;
}

// The yardstick (a): verifies one message, decrypts one body, signs one answer, and does nothing else.
const { publicKey, privateKey, secret, messages, answer, milliseconds } = workerData as LoopWork;
const theirs = sm2PublicKey(publicKey);
const own = sm2PrivateKey(privateKey);
const key = sm4Key(secret);
const ownZa = theirs.za;

function once(index: number): void {
  const message = messages[index % messages.length];
  if (message === undefined) throw new Error('there are no messages');
  if (!sm2Verify(message.text, message.signature, theirs)) throw new Error('a signature is not right');
  if (sm4Decrypt(message.body, key) === undefined) throw new Error('a body cannot be decrypted');
  sm2Sign(answer, own, ownZa);
}

/** What one core of the loop came to: messages a second, and µs of its CPU a message. */
export interface LoopRate {
  readonly rate: number;
  readonly cpu: number;
}

for (let i = 0; i < 500; i++) once(i);
const before = process.threadCpuUsage();
const began = performance.now();
let done = 0;
while (performance.now() - began < milliseconds) once(done++);
const { user, system } = process.threadCpuUsage(before);
const came: LoopRate = { rate: (done / (performance.now() - began)) * 1000, cpu: (user + system) / done };
parentPort?.postMessage(came);
