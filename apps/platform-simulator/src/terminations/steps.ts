/**
 * Where a termination stands as the platform sees it, and where each thing that may happen takes it (R27–R29).
 * CLOSING: M302 is out. STUCK and HALF_CLOSED wait for a person.
 */
export const STEPS = {
  // M301 is out to both regions, and both answers are awaited.
  ASKING: {
    MATCH: 'CLOSING_BENEF',
    BENEF_DIFFERS: 'FETCHING',
    DONOR_DIFFERS: 'PAUSING',
    UNKNOWN: 'PAUSING',
    REFUSED: 'STUCK',
    CANCEL: 'CANCELLING',
  },
  // The beneficiary region sends its usages (M413) after its MISMATCH.
  FETCHING: { FETCHED: 'PAUSING', TIME_IS_UP: 'PAUSING', CANCEL: 'CANCELLING' },
  // The donor region fetches and applies; then both are asked again, under new msgids.
  PAUSING: { TIME_IS_UP: 'ASKING', ROUNDS_ARE_UP: 'CANCELLING', NOTHING_HELPS: 'STUCK', CANCEL: 'CANCELLING' },
  CLOSING_BENEF: { CLOSED: 'CLOSING_DONOR', DIFFERS: 'PAUSING', REFUSED: 'STUCK' },
  // The beneficiary region is closed: there is no way back.
  CLOSING_DONOR: { CLOSED: 'TERMINATED', DIFFERS: 'HALF_CLOSED', REFUSED: 'HALF_CLOSED' },
  // M303 is out. One region that refuses it, because insurance ended there, has both asked again.
  CANCELLING: { CANCELLED: 'CANCELLED', REFUSED: 'PAUSING' },
} as const;

/** A state in which the platform does something or waits for a province. */
export type RunningState = keyof typeof STEPS;

/** What may happen in a state. */
export type EventOf<State extends RunningState> = keyof (typeof STEPS)[State];

/** A state in which nothing more happens by itself. */
export type RestingState = 'TERMINATED' | 'CANCELLED' | 'STUCK' | 'HALF_CLOSED';

export type TerminationState = RunningState | RestingState;

/** Where a person's "go on" takes up again what rests; nothing for what has ended. */
export const GOES_ON_AT: { readonly [State in RestingState]: RunningState | undefined } = {
  TERMINATED: undefined,
  CANCELLED: undefined,
  STUCK: 'ASKING',
  HALF_CLOSED: 'CLOSING_DONOR',
};

/** Where an event takes a termination. */
export function stateAfter<State extends RunningState>(state: State, event: EventOf<State>): TerminationState {
  return STEPS[state][event] as TerminationState;
}

export function isRunning(state: TerminationState): state is RunningState {
  return Object.hasOwn(STEPS, state);
}

/** Whether M303 may still be sent: not once the beneficiary region was asked to close. */
export function isCancellable(state: TerminationState): boolean {
  return state === 'STUCK' || (isRunning(state) && Object.hasOwn(STEPS[state], 'CANCEL'));
}
