import type { PlatformUpload, UploadInfno, UploadOf } from './platform-upload';

/** What §5 says of one kind of upload. */
export interface UploadKind<Upload extends PlatformUpload> {
  /** What it is about: a usage, a reversal; one upload of it counts, whichever msgids it goes under. */
  subjectOf(upload: Upload): string;
  /** The subject whose upload must be confirmed before this one is first sent. */
  afterSubjectOf(upload: Upload): string | undefined;
  /** Its first msgid, where the value has it already. */
  msgidOf?(upload: Upload): string;
  /** Never held back by what waits under its record key, which is another topic's (§5). */
  readonly goesAtOnce?: true;
  /** Sent after those of its relationship's reversals that wait, though they have another record key (§5). */
  readonly followsReversals?: true;
  /** Whether an answer of 0 must say when the platform received it. */
  readonly answeredWithTime: boolean;
  /** Whether a final −1 is kept as a dead letter too, because what was recorded stands and a person has to look at it. */
  readonly keptWhenRefused: boolean;
}

const KINDS: { readonly [Infno in UploadInfno]: UploadKind<UploadOf<Infno>> } = {
  M111: {
    subjectOf: ({ establishment }) => establishment.relationshipId,
    afterSubjectOf: () => undefined,
    goesAtOnce: true,
    answeredWithTime: false,
    keptWhenRefused: false,
  },
  // M211 and M311 come only of a relationship that is EFFECTIVE or TERMINATING: its M111 is confirmed (§5).
  M211: {
    subjectOf: ({ setting }) => setting.limit.limitId,
    afterSubjectOf: () => undefined,
    goesAtOnce: true,
    answeredWithTime: false,
    keptWhenRefused: false,
  },
  M311: {
    subjectOf: ({ request }) => request.id,
    afterSubjectOf: () => undefined,
    msgidOf: ({ request }) => request.id,
    goesAtOnce: true,
    answeredWithTime: false,
    keptWhenRefused: false,
  },
  M312: {
    subjectOf: ({ end }) => end.id,
    afterSubjectOf: () => undefined,
    msgidOf: ({ end }) => end.id,
    goesAtOnce: true,
    answeredWithTime: false,
    keptWhenRefused: true,
  },
  M411: {
    subjectOf: ({ usage }) => usage.useId,
    afterSubjectOf: () => undefined,
    answeredWithTime: true,
    keptWhenRefused: true,
  },
  M412: {
    subjectOf: ({ reversal }) => reversal.useId,
    afterSubjectOf: ({ reversal }) => reversal.originalUseId,
    answeredWithTime: true,
    keptWhenRefused: true,
  },
  M413: {
    subjectOf: ({ list }) => list.id,
    afterSubjectOf: () => undefined,
    msgidOf: ({ list }) => list.id,
    followsReversals: true,
    answeredWithTime: false,
    keptWhenRefused: true,
  },
  M511: {
    subjectOf: ({ report }) => `${report.day}/${report.role}/${report.runNo}`,
    afterSubjectOf: () => undefined,
    msgidOf: ({ report }) => report.id,
    goesAtOnce: true,
    answeredWithTime: false,
    keptWhenRefused: true,
  },
};

/** What §5 says of uploads of a message number. */
export function uploadKindOf<Infno extends UploadInfno>(upload: {
  readonly infno: Infno;
}): UploadKind<UploadOf<Infno>> {
  // The table's type holds that this is the kind of that very message number.
  return KINDS[upload.infno];
}
