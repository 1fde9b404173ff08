import { onTestFinished } from 'vitest';
import { createDiscord, type DiscordSettings } from '../../../adapters/discord/index.ts';
import { createLocales } from '../../../src/locales/index.ts';
import type {
  Adapter,
  AdapterContext,
  Clock,
  CommandDescription,
  Controls,
  EventBody,
  InboundEvent,
  Target,
} from '../../../src/ports/index.ts';
import { systemClock } from '../../../src/util/clock.ts';
import { isFault } from '../../../src/util/errors.ts';
import { flat, flatOf, isMeant } from '../../events.ts';
import { createTestLog } from '../../fake-clock.ts';
import {
  type Discord,
  type DiscordOptions,
  type SimChannel,
  type SimMessage,
  startDiscord,
} from '../../simulator/discord/index.ts';
import { createFacts } from '../facts.ts';

/** The real adapter against the stand-in of Discord. */

export interface Rig {
  server: Discord;
  adapter: Adapter;
  /** Events that are meant for the bot. */
  received: InboundEvent[];
  log: ReturnType<typeof createTestLog>;
  signal: AbortSignal;
  stop(): Promise<void>;
}

export interface RigOptions {
  discord?: DiscordOptions;
  settings?: Partial<DiscordSettings>;
  context?: Partial<AdapterContext>;
  /** Connect at once; true when absent. */
  start?: boolean;
  server?: Discord;
  /** Takes what is to be closed in the end, in reverse order; the end of the test by default. */
  atEnd?(close: () => Promise<void>): void;
}

/** Waits pass at once, but for giving others a turn. */
export const hasty: Clock = { ...systemClock, sleep: (_, signal) => systemClock.sleep(1, signal) };

export const commands: CommandDescription[] = [
  {
    spec: {
      name: 'ask',
      audience: 'everyone',
      options: [
        { name: 'private', type: 'boolean' },
        { name: 'prompt', type: 'string', required: true, maxLength: 6000, rest: true },
        { name: 'model', type: 'string', choices: ['basic', 'advanced'] },
      ],
      files: ['file'],
    },
    description: { en: 'Ask a question', 'zh-CN': '提问', xx: 'no such locale' },
    options: {
      prompt: { en: 'What to ask', 'zh-CN': '问题' },
      model: { en: 'Which model' },
      private: { en: 'Only you' },
      file: { en: 'A file' },
    },
  },
  {
    spec: { name: 'settings', audience: 'asker', options: [{ name: 'count', type: 'integer', min: 1, max: 10 }] },
    description: { en: 'Settings' },
    options: { count: { en: 'How many' } },
  },
  {
    spec: { name: 'start', audience: 'everyone', options: [], hidden: true },
    description: { en: 'Start' },
    options: {},
  },
];

/** Commands on messages' menus, and one that suggests. */
export const more: CommandDescription[] = [
  {
    spec: {
      name: 'about',
      audience: 'everyone',
      options: [{ name: 'prompt', type: 'string', required: true, maxLength: 6000 }],
      onMessage: { form: 'prompt' },
    },
    description: { en: 'Ask about it' },
    options: { prompt: { en: 'What do you want to know about this message, exactly?', 'zh-CN': '问题' } },
    onMessage: { en: 'Ask about this', 'zh-CN': '询问此消息', es: 'Preguntar sobre esto' },
  },
  {
    spec: { name: 'summarise', audience: 'everyone', options: [], onMessage: { includesLaterMessages: true } },
    description: { en: 'Sum it up' },
    options: {},
    onMessage: { en: 'Summarise from here' },
  },
  {
    spec: {
      name: 'chats',
      audience: 'asker_always',
      options: [
        { name: 'switch', type: 'string', suggest: true },
        { name: 'count', type: 'integer', suggest: true },
        { name: 'page', type: 'integer', internal: true },
      ],
    },
    description: { en: 'Your chats' },
    options: { switch: { en: 'Which' }, count: { en: 'How many' } },
  },
];

