import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadSettings, makeLog, nestLogger, SettingsError } from '@libs/operations';
import { PolicyFileError } from '@libs/province-policy';
import { Gateway } from './gateway';
import { GatewayModule } from './gateway.module';
import { configureHttp, SERVER_OPTIONS } from './http/configure-http';

/** Past this an orderly stop is none: what is under way then is as after a crash, and the platform sends it again. */
const STOP_WITHIN = 9000;

async function main(): Promise<void> {
  const settings = loadSettings(process.argv.slice(2));
  const log = makeLog(settings['log.level'], 'gateway');
  const gateway = new Gateway(settings, log);
  const app = await NestFactory.create<NestFastifyApplication>(
    GatewayModule.around(gateway),
    new FastifyAdapter(SERVER_OPTIONS),
    { logger: nestLogger(log), abortOnError: false, bodyParser: false },
  );
  const { province } = settings;
  const { tokens, metrics } = gateway;
  configureHttp(app, { province, answerWithin: settings['http.answer_within'], log, tokens, metrics });
  const stop = (signal: string): void => {
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN).unref();
    void Promise.all([gateway.stop(), app.close()]).then(
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

main().catch((error: unknown) => {
  const isForPeople = error instanceof SettingsError || error instanceof PolicyFileError;
  process.stderr.write(`${isForPeople ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exit(1);
});
