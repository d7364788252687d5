import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { DOWN_RECORDS, type ConsumedRecord } from '@libs/messaging';
import { RecordIntake } from './take-in-records';

/** Where a batch of the platform's records enters the gateway. */
@Controller()
export class DownController {
  constructor(private readonly intake: RecordIntake) {}

  /** Resolves once the whole batch is committed; only then are its offsets. */
  @EventPattern<string>(DOWN_RECORDS)
  async takeIn(@Payload() records: readonly ConsumedRecord[]): Promise<void> {
    await this.intake.takeIn(records);
  }
}
