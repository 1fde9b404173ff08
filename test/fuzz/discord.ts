import * as fc from 'fast-check';
import * as v from 'valibot';
import { createFiles } from '../../adapters/discord/files.ts';
import { attachment, deletionEvent, editEvent, messageEvent, quoted } from '../../adapters/discord/gateway/events.ts';
import { addressOf } from '../../adapters/discord/ids.ts';
import { type Directory, deletionsOf, editOf, promptOf } from '../../adapters/discord/inbound.ts';
import { createMessageIntake } from '../../adapters/discord/intake.ts';
import { interactionEvent } from '../../adapters/discord/interactions/events.ts';
import { aboutMessage, inputOf } from '../../adapters/discord/interactions/forms.ts';
import { messageCommandOf, pressOf, slashCommandOf } from '../../adapters/discord/interactions/interactions.ts';
import type { CommandDescription, InboundEvent, Log } from '../../src/ports/index.ts';
import { systemClock } from '../../src/util/clock.ts';
import { Fault, isFault } from '../../src/util/errors.ts';
import { menus, real, role, self, specs } from './discord-acts.ts';
import { holdEventShape } from './event-shapes.ts';
import { type Fuzz, fuzz, hold, wrong } from './property.ts';
import { json, mutated, text } from './values.ts';

/** What Discord sends: gateway events of every shape become events the core can keep, or nothing. */

export const directory: Directory = {
  self,
  ownRoles: () => [role],
  namesAt: () => ({
    self,
    readsAll: false,
    place: (id) => (id.endsWith('1') ? 'place' : undefined),
    role: (id) => (id.endsWith('1') ? 'role' : undefined),
    channel: (id) => (id.endsWith('1') ? 'channel' : undefined),
  }),
  thread: async (id) =>
    id.endsWith('3') ? { id, parent: '300000000000000001', isPrivate: true, name: 'thread' } : undefined,
  isChannelToo: (id) => id.endsWith('1'),
  people: async () => [],
  opening: async ({ name = '' }) => ({ title: name, starter: { id: '1', author: 'Ada', text: 'first' } }),
  title: () => 'channel',
  isOpenedOn: (id) => id.endsWith('7'),
  isTold: (id) => !id.endsWith('2'),
  admits: () => true,
  proxies: new Set(['discord:200000000000000003']),
  language: (id) => (id.endsWith('1') ? 'zh-CN' : undefined),
  locale: (id) => (id.endsWith('2') ? 'es-ES' : undefined),
  async message(_channel, id) {
    const message = { id, author: { id: self, username: 'parley' }, content: `<@${self}> said <#300000000000000001>` };
    return v.parse(quoted, message);
  },
};

const reader = { now: 0, isChannelToo: directory.isChannelToo };

const shaped = real.map((events) => events.at(-1)?.data ?? null);

/** Fails unless it is an event of Discord's that the core can keep. */
export function holdEvent(event: InboundEvent): void {
  holdEventShape(event, 'discord');
  hold(
    /^discord:(?:i:|delete:)?\d{1,20}$|^discord:edit:\d{1,20}:[\d:T.+Z-]+$/.test(event.key),
    () => `the key ${event.key}`,
  );
  const { channel } = addressOf(event.reply);
  hold(event.reply.chat === `discord:${channel}`, 'the target names two chats');
  hold(event.at.scopes[0] === event.reply.chat, 'permission is asked for another channel');
  hold(event.at.chat === event.reply.chat, 'an answer in another channel');
}

async function take(data: unknown): Promise<boolean> {
  const message = v.safeParse(messageEvent, data);
  const edited = v.safeParse(editEvent, data);
  const deleted = v.safeParse(deletionEvent, data);
  const interaction = v.safeParse(interactionEvent, data);
  const made = [
    message.success ? await promptOf(message.output, directory) : undefined,
    edited.success ? await editOf(edited.output, directory, 0) : undefined,
    ...(deleted.success ? await deletionsOf(deleted.output, directory, 0) : []),
    interaction.success ? readInteraction(interaction.output) : undefined,
  ];
  for (const each of made) if (each) holdEvent(each);
  return message.success || edited.success || deleted.success || interaction.success;
}

function readInteraction(event: v.InferOutput<typeof interactionEvent>): InboundEvent | undefined {
  const about = { options: {}, quote: undefined, material: undefined };
  if (event.type === 3) return pressOf(event, undefined, reader);
  if (event.type === 5) {
    const { message } = event;
    const target = aboutMessage(event);
    if (message) return pressOf({ ...event, message }, inputOf(event), reader);
    return target && messageCommandOf(event, target.name, about, reader);
  }
  if ('target_id' in event.data) return messageCommandOf({ ...event, type: 2, data: event.data }, 'ask', about, reader);
  return slashCommandOf({ ...event, data: event.data } as Parameters<typeof slashCommandOf>[0], specs, reader);
}

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};

