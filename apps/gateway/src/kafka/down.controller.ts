import { Controller, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { DOWN_RECORDS, type ConsumedRecord } from '@libs/messaging';
import { HandOnFailure } from './hand-on-failure';
import { RecordIntake } from './take-in-records';

/** Where a batch of the platform's records enters the gateway. */
@Controller()
@UseFilters(HandOnFailure)
export class DownController {
  constructor(private readonly intake: RecordIntake) {}

  /** Resolves once the whole batch is committed; only then are its offsets. */
  @EventPattern<string>(DOWN_RECORDS)
  async takeIn(@Payload() records: readonly ConsumedRecord[]): Promise<void> {
    await this.intake.takeIn(records);
  }
}
