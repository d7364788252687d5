import { parentPort, workerData } from 'node:worker_threads';
import { carryOut } from './in-hand';
import { SealingError } from './sealer';
import { unpack, type FromThread, type ThreadStart, type ToThread } from './thread-messages';

// One of the threads of SoftwareSealer: what it is told it does in the order it came, and answers each once.
const port = parentPort;
if (port === null) throw new Error('this file is run by a thread of its own');
const { rules, keys } = workerData as ThreadStart;
let known = keys;

port.on('message', (told: ToThread) => {
  if ('keys' in told) known = told.keys;
  else port.postMessage(answer(told));
});

function answer({ task, given, now }: Exclude<ToThread, { keys: unknown }>): FromThread {
  try {
    return { came: carryOut(task, 'lengths' in given ? unpack(given) : given, { rules, keys: known, now }) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error), isSealing: error instanceof SealingError };
  }
}
