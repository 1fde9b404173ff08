import type { Answer } from './answer.ts';
import { draw } from './drawings.ts';
import type { Painting } from './image-checks.ts';
import type { Block } from './sse.ts';
import { countTokens } from './words.ts';

const outputTokens: Readonly<Record<string, number>> = { low: 272, medium: 1056, high: 4160, xhigh: 6240, max: 8320 };
/** Output tokens of a preview. */
const PREVIEW = 100;

/** What a script wants of a drawing, and how it goes wrong. */
export interface Drawing extends Pick<Answer, 'breaks' | 'firstTokenMs' | 'tokensPerSecond'> {
  /** Previews that come, where fewer were asked for than it takes. */
  partials?: number;
  /** Comes as one JSON document, though a stream was asked for. */
  whole?: boolean;
}

export function usageOf({ prompt, quality, count, sourceTokens }: Painting, partials: number) {
  const text = countTokens(prompt);
  const output = (outputTokens[quality] ?? 1056) * count + PREVIEW * partials;
  return {
    input_tokens: text + sourceTokens,
    input_tokens_details: { image_tokens: sourceTokens, text_tokens: text },
    output_tokens: output,
    total_tokens: text + sourceTokens + output,
  };
}

export const headOf = ({ width, height, quality, format, transparent }: Painting) => ({
  background: transparent ? 'transparent' : 'opaque',
  output_format: format,
  quality,
  size: `${width}x${height}`,
});

export function picture({ prompt, width, height, format }: Painting, seed: string | number): string {
  return draw(format, width, height, `${prompt}#${seed}`).toString('base64');
}

/** The answer to a request for pictures: the same prompt always gets the same ones. */
export function paint(painting: Painting): object {
  return {
    created: Math.floor(Date.now() / 1000),
    ...headOf(painting),
    data: Array.from({ length: painting.count }, (_, index) => ({ b64_json: picture(painting, index) })),
    usage: usageOf(painting, 0),
  };
}

/** The events of a drawing that is streamed: previews, and each picture when it is done. */
export function* paintBlocks(painting: Painting, { partials = painting.partials }: Drawing): Generator<Block> {
  const kind = painting.sources > 0 ? 'image_edit' : 'image_generation';
  const created_at = Math.floor(Date.now() / 1000);
  const event = (name: string, fields: object): Block => {
    const type = `${kind}.${name}`;
    return { bytes: `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`, text: true };
  };
  const head = { created_at, ...headOf(painting) };
  for (let index = 0; index < partials; index += 1) {
    yield event('partial_image', {
      ...head,
      partial_image_index: index,
      b64_json: picture(painting, `preview ${index}`),
    });
  }
  const usage = usageOf({ ...painting, count: 1 }, partials);
  for (let index = 0; index < painting.count; index += 1) {
    yield event('completed', { ...head, b64_json: picture(painting, index), usage });
  }
}
