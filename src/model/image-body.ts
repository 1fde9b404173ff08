import { pause } from '../util/pause.ts';
import { slicesOf } from './byte-slices.ts';
import { modelFault } from './errors.ts';

/** Body of an answer with pictures, taken apart as it arrives: ten large pictures are a text of 200 MB. */
export interface ImageBody {
  /** The answer. In the place of a picture's text is its index in `pictures`. */
  answer: unknown;
  pictures: Buffer[];
}

/** Most bytes of one picture as it is sent: 30 MB as Base64. */
const MOST_PICTURE = 40 * 1024 * 1024;
/** Most characters of everything but the pictures. */
const MOST_TEXT = 1024 * 1024;

/**
 * Reads the body of an answer with at most `count` pictures.
 * @throws Fault('model_cut') for one that is larger than any may be; it is paid for, and not asked for again
 * @throws SyntaxError for what is no JSON
 */
export async function readImageBody(body: AsyncIterable<Uint8Array>, count: number): Promise<ImageBody> {
  const decoder = new TextDecoder();
  const parts = createParts();
  let left = count * MOST_PICTURE + MOST_TEXT;
  for await (const chunk of body) {
    for (const slice of slicesOf(chunk)) {
      parts.push(decoder.decode(slice, { stream: true }));
      await pause();
    }
    left -= chunk.length;
    const tooMuch = left < 0 || parts.text.length > MOST_TEXT || parts.pictures.length > count;
    if (tooMuch) throw modelFault('model_cut', 'An answer larger than any may be');
  }
  return { answer: JSON.parse(parts.end()), pictures: parts.pictures };
}

const KEY = /"b64_json"\s{0,8}:\s{0,8}"/g;
/** Characters in which a key may begin that goes on in the next slice. */
const KEY_LENGTH = 32;

/** Takes the pictures out of a JSON text that arrives in slices. */
function createParts() {
  const pictures: Buffer[] = [];
  let text = '';
  let held = '';
  let digits = '';
  let picture: Buffer[] | undefined;

  /** Reads a part of a picture's Base64; some encoders put a backslash before each slash, or break lines. */
  function decode(part: string, last: boolean): void {
    digits += part.replace(/\\[nr]?/g, '');
    const whole = last ? digits.length : digits.length - (digits.length % 4);
    picture?.push(Buffer.from(digits.slice(0, whole), 'base64'));
    digits = digits.slice(whole);
  }

  return {
    pictures,
    get text() {
      return text;
    },
    push(slice: string): void {
      const all = held + slice;
      let at = 0;
      held = '';
      for (;;) {
        if (picture) {
          const end = all.indexOf('"', at);
          const stop = end >= 0 ? end : all.endsWith('\\') ? all.length - 1 : all.length;
          decode(all.slice(at, stop), end >= 0);
          held = end >= 0 ? '' : all.slice(stop);
          if (end < 0) return;
          pictures.push(Buffer.concat(picture));
          picture = undefined;
          at = end + 1;
        }
        KEY.lastIndex = at;
        const key = KEY.exec(all);
        if (!key) {
          const known = Math.max(at, all.length - KEY_LENGTH);
          text += all.slice(at, known);
          held = all.slice(known);
          return;
        }
        text += `${all.slice(at, key.index)}"b64_json":${pictures.length}`;
        picture = [];
        at = KEY.lastIndex;
      }
    },
    /** Gives the text without the pictures. */
    end: () => text + held,
  };
}
