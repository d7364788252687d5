import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { PartHealthAnswer } from '../health/health.answer';
import { PolicyOverrideAnswer } from '../policies/policy.answer';
import { ProblemAnswer } from '../problem/problem.answer';
import { completeDocument } from './complete-document';
import { INTRODUCTION, TOKEN_ABOUT } from './introduction';
import { TAGS } from './tags';

/** The OpenAPI document of the province's API: all that a stranger needs. */
export function provinceDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('跨省共济网关 省内接口')
    .setDescription(INTRODUCTION)
    .setVersion('1')
    .addServer('/', '提供本文的网关')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: TOKEN_ABOUT });
  for (const [tag, about] of Object.entries(TAGS)) builder.addTag(tag, about);
  const extraModels = [ProblemAnswer, PartHealthAnswer, PolicyOverrideAnswer];
  return completeDocument(SwaggerModule.createDocument(app, builder.build(), { extraModels, operationIdFactory }));
}

/** `usagesPay` of UsagesController's `pay`: generators make method names of it. */
function operationIdFactory(controller: string, method: string): string {
  const resource = controller.replace(/Controller$/, '');
  return `${resource.charAt(0).toLowerCase()}${resource.slice(1)}${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}
