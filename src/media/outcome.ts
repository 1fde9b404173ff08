/**
 * Reasons for which something sent cannot be seen, heard or read. Each has one sentence in the locales (`media.<reason>`).
 * - `too_large`: more bytes than are taken
 * - `too_many_pixels`: a picture that would not fit into memory once it is unpacked
 * - `empty`: no bytes, or nothing in them to be seen, heard or read
 * - `no_sound`: a video, or a file of another kind, in which there is nothing to be heard
 * - `encrypted`: a password is needed
 * - `broken`: damaged, or cut off
 * - `wrong_type`: nothing that is read here
 * - `svg`, `heic`: kinds of pictures that people send and that are not drawn here
 * - `bomb`: small, and grows beyond every measure when it is unpacked
 * - `too_slow`: took longer than it may
 * - `stalled`: the download stood still
 * - `gone`: deleted, or expired
 * - `missing_library`: an optional package that this needs is not installed
 * - `deaf`: no model that hears can be asked
 */
export const mediaReasons = [
  'too_large',
  'too_many_pixels',
  'empty',
  'no_sound',
  'encrypted',
  'broken',
  'wrong_type',
  'svg',
  'heic',
  'bomb',
  'too_slow',
  'stalled',
  'gone',
  'missing_library',
  'deaf',
] as const;

export type MediaReason = (typeof mediaReasons)[number];

/** Ending without a result. The rest of the message is answered all the same. */
export interface Refused {
  reason: MediaReason;
}

/** Tells whether there is no result. */
export function isRefused(outcome: object): outcome is Refused {
  return 'reason' in outcome;
}
