import { ApplicationCommandOptionType, ApplicationCommandType, Locale, Routes } from 'discord.js';
import * as v from 'valibot';
import type { CommandDescription, CommandOption } from '../../src/ports.ts';
import type { Calls } from './calls.ts';

/** Registers slash commands, and only when they differ: Discord allows 200 new ones a day. */

const types = {
  string: ApplicationCommandOptionType.String,
  integer: ApplicationCommandOptionType.Integer,
  number: ApplicationCommandOptionType.Number,
  boolean: ApplicationCommandOptionType.Boolean,
} as const;

/** Servers, the bot's direct messages, everywhere else; added to a server, or brought along by a user. */
const everywhere = { contexts: [0, 1, 2], integration_types: [0, 1] };

const localeTags = new Set<string>(Object.values(Locale));
const descriptionLength = 100;

/** What Discord says about a registered command, as far as we set it; defaults filled in. */
const localizations = v.nullish(v.record(v.string(), v.string()), null);
const registeredOption = v.object({
  type: v.number(),
  name: v.string(),
  description: v.string(),
  description_localizations: localizations,
  required: v.optional(v.boolean(), false),
  choices: v.optional(v.array(v.object({ name: v.string(), value: v.union([v.string(), v.number()]) })), []),
  min_value: v.optional(v.number()),
  max_value: v.optional(v.number()),
  max_length: v.optional(v.number()),
});
const registeredCommand = v.object({
  type: v.optional(v.number(), ApplicationCommandType.ChatInput),
  name: v.string(),
  description: v.string(),
  description_localizations: localizations,
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
  const wanted = commands.filter(({ spec }) => !spec.hidden).map(commandBody);
  const answer = await calls.call({ method: 'Get', route, query: { with_localizations: 'true' } }, signal);
  const present = v.safeParse(registered, answer);
  if (present.success && normal(present.output) === normal(v.parse(registered, wanted))) return false;
  await calls.call({ method: 'Put', route, body: wanted }, signal);
  return true;
}

function commandBody({ spec, description, options }: CommandDescription): object {
  // Discord wants required options first.
  const ordered = [...spec.options].sort((a, b) => Number(b.required ?? false) - Number(a.required ?? false));
  return {
    type: ApplicationCommandType.ChatInput,
    name: spec.name,
    ...described(description),
    ...everywhere,
    options: ordered.map((option) => optionBody(option, options[option.name] ?? {})),
  };
}

function optionBody(option: CommandOption, description: Readonly<Record<string, string>>): object {
  return {
    type: types[option.type],
    name: option.name,
    ...described(description, option.name),
    required: option.required ?? false,
    ...(option.choices ? { choices: option.choices.map((value) => ({ name: value, value })) } : {}),
    ...(option.min === undefined ? {} : { min_value: option.min }),
    ...(option.max === undefined ? {} : { max_value: option.max }),
    ...(option.maxLength === undefined ? {} : { max_length: Math.min(option.maxLength, 6000) }),
  };
}

function described(texts: Readonly<Record<string, string>>, last = '…'): object {
  const others = Object.entries(texts).filter(([tag]) => tag !== 'en' && localeTags.has(tag));
  return {
    description: cut(texts['en'] ?? last),
    description_localizations:
      others.length > 0 ? Object.fromEntries(others.map(([tag, text]) => [tag, cut(text)])) : null,
  };
}

function cut(text: string): string {
  return [...text].slice(0, descriptionLength).join('');
}

/** One text for equal lists, whatever the order of commands, keys and places. */
function normal(commands: v.InferOutput<typeof registered>): string {
  const sorted = [...commands].sort((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.stringify(sorted, (key, value: unknown) => {
    if (key === 'contexts' || key === 'integration_types') return Array.isArray(value) ? [...value].sort() : value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
