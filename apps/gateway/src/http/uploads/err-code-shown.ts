import { ERR_CODE_PATTERN } from '@libs/national-platform';

const CODE = new RegExp(ERR_CODE_PATTERN);

/** The code of a refusal by the platform; whatever else it may have written there is hidden. */
export function errCodeShown(errCode: string): string {
  return CODE.test(errCode) ? errCode : '***';
}
