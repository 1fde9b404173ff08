import type { Painting } from './image-checks.ts';
import { pictureTokens, type Seen, see } from './pictures.ts';
import { countTokens } from './words.ts';

/** One message as the speaker hears it, whichever API it came by. */
export interface HeardMessage {
  role: 'system' | 'user' | 'assistant';
  text: string;
  /** Pictures among its parts, in order. */
  pictures: HeardPicture[];
}

/** A picture as it was sent. One that is an address on the web is not fetched: its size is taken to be 1024 by 1024. */
export interface HeardPicture extends Seen {
  /** As it was asked for; absent where it was not. */
  detail?: unknown;
  tokens: number;
}

/** Result of a call, as it was given since the last thing that a person said. */
export interface HeardResult {
  name: string;
  /** JSON text of the call. */
  arguments: string;
  output: string;
}

/** A checked request for text. */
export interface Heard {
  api: 'responses' | 'chat';
  model: string;
  system: string;
  /** Without the system's, calls and their results. */
  messages: HeardMessage[];
  /** Results that the model has been waiting for. */
  results: HeardResult[];
  /** Names of the functions that it may call. */
  functions: string[];
  maxTokens: number | undefined;
  stream: boolean;
  includeUsage: boolean;
  /** Tool that draws within the answer, as it was set; absent where none was offered. */
  easel?: Painting;
  body: Record<string, unknown>;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a string or of a list of text parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('');
}

function roleOf(role: unknown): HeardMessage['role'] {
  if (role === 'assistant') return 'assistant';
  return role === 'system' || role === 'developer' ? 'system' : 'user';
}

/** Pictures of a list of parts, of either API. */
function picturesOf(content: unknown): HeardPicture[] {
  if (!Array.isArray(content)) return [];
  return content.filter(isRecord).flatMap((part) => {
    const { image_url: picture } = part;
    const { url = picture, detail } = isRecord(picture) ? picture : part;
    return typeof url === 'string' ? [pictureAt(url, detail)] : [];
  });
}

function pictureAt(url: string, detail: unknown): HeardPicture {
  const bytes = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  const seen = (url.startsWith('data:') ? see(bytes) : undefined) ?? { mime: 'image/png', width: 1024, height: 1024 };
  return { ...seen, ...(detail === undefined ? {} : { detail }), tokens: pictureTokens(seen, detail) };
}

function messagesOf(items: unknown): HeardMessage[] {
  if (typeof items === 'string') return [{ role: 'user', text: items, pictures: [] }];
  if (!Array.isArray(items)) return [];
  return items
    .filter(isRecord)
    .filter(isSaid)
    .map(({ role, content }) => ({ role: roleOf(role), text: textOf(content), pictures: picturesOf(content) }));
}

const isSaid = ({ role, type, tool_calls: calls, content }: Record<string, unknown>): boolean =>
  role !== 'tool' && (calls === undefined || textOf(content) !== '') && (role !== undefined || type === undefined);

/** Calls of an item or a message of either API, and results. */
function heardCalls(item: Record<string, unknown>): { id: unknown; name: string; arguments: string }[] {
  const { type, call_id: id, tool_calls: calls } = item;
  if (type === 'function_call') return [{ id, name: String(item['name']), arguments: String(item['arguments']) }];
  return (Array.isArray(calls) ? calls.filter(isRecord) : []).map((call) => {
    const { name, arguments: written } = isRecord(call['function']) ? call['function'] : {};
    return { id: call['id'], name: String(name), arguments: String(written) };
  });
}

function resultsIn(items: unknown): HeardResult[] {
  const all = Array.isArray(items) ? items.filter(isRecord) : [];
  const since = all.slice(all.findLastIndex(({ role }) => role === 'user') + 1);
  const made = since.flatMap(heardCalls);
  return since.flatMap((item) => {
    const call = made.find(({ id }) => id === (item['call_id'] ?? item['tool_call_id']));
    if (!call || !(item['type'] === 'function_call_output' || item['role'] === 'tool')) return [];
    return [{ name: call.name, arguments: call.arguments, output: textOf(item['output'] ?? item['content']) }];
  });
}

function functionsIn(tools: unknown): string[] {
  return (Array.isArray(tools) ? tools.filter(isRecord) : [])
    .filter(({ type }) => type === 'function')
    .map((tool) => String(isRecord(tool['function']) ? tool['function']['name'] : tool['name']));
}

const integer = (value: unknown) => (typeof value === 'number' ? value : undefined);

/** Reads a checked body of either API. */
export function hear(api: Heard['api'], body: Record<string, unknown>): Heard {
  const all = messagesOf(api === 'responses' ? body['input'] : body['messages']);
  const system = all.filter((message) => message.role === 'system').map((message) => message.text);
  if (typeof body['instructions'] === 'string') system.unshift(body['instructions']);
  const options = body['stream_options'];
  return {
    api,
    model: String(body['model']),
    system: system.join('\n'),
    messages: all.filter((message) => message.role !== 'system'),
    results: resultsIn(api === 'responses' ? body['input'] : body['messages']),
    functions: functionsIn(body['tools']),
    maxTokens: integer(body['max_output_tokens'] ?? body['max_completion_tokens'] ?? body['max_tokens']),
    stream: body['stream'] === true,
    includeUsage: isRecord(options) && options['include_usage'] === true,
    body,
  };
}

/** Tokens by which the tool that draws tells the model of itself. */
const EASEL = 340;

/** Tokens of the whole prompt. */
export function promptTokens(heard: Heard): number {
  const { messages, results, functions, body } = heard;
  const exchanged = results.map(({ arguments: written, output }) => written + output);
  const offered = functions.length > 0 ? [JSON.stringify(body['tools'])] : [];
  const texts = [heard.system, ...messages.map(({ text }) => text), ...exchanged, ...offered];
  const pictures = messages.flatMap((message) => message.pictures);
  return pictures.reduce(
    (sum, { tokens }) => sum + tokens,
    texts.reduce((sum, text) => sum + countTokens(text) + 4, heard.easel ? EASEL : 3),
  );
}

/** Messages of a request for text as they are heard, in order, without the system's; none where there is no request. */
export function messagesIn(request: { body: Record<string, unknown> } | undefined): HeardMessage[] {
  if (!request) return [];
  return hear('input' in request.body ? 'responses' : 'chat', request.body).messages;
}
