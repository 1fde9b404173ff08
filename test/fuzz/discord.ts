import { Client } from 'discord.js';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { commandEvent, messageEvent, quoted } from '../../adapters/discord/events.ts';
import { addressOf } from '../../adapters/discord/ids.ts';
import { commandOf, type Directory, promptOf } from '../../adapters/discord/inbound.ts';
import { createIntake } from '../../adapters/discord/intake.ts';
import { systemClock } from '../../src/clock.ts';
import { commands } from '../../src/commands/index.ts';
import { isFault } from '../../src/errors.ts';
import type { Inbound, Log } from '../../src/ports.ts';
import { say } from '../simulator/discord/actors.ts';
import { freely } from '../simulator/discord/places.ts';
import { interact } from '../simulator/discord/uses.ts';
import { type SimChannel, type SimUser, snowflakes, type World } from '../simulator/discord/world.ts';
import { type Fuzz, fuzz, hold, wrong } from './property.ts';
import { holdInbound } from './shapes.ts';
import { type Json, json, mutated, text } from './values.ts';

/** What Discord sends: gateway events of every shape become events the core can keep, or nothing. */

const specs = commands.map(({ spec }) => spec);
const self = '200000000000000001';
const role = '200000000000000002';

const directory: Directory = {
  self,
  botRole: () => role,
  role: (id) => (id.endsWith('1') ? 'role' : undefined),
  channel: (id) => (id.endsWith('1') ? 'channel' : undefined),
  parent: async (id) => (id.endsWith('3') ? '300000000000000001' : undefined),
  language: (id) => (id.endsWith('1') ? 'zh-CN' : undefined),
  async message(_channel, id) {
    const message = { id, author: { id: self, username: 'parley' }, content: `<@${self}> said <#300000000000000001>` };
    return v.parse(quoted, message);
  },
};

interface Act {
  what: 'message' | 'reply' | 'file' | 'voice' | 'sticker' | 'command';
  where: number;
  who: number;
  text: string;
  command: number;
  private: boolean;
  mine: boolean;
}

const words = fc.array(
  fc.oneof(
    text,
    fc.constantFrom(
      `<@${self}>`,
      `<@!${self}>`,
      `<@&${role}>`,
      '<#300000000000000001>',
      '<:wave:200000000000000009>',
      '<@1>',
    ),
  ),
  { maxLength: 5 },
);

const act: fc.Arbitrary<Act> = fc.record({
  what: fc.constantFrom('message', 'reply', 'file', 'voice', 'sticker', 'command', 'command'),
  where: fc.nat({ max: 3 }),
  who: fc.nat({ max: 2 }),
  text: words.map((all) => all.join(' ')),
  command: fc.nat({ max: specs.length - 1 }),
  private: fc.boolean(),
  mine: fc.boolean(),
});

