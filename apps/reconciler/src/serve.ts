import { loadSettings, makeLog, reasonOf } from '@libs/operations';
import { longAddress } from './addresses';
import { serveHealth } from './health-server';
import { Reconciler } from './reconciler';
import { compareClearingAgain } from './watching/cleared-month';
import { RunFigures } from './watching/run-figures';
import { RunLog } from './watching/run-log';

/** Past this an orderly stop is none, ms: what is under way then is as after a crash, and is gone on with. */
const STOP_WITHIN = 8500;

/** Carries out what the schedule, M501 and operators ask for, until SIGTERM. */
export async function serve(argv: readonly string[]): Promise<number> {
  const settings = loadSettings(argv);
  const log = makeLog(settings['log.level'], 'reconciler');
  const figures = new RunFigures();
  const told = new RunLog(log, figures);
  const reconciler = new Reconciler(settings, log, {
    begins: (progress) => told.begins(progress),
    rests: () => told.rests(),
    ended: (run) => {
      told.ended(run);
      // Only of what ended have figures changed; nothing waits for it.
      if (run.figures !== undefined)
        compareClearingAgain(run.day, longAddress(settings), log).catch((error: unknown) =>
          log.warn({ reason: reasonOf(error) }, 'a clearing statement could not be compared again'),
        );
    },
  });
  const server = await serveHealth({
    host: settings['http.host'],
    port: settings['http.port'],
    probes: reconciler.probes,
    scrape: () => figures.scrape(),
  });
  reconciler.start();
  log.info({ address: server.address(), province: settings.province }, 'ready to reconcile');
  const signal = await new Promise<string>((resolve) => {
    for (const each of ['SIGTERM', 'SIGINT'] as const) process.once(each, () => resolve(each));
  });
  setTimeout(() => process.exit(1), STOP_WITHIN).unref();
  log.info({ signal }, 'stopping');
  server.closeAllConnections();
  server.close();
  await reconciler.stop();
  return 0;
}
