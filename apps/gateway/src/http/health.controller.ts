import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { checkHealth, type Health } from '@libs/operations';
import type { FastifyReply } from 'fastify';
import { Gateway } from '../gateway';

/** What monitoring asks, without a token. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(@Inject(Gateway) private readonly gateway: Gateway) {}

  /** The process is alive. */
  @Get('health/live')
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  /** 200 where the gateway can do its work, else 503 and which part is down. */
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const health = await checkHealth(this.gateway.probes);
    void reply.status(health.status === 'up' ? 200 : 503);
    return health;
  }

  /** Prometheus figures. */
  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.gateway.metrics.scrape();
  }
}
