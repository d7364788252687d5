import { Module, type DynamicModule } from '@nestjs/common';
import { Gateway } from './gateway';
import { AuditController } from './http/audit/audit.controller';
import { DeadLettersController } from './http/dead-letters/dead-letters.controller';
import { HealthController } from './http/health/health.controller';
import { InsuredPersonsController } from './http/insured-persons/insured-persons.controller';
import { PoliciesController } from './http/policies/policies.controller';
import { PersonalAccountsController } from './http/personal-accounts/personal-accounts.controller';
import { RelationshipsController } from './http/relationships/relationships.controller';
import { UploadsController } from './http/uploads/uploads.controller';
import { UsagesController } from './http/usages/usages.controller';
import { WalletsController } from './http/wallets/wallets.controller';
import { DownController } from './kafka/down.controller';
import { RecordIntake } from './kafka/take-in-records';

/** The Nest module around the gateway's parts. */
@Module({})
export class GatewayModule {
  /** Offers the parts to the controllers. */
  static around(gateway: Gateway): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [
        DownController,
        AuditController,
        HealthController,
        InsuredPersonsController,
        DeadLettersController,
        PoliciesController,
        PersonalAccountsController,
        RelationshipsController,
        UploadsController,
        UsagesController,
        WalletsController,
      ],
      providers: [
        { provide: Gateway, useValue: gateway },
        { provide: RecordIntake, useValue: gateway.intake },
      ],
    };
  }
}
