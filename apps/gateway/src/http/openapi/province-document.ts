import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { PartHealthAnswer } from '../health/health.answer';
import { PolicyOverrideAnswer } from '../policies/policy.answer';
import { ProblemAnswer } from '../problem/problem.answer';
import { completeDocument } from './complete-document';
import { INTRODUCTION, TOKEN_ABOUT } from './introduction';

/** The OpenAPI document of the province's API: all that a stranger needs. */
export function provinceDocument(app: INestApplication): OpenAPIObject {
  const frame = new DocumentBuilder()
    .setTitle('跨省共济网关 省内接口')
    .setDescription(INTRODUCTION)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: TOKEN_ABOUT })
    .build();
  const extraModels = [ProblemAnswer, PartHealthAnswer, PolicyOverrideAnswer];
  return completeDocument(SwaggerModule.createDocument(app, frame, { extraModels }));
}
