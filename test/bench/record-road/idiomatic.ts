import 'reflect-metadata';
import { hash } from 'node:crypto';
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientKafka, EventPattern, Payload, Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { DataSource, Not, type EntityManager } from 'typeorm';
import type { ContenderSettings } from './contender-settings';
import {
  ENTITIES,
  InboxEntity,
  LimitEntity,
  PersonEntity,
  RelationshipEntity,
  TrailEntity,
} from './idiomatic-entities';

// Baseline (b): the idiomatic way. Nest's own Kafka transport, a handler a message, one TypeORM transaction with
// save(), the answer by ClientKafka. It checks a few rules only, which is in its favour.

const settings = JSON.parse(process.argv[2] ?? '{}') as ContenderSettings;

interface WirePerson {
  readonly psn_no: string;
  readonly certno: string;
}

interface Wire {
  readonly msgid: string;
  readonly infno: string;
  readonly input: {
    readonly mulaid_rel_id: string;
    readonly donor: WirePerson;
    readonly benef: WirePerson;
    readonly rel_type: string;
    readonly commit_no: string;
    readonly commit_time: string;
    readonly estab_time: string;
    readonly limits: { mulaid_lmt_id: string; lmt_amt: string; set_time: string }[];
  };
}

@Controller()
class EstablishController {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(ClientKafka) private readonly answers: ClientKafka,
  ) {}

  @EventPattern<string>(settings.topic)
  async establish(@Payload() message: Wire): Promise<void> {
    const infcode = await this.source.transaction((manager) => record(manager, message));
    const { msgid } = message;
    const value = {
      infno: 'M191',
      msgid: `A${msgid}`,
      infver: '1.0',
      inf_time: new Date().toISOString(),
      send_admdvs: settings.province,
      recv_admdvs: '100000',
      inf_refmsgid: msgid,
      input: { infcode },
    };
    await lastValueFrom(this.answers.emit(settings.answers, { key: value.msgid, value }), { defaultValue: undefined });
  }
}

async function record(manager: EntityManager, { msgid, infno, input }: Wire): Promise<string> {
  const known = await manager.findOneBy(InboxEntity, { msgid });
  if (known) return known.infcode;
  const now = new Date();
  const donor = await manager.findOne(PersonEntity, {
    where: { psnNo: input.donor.psn_no },
    lock: { mode: 'pessimistic_write' },
  });
  const pair = { donorPsnNo: input.donor.psn_no, benefPsnNo: input.benef.psn_no };
  const live = await manager.findOneBy(RelationshipEntity, { ...pair, state: Not('REVOKED') });
  const amount = input.limits.reduce((sum, each) => sum + BigInt(each.lmt_amt.replace('.', '')), 0n);
  const isAllowed =
    donor !== null &&
    donor.certNo === input.donor.certno &&
    donor.state === 'ACTIVE' &&
    live === null &&
    BigInt(donor.balance) - BigInt(donor.frozen) >= amount;
  if (isAllowed) {
    const { mulaid_rel_id: relationshipId } = input;
    donor.frozen = String(BigInt(donor.frozen) + amount);
    await manager.save(donor);
    await manager.save(
      manager.create(RelationshipEntity, {
        relationshipId,
        ...pair,
        state: 'EFFECTIVE',
        donor: input.donor,
        benef: input.benef,
        relType: input.rel_type,
        commitNo: input.commit_no,
        commitTime: new Date(input.commit_time),
        estabTime: new Date(input.estab_time),
      }),
    );
    await manager.save(
      input.limits.map((each) =>
        manager.create(LimitEntity, {
          limitId: each.mulaid_lmt_id,
          relationshipId,
          state: 'EFFECTIVE',
          used: '0',
          amount: each.lmt_amt.replace('.', ''),
          setTime: new Date(each.set_time),
        }),
      ),
    );
    const { balance, frozen } = donor;
    const trail = { psnNo: donor.psnNo, cause: infno, ref: msgid, amount: String(amount), balance, frozen, at: now };
    await manager.save(manager.create(TrailEntity, trail));
  }
  const infcode = isAllowed ? '0' : '-1';
  const contentHash = hash('sha256', JSON.stringify(input), 'hex');
  await manager.save(manager.create(InboxEntity, { msgid, infno, contentHash, infcode, receivedAt: now }));
  return infcode;
}

async function main(): Promise<void> {
  const { name: database, user: username, host, port, password } = settings.database;
  const source = await new DataSource({
    type: 'mariadb',
    host,
    port,
    username,
    password,
    database,
    poolSize: 10,
    timezone: 'Z',
    charset: 'utf8mb4_bin',
    entities: ENTITIES,
    synchronize: true,
  }).initialize();
  const donors = await source.query<{ psn_no: string; certno: string }[]>('SELECT psn_no, certno FROM insured_person');
  await source
    .createQueryBuilder()
    .insert()
    .into(PersonEntity)
    .values(
      donors.map(({ psn_no: psnNo, certno: certNo }) => ({
        psnNo,
        certNo,
        name: '王小明',
        insuAdmdvs: '440100',
        insutype: '310',
        state: 'ACTIVE',
        balance: '10000000',
        frozen: '0',
      })),
    )
    .execute();
  const answers = new ClientKafka({
    client: { brokers: settings.brokers, clientId: 'idiomatic-answers' },
    producerOnlyMode: true,
  });
  await answers.connect();

  @Module({
    controllers: [EstablishController],
    providers: [
      { provide: DataSource, useValue: source },
      { provide: ClientKafka, useValue: answers },
    ],
  })
  class IdiomaticModule {}

  const app = await NestFactory.createMicroservice<MicroserviceOptions>(IdiomaticModule, {
    transport: Transport.KAFKA,
    options: {
      client: { brokers: settings.brokers, clientId: 'idiomatic' },
      consumer: { groupId: settings.group },
      subscribe: { fromBeginning: true },
      run: { partitionsConsumedConcurrently: 6 },
    },
    logger: false,
  });
  await app.listen();
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
  process.exit(1);
});
