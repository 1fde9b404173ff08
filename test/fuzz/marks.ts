import * as fc from 'fast-check';
import { text } from './values.ts';

/** Texts that are known again wherever they are, to tell whether any got lost. */

/** A text that begins with a mark. */
export const leaf: fc.Arbitrary<string> = fc
  .tuple(fc.nat({ max: 99_999 }), fc.oneof(fc.constant(''), text))
  .map(([mark, more]) => `m${mark}m${more}`);

/** Lists the marks in a value, whatever it is. */
export function marksIn(value: unknown): string[] {
  return [...new Set(JSON.stringify(value ?? null).match(/(?<![a-z0-9])m\d+m/g))];
}
