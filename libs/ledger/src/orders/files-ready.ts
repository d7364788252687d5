import { periodsOf, refuse, requestRun, type OrderOf } from '@libs/mutual-aid';
import { latestRunOf, wantRuns } from './latest-run';
import type { OrderKind } from './order-kind';

/** M501: the reconciliation of a day that is over is asked for (R25). */
export const filesReadyOrder: OrderKind<OrderOf<'M501'>> = {
  concerns: () => undefined,
  owner: () => undefined,
  want: ({ body }, files) => wantRuns(files, body),
  decide: ({ body }, files, { now }) => {
    if (body.day >= periodsOf(now).day) return refuse('E01', 'date', '当天及以后的对账文件尚不能对账，请在日终后发送');
    const latest = latestRunOf(files, body);
    if (latest === 'unread') return latest;
    return { refused: false, runs: [requestRun(latest, body, { cause: 'M501', now })] };
  },
  waitsFor: () => undefined,
};