/** The gateway events the stand-in makes of one act, the last one being of that act. */
function eventsOf({ what, where, who, text, command, private: alone, mine }: Act): { event: string; data: Json }[] {
  const dispatched: { event: string; data: Json }[] = [];
  const bot: SimUser = { id: self, username: 'parley', global_name: null, bot: true, locale: 'en' };
  const people: SimUser[] = [
    { id: '100000000000000001', username: 'ada', global_name: 'Ada L.', bot: false, locale: 'en-GB' },
    { id: '100000000000000002', username: 'bo', global_name: null, bot: false, locale: 'zh-CN' },
    { id: '100000000000000003', username: 'robot', global_name: null, bot: true, locale: 'en' },
  ];
  const [ada = bot] = people;
  const user = people[who] ?? ada;
  const guild = {
    id: '400000000000000001',
    name: 'g',
    member: true,
    botRole: role,
    preferredLocale: 'en-US',
    community: true,
    moderators: new Set<string>(),
  };
  const basic = { recipients: [], ...freely };
  const channels: SimChannel[] = [
    { ...basic, id: '300000000000000001', type: 0, name: 'general', guild },
    { ...basic, id: '300000000000000002', type: 1, name: '', recipients: [user] },
    { ...basic, id: '300000000000000003', type: 11, name: 'thread', guild, parent: '300000000000000001' },
    { ...basic, id: '300000000000000004', type: 3, name: '', recipients: [user] },
  ];
  const channel = channels[where] ?? { ...basic, id: '300000000000000001', type: 0, name: 'general', guild };
  const world: World = {
    bot,
    application: '200000000000000003',
    users: new Map([bot, ...people].map((each) => [each.id, each])),
    guilds: new Map([[guild.id, guild]]),
    channels: new Map(channels.map((each) => [each.id, each])),
    messages: new Map(),
    interactions: new Map(),
    commands: new Map(
      specs.map((spec) => [
        spec.name,
        {
          id: '500000000000000001',
          type: 1,
          name: spec.name,
          options: spec.options.map(({ name }) => ({ name, type: name === 'private' ? 5 : 3 })),
        },
      ]),
    ),
    creates: 0,
    messageContent: true,
    timing: { respondMs: 3000, tokenMs: 900_000, nonceMs: 900_000 },
    snowflake: snowflakes(),
    dispatch: (event, _intent, shape) => void dispatched.push({ event, data: JSON.parse(JSON.stringify(shape(true))) }),
    changed: () => undefined,
  };
  if (what === 'command') {
    const spec = specs[command];
    const options = Object.fromEntries(
      (spec?.options ?? []).map(({ name }) => [name, name === 'private' ? alone : text] as const),
    );
    const stops: (() => void)[] = [];
    interact({ world, stops }, channel, user, { name: spec?.name ?? 'ask', options });
    for (const stop of stops) stop();
    return dispatched;
  }
  const before = what === 'reply' ? say(world, channel, mine ? bot : ada, `earlier <@${user.id}>`) : undefined;
  const file = what === 'voice' ? { contentType: 'audio/ogg', voice: true } : { contentType: 'image/png' };
  say(world, channel, user, text, {
    ...(before ? { replyTo: before } : {}),
    ...(what === 'sticker' ? { sticker: 'wave' } : {}),
    ...(what === 'file' || what === 'voice' ? { attachments: [{ filename: 'a', ...file }] } : {}),
  });
  return dispatched;
}

const real = act.map(eventsOf);
const shaped = real.map((events) => events.at(-1)?.data ?? null);

function holdEvent(event: Inbound): void {
  holdInbound(event, 'discord');
  hold(/^discord:(?:i:)?\d{17,20}$/.test(event.key), () => `the key ${event.key}`);
  const { channel } = addressOf(event.target);
  hold(event.target.chat === `discord:${channel}`, 'the target names two chats');
  hold(event.place.scopes[0] === event.target.chat, 'permission is asked for another channel');
  hold(event.conversation.startsWith(event.target.chat), 'a conversation of another channel');
}

async function take(data: unknown): Promise<boolean> {
  const message = v.safeParse(messageEvent, data);
  const prompt = message.success ? await promptOf(message.output, directory) : undefined;
  if (prompt) holdEvent(prompt);
  const interaction = v.safeParse(commandEvent, data);
  const command = interaction.success ? commandOf(interaction.output, specs, 0) : undefined;
  if (command) holdEvent(command);
  return message.success || interaction.success;
}

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};

/** The intake itself, with a client that is not connected: whatever arrives, no promise is left to reject. */
const client = new Client({ intents: [] });
const over = new AbortController().signal;
const received: Inbound[] = [];
const intake = createIntake({
  calls: { call: () => Promise.reject(new Error('not connected')), close: () => undefined },
  context: {
    receive: async (batch) => void received.push(...batch),
    cursor: async () => undefined,
    suggest: async () => [],
    commands: specs.map((spec) => ({ spec, description: {}, options: {} })),
    clock: systemClock,
    log: silent,
  },
  log: silent,
  signal: over,
});

async function takeIn(data: unknown): Promise<void> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  try {
    received.length = 0;
    intake.message(data, client, self);
    intake.interaction(data);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    for (const event of received) holdEvent(event);
    if (unhandled.length > 0) wrong(`nobody handled: ${String(unhandled[0])}`);
  } finally {
    process.off('unhandledRejection', note);
  }
}

const addresses = fc.dictionary(
  fc.constantFrom('channel', 'interaction', 'token', 'application', 'member', 'x'),
  fc.oneof(text, fc.constant(self), fc.integer(), fc.boolean()),
);

export const discordProperties: readonly Fuzz[] = [
  fuzz('discord-any', json, async (data) => void (await take(data))),
  fuzz('discord-events', real, async (events) => {
    for (const { event, data } of events) {
      const known = event === 'MESSAGE_CREATE' || event === 'INTERACTION_CREATE';
      if (known) hold(await take(data), `a real ${event} that is not read`);
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
];
