import { isRecord, type Json } from './body.ts';
import { attachmentOf } from './cdn.ts';
import type { SimAttachment, SimFile } from './files.ts';
import { watch } from './interactions.ts';
import { attachmentShape, messageShape } from './message-shapes.ts';
import { channelShape, memberShape, userShape } from './shapes.ts';
import {
  denied,
  flags,
  permissions,
  type SimChannel,
  type SimForm,
  type SimInteraction,
  type SimMessage,
  type SimUser,
  sees,
  usual,
  type World,
} from './world.ts';

/** What people do with the bot's own means: slash commands, commands on messages, buttons, forms. */

export interface Use {
  name: string;
  options?: Record<string, string | number | boolean>;
  /** Files of options that take one. */
  files?: Record<string, SimFile>;
  /** 0 server, 1 the bot's DM, 2 elsewhere in private; by the channel when absent. */
  context?: 0 | 1 | 2;
  /** Who brought the app here; by the place when absent. */
  installedBy?: ('guild' | 'user')[];
  /** The language of the client; the user's when absent. */
  locale?: string;
}

/** What the user of a command or a button sees. */
export interface Used {
  id: string;
  token: string;
  /** `failed`: "The application did not respond". */
  state(): SimInteraction['state'];
  ephemeral(): boolean;
  /** The answers made with its token, oldest first. */
  messages(): SimMessage[];
  /** The form that opened, until it is sent. */
  form(): SimForm | undefined;
  /** What autocompletion offers. */
  choices(): { name: string; value: string | number }[] | undefined;
}

/** The people's side of the stand-in; `stops` end what is being watched. */
export interface Acting {
  world: World;
  stops: (() => void)[];
}

/** A person uses a slash command; the client checks the options against what is registered. */
export function interact(acting: Acting, channel: SimChannel, user: SimUser, use: Use): Used {
  const { world } = acting;
  const given = Object.entries(use.files ?? {}).map(([name, file]) => [name, give(world, file)] as const);
  const options = { ...use.options, ...Object.fromEntries(given.map(([name, { id }]) => [name, id])) };
  const attachments = Object.fromEntries(given.map(([, file]) => [file.id, attachmentShape(world, channel.id, file)]));
  const data = {
    ...checkOptions(world, { ...use, options }),
    type: 1,
    ...(given.length > 0 ? { resolved: { attachments } } : {}),
  };
  return begin(acting, channel, user, { ...use, type: 2, data });
}

/** A file that is given to a command; no message will show it. */
function give(world: World, file: SimFile): SimAttachment {
  const attachment = { ...attachmentOf(world, file), ephemeral: true as const };
  world.given.set(attachment.id, attachment);
  return attachment;
}

/** A person writes on a slash command: `focused` is the option that has the cursor, `options` what stands in them. */
export function complete(acting: Acting, channel: SimChannel, user: SimUser, use: Use & { focused: string }): Used {
  const { command, known } = registered(acting.world, use.name, 1);
  const focused = known.find((option) => option['name'] === use.focused);
  if (focused?.['autocomplete'] !== true) throw new Error(`/${use.name} does not complete ${use.focused}`);
  const options = known.flatMap(({ name, type }) => {
    const value = use.options?.[String(name)];
    if (name === use.focused) return [{ name, type, value: String(value ?? ''), focused: true }];
    return value === undefined ? [] : [{ name, type, value }];
  });
  const data = { id: command['id'], name: use.name, type: 1, options };
  return begin(acting, channel, user, { ...use, type: 4, data, completes: Number(focused['type']) });
}

/** A person picks a command from a message's menu. */
export function pick(acting: Acting, message: SimMessage, user: SimUser, name: string): Used {
  const { world } = acting;
  const { command } = registered(world, name, 3);
  if (!world.messages.has(message.id) || message.flags & flags.ephemeral) throw new Error('no such message');
  const messages = { [message.id]: messageShape(world, message, true) };
  const data = { id: command['id'], name, type: 3, target_id: message.id, resolved: { messages } };
  return begin(acting, message.channel, user, { type: 2, name, data, about: message });
}

/**
 * A person presses a button, by its label or its id. `made`: their client sends this id, whatever the message holds; nothing
 * Discord writes says that it looks.
 */
export function press(
  acting: Acting,
  { id }: { id: string },
  user: SimUser,
  button: string,
  { made = false }: { made?: boolean } = {},
): Used {
  const { world } = acting;
  const message = world.messages.get(id);
  if (!message) throw new Error('the message is gone');
  const reader = message.interaction?.user.id;
  if (message.flags & flags.ephemeral && reader !== user.id)
    throw new Error(`${user.username} does not see the message`);
  const found = message.buttons.flat().find((each) => each.id === button || each.label === button);
  if (!found && !made) throw new Error(`the message has no button ${button}`);
  const data = { id: 2, component_type: 2, custom_id: found?.id ?? button };
  const by = message.interaction?.userOnly ? { installedBy: ['user' as const] } : {};
  return begin(acting, message.channel, user, { type: 3, name: '', data, source: message, ...by });
}

