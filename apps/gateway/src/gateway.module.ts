import { Module, type DynamicModule } from '@nestjs/common';
import { Ledger } from '@libs/ledger';
import { Metrics } from '@libs/operations';
import { ProvincePolicies } from '@libs/province-policy';
import { DataSource } from 'typeorm';
import type { Gateway } from './gateway';
import { AuditController } from './http/audit/audit.controller';
import { ClearingStatementsController } from './http/clearing/clearing-statements.controller';
import { DeadLettersController } from './http/dead-letters/dead-letters.controller';
import { DiscrepanciesController } from './http/discrepancies/discrepancies.controller';
import { FlagsController } from './http/flags/flags.controller';
import { HealthController } from './http/health/health.controller';
import { ImportTurns } from './http/insured-persons/import-turns';
import { ChangesController } from './http/insured-persons/changes.controller';
import { InsuredPersonsController } from './http/insured-persons/insured-persons.controller';
import { PoliciesController } from './http/policies/policies.controller';
import { PendingController } from './http/pending/pending.controller';
import { PersonalAccountsController } from './http/personal-accounts/personal-accounts.controller';
import { ReconciliationsController } from './http/reconciliations/reconciliations.controller';
import { RelationshipsController } from './http/relationships/relationships.controller';
import { UploadsController } from './http/uploads/uploads.controller';
import { UsagesController } from './http/usages/usages.controller';
import { WalletsController } from './http/wallets/wallets.controller';
import { RequestLog } from './http/request/request-log';
import { DownController } from './kafka/down.controller';
import { RecordIntake } from './kafka/take-in-records';
import { UsageIds } from './outgoing-records';
import { CLOCK, LONG_SOURCE, PROBES, PROVINCE } from './parts';

/** The Nest module around the gateway's parts. */
@Module({})
export class GatewayModule {
  /** Offers its parts one by one: a controller is given what it uses. */
  static around(gateway: Gateway): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [
        DownController,
        AuditController,
        ClearingStatementsController,
        HealthController,
        InsuredPersonsController,
        ChangesController,
        DeadLettersController,
        DiscrepanciesController,
        FlagsController,
        PoliciesController,
        ReconciliationsController,
        PendingController,
        PersonalAccountsController,
        RelationshipsController,
        UploadsController,
        UsagesController,
        WalletsController,
      ],
      providers: [
        { provide: CLOCK, useValue: gateway.clock },
        { provide: DataSource, useValue: gateway.dataSource },
        { provide: LONG_SOURCE, useValue: gateway.longSource },
        { provide: ImportTurns, useValue: new ImportTurns(gateway.settings['http.answer_within']) },
        { provide: Ledger, useValue: gateway.ledger },
        { provide: Metrics, useValue: gateway.metrics },
        { provide: PROBES, useValue: gateway.probes },
        { provide: PROVINCE, useValue: gateway.settings.province },
        { provide: ProvincePolicies, useValue: gateway.policies },
        { provide: RequestLog, useValue: gateway.requestLog },
        { provide: RecordIntake, useValue: gateway.intake },
        { provide: UsageIds, useValue: gateway.usageIds },
      ],
    };
  }
}
