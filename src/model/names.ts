import type { OpenAI } from 'openai/client.js';
import { modelFault, toModelFault } from './errors.ts';
import { answerOf, startOf } from './fetch.ts';
import { fields, stringOr } from './json.ts';
import { isOpenAi } from './official.ts';
import { connect, headersFor } from './service.ts';

/** Most bytes of an answer that are read: OpenRouter's list of models has some. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Gets, or posts to, an address of a service. Rejects with what its client throws, or with a SyntaxError for an answer that is no
 * JSON.
 */
export async function readJson(
  client: OpenAI,
  path: string,
  { signal, key }: { signal: AbortSignal; key: string | undefined },
  body?: object,
): Promise<unknown> {
  const call = { signal, headers: headersFor(key), ...(body ? { body } : {}) };
  const { stream } = await answerOf(body ? client.post(path, call) : client.get(path, call));
  // A longer one is cut, and is none then.
  const start = await startOf(stream, MOST_BYTES);
  return JSON.parse((await start?.text()) ?? '');
}

const MOST_NAMES = 1000;
/** Names that a setting can hold and a terminal can show. */
const NAME = /^[^\s\p{C}]{1,200}$/u;

/** Names in a service's list of its models, at most a thousand. */
export function namesIn(list: readonly unknown[]): string[] {
  const names = list.slice(0, MOST_NAMES).map((entry) => stringOr(fields(entry)['id']) ?? '');
  return names.filter((name) => NAME.test(name));
}

/**
 * Lists the models of a service by name.
 * @throws Fault where the service refuses the key, cannot be reached, or has no such list
 */
export async function modelNames(
  { baseUrl, key }: { baseUrl: string; key?: string | undefined },
  signal: AbortSignal,
): Promise<string[]> {
  try {
    const { data } = fields(await readJson(await connect(baseUrl), '/models', { signal, key }));
    if (!Array.isArray(data)) throw new SyntaxError('no list of models');
    return namesIn(data);
  } catch (error) {
    if (signal.aborted) throw modelFault('model_unreachable', 'No answer in time');
    throw toModelFault(error, { model: '', official: isOpenAi(baseUrl) });
  }
}
