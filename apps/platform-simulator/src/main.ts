import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { makeLog, nestLogger } from '@libs/operations';
import { AppController } from './app.controller';
import { DownloadManners } from './downloads/download-manners';
import { DownloadsController } from './downloads/downloads.controller';
import { DaysController } from './days.controller';
import { Platform } from './platform';
import { PlatformClock } from './platform-clock';
import { PlatformSealing } from './platform-sealing';
import { ProvinceLine } from './province-line';
import { simulatorSettings } from './simulator-settings';
import { SimulatorController } from './simulator.controller';

/** The simulator around its line to the provinces. */
@Module({})
class SimulatorModule {
  static around(line: ProvinceLine, platform: Platform): DynamicModule {
    return {
      module: SimulatorModule,
      controllers: [SimulatorController, DaysController, AppController, DownloadsController],
      providers: [
        { provide: ProvinceLine, useValue: line },
        { provide: Platform, useValue: platform },
        DownloadManners,
      ],
    };
  }
}

async function main(): Promise<void> {
  const settings = simulatorSettings(process.argv.slice(2));
  const log = makeLog('info', 'platform-simulator');
  const warn = (message: string): void => log.warn(message);
  const sealing = new PlatformSealing(settings.sealing);
  const line = new ProvinceLine(settings.brokers, sealing, warn, new PlatformClock());
  const platform = new Platform(line, settings.provinces, warn);
  const app = await NestFactory.create<NestFastifyApplication>(
    SimulatorModule.around(line, platform),
    new FastifyAdapter({ bodyLimit: 64 * 1024 * 1024 }),
    { logger: nestLogger(log) },
  );
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async ({ url, headers }, reply) => {
      if (url.startsWith('/mulaid/') && !sealing.isSigned(url, headers))
        await reply.code(401).send({ message: 'x-signature, x-key-id or x-date is not right' });
    });
  const stop = (): void => {
    setTimeout(() => process.exit(1), 5000).unref();
    void Promise.all([line.stop(), app.close()]).then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  await app.listen(settings.port, settings.host);
  await line.start();
  log.info({ provinces: settings.provinces }, 'ready to play the national platform');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
