/** How the platform misbehaves on request. */
export interface Misbehaviour {
  /** Part of the messages (0 to 1) that are sent twice. */
  readonly repeat: number;
  /** Part of the requests (0 to 1) whose last limit is sent on its own topic before its relationship. */
  readonly reorder: number;
  /** Uploads are heard and not answered, all or of some numbers; what came is answered when the silence ends. */
  readonly silent: boolean | readonly string[];
  /** Part of the uploads (0 to 1) that are refused with E99. */
  readonly refuse: number;
  /** Up to this long, at random, before a message is sent, ms. */
  readonly delayMs: number;
}
