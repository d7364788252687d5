/** Why an upload that the platform refused is a dead letter; behind the colon stands what the platform said. */
export function refusedByPlatform(infno: string, errCode = '', errMsg = ''): string {
  return `${infno} 被平台拒绝：${errCode} ${errMsg}`;
}

const THEIR_WORDS = /^(M[0-9]{3} 被平台拒绝：(?:E[0-9]{2}(?= ))?)[\s\S]+$/;
// An error's text may hold what could not be read.
const ERROR_TEXT = /^(cannot be decided: )[\s\S]+$/;

/** A reason, or a step of a letter's history, without what others wrote into it: that may name people. */
export function inOwnWords(reason: string): string {
  return reason.replace(THEIR_WORDS, '$1 ***').replace(ERROR_TEXT, '$1***');
}
