import type { Reversal, Usage } from '../usage/usage';

/** What this province tells the platform (§5), as a value: the wire's names come in where it is written. */
export type PlatformUpload =
  | { readonly infno: 'M411'; readonly usage: Usage }
  | { readonly infno: 'M412'; readonly reversal: Reversal; readonly psnNo: string };

/** The message number of an upload. */
export type UploadInfno = PlatformUpload['infno'];

/** The upload of one message number. */
export type UploadOf<Infno extends UploadInfno> = Extract<PlatformUpload, { readonly infno: Infno }>;
