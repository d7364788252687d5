// The texts of the page's Conventions, for the platform's messages and for the province's own API alike.

/** The platform's own area code. */
export const PLATFORM = '100000';
/** Characters that an id has at most. */
export const ID_LENGTH = 40;
/** Ids: 1–40 characters of the id alphabet. */
export const ID_PATTERN = `^[0-9A-Za-z_-]{1,${ID_LENGTH}}$`;
/** An area code: six digits, the first two are the province. */
export const ADMDVS_PATTERN = '^[0-9]{6}$';
/** A calendar month, `2026-06`. */
export const MONTH_PATTERN = '^[1-9][0-9]{3}-(?:0[1-9]|1[0-2])$';
/** A code of the national dictionary: of a document's kind, of a kinship. */
export const TWO_DIGITS_PATTERN = '^[0-9]{2}$';
/** `insutype` */
export const THREE_DIGITS_PATTERN = '^[0-9]{3}$';
/** A code of §3. */
export const ERR_CODE_PATTERN = '^E[0-9]{2}$';
/** Characters (code points) that a person's name has at most. */
export const NAME_LENGTH = 50;
/** Characters that `certno` has at most. */
export const CERT_NO_LENGTH = 40;
/** Characters that a reason, which people wrote, has at most. */
export const REASON_LENGTH = 200;
