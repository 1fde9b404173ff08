import { isRecord } from '../simulator/discord/body.ts';
import type { Discord, SimChannel, SimMessage } from '../simulator/discord/index.ts';
import { messageShape } from '../simulator/discord/message-shapes.ts';
import { userShape } from '../simulator/discord/shapes.ts';
import { flags, type SimGuild, type SimInteraction, sees } from '../simulator/discord/world.ts';
import type { DiscordMessage, DiscordUser } from './discord-message.ts';
import type { Command, CommandOption, DiscordItem, Form, Person, Place } from './protocol.ts';
import { createMemory, createTyping, type View } from './view.ts';

/** Time for which a client shows that somebody writes (Discord's documentation, Trigger Typing Indicator). */
const TYPING_MS = 10_000;

/** Failed commands that stay to be seen. */
const FAILED = 20;

/** Shows the stand-in of Discord to these people. */
export function createDiscordView(discord: Discord, people: readonly Person[]): View {
  const { world } = discord;
  const here = people.filter(({ platform }) => platform === 'discord').map(({ id }) => id);
  const itemOf = createMemory<SimMessage, DiscordItem>();
  const itemOfUse = createMemory<SimInteraction, DiscordItem>();
  const typing = createTyping(TYPING_MS);
  let callsSeen = 0;
  let listed: { versions: string; commands: readonly Command[] } = { versions: '', commands: [] };

  function peopleIn(channel: SimChannel): string[] {
    const users = channel.guild
      ? [...world.users.values()].filter((user) => sees(world, channel, user))
      : channel.recipients;
    const ids = new Set(users.map(({ id }) => `discord:${id}`));
    return here.filter((id) => ids.has(id));
  }

  function server({ id, name, left = [] }: SimGuild): Place {
    const inside = here.filter((each) => !left.includes(each.slice('discord:'.length)));
    return { id: `discord:server:${id}`, platform: 'discord', kind: 'server', name, people: inside, closed: true };
  }

  function place(channel: SimChannel): Place {
    const { id, type, guild, parent, name } = channel;
    const common = { id: `discord:${id}`, platform: 'discord', people: peopleIn(channel) } as const;
    const home = parent === undefined ? undefined : world.channels.get(parent);
    if (!guild) return { ...common, kind: type === 1 ? 'private' : 'group', name: type === 1 ? 'Parley' : name };
    if (home) return { ...common, kind: home.type === 15 ? 'post' : 'thread', name, parent: `discord:${home.id}` };
    const within = { ...common, name, parent: `discord:server:${guild.id}` };
    return type === 15 ? { ...within, kind: 'postboard', closed: true } : { ...within, kind: 'channel' };
  }

  function item(message: SimMessage): DiscordItem {
    const { interaction } = message;
    const thinking = (message.flags & flags.loading) !== 0;
    return {
      platform: 'discord',
      id: `discord:${message.id}`,
      place: `discord:${message.channel.id}`,
      message: messageShape(world, message, true) as DiscordMessage,
      mine: message.author.id === world.bot.id,
      reactions: [...(message.reactions ?? []), ...(message.others ?? []).map(({ emoji }) => emoji)],
      ...(message.flags & flags.ephemeral && interaction ? { alone: `discord:${interaction.user.id}` } : {}),
      ...(thinking ? { state: 'thinking' } : {}),
    };
  }

  /** All that an item shows and that may change. */
  function partsOf(message: SimMessage): unknown[] {
    const { content, flags, edits, buttons, attachments, embeds, layout, reactions, others, reference } = message;
    const target = reference === undefined ? undefined : world.messages.get(reference);
    return [content, flags, edits, buttons, attachments, embeds, layout, reactions, others, target, target?.edits];
  }

  /** A command that has no answer yet, or will have none: only who used it sees that. */
  function used(interaction: SimInteraction): DiscordItem {
    const { id, channel, user, name, at, state } = interaction;
    return {
      platform: 'discord',
      id: `discord:use:${id}`,
      place: `discord:${channel.id}`,
      message: {
        ...{ id, type: 20, author: userShape(world.bot) as DiscordUser, content: '', edited_timestamp: null },
        ...{ timestamp: new Date(at).toISOString(), flags: flags.ephemeral },
        ...{ mentions: [], attachments: [], embeds: [], components: [] },
        interaction_metadata: { user: userShape(user) as DiscordUser, ...(name === '' ? {} : { name }) },
      },
      mine: true,
      reactions: [],
      alone: `discord:${user.id}`,
      state: state === 'failed' ? 'failed' : 'thinking',
    };
  }

  function readCalls(): void {
    for (; callsSeen < discord.calls.length; callsSeen += 1) {
      const { method, path = '', at = 0, status = 0 } = discord.calls[callsSeen] ?? {};
      const [, channel, what] = /^\/channels\/(\d+)\/(typing|messages)$/.exec(path) ?? [];
      if (method !== 'POST' || status >= 300 || channel === undefined) continue;
      if (what === 'typing') typing.begin(`discord:${channel}`, at);
      else typing.end(`discord:${channel}`);
    }
  }

  return {
    places() {
      const channels = [...world.channels.values()];
      const within = channels.filter(({ guild }) => guild).map(place);
      // Clients list what people say to each other first.
      return [
        ...channels.filter(({ guild }) => !guild).map(place),
        ...[...world.guilds.values()].map(server),
        ...within,
      ];
    },
    *items() {
      for (const message of world.messages.values()) {
        yield itemOf(message, partsOf(message), () => item(message));
      }
      const open = [...world.interactions.values()];
      const waiting = open.filter(({ type, state }) => type === 2 && state === 'pending');
      const failed = open.filter(({ type, state }) => type !== 4 && state === 'failed').slice(-FAILED);
      for (const each of [...waiting, ...failed]) yield itemOfUse(each, [each.state], () => used(each));
    },
    typing() {
      readCalls();
      return typing.now();
    },
    passes: () => undefined,
    notices: () => [],
    forms: () => [...world.interactions.values()].flatMap(formsOf),
    commands() {
      const all = discord.commands();
      const versions = all.map(({ id, version }) => `${id}.${version}`).join();
      if (versions !== listed.versions) listed = { versions, commands: all.map(commandOf) };
      return listed.commands;
    },
  };
}

