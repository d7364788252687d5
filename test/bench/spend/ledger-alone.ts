import { join } from 'node:path';
import { Ledger } from '@libs/ledger';
import { contentHashOf, yuanToFen } from '@libs/mutual-aid';
import { UPLOAD_WRITING } from '@libs/national-platform';
import { loadProvincePolicies } from '@libs/province-policy';
import type { DatabaseAddress } from '@libs/province-store';
import type { Contender } from './contender';
import { personNo, PROVINCE } from './prepare';

/** The ledger in this process, without HTTP and Kafka. */
export function ledgerAlone(dir: string, database: DatabaseAddress, say: (text: string) => void): Contender {
  let serial = 0;
  const sums = { count: 0, commands: 0, seconds: 0 };
  const ledger = new Ledger({
    address: database,
    lanes: 2,
    batchMax: 1000,
    queueMax: 20_000,
    waitingTimeout: 900_000,
    policies: loadProvincePolicies(join(dir, 'policies'), PROVINCE).inForce,
    uploads: {
      ...UPLOAD_WRITING,
      resendAfter: 30_000,
      newMsgid: () => String(++serial),
      ready: () => Promise.resolve(),
    },
    now: () => Date.now(),
    committed: ({ outcomes }, seconds) => {
      sums.count++;
      sums.commands += outcomes.length;
      sums.seconds += seconds;
    },
    outage: { broke: (error, who) => say(`${who}: ${String(error)}`), isOver: () => undefined },
    trouble: (message, error) => say(`${message}: ${String(error)}`),
  });
  return {
    name: 'ledger alone',
    database,
    pid: process.pid,
    async pay(_worker, payer) {
      const id = `${PROVINCE}U${++serial}`;
      const outcome = await ledger.submit({
        kind: 'pay',
        contentHash: contentHashOf('00'.repeat(32)),
        useId: id,
        msgid: id,
        request: {
          settlementId: id,
          psnNo: personNo(payer),
          scene: '1',
          institution: 'H1',
          payAmount: yuanToFen('1.00'),
          useTime: Date.now(),
        },
      });
      if (outcome.kind !== 'paid') throw new Error(`not paid: ${JSON.stringify(outcome)}`);
    },
    batches: () => Promise.resolve({ ...sums }),
    loop: () => Promise.resolve(performance.eventLoopUtilization()),
    close: () => ledger.stop(),
  };
}