function described(spec: (typeof specs)[number]): CommandDescription {
  const menu = menus[spec.name];
  const onMessage = spec.name === 'ask' ? { form: 'prompt' } : { includesLaterMessages: true };
  if (menu === undefined) return { spec, description: {}, options: {} };
  return { spec: { ...spec, onMessage }, description: {}, options: {}, onMessage: { en: menu } };
}

/** The intake itself, with a gateway that knows of nothing: whatever arrives, no promise is left to reject. */
const gateway = {
  self: () => self,
  readsContent: () => false,
  guilds: {
    ownRoles: () => [],
    timedOutUntil: () => 0,
    role: () => undefined,
    channel: () => undefined,
    language: () => undefined,
    permissions: () => undefined,
    ownPermissions: () => undefined,
    isSeenFrom: () => false,
    isChannelToo: () => false,
    learn: async () => undefined,
    learnOf: async () => undefined,
  },
};
const over = new AbortController().signal;
const received: InboundEvent[] = [];
const intake = createMessageIntake({
  gateway,
  calls: { call: () => Promise.reject(new Error('not connected')), close: () => undefined },
  context: {
    receive: async (batch) => void received.push(...batch),
    cursor: async () => undefined,
    suggest: async () => [],
    admits: () => true,
    proxies: new Set(),
    permissionsChanged: () => undefined,
    store: { list: async () => [], set: async () => undefined, delete: async () => undefined },
    texts: () => (key) => key,
    commands: specs.map(described),
    clock: systemClock,
    log: silent,
  },
  members: { note: () => undefined },
  files: { note: () => undefined, give: () => undefined, forget: () => undefined },
  log: silent,
  signal: over,
});

async function takeIn(data: unknown): Promise<void> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  try {
    received.length = 0;
    void intake.message(data);
    intake.edited(data);
    intake.deleted(data);
    void intake.interaction(data, false);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    for (const event of received) holdEvent(event);
    if (unhandled.length > 0) wrong(`nobody handled: ${String(unhandled[0])}`);
  } finally {
    process.off('unhandledRejection', note);
  }
}

const addresses = fc.dictionary(
  fc.constantFrom('channel', 'interaction', 'token', 'application', 'member', 'update', 'message', 'ephemeral', 'x'),
  fc.oneof(text, fc.constant(self), fc.integer(), fc.boolean()),
);

const fileAddresses = fc.dictionary(
  fc.constantFrom('channel', 'message', 'attachment', 'still', 'sticker', 'ending', 'x'),
  fc.oneof({ weight: 3, arbitrary: fc.constant(self) }, text, fc.integer(), fc.boolean()),
  { noNullPrototype: true },
);

/** Fetches what an address names, of a message whose file is said to be at `url`. Nothing is on Discord's hosts. */
async function fetchAt(address: Record<string, string | number | boolean>, url: string): Promise<unknown> {
  const files = createFiles({
    calls: { call: () => Promise.reject(new Fault('gone', 'no such message')), close: () => undefined },
    clock: systemClock,
    apiUrl: 'https://discord.com/api',
  });
  const attachments = v.parse(v.array(attachment), [{ id: self, url, proxy_url: url }]);
  files.note({ id: self, attachments, message_snapshots: [] });
  files.give(attachments);
  return files.fetch(address, 9, new AbortController().signal).catch((error: unknown) => error);
}

export const discordProperties: readonly Fuzz[] = [
  fuzz('discord-any', json, async (data) => void (await take(data))),
  fuzz('discord-events', real, async (events) => {
    for (const { event, data } of events) {
      // A preview may tell no more than itself.
      if (event !== 'MESSAGE_UPDATE') hold(await take(data), `a real ${event} that is not read`);
    }
  }),
  fuzz('discord-mutated', mutated(shaped), async (data) => void (await take(data))),
  fuzz('discord-intake', fc.oneof({ weight: 1, arbitrary: json }, { weight: 4, arbitrary: mutated(shaped) }), takeIn),
  fuzz('discord-targets', fc.tuple(addresses, fc.boolean()), ([address, privately]) => {
    try {
      const { channel } = addressOf({ surface: 'discord', chat: 'discord:1', group: false, privately, address });
      hold(/^\d{17,20}$/.test(channel), 'an address without a channel');
    } catch (error) {
      if (!isFault(error, 'internal')) throw error;
    }
  }),
  fuzz('discord-files', fc.tuple(fileAddresses, fc.oneof(fc.webUrl(), text)), async ([address, url]) => {
    // A sticker's address is Discord's own.
    if ('sticker' in address && 'ending' in address) return;
    const fault = await fetchAt(address, url);
    hold(isFault(fault, 'internal', 'gone', 'rejected'), () => `not a refusal: ${String(fault)}`);
    hold(!JSON.stringify(fault).includes('://'), 'an address in a fault');
  }),
];
