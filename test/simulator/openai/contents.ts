import { invalid, missing } from './failures.ts';
import { type Heard, isRecord } from './heard.ts';
import type { ModelFacts } from './models.ts';
import { listed } from './parameters.ts';
import { see } from './pictures.ts';

/** Checks of messages and of the parts of their contents, as either API words its refusals. */

type Part = Readonly<Record<string, unknown>>;

const pictureTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];
const MOST_PICTURES = 1_500;
/** Longest address of a picture, and longest text of a file, in characters (both are in the official description). */
const MOST_ADDRESS = 20_971_520;
const MOST_FILE = 73_400_320;

/** Part at its path in the request. */
interface Placed {
  part: Part;
  path: string;
  facts: ModelFacts;
}

const wrongType = (path: string, expected: string, value: unknown) =>
  invalid(
    `Invalid type for '${path}': expected ${expected}, but got ${isRecord(value) ? 'an object' : `a ${typeof value}`} instead.`,
    path,
    'invalid_type',
  );

const tooLong = (path: string, most: number, length: number) =>
  invalid(
    `Invalid '${path}': string too long. Expected a string with maximum length ${most}, but got a string with length ${length} instead.`,
    path,
    'string_above_max_length',
  );

const onlyCertain = (type: string, path: string) =>
  invalid(`Invalid content type. ${type} is only supported by certain models.`, `${path}.type`, null);

/** Refuses fields that a part has not. */
function checkFields(part: Part, path: string, known: readonly string[]): void {
  const unknown = Object.keys(part).find((name) => name !== 'type' && !known.includes(name));
  if (unknown) throw invalid(`Unknown parameter: '${path}.${unknown}'.`, `${path}.${unknown}`, 'unknown_parameter');
}

function checkDetail(detail: unknown, path: string, values: readonly string[]): void {
  if (detail === undefined || (typeof detail === 'string' && values.includes(detail))) return;
  const message = `Invalid value: '${String(detail)}'. Supported values are: ${listed(values)}.`;
  throw invalid(message, `${path}.detail`, 'invalid_value');
}

/** Takes the bytes out of a data URL of one of these types; undefined for an address on the web. */
function dataOf(url: string, path: string, expected: string, types: readonly string[]): Buffer | undefined {
  if (/^https?:\/\/\S+$/.test(url)) return undefined;
  const [example = ''] = types;
  const wrong = (got: string) =>
    invalid(
      `Invalid '${path}'. Expected a base64-encoded data URL with an ${expected} MIME type (e.g. 'data:${example};base64,aW1nIGJ5dGVzIGhlcmU='), but got ${got}.`,
      path,
      'invalid_value',
    );
  if (!url.startsWith('data:')) throw wrong("a value without the 'data:' prefix");
  const comma = url.indexOf(',');
  const [mime = '', ...rest] = url.slice(5, Math.max(5, comma)).split(';');
  if (!types.includes(mime)) throw wrong(`unsupported MIME type '${mime}'`);
  const data = url.slice(comma + 1);
  if (data === '') throw wrong('empty base64-encoded bytes');
  if (!rest.includes('base64') || !/^[A-Za-z0-9+/]+={0,2}$/.test(data)) throw wrong('invalid base64-encoded bytes');
  return Buffer.from(data, 'base64');
}

function checkPicture(url: string, path: string): void {
  if (url.length > MOST_ADDRESS) throw tooLong(path, MOST_ADDRESS, url.length);
  const bytes = dataOf(url, path, 'image', pictureTypes);
  if (!bytes || see(bytes)) return;
  const formats = "['image/jpeg', 'image/png', 'image/gif', 'image/webp']";
  const message = `The image data you provided does not represent a valid image. Please check your input and try again with one of the supported image formats: ${formats}.`;
  throw invalid(message, null, 'invalid_image_format');
}

