import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { checkHealth, Metrics, type Health, type Probe } from '@libs/operations';
import type { FastifyReply } from 'fastify';
import { PROBES } from '../../parts';
import { Tagged } from '../openapi/tags';
import { HealthAnswer, LiveAnswer } from './health.answer';
import { SharedLook } from './shared-look';

/** What monitoring asks, without a token. */
@Tagged('monitoring')
@Controller()
export class HealthController {
  private readonly alive: SharedLook<LiveAnswer>;
  private readonly readiness: SharedLook<Health>;
  private readonly figures: SharedLook<string>;

  constructor(@Inject(PROBES) probes: Readonly<Record<string, Probe>>, metrics: Metrics) {
    this.alive = new SharedLook(() => ({ status: 'up' }));
    this.readiness = new SharedLook(() => checkHealth(probes));
    this.figures = new SharedLook(() => metrics.scrape());
  }

  /** The process is alive. */
  @Get('health/live')
  @ApiOperation({ summary: '进程是否在运行', description: '无需令牌。' })
  @ApiOkResponse({ type: LiveAnswer, description: '在运行' })
  live(): Promise<LiveAnswer> {
    return this.alive.see();
  }

  /** 200 where the gateway can do its work, else 503 and which part is down. */
  @Get('health/ready')
  @ApiOperation({ summary: '网关能否工作，哪一部分不可用', description: '无需令牌。' })
  @ApiOkResponse({ type: HealthAnswer, description: '网关能工作；platform 仍可能不可用' })
  @ApiResponse({ status: 503, type: HealthAnswer, description: '有部分不可用，见 parts' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const health = await this.readiness.see();
    void reply.status(health.status === 'up' ? 200 : 503);
    return health;
  }

  /** Prometheus figures. */
  @Get('metrics')
  @ApiOperation({ summary: 'Prometheus 指标', description: '无需令牌。' })
  @ApiOkResponse({
    description: 'Prometheus 文本格式',
    content: { 'text/plain': { schema: { type: 'string' }, example: '# TYPE http_requests_total counter\n' } },
  })
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.figures.see();
  }
}
