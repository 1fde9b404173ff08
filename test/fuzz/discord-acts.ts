import * as fc from 'fast-check';
import { commands } from '../../src/commands/index.ts';
import type { CommandSpec } from '../../src/ports/index.ts';
import { edit, forward, pin, preview, proxy, say } from '../simulator/discord/actors.ts';
import { addMessage, blank, dropMessage } from '../simulator/discord/messages.ts';
import { freely } from '../simulator/discord/places.ts';
import { type Acting, complete, interact, pick, press, submit, type Used } from '../simulator/discord/uses.ts';
import {
  flags,
  type SimChannel,
  type SimMessage,
  type SimUser,
  snowflakes,
  type World,
} from '../simulator/discord/world.ts';
import { type Json, text } from './values.ts';

/** What one person does on Discord, and the gateway events the stand-in makes of it. */

/** The bot's user id. */
export const self = '200000000000000001';
/** The bot's role. */
export const role = '200000000000000002';

/** The bot's commands, one of them on a message's menu with a form, one of them there without. */
export const specs: readonly CommandSpec[] = commands.map(({ spec }) => spec);
export const menus: Readonly<Record<string, string>> = { ask: 'Ask about this', help: 'Summarise from here' };

const acts = [
  'message',
  'reply',
  'forward',
  'forwardReply',
  'poll',
  'embedReply',
  'proxy',
  'file',
  'voice',
  'sticker',
  'command',
  'edit',
  'preview',
  'pin',
  'delete',
  'purge',
  'press',
  'form',
  'menu',
  'menuForm',
  'complete',
] as const;

interface Act {
  what: (typeof acts)[number];
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
  what: fc.constantFrom(...acts),
  where: fc.nat({ max: 3 }),
  who: fc.nat({ max: 2 }),
  text: words.map((all) => all.join(' ')),
  command: fc.nat({ max: specs.length - 1 }),
  private: fc.boolean(),
  mine: fc.boolean(),
});

/** An event of the gateway. */
export interface Dispatched {
  event: string;
  data: Json;
}

/** The gateway events the stand-in makes of one act, the last one being of that act. */
function eventsOf(act: Act): Dispatched[] {
  const { what, text: written, mine } = act;
  const { world, dispatched, channel, user, ada, bot, robot } = stageOf(act);
  const acting: Acting = { world, stops: [] };
  if (what === 'reply')
    say(world, channel, user, written, { replyTo: say(world, channel, mine ? bot : ada, 'earlier') });
  else if (what === 'forward') forward(world, channel, user, say(world, channel, ada, written));
  else if (what === 'forwardReply') {
    const passed = forward(world, channel, ada, say(world, channel, user, written));
    say(world, channel, user, 'x', { replyTo: passed });
  } else if (what === 'proxy') {
    const application = mine ? world.application : '200000000000000004';
    proxy(world, channel, { application, webhook: '200000000000000005', name: written.slice(0, 80) }, written);
  } else if (what === 'embedReply') {
    say(world, channel, user, written, { replyTo: say(world, channel, mine ? robot : bot, '', boxed(written)) });
  } else if (what === 'edit' || what === 'preview' || what === 'pin')
    change(world, say(world, channel, user, 'x'), act);
  else if (what === 'delete') dropMessage(world, say(world, channel, user, written));
  else if (what === 'purge') dropMessage(world, say(world, channel, user, '1'), say(world, channel, user, '2'));
  else if (what === 'press' || what === 'form') onButton(acting, channel, user, act);
  else if (what === 'menu' || what === 'menuForm') onMenu(acting, say(world, channel, ada, written), user, act);
  else if (what === 'command' || what === 'complete') onCommand(acting, channel, user, act);
  else say(world, channel, user, written, sent(act));
  for (const stop of acting.stops) stop();
  return dispatched;
}

function boxed(text: string): Parameters<typeof say>[4] {
  const fields = [{ name: text, value: text }];
  const container = { type: 17, id: 1, accent_color: null, spoiler: false };
  return {
    embeds: [{ title: text, description: text, fields, footer: { text } }],
    layout: [{ ...container, components: [{ type: 10, id: 2, content: text }] }],
  };
}

function sent({ what, text, mine }: Act): Parameters<typeof say>[4] {
  if (what === 'poll') return { poll: { question: text, answers: [text, 'No'], ...(mine ? { votes: [1, 0] } : {}) } };
  if (what === 'sticker') return { sticker: mine ? 'wave' : { name: text, format: 3 } };
  const file = { filename: text || 'a', data: Buffer.alloc(1) };
  if (what === 'voice') return { attachments: [{ ...file, contentType: 'audio/ogg', voice: true }] };
  const contentType = mine ? 'video/mp4' : text;
  return what === 'file' ? { attachments: [{ ...file, contentType, duration: text.length }] } : {};
}

