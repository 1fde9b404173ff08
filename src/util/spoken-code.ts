import { randomInt } from 'node:crypto';

/** Codes that people read off one screen and type on another. */

/** Letters and digits that nobody takes for another. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const HALF = 4;
const WRITTEN = /^\s*([A-HJ-NP-Z2-9]{4})-?([A-HJ-NP-Z2-9]{4})\s*$/i;
/** Longest text that is looked at, in UTF-16 units. */
const LONGEST = 40;

/** Makes a code of 40 random bits, as it is shown: `ABCD-EFGH`. */
export function newCode(): string {
  const letters = Array.from({ length: 2 * HALF }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `${letters.slice(0, HALF)}-${letters.slice(HALF)}`;
}

/** Reads a code as somebody wrote it, in one form for all: eight letters. Undefined where it is none. */
export function readCode(text: string): string | undefined {
  const [, first, second] = (text.length <= LONGEST && WRITTEN.exec(text)) || [];
  return first === undefined ? undefined : `${first}${second}`.toUpperCase();
}
