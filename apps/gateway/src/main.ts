import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { KeyFileError } from '@libs/national-platform';
import { endOnUnhandled, loadSettings, logFailedStart, makeLog, nestLogger, SettingsError } from '@libs/operations';
import { PolicyFileError } from '@libs/province-policy';
import { UnfitDatabaseError } from '@libs/province-store';
import { Gateway } from './gateway';
import { GatewayModule } from './gateway.module';
import { Closing } from './http/closing';
import { configureHttp } from './http/configure-http';
import { Pipelining } from './http/pipelining';
import { serverOptions } from './http/server-options';

/** After the signal, ms: whoever asked and has no answer is told to come again, */
const LAST_CALL_AFTER = 6000;
/** connections that are still open are waited for no longer, */
const HTTP_ENDS_WITHIN = 7000;
/** and past this an orderly stop is none: what is under way then is as after a crash, and the platform sends it again. */
const STOP_WITHIN = 8500;

/** What keeps it from starting until a person has put it right. */
const FOR_PEOPLE = [SettingsError, PolicyFileError, KeyFileError, UnfitDatabaseError];

const APP = 'gateway';

async function main(): Promise<void> {
  const settings = loadSettings(process.argv.slice(2));
  const log = makeLog(settings['log.level'], APP);
  const gateway = new Gateway(settings, log);
  const answerWithin = settings['http.answer_within'];
  const silentFor = settings['http.silent_for'];
  const pipelining = new Pipelining();
  const app = await NestFactory.create<NestFastifyApplication>(
    GatewayModule.around(gateway),
    new FastifyAdapter(
      serverOptions({ tokens: gateway.tokens, requestLog: gateway.requestLog, pipelining, answerWithin, silentFor }),
    ),
    { logger: nestLogger(log), abortOnError: false, bodyParser: false },
  );
  const { province } = settings;
  const { tokens, metrics, requestLog } = gateway;
  const closing = new Closing();
  configureHttp(app, { province, answerWithin, log, requestLog, tokens, metrics, closing, pipelining });
  const stop = (signal: string): void => {
    setTimeout(() => process.exit(1), STOP_WITHIN).unref();
    setTimeout(() => closing.lastCall((socket) => pipelining.hasWaiting(socket)), LAST_CALL_AFTER).unref();
    log.info({ signal }, 'stopping');
    closing.begin();
    const httpEnds = Promise.race([app.close(), delay(HTTP_ENDS_WITHIN, undefined, { ref: false })]);
    void Promise.all([gateway.stop(), httpEnds]).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);

  await app.listen(settings['http.port'], settings['http.host']);
  await gateway.start();
  app.connectMicroservice({ strategy: gateway.server });
  await app.startAllMicroservices();
  log.info({ address: await app.getUrl(), province }, 'ready to serve');
}

const atStart = makeLog('info', APP);
endOnUnhandled(atStart);
main().catch((error: unknown) => {
  logFailedStart(
    atStart,
    error,
    FOR_PEOPLE.some((kind) => error instanceof kind),
  );
  process.exit(1);
});