function change(world: World, message: SimMessage, { what, text: written, mine }: Act): void {
  if (what === 'edit') edit(world, message, written);
  else if (what === 'pin') pin(world, message);
  else preview(world, message, mine);
}

function onButton(
  acting: Acting,
  channel: SimChannel,
  user: SimUser,
  { what, text: written, private: alone }: Act,
): void {
  const { world } = acting;
  const data = what === 'form' ? '?chats rename=k3' : 'retry turn=k3';
  const message = { ...blank(world, channel), content: 'an answer', flags: alone ? flags.ephemeral : 0 };
  const asked = interact(acting, channel, user, { name: 'help' });
  message.interaction = world.interactions.get(asked.id);
  message.buttons = [[{ id: data, label: 'Rename', style: 2 }]];
  addMessage(world, message);
  const used = press(acting, message, user, data);
  if (what === 'form') fillIn(acting, used, data, written);
}

function onMenu(acting: Acting, message: SimMessage, user: SimUser, { what, text: written }: Act): void {
  const used = pick(acting, message, user, menus[what === 'menu' ? 'help' : 'ask'] ?? '');
  if (what === 'menuForm') fillIn(acting, used, `?msg ask ${message.id}`, written);
}

/** As if the bot had opened the form. */
function fillIn(acting: Acting, used: Used, id: string, written: string): void {
  const opener = acting.world.interactions.get(used.id);
  const field = { id: id.startsWith('?msg') ? 'prompt' : 'title', style: 1, required: false, least: 0, most: 4000 };
  if (opener) opener.form = { id, title: 'T', fields: [{ ...field, label: 'L' }] };
  submit(acting, used, [...written].slice(0, 4000).join(''));
}

function onCommand(acting: Acting, channel: SimChannel, user: SimUser, act: Act): void {
  const spec = specs[act.command];
  const name = spec?.name ?? 'ask';
  const options = Object.fromEntries(
    (spec?.options ?? []).map(({ name: option }) => [option, option === 'private' ? act.private : act.text] as const),
  );
  const focused = spec?.options.find((option) => option.name !== 'private')?.name;
  const files = act.mine ? { file: { filename: act.text || 'a', contentType: act.text } } : {};
  if (act.what === 'command' || focused === undefined) interact(acting, channel, user, { name, options, files });
  else complete(acting, channel, user, { name, options, focused });
}

function optionOf({ name }: { name: string }): object {
  if (name === 'file') return { name, type: 11 };
  return name === 'private' ? { name, type: 5 } : { name, type: 3, autocomplete: true };
}

function stageOf({ where, who }: Act) {
  const dispatched: Dispatched[] = [];
  const bot: SimUser = { id: self, username: 'parley', global_name: null, bot: true, locale: 'en' };
  const people: SimUser[] = [
    { id: '100000000000000001', username: 'ada', global_name: 'Ada L.', bot: false, locale: 'en-GB' },
    { id: '100000000000000002', username: 'bo', global_name: null, bot: false, locale: 'zh-CN' },
    { id: '100000000000000003', username: 'robot', global_name: null, bot: true, locale: 'en' },
  ];
  const [ada = bot, , robot = bot] = people;
  const user = people[who] ?? ada;
  const guild = {
    id: '400000000000000001',
    name: 'g',
    member: true,
    botRole: role,
    preferredLocale: 'en-US',
    community: true,
    moderators: new Set(['100000000000000001']),
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
    dropped: [],
    messages: new Map(),
    interactions: new Map(),
    given: new Map(),
    origin: () => 'https://cdn.discordapp.com',
    commands: new Map(
      [
        ...specs.map(({ name, options }) => ({
          id: '500000000000000001',
          type: 1,
          name,
          options: [...options, { name: 'file' }].map(optionOf),
        })),
        ...Object.values(menus).map((name) => ({ id: '500000000000000002', type: 3, name })),
      ].map((each) => [`${each.type} ${each.name}`, each]),
    ),
    creates: 0,
    messageContent: true,
    timing: { respondMs: 3000, tokenMs: 900_000, nonceMs: 900_000 },
    snowflake: snowflakes(),
    dispatch: (event, _intent, shape) => void dispatched.push({ event, data: JSON.parse(JSON.stringify(shape(true))) }),
    changed: () => undefined,
  };
  return { world, dispatched, channel, user, ada, bot, robot };
}

/** The events of one act. */
export const real: fc.Arbitrary<Dispatched[]> = act.map(eventsOf);
