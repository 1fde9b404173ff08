import type { ImageRequest, OutgoingFile, Usage } from '../ports/index.ts';
import { createUsage } from './answer-text.ts';
import { modelFault } from './errors.ts';
import type { ImageBody } from './image-body.ts';
import { fields } from './json.ts';
import type { Dialect } from './service.ts';

/** Builds the body of POST /images/generations. Always asks for bytes: the bot fetches no links. */
export function imageBody(request: ImageRequest, { official, pseudonyms }: Dialect): object {
  const { model, prompt, size, quality, count } = request;
  return {
    model,
    prompt,
    n: count,
    ...(size === undefined ? {} : { size }),
    ...(quality === undefined ? {} : { quality }),
    ...pseudonyms(request),
    ...(official || /gpt-image/.test(model) ? {} : { response_format: 'b64_json' }),
  };
}

/** Reads the pictures of an answer. Throws `model_server` if it cannot be read, `model_empty` if it has no pictures. */
export function readImages({ answer, pictures: bodies }: ImageBody): { pictures: OutgoingFile[]; usage?: Usage } {
  const { data, usage } = fields(answer);
  if (!Array.isArray(data)) throw modelFault('model_server', 'The answer holds no list of pictures');
  const { input_tokens: input, output_tokens: output } = fields(usage);
  const counted = createUsage(input, output);
  const pictures = data.map(fields).flatMap(({ b64_json: at }, index) => {
    const bytes = typeof at === 'number' ? bodies[at] : undefined;
    return bytes ? [picture(bytes, index)] : [];
  });
  if (pictures.length > 0) return { pictures, ...(counted ? { usage: counted } : {}) };
  if (data.length > 0) throw modelFault('model_server', 'The answer holds no bytes of pictures');
  throw modelFault('model_empty', 'The answer holds no pictures');
}

const formats = [
  { kind: 'png', mark: [0x89, 0x50, 0x4e, 0x47], at: 0 },
  { kind: 'jpeg', mark: [0xff, 0xd8, 0xff], at: 0 },
  { kind: 'webp', mark: [0x57, 0x45, 0x42, 0x50], at: 8 },
];

/** Makes a file whose type is told by its first bytes, whatever the service says. */
function picture(bytes: Buffer, index: number): OutgoingFile {
  const format = formats.find(({ mark, at }) => mark.every((byte, offset) => bytes[at + offset] === byte));
  if (!format) throw modelFault('model_server', 'The answer holds bytes that are no picture');
  return {
    bytes,
    mime: `image/${format.kind}`,
    name: `picture-${index + 1}.${format.kind === 'jpeg' ? 'jpg' : format.kind}`,
  };
}
