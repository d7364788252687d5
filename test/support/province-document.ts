import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Gateway } from '../../apps/gateway/src/gateway';
import { GatewayModule } from '../../apps/gateway/src/gateway.module';
import { prefix } from '../../apps/gateway/src/http/configure-http';
import { provinceDocument } from '../../apps/gateway/src/http/openapi/province-document';

/** The document that every gateway serves, without one: of the controllers only what is declared is looked at. */
export async function documentOfCode(): Promise<OpenAPIObject> {
  const nothing = { settings: {} } as Gateway;
  const app = await NestFactory.create<NestFastifyApplication>(GatewayModule.around(nothing), new FastifyAdapter(), {
    preview: true,
    logger: false,
  });
  prefix(app);
  return provinceDocument(app);
}
