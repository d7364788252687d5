/** After a failure the next try is made so soon, ms, then twice as late each time, up to MOST. */
const LEAST = 1000;
const MOST = 60_000;

/** How long to wait after so many failures in a row, ms. */
export function retryAfter(failures: number): number {
  return Math.min(LEAST * 2 ** Math.min(failures - 1, 20), MOST);
}
