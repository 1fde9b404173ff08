import type { Painting } from './checks.ts';
import { drawPng } from './png.ts';
import { countTokens } from './words.ts';

const outputTokens: Readonly<Record<string, number>> = { low: 272, medium: 1056, high: 4160, xhigh: 6240, max: 8320 };

/** The answer of POST /v1/images/generations: the same prompt always gets the same pictures. */
export function paint(painting: Painting): object {
  const { prompt, count, width, height, quality } = painting;
  const text = countTokens(prompt);
  const output = (outputTokens[quality] ?? 1056) * count;
  return {
    created: Math.floor(Date.now() / 1000),
    background: 'opaque',
    data: Array.from({ length: count }, (_, index) => ({
      b64_json: drawPng(width, height, `${prompt}#${index}`).toString('base64'),
    })),
    output_format: 'png',
    quality,
    size: `${width}x${height}`,
    usage: {
      input_tokens: text,
      input_tokens_details: { image_tokens: 0, text_tokens: text },
      output_tokens: output,
      total_tokens: text + output,
    },
  };
}
