import type { Spoken } from './answer.ts';
import type { OutputItem } from './calls.ts';
import { invalid, missing, Refusal } from './failures.ts';
import { type Heard, isRecord } from './heard.ts';
import { listed } from './parameters.ts';
import { pieces } from './words.ts';

/** The service's own search and its own runs of code. */

type Fields = Readonly<Record<string, unknown>>;

/** Search of the web, and the pages that the answer draws on. */
export interface Search {
  query: string;
  pages?: readonly { url: string; title: string }[];
}

/** Run of code, and the files that it makes. */
export interface Run {
  code: string;
  files?: readonly { name: string; bytes: Uint8Array }[];
}

const known: Readonly<Record<string, readonly string[]>> = {
  web_search: ['type', 'external_web_access', 'filters', 'user_location', 'search_context_size'],
  user_location: ['type', 'country', 'region', 'city', 'timezone'],
  code_interpreter: ['type', 'container', 'allowed_callers'],
};

function checkFields(of: Fields, path: string, names: readonly string[] = []): void {
  const unknown = Object.keys(of).find((name) => !names.includes(name));
  if (unknown) throw invalid(`Unknown parameter: '${path}.${unknown}'.`, `${path}.${unknown}`, 'unknown_parameter');
}

/** Checks a tool of the service's own, or throws its refusal. */
export function checkHosted(tool: Fields, path: string, body: Fields): void {
  const { type, user_location: place, container } = tool;
  checkFields(tool, path, known[String(type)]);
  if (type === 'code_interpreter') {
    if (container === undefined) throw missing(`${path}.container`);
    if (typeof container === 'string' || (isRecord(container) && container['type'] === 'auto')) return;
    const given = isRecord(container) ? container['type'] : container;
    throw invalid(
      `Invalid value: '${String(given)}'. Supported values are: ${listed(['auto'])}.`,
      `${path}.container`,
      'invalid_value',
    );
  }
  const { reasoning } = body;
  if (isRecord(reasoning) && reasoning['effort'] === 'minimal') {
    throw invalid("The following tools cannot be used with reasoning.effort 'minimal': web_search.", 'tools', null);
  }
  if (place === undefined || place === null) return;
  if (!isRecord(place))
    throw invalid(
      `Invalid type for '${path}.user_location': expected an object.`,
      `${path}.user_location`,
      'invalid_type',
    );
  checkFields(place, `${path}.user_location`, known['user_location']);
  if (place['type'] !== 'approximate') throw missing(`${path}.user_location.type`);
  const { country } = place;
  if (country === undefined || country === null || /^[A-Z]{2}$/i.test(String(country))) return;
  const message = `Invalid '${path}.user_location.country': must be a two-letter ISO country code.`;
  throw invalid(message, `${path}.user_location.country`, 'invalid_value');
}

const offers = ({ body }: Heard, type: string): boolean =>
  Array.isArray(body['tools']) && body['tools'].some((tool) => isRecord(tool) && tool['type'] === type);

const filesMade = new Map<string, Uint8Array>();
const MOST_KEPT = 200;

interface Played {
  items: OutputItem[];
  annotations: Fields[];
}

/** What an answer searches and runs, where it was offered the tools, and what its words then cite. `id`: that of the response. */
export function played(heard: Heard, { searches = [], runs = [], pieces: said }: Spoken, id: string): Played {
  const found = offers(heard, 'web_search') ? searches : [];
  const run = offers(heard, 'code_interpreter') ? runs : [];
  const place = { start_index: 0, end_index: said.join('').length };
  const container = id.replace('resp', 'cntr');
  const made = run.flatMap(({ files = [] }) => files);
  for (const [at, { bytes }] of made.entries()) keep(`${container}/${fileId(id, at)}`, bytes);
  return {
    items: [
      ...found.map((each, at) => searchItem(each, `${id.replace('resp', 'ws')}${at}`)),
      ...run.map((each, at) => runItem(each, `${id.replace('resp', 'ci')}${at}`, container)),
    ],
    annotations: [
      ...found
        .flatMap(({ pages = [] }) => pages)
        .map(({ url, title }) => ({ type: 'url_citation', ...place, title, url: marked(url) })),
      ...made.map(({ name }, at) => ({
        ...{ type: 'container_file_citation', container_id: container, file_id: fileId(id, at), filename: name },
        ...place,
      })),
    ],
  };
}

const fileId = (id: string, at: number) => `${id.replace('resp', 'cfile')}${at}`;
const marked = (url: string) => `${url}${url.includes('?') ? '&' : '?'}utm_source=openai`;

function keep(key: string, bytes: Uint8Array): void {
  const [oldest] = filesMade.keys();
  if (filesMade.size >= MOST_KEPT && oldest !== undefined) filesMade.delete(oldest);
  filesMade.set(key, bytes);
}

function searchItem({ query }: Search, id: string): OutputItem {
  const item = { id, type: 'web_search_call' };
  const done = { ...item, status: 'completed', action: { type: 'search', query, queries: [query] } };
  return {
    item: done,
    *blocks(output_index, event) {
      const at = { output_index, item_id: id };
      yield event('response.output_item.added', { output_index, item: { ...item, status: 'in_progress' } });
      for (const name of ['in_progress', 'searching', 'completed']) yield event(`response.web_search_call.${name}`, at);
      yield event('response.output_item.done', { output_index, item: done });
    },
  };
}

function runItem({ code }: Run, id: string, container_id: string): OutputItem {
  const item = { id, type: 'code_interpreter_call', container_id, outputs: null };
  const done = { ...item, status: 'completed', code };
  return {
    item: done,
    *blocks(output_index, event) {
      const at = { output_index, item_id: id };
      yield event('response.output_item.added', { output_index, item: { ...item, status: 'in_progress', code: '' } });
      yield event('response.code_interpreter_call.in_progress', at);
      for (const delta of pieces(code)) yield event('response.code_interpreter_call_code.delta', { ...at, delta });
      yield event('response.code_interpreter_call_code.done', { ...at, code });
      yield event('response.code_interpreter_call.interpreting', at);
      yield event('response.code_interpreter_call.completed', at);
      yield event('response.output_item.done', { output_index, item: done });
    },
  };
}

const FILE = /^\/v1\/containers\/([^/]+)\/files\/([^/]+)\/content$/;

/** Bytes of a file that code has made; undefined for another path. */
export function fileAt(path: string): Uint8Array | undefined {
  const match = FILE.exec(path);
  if (!match) return undefined;
  const bytes = filesMade.get(`${match[1]}/${match[2]}`);
  if (bytes) return bytes;
  throw new Refusal(404, { message: 'Container is expired.', type: 'invalid_request_error' });
}
