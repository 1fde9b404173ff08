import type { Drawn, ImageRequest, OutgoingFile } from '../ports/index.ts';
import { createUsage } from './answer-text.ts';
import { type CallAttempt, type CallParts, call } from './call.ts';
import { modelFault } from './errors.ts';
import { answerOf } from './fetch.ts';
import { type ImageBody, readImageBody, readImageStream } from './image-body.ts';
import { pictureOf } from './image-kinds.ts';
import { imageProblem } from './image-models.ts';
import { fields } from './json.ts';
import { multipart } from './multipart.ts';
import { type Dialect, headersFor, type Service } from './service.ts';

type OnPreview = (picture: OutgoingFile) => void;

/** Draws pictures. What is wrong with the request is refused before it costs anything. */
export async function drawImages(
  parts: CallParts,
  request: ImageRequest,
  signal: AbortSignal,
  onPreview: OnPreview = () => undefined,
): Promise<Drawn> {
  refuse(request);
  const { service } = parts;
  const asked = { model: request.model, ability: 'images', fields: imageFields(request, service), dear: true } as const;
  return call(parts, asked, (attempt) => draw(service, request, attempt, onPreview), signal);
}

function refuse(request: ImageRequest): void {
  const problem = imageProblem(request);
  if (!problem) return;
  const param = problem.key === 'image.long' ? 'prompt' : problem.key.slice('image.'.length);
  throw modelFault('model_rejected', `Refused before asking: ${param}`, {
    ...{ param, code: 'unsupported_value', unsupported: true },
    advice: `Ask for a ${param} that ${request.model} takes.`,
  });
}

/** Builds the fields of either request for pictures. Always asks for bytes: the bot fetches no links. */
function imageFields(request: ImageRequest, { official, pseudonyms }: Dialect): object {
  const { model, prompt, size, quality, count, format, background } = request;
  // Other servers know no such fields.
  const previews = official || /gpt-image/.test(model) ? previewsOf(request) : 0;
  return {
    model,
    prompt,
    n: count,
    ...(size === undefined ? {} : { size }),
    ...(quality === undefined ? {} : { quality }),
    ...(format === undefined ? {} : { output_format: format }),
    ...(background === undefined ? {} : { background }),
    ...(previews > 0 ? { stream: true, partial_images: previews } : {}),
    ...pseudonyms(request),
    ...(official || /gpt-image/.test(model) ? {} : { response_format: 'b64_json' }),
  };
}

/** Number of previews to ask for. Those of several pictures could not be told apart. */
const previewsOf = ({ count, previews = 0 }: ImageRequest) => (count === 1 ? previews : 0);

async function draw(
  service: Service,
  request: ImageRequest,
  { body, key, watchdog, at }: CallAttempt,
  onPreview: OnPreview,
): Promise<Drawn> {
  const { count, sources = [] } = request;
  const client = await service.client();
  const sent = sources.length > 0 ? editOf(body, request) : { body, headers: {} };
  const headers = { ...headersFor(key), ...sent.headers };
  const path = sources.length > 0 ? '/images/edits' : '/images/generations';
  const answer = await answerOf(client.post(path, { body: sent.body, headers, signal: watchdog.signal }));
  const { stream } = answer;
  at.begun = true;
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    return readImages(await readImageBody(stream, count));
  }
  const preview = (bytes: Buffer) => onPreview(pictureOf(bytes, 0));
  return readImages(await readImageStream(stream, previewsOf(request), preview, at));
}

/** Builds the body of POST /images/edits. */
function editOf(fields: object, { sources = [], mask }: ImageRequest) {
  const files = sources.map(({ bytes, mime }, index) => ({
    field: sources.length > 1 ? 'image[]' : 'image',
    name: `picture-${index + 1}.${mime.slice('image/'.length)}`,
    ...{ mime, bytes },
  }));
  const masks = mask ? [{ field: 'mask', name: 'mask.png', mime: 'image/png', bytes: mask }] : [];
  return multipart({ ...fields }, [...files, ...masks]);
}

/** Reads the pictures of an answer. Throws `model_server` if it cannot be read, `model_empty` if it has no pictures. */
export function readImages({ answer, pictures: bodies }: ImageBody): Drawn {
  const { data, usage } = fields(answer);
  if (!Array.isArray(data)) throw modelFault('model_server', 'The answer holds no list of pictures');
  const { input_tokens: input, output_tokens: output } = fields(usage);
  const counted = createUsage(input, output);
  const pictures = data.map(fields).flatMap(({ b64_json: at }, index) => {
    const bytes = typeof at === 'number' ? bodies[at] : undefined;
    return bytes ? [pictureOf(bytes, index)] : [];
  });
  if (pictures.length > 0) return { pictures, ...(counted ? { usage: counted } : {}) };
  if (data.length > 0) throw modelFault('model_server', 'The answer holds no bytes of pictures');
  throw modelFault('model_empty', 'The answer holds no pictures');
}
