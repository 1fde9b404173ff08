import { pause } from '../../util/pause.ts';
import { slicesOf } from '../byte-slices.ts';
import { modelFault } from '../errors.ts';
import { LONGEST_EVENT } from '../sse.ts';

/** Most bytes of a file of answers. */
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * Reads lines as they arrive. One that is longer than any answer is left out.
 * @throws Fault('model_cut') for a file that has no end
 */
export async function* jsonLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let left = MOST_BYTES;
  let line = '';
  let tooLong = false;

  function* take(text: string): Generator<string> {
    const [first = '', ...others] = text.split('\n');
    for (const [index, part] of [first, ...others].entries()) {
      if (index > 0) {
        if (!tooLong && line.trim() !== '') yield line;
        line = '';
        tooLong = false;
      }
      tooLong ||= line.length + part.length > LONGEST_EVENT;
      line = tooLong ? '' : line + part;
    }
  }

  for await (const chunk of body) {
    left -= chunk.length;
    if (left < 0) throw modelFault('model_cut', 'A file larger than any may be');
    for (const slice of slicesOf(chunk)) {
      yield* take(decoder.decode(slice, { stream: true }));
      await pause();
    }
  }
  yield* take(`${decoder.decode()}\n`);
}
