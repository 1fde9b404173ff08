import { writeXlsx } from 'hucre/xlsx';
import { afterAll, expect, it } from 'vitest';
import { isRefused, mediaReasons } from '../../src/media/outcome.ts';
import { preparePicture } from '../../src/media/pictures.ts';
import { prepareSound } from '../../src/media/sound.ts';
import { isWhole } from '../support/whole.ts';
import { createReader } from './kept-reader.ts';
import { docx, epub, paragraph, pdfOf } from './made-files.ts';
import { photo } from './made-pictures.ts';
import { tone, video, wav } from './made-sound.ts';

const never = new AbortController().signal;
const seen = (bytes: Uint8Array) => preparePicture(bytes, 'low', never);
const heard = (bytes: Uint8Array) => prepareSound(bytes, { seconds: 1, bytes: 100_000 }, never);
const { toldOf: read, end } = createReader();
afterAll(end);

/** Bytes of which some are others, by chance; some files end early. */
function damaged(bytes: Uint8Array, seed: number): Uint8Array {
  let state = seed;
  const chance = (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  const copy = Uint8Array.from(bytes);
  for (let left = 1 + chance(6); left > 0; left--) copy[chance(2) ? chance(copy.length) : chance(64)] = chance(256);
  return chance(4) === 0 ? copy.subarray(0, chance(copy.length)) : copy;
}

it.each([
  ['a picture', seen, () => photo({ width: 64, height: 64 })],
  ['a PDF', read, async () => pdfOf(['one', 'two'])],
  ['a document', read, async () => docx(paragraph('words'))],
  ['a sheet', read, () => writeXlsx({ sheets: [{ name: 'A', rows: [['a', 1]] }] })],
  ['a book', read, async () => epub(['<h1>a</h1>'])],
  ['sound', heard, async () => wav(tone(2, 8000), 8000)],
  ['a video', heard, () => video('mp4', 3)],
])('%s that is damaged ends in a result, or in one reason', async (_, open, make) => {
  const whole = await make();
  for (let seed = 1; seed <= (isWhole ? 4 : 1); seed++) {
    const outcome = (await open(damaged(whole, seed))) ?? {};
    if (isRefused(outcome)) expect(mediaReasons).toContain(outcome.reason);
  }
});
