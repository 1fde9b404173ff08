import { afterEach, beforeEach } from 'vitest';
import { type OpenAISimulator, startOpenAI } from './index.ts';

/** A stand-in of its own for each test, and what is asked of it. */

export let openai: OpenAISimulator;

/** Starts a stand-in for each test of a file. */
export function askEach(): void {
  beforeEach(async () => {
    openai = await startOpenAI({
      models: { tiny: { kind: 'text', window: 60 }, blind: { kind: 'text', window: 9000, blind: true } },
    });
  });
  afterEach(() => openai.close());
}

export function post(path: string, body: unknown, key = openai.key): Promise<Response> {
  return fetch(`${openai.baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Posts a multipart body. Bytes are a file: its name, type and content. */
export function send(
  path: string,
  fields: readonly (readonly [string, string | readonly [string, string, Buffer]])[],
): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of fields) {
    if (typeof value === 'string') body.append(name, value);
    else body.append(name, new Blob([new Uint8Array(value[2])], { type: value[1] }), value[0]);
  }
  return fetch(`${openai.baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${openai.key}` },
    body,
  });
}

export async function events(response: Response): Promise<{ type: string; [key: string]: unknown }[]> {
  const blocks = (await response.text()).split('\n\n').filter(Boolean);
  return blocks.map((block) => JSON.parse(block.slice(block.indexOf('data: ') + 6)));
}

export const ask = { model: 'gpt-6-luna', input: 'say one two three', stream: true };
export const chat = { model: 'gpt-6-luna', messages: [{ role: 'user', content: 'say one two three' }], stream: true };