/**
 * A person fills in the form that opened and sends it: its only field, or all by their ids; others are left as they are. `made`:
 * under an id that their client has made up.
 */
export function submit(
  acting: Acting,
  used: Pick<Used, 'id'>,
  texts: string | Readonly<Record<string, string>>,
  made?: string,
): Used {
  const opener = acting.world.interactions.get(used.id);
  const form = opener?.form;
  if (!opener || !form) throw new Error('no form is open');
  const { fields } = form;
  if (typeof texts === 'string' && fields.length > 1) throw new Error('the form has several fields');
  const written = fields.map(({ id, value = '', required, least, most }) => {
    const text = typeof texts === 'string' ? texts : (texts[id] ?? value);
    const size = [...text].length;
    if (size === 0 ? required : size < least || size > most) throw new Error('the form is not filled in');
    return { type: 4, custom_id: id, value: text };
  });
  if (typeof texts !== 'string' && Object.keys(texts).some((id) => !fields.some((field) => field.id === id)))
    throw new Error('the form has no such field');
  opener.form = undefined;
  const components = written.map((component, at) => ({
    type: 18,
    id: 2 * at + 1,
    component: { ...component, id: 2 * at + 2 },
  }));
  const data = { custom_id: made ?? form.id, components };
  const { channel, user, source } = opener;
  const by = opener.userOnly ? { installedBy: ['user' as const] } : {};
  return begin(acting, channel, user, { type: 5, name: '', data, opener, ...(source ? { source } : {}), ...by });
}

interface Beginning extends Partial<Pick<SimInteraction, 'about' | 'source' | 'opener' | 'completes'>> {
  type: SimInteraction['type'];
  name: string;
  data: Json;
  context?: 0 | 1 | 2;
  installedBy?: ('guild' | 'user')[];
  locale?: string;
}

function begin({ world, stops }: Acting, channel: SimChannel, user: SimUser, how: Beginning): Used {
  const guild = channel.guild;
  if (guild && !sees(world, channel, user)) throw new Error(`${user.username} does not see ${channel.name}`);
  const own = guild ? guild.member : channel.type === 1;
  const context = how.context ?? (guild ? 0 : own ? 1 : 2);
  const installedBy = how.installedBy ?? (own ? ['guild'] : ['user']);
  const interaction: SimInteraction = {
    id: world.snowflake(),
    token: `aW50ZXJhY3Rpb24${world.snowflake()}`,
    type: how.type,
    name: how.name,
    about: how.about,
    source: how.source,
    opener: how.opener,
    form: undefined,
    choices: undefined,
    completes: how.completes ?? 0,
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
  const moderates = guild?.moderators.has(user.id) ? permissions.manageMessages : 0n;
  const may = (usual & ~(user.newcomer ? permissions.history : 0n)) | moderates;
  const event = {
    id: interaction.id,
    application_id: world.application,
    type: how.type,
    data: how.data,
    channel: { ...channelShape(channel), permissions: String(may) },
    channel_id: channel.id,
    token: interaction.token,
    version: 1,
    app_permissions: String(usual & ~denied(channel)),
    locale: how.locale ?? user.locale,
    entitlements: [],
    authorizing_integration_owners: owners,
    context,
    attachment_size_limit: 10_485_760,
    ...(how.source ? { message: messageShape(world, how.source, true) } : {}),
    ...(guild
      ? {
          guild_id: guild.id,
          guild_locale: guild.preferredLocale,
          guild: { id: guild.id, locale: guild.preferredLocale, features: guild.community ? ['COMMUNITY'] : [] },
          member: { ...memberShape(undefined, [], user), user: person, permissions: String(may) },
        }
      : { user: person }),
  };
  if (world.interactionsUrl === undefined) world.dispatch('INTERACTION_CREATE', 0, () => event);
  world.changed();
  return {
    id: interaction.id,
    token: interaction.token,
    state: () => interaction.state,
    ephemeral: () => interaction.ephemeral,
    messages: () => [...world.messages.values()].filter((message) => message.interaction === interaction),
    form: () => interaction.form,
    choices: () => interaction.choices,
  };
}

function registered(world: World, name: string, type: number): { command: Json; known: Json[] } {
  const command = [...world.commands.values()].find((each) => each['name'] === name && each['type'] === type);
  if (!command) throw new Error(`no command ${name} is registered`);
  return { command, known: Array.isArray(command['options']) ? command['options'].filter(isRecord) : [] };
}

function checkOptions(world: World, use: Use): Json {
  const { command, known } = registered(world, use.name, 1);
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
  const type = { 3: 'string', 4: 'number', 5: 'boolean', 10: 'number', 11: 'string' }[Number(option['type'])];
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
