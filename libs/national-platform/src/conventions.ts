/** Ids: 1–40 characters of the id alphabet (Conventions). */
export const ID_PATTERN = '^[0-9A-Za-z_-]{1,40}$';
/** Yuan with two decimals, never a JSON number (Conventions). */
export const AMOUNT_PATTERN = '^(0|[1-9][0-9]{0,12})\\.[0-9]{2}$';
/** An area code: six digits, the first two are the province (Conventions). */
export const ADMDVS_PATTERN = '^[0-9]{6}$';
