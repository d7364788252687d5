import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Gateway } from '../gateway';
import { Allow, seesIdentities, type KnownRequest } from './access';
import { importPersons } from './import-persons';
import { InsuredPersonDto } from './insured-person.dto';
import { findPerson } from './look-up';
import { Problem } from './problem';
import { registeredOf, registration } from './registration';
import { checkId, personShown } from './shown';

/** The registry of insured persons, at the core system's word. */
@ApiTags('参保登记')
@ApiBearerAuth()
@Controller('insured-persons')
export class InsuredPersonsController {
  constructor(@Inject(Gateway) private readonly gateway: Gateway) {}

  @Post('import')
  @HttpCode(200)
  @Allow('core')
  @ApiOperation({ summary: '批量登记参保人（NDJSON）' })
  async import(@Req() request: KnownRequest): Promise<StreamableFile> {
    const answer = await importPersons(this.gateway, request);
    return new StreamableFile(answer, { type: 'application/json; charset=utf-8' });
  }

  @Put(':psn_no')
  @Allow('core')
  @ApiOperation({ summary: '登记或更新参保人' })
  @ApiBody({ type: InsuredPersonDto })
  async put(
    @Param('psn_no') psnNo: string,
    @Body() body: unknown,
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const outcome = await this.gateway.ledger.submit(
      registration(checkId('psn_no', psnNo), body, this.gateway.settings.province),
    );
    const registered = registeredOf(outcome);
    void reply.status(registered.created ? 201 : 200);
    return personShown(registered.person, seesIdentities(request));
  }

  @Get(':psn_no')
  @Allow('core', 'window')
  @ApiOperation({ summary: '查询参保人' })
  async get(@Param('psn_no') psnNo: string, @Req() request: KnownRequest) {
    const person = await findPerson(this.gateway.dataSource, checkId('psn_no', psnNo));
    if (person === undefined) throw new Problem('A05', 'psn_no：没有该参保人的登记，请核对人员编号');
    return personShown(person, seesIdentities(request));
  }
}
