import { isRecord, type Json } from './body.ts';
import { watch } from './interactions.ts';
import { addMessage, blank } from './messages.ts';
import { channelShape, memberShape, userShape } from './shapes.ts';
import {
  flags,
  type SimAttachment,
  type SimChannel,
  type SimInteraction,
  type SimMessage,
  type SimUser,
  type World,
} from './world.ts';

/** What people do: write messages and use slash commands. */

export interface Said {
  /** The message it replies to; its author is pinged, as the client does. */
  replyTo?: { id: string };
  /** Whether that reply pings; true when absent. */
  ping?: boolean;
  attachments?: { filename: string; contentType: string; voice?: boolean }[];
  sticker?: string;
}

/** A person writes. */
export function say(world: World, channel: SimChannel, user: SimUser, content: string, said: Said = {}): SimMessage {
  const message = blank(world, channel, user);
  message.content = content;
  message.sticker = said.sticker;
  message.attachments = (said.attachments ?? []).map((file): SimAttachment => {
    const basic = { id: world.snowflake(), filename: file.filename, content_type: file.contentType, size: 1234 };
    return file.voice ? { ...basic, duration_secs: 2.5 } : basic;
  });
  if (said.attachments?.some(({ voice }) => voice)) message.flags |= flags.voice;
  message.mentions = [...new Set([...content.matchAll(/<@!?(\d+)>/g)].flatMap((match) => match[1] ?? []))];
  message.mentionRoles = [...new Set([...content.matchAll(/<@&(\d+)>/g)].flatMap((match) => match[1] ?? []))];
  if (said.replyTo) {
    message.reference = said.replyTo.id;
    message.type = 19;
    const author = world.messages.get(said.replyTo.id)?.author.id;
    if (author && said.ping !== false && !message.mentions.includes(author)) message.mentions.push(author);
  }
  return addMessage(world, message);
}

export interface Use {
  name: string;
  options?: Record<string, string | number | boolean>;
  /** 0 server, 1 the bot's DM, 2 elsewhere in private; by the channel when absent. */
  context?: 0 | 1 | 2;
  /** Who brought the app here; by the place when absent. */
  installedBy?: ('guild' | 'user')[];
  /** The language of the client; the user's when absent. */
  locale?: string;
}

/** What the user of a slash command sees. */
export interface Used {
  id: string;
  token: string;
  /** `failed`: "The application did not respond". */
  state(): SimInteraction['state'];
  ephemeral(): boolean;
  /** The answers made with its token, oldest first. */
  messages(): SimMessage[];
}

/** A person uses a slash command; the client checks the options against what is registered. */
export function interact(world: World, channel: SimChannel, user: SimUser, use: Use, stops: (() => void)[]): Used {
  const options = checkOptions(world, use);
  const guild = channel.guild;
  const own = guild ? guild.member : channel.type === 1;
  const context = use.context ?? (guild ? 0 : own ? 1 : 2);
  const installedBy = use.installedBy ?? (own ? ['guild'] : ['user']);
  const interaction: SimInteraction = {
    id: world.snowflake(),
    token: `aW50ZXJhY3Rpb24${world.snowflake()}`,
    name: use.name,
    user,
    channel,
    at: Date.now(),
    userOnly: !installedBy.includes('guild'),
    state: 'pending',
    ephemeral: false,
    original: undefined,
    followups: 0,
  };
  world.interactions.set(interaction.id, interaction);
  stops.push(watch(world, interaction));
  const owners = {
    ...(installedBy.includes('guild') ? { '0': guild?.id ?? '0' } : {}),
    ...(installedBy.includes('user') ? { '1': user.id } : {}),
  };
  const person = userShape(user);
  const data = {
    id: interaction.id,
    application_id: world.application,
    type: 2,
    data: { ...options, type: 1 },
    channel: { ...channelShape(channel), permissions: '2248473465835073' },
    channel_id: channel.id,
    token: interaction.token,
    version: 1,
    app_permissions: '2248473465835073',
    locale: use.locale ?? user.locale,
    entitlements: [],
    authorizing_integration_owners: owners,
    context,
    attachment_size_limit: 10_485_760,
    ...(guild
      ? {
          guild_id: guild.id,
          guild_locale: guild.preferredLocale,
          guild: { id: guild.id, locale: guild.preferredLocale, features: guild.community ? ['COMMUNITY'] : [] },
          member: { ...memberShape(), user: person, permissions: '2248473465835073' },
        }
      : { user: person }),
  };
  world.dispatch('INTERACTION_CREATE', 0, () => data);
  return {
    id: interaction.id,
    token: interaction.token,
    state: () => interaction.state,
    ephemeral: () => interaction.ephemeral,
    messages: () => [...world.messages.values()].filter((message) => message.interaction === interaction),
  };
}

function checkOptions(world: World, use: Use): Json {
  const command = [...world.commands.values()].find(({ name }) => name === use.name);
  if (!command) throw new Error(`no command /${use.name} is registered`);
  const known = Array.isArray(command['options']) ? command['options'].filter(isRecord) : [];
  const given = use.options ?? {};
  const stray = Object.keys(given).find((name) => !known.some((option) => option['name'] === name));
  if (stray) throw new Error(`/${use.name} has no option ${stray}`);
  const options = known.flatMap((option) => {
    const value = given[String(option['name'])];
    if (value === undefined) {
      if (option['required'] === true) throw new Error(`/${use.name} needs ${String(option['name'])}`);
      return [];
    }
    checkValue(option, value);
    return [{ name: option['name'], type: option['type'], value }];
  });
  return { id: command['id'], name: use.name, ...(options.length > 0 ? { options } : {}) };
}

function checkValue(option: Json, value: string | number | boolean): void {
  const name = String(option['name']);
  const type = { 3: 'string', 4: 'number', 5: 'boolean', 10: 'number' }[Number(option['type'])];
  if (typeof value !== type) throw new Error(`${name} must be a ${type}`);
  if (option['type'] === 4 && !Number.isInteger(value)) throw new Error(`${name} must be a whole number`);
  const choices = Array.isArray(option['choices']) ? option['choices'].filter(isRecord) : [];
  if (choices.length > 0 && !choices.some((choice) => choice['value'] === value))
    throw new Error(`${name}: no such choice`);
  const size = typeof value === 'string' ? value.length : Number(value);
  const [least, most] = typeof value === 'string' ? ['min_length', 'max_length'] : ['min_value', 'max_value'];
  if (size < Number(option[least] ?? Number.NEGATIVE_INFINITY)) throw new Error(`${name} is below ${least}`);
  if (size > Number(option[most] ?? Number.POSITIVE_INFINITY)) throw new Error(`${name} is above ${most}`);
}
