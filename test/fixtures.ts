import type { Tooling } from '../src/answering/request/with-tools.ts';
import type { Prompt } from '../src/ports/index.ts';

let count = 0;

/** A message of Ann in her private chat on a platform called "test". */
export function promptOf(over: Partial<Prompt> = {}): Prompt {
  count += 1;
  return {
    v: 2,
    kind: 'prompt',
    key: `test:1:${count}`,
    surface: 'test',
    conversation: 'test:1',
    queue: 'test:1',
    place: { kind: 'private', scopes: ['test:1'] },
    actor: { id: 'test:1', name: 'Ann' },
    sentAt: 0,
    target: { surface: 'test', chat: 'test:1', group: false, privately: false, prompt: String(count), address: {} },
    text: 'Hello',
    cause: 'message',
    attachments: [],
    ...over,
    ...(over.conversation && !over.queue ? { queue: over.conversation } : {}),
  };
}

/** Bounds of tools as they are where nothing is set. */
export const toolBounds = { rounds: 8, calls: 24, callMs: 60_000, allMs: 300_000, resultChars: 20_000 };

/** First attempt at a turn, which is paid for by nobody. */
export const attempt = {
  ...{ spent: 0, steps: [], over: AbortSignal.abort() },
  spend: async (share: number) => share,
  write: async () => undefined,
  hold: async () => [],
};

/** What is done for a call in a turn without files and pictures. */
export const helpless = {
  findInFiles: async () => ({ text: '', unread: [] }),
  draw: async () => ({ refusal: 'Nothing draws here.' }),
};

/** A turn without tools. */
export const toolless: Tooling = {
  bounds: toolBounds,
  open: async () => ({ toolbox: { specs: [], find: () => undefined }, keptBack: new Set() }),
  about: { turn: '1', task: promptOf(), language: 'en', zone: undefined },
  steps: [],
  write: async () => undefined,
  hold: async () => [],
  approval: () => ({ isSilent: true, expires: 0, leaves: async () => new Set() }),
};

/** Senses that sense nothing. */
const gone = async () => ({ reason: 'gone' as const });
export const senseless = { sense: async () => ({}), source: gone, bytes: gone };

/** Senses that can tell nothing of a file but what its bytes are. */
export const withFile = (file: Uint8Array | undefined) =>
  file ? { ...senseless, bytes: async () => file } : senseless;

/** Defaults of how the bot behaves in a chat, as they are where nothing is set. */
export const manners = {
  answers: 'asked',
  bursts: 'each',
  messages: 10,
  reasoning: 'hidden',
  receipts: false,
  suggestions: false,
  threads: 'off',
  transcripts: 'shown',
  speaks: 'never',
  drawing: 'off',
  tools: [],
  retention: 0,
} as const;
