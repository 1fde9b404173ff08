import { createModel, type ModelOptions, type WarmableModel } from '../../src/model/index.ts';
import type { Clock, Log, Model, ModelEvent, ModelRequest } from '../../src/ports/index.ts';
import { saying } from '../../src/util/messages.ts';
import type { OpenAISimulator } from '../simulator/openai/index.ts';

/** A log that keeps its lines. */
export function keepLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const write = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log = { lines, debug: write, info: write, warn: write, error: write, child: () => log };
  return log;
}

/** A clock on which waits end at once and are kept. */
export function keepClock(): Clock & { waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => Date.now(),
    elapsed: () => performance.now(),
    async sleep(ms, signal) {
      signal.throwIfAborted();
      waits.push(ms);
    },
  };
}

/** A model that asks the stand-in and waits for nothing. */
export function modelOf(
  openai: OpenAISimulator,
  { apiKey = openai.key, ...options }: Partial<ModelOptions> & { apiKey?: string } = {},
): WarmableModel {
  return createModel({
    keys: { keys: [apiKey] },
    baseUrl: openai.baseUrl,
    api: 'responses',
    secret: new Uint8Array(32),
    clock: keepClock(),
    random: () => 0.5,
    log: keepLog(),
    ...options,
  });
}

/** Ann in her private chat. */
export const ann = { actor: 'test:1', chat: 'test:1', purpose: 'answer' } as const;

export const question: ModelRequest = {
  onBehalf: ann,
  model: 'gpt-6-luna',
  system: 'Be brief.',
  messages: [saying('user', 'say one two three')],
};

const never = new AbortController().signal;

/** Everything a stream yields until it ends or throws. */
export async function collect(model: Model, request: Partial<ModelRequest> = {}, signal: AbortSignal = never) {
  const events: ModelEvent[] = [];
  let error: unknown;
  try {
    for await (const event of model.stream({ ...question, ...request }, signal)) events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  const text = events.map((event) => (event.type === 'text' ? event.delta : '')).join('');
  return { events, text, end: events.find((event) => event.type === 'end'), error };
}
