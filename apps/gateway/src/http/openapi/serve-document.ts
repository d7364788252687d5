import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { PREFIX } from '../request/caller-of';
import { provinceDocument } from './province-document';

/** Serves the OpenAPI document and its page; the document's bytes are made once, and every answer has the same ones. */
export function serveDocument(app: NestFastifyApplication): void {
  const document = provinceDocument(app);
  const bytes = Buffer.from(JSON.stringify(document));
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get(`/${PREFIX}/openapi.json`, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(bytes),
  );
  // What it serves of the document itself, it would write anew for every request.
  SwaggerModule.setup(`${PREFIX}/docs`, app, document, { raw: false });
}