export async function rig(options: RigOptions = {}): Promise<Rig> {
  const server = options.server ?? (await startDiscord(options.discord));
  const { atEnd = onTestFinished } = options;
  if (!options.server) atEnd(() => server.close());
  const received: InboundEvent[] = [];
  const log = createTestLog();
  const adapter = createDiscord(
    { token: server.token, apiUrl: server.apiUrl, messageContent: true, globalPerSecond: 0, ...options.settings },
    {
      receive: async (batch) => void received.push(...batch.filter(isMeant)),
      cursor: async () => undefined,
      store: createFacts().store,
      texts: createLocales().texts,
      commands,
      suggest: async () => [],
      admits: () => true,
      proxies: new Set(),
      permissionsChanged: () => undefined,
      clock: systemClock,
      log,
      ...options.context,
    },
  );
  const control = new AbortController();
  const stop = async () => {
    control.abort(new Error('the test is over'));
    await adapter.ended.catch(() => undefined);
  };
  if (options.start !== false) {
    atEnd(stop);
    await adapter.start(control.signal);
    await server.waitFor(() => server.commands().length > 0);
  }
  return { server, adapter, received, log, signal: control.signal, stop };
}

/** Waits for the n-th event the core was handed. */
export function nthEvent({ server, received }: Rig, index: number): Promise<InboundEvent> {
  return until(server, () => received[index]);
}

/** Waits for the n-th event the core was handed, flat. */
export async function nth<Type extends EventBody['type']>({ server, received }: Rig, index: number, type: Type) {
  return flat(await nthEvent({ server, received } as Rig, index), type);
}

/** Waits for the n-th event of a kind, whatever comes in between. */
export function nthOf<Type extends EventBody['type']>({ server, received }: Rig, index: number, type: Type) {
  return until(server, () => flatOf(received, type)[index]);
}

async function until<T>(server: Discord, look: () => T | undefined): Promise<T> {
  for (let left = 200; left > 0; left -= 1) {
    const found = look();
    if (found !== undefined) return found;
    await Promise.race([server.waitFor(() => false, 20).catch(() => undefined)]);
  }
  throw new Error('nothing arrived');
}

export function text(content: string) {
  return { rendered: { text: content } };
}

export function placed(part = 0, replyTo?: string) {
  return { part, nonce: `nonce-${part}`, ...(replyTo === undefined ? {} : { replyTo }) };
}

export function messageTarget(channel: { id: string }, prompt?: { id: string }): Target {
  return {
    surface: 'discord',
    chat: `discord:${channel.id}`,
    group: true,
    privately: false,
    ...(prompt ? { prompt: prompt.id } : {}),
    address: { channel: channel.id },
  };
}

/** A slash command somebody uses, and where its answer goes. */
export async function asked(r: Rig, channel: SimChannel, extra: Record<string, string | boolean> = {}) {
  const user = r.server.user({ username: 'ada' });
  const index = r.received.length;
  const used = r.server.interact(channel, user, { name: 'ask', options: { prompt: 'why', ...extra } });
  const { reply: target } = await nth(r, index, 'command');
  return { used, target };
}

/** An answer with buttons in a channel, as everybody there sees it. */
export async function answered(r: Rig, channel: SimChannel, controls: Controls = retry): Promise<SimMessage> {
  const [id] = await r.adapter.surface.create(
    messageTarget(channel),
    { ...text('an answer'), controls },
    placed(),
    r.signal,
  );
  return shownAs(r, channel, id);
}

export const retry: Controls = [[{ data: 'retry turn=k3', label: 'Regenerate' }]];

/** A message by its id. */
export function shownAs({ server }: Rig, channel: SimChannel, id: string | undefined): SimMessage {
  const found = server.messages(channel).find((message) => message.id === id);
  if (!found) throw new Error(`no message ${id}`);
  return found;
}

/** A rig and a channel of a server. */
export async function inServer(options?: RigOptions, member = true) {
  const r = await rig(options);
  const channel = r.server.channel(r.server.guild({ name: 'g', member }), { name: 'c' });
  return { ...r, r, channel, surface: r.adapter.surface };
}

/** The Fault a promise rejects with, as plain data. */
export async function kindOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return isFault(error) ? { kind: error.kind, ...error.facts } : error;
}
