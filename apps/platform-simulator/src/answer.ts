/** A province's answer (M191). */
export interface Answer {
  readonly infcode: '0' | '-1';
  readonly err_code?: string;
  readonly err_msg?: string;
  readonly output?: unknown;
}