function formsOf({ id, user, form }: SimInteraction): Form[] {
  if (!form) return [];
  const fields = form.fields.map(({ style, ...field }) => ({
    ...{ value: '', description: '', placeholder: '' },
    ...field,
    long: style === 2,
  }));
  return [{ id, person: `discord:${user.id}`, title: form.title, fields }];
}

type Registered = Record<string, unknown>;

function commandOf(command: Registered): Command {
  const { name, type, options } = command;
  return {
    platform: 'discord',
    kind: type === 3 ? 'message' : 'slash',
    name: String(name),
    names: inAll(name, command['name_localizations']),
    descriptions: inAll(command['description'], command['description_localizations']),
    options: (Array.isArray(options) ? options.filter(isRecord) : []).map(optionOf),
  };
}

const types: Readonly<Record<number, CommandOption['type']>> = { 4: 'integer', 5: 'boolean', 10: 'number', 11: 'file' };

function optionOf(option: Registered): CommandOption {
  const { name, type, required, autocomplete, choices } = option;
  return {
    name: String(name),
    names: inAll(name, option['name_localizations']),
    descriptions: inAll(option['description'], option['description_localizations']),
    type: types[Number(type)] ?? 'text',
    required: required === true,
    completes: autocomplete === true,
    choices: (Array.isArray(choices) ? choices.filter(isRecord) : []).flatMap(({ name, value }) =>
      typeof value === 'string' || typeof value === 'number' ? [{ name: String(name), value }] : [],
    ),
  };
}

/** A text in all its languages, '' being the one for all others. */
function inAll(text: unknown, others: unknown): Record<string, string> {
  const localized = isRecord(others) ? Object.entries(others).map(([locale, each]) => [locale, String(each)]) : [];
  return { '': String(text ?? ''), ...Object.fromEntries(localized) };
}
