import { parseDuration } from '@libs/operations';
import { checkedIfGiven, patterned } from './field-rules';

/** How long something has been so, such as 24h. */
export const AGE = patterned('^[0-9]{1,9}(ms|s|m|h|d)$', '应为时长：数字加 ms、s、m、h 或 d，例如 24h');

/** The instant (ms UTC) so long before `now`; now where nothing is given. */
export function ago(age: string | undefined, now: number): number {
  return now - (parseDuration(checkedIfGiven(AGE, 'older_than', age) ?? '0s') ?? 0);
}
