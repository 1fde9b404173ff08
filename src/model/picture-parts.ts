import { modelFault } from './errors.ts';

/** Most bytes of one picture as it is sent: 30 MB as Base64. */
export const MOST_PICTURE = 40 * 1024 * 1024;

/** Characters of a key, and of what may stand around it. */
const MORE_THAN_A_KEY = 48;

/** JSON text that arrives in slices, without its pictures. */
export interface PictureParts {
  /**
   * Gives the text that is no picture, and the pictures that are whole now. In the place of a picture's text is its number, from 0.
   * Throws Fault('model_cut') for one that is larger than any may be.
   */
  push(slice: string, last: boolean): { text: string; pictures: Buffer[] };
}

/** Picture that is being read. */
interface Begun {
  bytes: Buffer[];
  length: number;
}

/** Takes pictures out of a JSON text, decoded slice by slice: as one text they would be in memory several times over. */
export function createPictureParts(...names: readonly string[]): PictureParts {
  const KEY = new RegExp(`"(?:${names.join('|')})"\\s{0,8}:\\s{0,8}"`, 'g');
  const BEGUN = new RegExp(`^"(?:${names.join('|')})"\\s{0,8}:?\\s{0,8}$`);
  let held = '';
  let digits = '';
  let picture: Begun | undefined;
  let count = 0;

  /** Finds where a key may begin that goes on in the next slice; the end of the text where none may. */
  function keyBegins(text: string, from: number): number {
    for (let at = Math.max(from, text.length - MORE_THAN_A_KEY); at < text.length; at += 1) {
      const begun = text.slice(at);
      if (names.some((name) => `"${name}"`.startsWith(begun)) || BEGUN.test(begun)) return at;
    }
    return text.length;
  }

  /** Reads a part of a picture's Base64; some encoders put a backslash before each slash, or break lines. */
  function decode(into: Begun, part: string, last: boolean): void {
    into.length += part.length;
    if (into.length > MOST_PICTURE) throw modelFault('model_cut', 'A picture larger than any may be');
    digits += part.replace(/\\[nr]?/g, '');
    const whole = last ? digits.length : digits.length - (digits.length % 4);
    into.bytes.push(Buffer.from(digits.slice(0, whole), 'base64'));
    digits = digits.slice(whole);
  }

  return {
    push(slice, last) {
      const all = held + slice;
      const pictures: Buffer[] = [];
      let text = '';
      let at = 0;
      held = '';
      for (;;) {
        if (picture) {
          const end = all.indexOf('"', at);
          const stop = end >= 0 ? end : all.endsWith('\\') ? all.length - 1 : all.length;
          decode(picture, all.slice(at, stop), end >= 0);
          held = end >= 0 ? '' : all.slice(stop);
          if (end < 0) return { text, pictures };
          pictures.push(Buffer.concat(picture.bytes));
          picture = undefined;
          at = end + 1;
        }
        KEY.lastIndex = at;
        const key = KEY.exec(all);
        if (!key) {
          const known = last ? all.length : keyBegins(all, at);
          held = all.slice(known);
          return { text: text + all.slice(at, known), pictures };
        }
        text += `${all.slice(at, KEY.lastIndex - 1)}${count}`;
        count += 1;
        picture = { bytes: [], length: 0 };
        at = KEY.lastIndex;
      }
    },
  };
}
