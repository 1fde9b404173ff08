import { ApplicationCommandOptionType, ApplicationCommandType, Routes } from 'discord.js';
import * as v from 'valibot';
import type { CommandDescription, CommandOption } from '../../src/ports/index.ts';
import type { Calls } from './calls.ts';
import { cut, localizations } from './languages.ts';

/** Registers slash commands and commands on messages, and only when they differ: Discord allows 200 new ones a day. */

const types = {
  string: ApplicationCommandOptionType.String,
  integer: ApplicationCommandOptionType.Integer,
  number: ApplicationCommandOptionType.Number,
  boolean: ApplicationCommandOptionType.Boolean,
} as const;

/** Servers, the bot's direct messages, everywhere else; added to a server, or brought along by a user. */
const everywhere = { contexts: [0, 1, 2], integration_types: [0, 1] };

/** Discord's limits, in characters. */
const descriptionLength = 100;
const nameLength = 32;
/** Most commands on messages' menus. */
const messageCommands = 15;

/** Registered command as Discord describes it, as far as we set it; defaults filled in. */
const localized = v.nullish(v.record(v.string(), v.string()), null);
const registeredOption = v.object({
  type: v.number(),
  name: v.string(),
  description: v.string(),
  description_localizations: localized,
  required: v.optional(v.boolean(), false),
  choices: v.optional(v.array(v.object({ name: v.string(), value: v.union([v.string(), v.number()]) })), []),
  autocomplete: v.optional(v.boolean(), false),
  min_value: v.optional(v.number()),
  max_value: v.optional(v.number()),
  max_length: v.optional(v.number()),
});
const registeredCommand = v.object({
  type: v.optional(v.number(), ApplicationCommandType.ChatInput),
  name: v.string(),
  name_localizations: localized,
  description: v.optional(v.string(), ''),
  description_localizations: localized,
  contexts: v.nullish(v.array(v.number()), null),
  integration_types: v.nullish(v.array(v.number()), null),
  options: v.optional(v.array(registeredOption), []),
});
const registered = v.array(registeredCommand);

/** Brings the global commands to `commands`; resolves with true when something had to be written. */
export async function registerCommands(
  calls: Calls,
  application: string,
  commands: readonly CommandDescription[],
  signal: AbortSignal,
): Promise<boolean> {
  const route = Routes.applicationCommands(application);
  const slash = commands.filter(({ spec }) => !spec.hidden && !spec.internal).map(commandBody);
  const wanted = [...slash, ...commands.flatMap(messageCommandBody).slice(0, messageCommands)];
  const answer = await calls.call({ method: 'Get', route, query: { with_localizations: 'true' } }, signal);
  const present = v.safeParse(registered, answer);
  if (present.success && normal(present.output) === normal(v.parse(registered, wanted))) return false;
  await calls.call({ method: 'Put', route, body: wanted }, signal);
  return true;
}

function commandBody({ spec, description, options }: CommandDescription): object {
  const shown = spec.options.filter(({ internal }) => !internal);
  // Discord wants required options first.
  const ordered = shown.sort((a, b) => Number(b.required ?? false) - Number(a.required ?? false));
  return {
    type: ApplicationCommandType.ChatInput,
    name: spec.name,
    ...described(description),
    ...everywhere,
    options: [
      ...ordered.map((option) => optionBody(option, options[option.name] ?? {})),
      ...(spec.files ?? []).map((name) => fileBody(name, options[name] ?? {})),
    ],
  };
}

/** The command on a message's own menu, if it is one. Such have a name and nothing else. */
function messageCommandBody(command: CommandDescription): object[] {
  const name = menuName(command);
  if (name === undefined) return [];
  const names = { name, name_localizations: localizations(command.onMessage ?? {}, nameLength) };
  return [{ type: ApplicationCommandType.Message, ...names, ...everywhere }];
}

/**
 * Name of a command on a message's menu, in English, as its interactions name it. Undefined if the menu does not offer
 * it.
 */
export function menuName({ onMessage }: CommandDescription): string | undefined {
  return onMessage?.['en'] === undefined ? undefined : cut(onMessage['en'], nameLength);
}

function optionBody(option: CommandOption, description: Readonly<Record<string, string>>): object {
  const suggests = option.suggest === true && option.type !== 'boolean';
  return {
    type: types[option.type],
    name: option.name,
    ...described(description, option.name),
    required: option.required ?? false,
    ...(option.choices && !suggests ? { choices: option.choices.map((value) => ({ name: value, value })) } : {}),
    ...(suggests ? { autocomplete: true } : {}),
    ...(option.min === undefined ? {} : { min_value: option.min }),
    ...(option.max === undefined ? {} : { max_value: option.max }),
    ...(option.maxLength === undefined ? {} : { max_length: Math.min(option.maxLength, 6000) }),
  };
}

function fileBody(name: string, description: Readonly<Record<string, string>>): object {
  return { type: ApplicationCommandOptionType.Attachment, name, ...described(description, name), required: false };
}

function described(texts: Readonly<Record<string, string>>, last = '…'): object {
  return {
    description: cut(texts['en'] ?? last, descriptionLength),
    description_localizations: localizations(texts, descriptionLength),
  };
}

/** One text for equal lists, whatever the order of commands, keys and places. */
function normal(commands: v.InferOutput<typeof registered>): string {
  const sorted = [...commands].sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
  return JSON.stringify(sorted, (key, value: unknown) => {
    if (key === 'contexts' || key === 'integration_types') return Array.isArray(value) ? [...value].sort() : value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
