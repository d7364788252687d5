import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/**
 * A batch that failed fails as it did: the consumer tries again, and tells the outage once. Nest's own filter writes a
 * line for each batch in hand and hides the reason.
 */
@Catch()
export class HandOnFailure implements RpcExceptionFilter<unknown> {
  /** Fails with that. */
  catch(failure: unknown): Observable<never> {
    return throwError(() => failure);
  }
}