/** Parts of either API; what is not here is not looked into. */
const checks: Readonly<Record<string, (placed: Placed) => void>> = {
  input_image({ part, path, facts }) {
    checkFields(part, path, ['image_url', 'file_id', 'detail', 'prompt_cache_breakpoint']);
    if (facts.blind) throw onlyCertain('image_url', path);
    checkDetail(part['detail'], path, ['low', 'high', 'auto', 'original']);
    const { image_url: url, file_id: file } = part;
    if (typeof url === 'string') checkPicture(url, `${path}.image_url`);
    else if (url) throw wrongType(`${path}.image_url`, 'an image URL', url);
    else if (!file) throw missing(`${path}.image_url`);
  },
  image_url({ part, path, facts }) {
    checkFields(part, path, ['image_url', 'prompt_cache_breakpoint']);
    if (facts.blind) throw onlyCertain('image_url', path);
    const { image_url: picture } = part;
    if (!isRecord(picture)) throw wrongType(`${path}.image_url`, 'an object', picture);
    checkFields(picture, `${path}.image_url`, ['url', 'detail']);
    checkDetail(picture['detail'], `${path}.image_url`, ['low', 'high', 'auto']);
    if (typeof picture['url'] !== 'string') throw missing(`${path}.image_url.url`);
    checkPicture(picture['url'], `${path}.image_url.url`);
  },
  input_file({ part, path }) {
    checkFields(part, path, ['file_data', 'file_id', 'file_url', 'filename', 'detail', 'prompt_cache_breakpoint']);
    checkDetail(part['detail'], path, ['auto', 'low', 'high']);
    const { file_data: data, file_id: id, file_url: url } = part;
    if (!data && !id && !url) throw missing(`${path}.file_data`);
    if (typeof data === 'string' && data.length > MOST_FILE) throw tooLong(`${path}.file_data`, MOST_FILE, data.length);
  },
  file({ part, path }) {
    const { file } = part;
    if (!isRecord(file)) throw missing(`${path}.file`);
    const { file_data: data, file_id: id } = file;
    if (!data && !id) throw missing(`${path}.file.file_data`);
    if (typeof data === 'string') dataOf(data, `${path}.file.file_data`, 'application/pdf', ['application/pdf']);
  },
  input_audio({ part, path, facts }) {
    if (!facts.hears) throw onlyCertain('input_audio', path);
    const { data, format } = isRecord(part['input_audio']) ? part['input_audio'] : {};
    if (typeof data !== 'string' || data === '') throw missing(`${path}.input_audio.data`);
    const formats = ['wav', 'mp3'];
    if (typeof format === 'string' && formats.includes(format)) return;
    const message = `Invalid value: '${String(format)}'. Supported values are: ${listed(formats)}.`;
    throw invalid(message, `${path}.input_audio.format`, 'invalid_value');
  },
};

const partTypes = {
  responses: { user: ['input_text', 'input_image', 'input_file'], assistant: ['output_text', 'refusal'] },
  chat: { user: ['text', 'image_url', 'input_audio', 'file'], assistant: ['text', 'refusal'] },
};

/** Request whose messages are looked at. */
interface Looked {
  api: Heard['api'];
  facts: ModelFacts;
  pictures: number;
}

function checkContent(content: unknown, role: string, path: string, looked: Looked): void {
  if (typeof content === 'string') return;
  if (content === undefined) throw missing(path);
  if (!Array.isArray(content)) {
    const message = `Invalid type for '${path}': expected one of a string or array of objects, but got ${content === null ? 'null' : `a ${typeof content}`} instead.`;
    throw invalid(message, path, 'invalid_type');
  }
  const own = partTypes[looked.api];
  const allowed = role === 'assistant' ? own.assistant : role === 'tool' ? ['text'] : own.user;
  content.forEach((part: unknown, index) => {
    const type = isRecord(part) ? part['type'] : undefined;
    const at = `${path}[${index}]`;
    if (typeof type !== 'string' || !allowed.includes(type)) {
      const message = `Invalid value: '${String(type)}'. Supported values are: ${listed(allowed)}.`;
      throw invalid(message, `${at}.type`, 'invalid_value');
    }
    if (isRecord(part)) checks[type]?.({ part, path: at, facts: looked.facts });
    if (type === 'input_image' || type === 'image_url') looked.pictures += 1;
  });
}

const roles = {
  responses: ['assistant', 'system', 'developer', 'user'],
  chat: ['system', 'assistant', 'user', 'function', 'tool', 'developer'],
};

function checkMessage(item: unknown, path: string, looked: Looked): void {
  if (!isRecord(item)) throw wrongType(path, 'an object', item);
  const { role } = item;
  const { api } = looked;
  if (role === undefined && api === 'responses' && item['type'] !== undefined && item['type'] !== 'message') return;
  if (typeof role !== 'string' || !roles[api].includes(role)) {
    const message = `Invalid value: '${String(role)}'. Supported values are: ${listed(roles[api])}.`;
    throw invalid(message, `${path}.role`, 'invalid_value');
  }
  if (role === 'assistant' && api === 'chat' && item['tool_calls'] !== undefined) return;
  checkContent(item['content'], role, `${path}.content`, looked);
}

function checkMessages(items: unknown, name: 'input' | 'messages', api: Heard['api'], facts: ModelFacts): void {
  if (!Array.isArray(items)) throw wrongType(name, 'an array of objects', items);
  if (items.length === 0) {
    const message = `Invalid '${name}': empty array. Expected an array with minimum length 1, but got an empty array instead.`;
    throw invalid(message, name, 'empty_array');
  }
  const looked: Looked = { api, facts, pictures: 0 };
  items.forEach((item: unknown, index) => {
    checkMessage(item, `${name}[${index}]`, looked);
  });
  if (looked.pictures <= MOST_PICTURES) return;
  const message = `Too many images in request. Expected at most ${MOST_PICTURES}, but got ${looked.pictures}.`;
  throw invalid(message, name, 'invalid_value');
}

/** Checks what is said in a request for text, or throws the service's refusal. */
export function checkSaid(body: Readonly<Record<string, unknown>>, api: Heard['api'], facts: ModelFacts): void {
  const { input, messages } = body;
  if (api === 'chat') {
    checkMessages(messages, 'messages', api, facts);
    return;
  }
  if (input === undefined || input === null || input === '') {
    const message = 'One of "input" or "previous_response_id" or \'prompt\' or \'conversation_id\' must be provided.';
    throw invalid(message, 'input', 'missing_required_parameter');
  }
  if (typeof input !== 'string') checkMessages(input, 'input', api, facts);
}
