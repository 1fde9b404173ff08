import { pause } from '../util/pause.ts';
import { slicesOf } from './byte-slices.ts';
import { type Circumstances, modelFault, reportedFault } from './errors.ts';
import { isFailure } from './failure-body.ts';
import { createPictureParts, MOST_PICTURE } from './picture-parts.ts';
import { createEventDecoder } from './sse.ts';

/** Body of an answer with pictures, taken apart as it arrives: ten large pictures are a text of 200 MB. */
export interface ImageBody {
  /** The answer. In the place of a picture's text is its index in `pictures`. */
  answer: unknown;
  pictures: Buffer[];
}

/** Most characters of everything but the pictures. */
const MOST_TEXT = 1024 * 1024;

/**
 * Reads the body of an answer with at most `count` pictures.
 * @throws Fault('model_cut') for one that is larger than any may be; it is paid for, and not asked for again
 * @throws SyntaxError for what is no JSON
 */
export async function readImageBody(body: AsyncIterable<Uint8Array>, count: number): Promise<ImageBody> {
  let text = '';
  const pictures: Buffer[] = [];
  for await (const part of partsOf(body, count)) {
    text += part.text;
    pictures.push(...part.pictures);
  }
  return { answer: JSON.parse(text), pictures };
}

/** Picture that is not done. */
export type OnPicture = (bytes: Buffer) => void;

/**
 * Reads a drawing that is streamed, with at most `previews` of them. Gives the picture as an answer that came whole would have it.
 * @throws Fault('model_cut') for a stream without an end, and for one that is larger than any may be
 */
export async function readImageStream(
  body: AsyncIterable<Uint8Array>,
  previews: number,
  onPreview: OnPicture,
  at: Circumstances,
): Promise<ImageBody> {
  const decoder = createEventDecoder();
  const arrived: Buffer[] = [];
  let count = 0;
  for await (const part of partsOf(body, previews + 1)) {
    for (const bytes of part.pictures) arrived[count++] = bytes;
    for (const event of decoder.push(Buffer.from(part.text))) {
      const { type, b64_json: index, usage } = event;
      const bytes = typeof index === 'number' ? arrived[index] : undefined;
      if (typeof index === 'number') delete arrived[index];
      if (isFailure(event) || type === 'error') throw reportedFault(event['error'] ?? event, at);
      if (bytes && String(type).endsWith('.partial_image')) onPreview(bytes);
      if (bytes && String(type).endsWith('.completed')) {
        return { answer: { data: [{ b64_json: 0 }], usage }, pictures: [bytes] };
      }
    }
  }
  throw modelFault('model_cut', 'The stream ended without a picture');
}

/** Takes the pictures out of a body, slice by slice. Throws for one with more than `most`, or one that is too large. */
async function* partsOf(
  body: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<{ text: string; pictures: Buffer[] }> {
  const decoder = new TextDecoder();
  const parts = createPictureParts('b64_json');
  let left = { bytes: most * MOST_PICTURE + MOST_TEXT, text: MOST_TEXT, pictures: most };
  const take = (slice: string, last: boolean) => {
    const part = parts.push(slice, last);
    left = { ...left, text: left.text - part.text.length, pictures: left.pictures - part.pictures.length };
    if (left.bytes < 0 || left.text < 0 || left.pictures < 0) {
      throw modelFault('model_cut', 'An answer larger than any may be');
    }
    return part;
  };
  for await (const chunk of body) {
    left.bytes -= chunk.length;
    for (const slice of slicesOf(chunk)) {
      yield take(decoder.decode(slice, { stream: true }), false);
      await pause();
    }
  }
  yield take(decoder.decode(), true);
}
