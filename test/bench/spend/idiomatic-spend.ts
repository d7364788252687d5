import 'reflect-metadata';
import { Body, ConflictException, Controller, Inject, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsIn, IsString, Matches } from 'class-validator';
import { jwtVerify } from 'jose';
import { Column, DataSource, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

// Baseline (b): an idiomatic Nest controller with TypeORM's save() in one transaction; the token is verified, the body
// checked by a ValidationPipe.

interface Told {
  readonly port: number;
  readonly key: string;
  readonly database: { host: string; port: number; user: string; password: string; name: string };
  readonly persons: number;
}

const told = JSON.parse(process.argv[2] ?? '{}') as Told;

@Entity('plain_wallet')
class WalletEntity {
  @PrimaryColumn({ length: 40 }) psnNo!: string;
  @Column('bigint') amount!: string;
  @Column('bigint') used!: string;
}

@Entity('plain_usage')
class UsageEntity {
  @PrimaryColumn({ length: 40 }) setlId!: string;
  @Index() @Column({ length: 40 }) psnNo!: string;
  @Column() scene!: string;
  @Column('bigint') payAmount!: string;
  @Column('bigint') walletPaid!: string;
}

@Entity('plain_line')
class LineEntity {
  @PrimaryGeneratedColumn('increment', { type: 'bigint' }) id!: string;
  @Index() @Column({ length: 40 }) setlId!: string;
  @Column('bigint') amount!: string;
}

@Entity('plain_upload')
class UploadEntity {
  @PrimaryGeneratedColumn('increment', { type: 'bigint' }) id!: string;
  @Column() state!: string;
  @Column('simple-json') body!: object;
}

class PayDto {
  @IsString() setl_id!: string;
  @IsString() psn_no!: string;
  @IsIn(['1', '2', '3', '4']) scene!: string;
  @Matches(/^\d+\.\d{2}$/) pay_amt!: string;
}

@Controller()
class PayController {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  @Post('api/v1/usages')
  pay(@Body() dto: PayDto): Promise<object> {
    return this.source.transaction(async (manager) => {
      if (await manager.findOneBy(UsageEntity, { setlId: dto.setl_id })) throw new ConflictException();
      const wallet = await manager.findOneOrFail(WalletEntity, {
        where: { psnNo: dto.psn_no },
        lock: { mode: 'pessimistic_write' },
      });
      const amount = BigInt(dto.pay_amt.replace('.', ''));
      wallet.used = String(BigInt(wallet.used) + amount);
      await manager.save(wallet);
      const [payAmount, walletPaid] = [String(amount), String(amount)];
      const { setl_id: setlId, psn_no: psnNo, scene } = dto;
      await manager.save(manager.create(UsageEntity, { setlId, psnNo, scene, payAmount, walletPaid }));
      await manager.save(manager.create(LineEntity, { setlId, amount: walletPaid }));
      await manager.save(manager.create(UploadEntity, { state: 'PENDING', body: { ...dto } }));
      return { setl_id: setlId, acct_mulaid_pay: dto.pay_amt };
    });
  }
}

async function main(): Promise<void> {
  const { name: database, user: username, ...where } = told.database;
  const source = await new DataSource({
    type: 'mariadb',
    ...where,
    username,
    database,
    poolSize: 16,
    synchronize: true,
    entities: [WalletEntity, UsageEntity, LineEntity, UploadEntity],
  }).initialize();
  await source.query(
    `INSERT INTO plain_wallet SELECT benef_psn_no, lmt_amt, 0 FROM relationship JOIN mulaid_limit USING (mulaid_rel_id)`,
  );
  await source.query('ANALYZE TABLE plain_wallet');

  @Module({ controllers: [PayController], providers: [{ provide: DataSource, useValue: source }] })
  class PayModule {}

  const app = await NestFactory.create<NestFastifyApplication>(PayModule, new FastifyAdapter(), { logger: false });
  const key = new TextEncoder().encode(told.key);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request) => {
      await jwtVerify((request.headers.authorization ?? '').slice(7), key);
    });
  app.useGlobalPipes(new ValidationPipe({ transform: true }));
  await app.listen(told.port, '127.0.0.1');
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
  process.exit(1);
});
