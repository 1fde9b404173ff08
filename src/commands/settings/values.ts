import { namesGroup } from '../../agent/toolbox.ts';
import { languageTags, type TextKey } from '../../locales/index.ts';
import type { ChatSettings, ModelParameters } from '../../ports/index.ts';
import { parameterOptions } from '../../settings/effective.ts';
import type { CommandContext } from '../command.ts';
import { groupNames, setGroups, typedGroups } from './tools-setting.ts';

/** Settings as /settings lists them: which there are in a chat, what they can be, and how that is called. */

/** Settings of the chat and not of the model. Their values have names, but for most numbers. */
export const manners = [
  'history',
  'streaming',
  'messages',
  'reasoning',
  'bursts',
  'receipts',
  'suggestions',
  'threads',
  'transcripts',
  'drawing',
  'speaks',
  'retention',
] as const;
export type Manner = (typeof manners)[number];

/** Settings in the order in which they are listed. */
export const names = [
  'temperature',
  'top_p',
  'max_tokens',
  'effort',
  'verbosity',
  'language',
  ...manners,
  'voice',
  'tools',
] as const;
export type Name = (typeof names)[number];

/** Settings that take any number within their bounds. */
export const numbers: readonly string[] = ['temperature', 'top_p', 'max_tokens', 'messages', 'retention'];

/** Settings that have an effect in this chat and with its model. */
export function namesFor({
  command,
  settings: shown,
  models,
  effective,
  offers,
  operator,
  buttons,
}: CommandContext): Name[] {
  const { model, parameters: chosen } = effective(shown);
  const parameters = new Map<string, keyof ModelParameters>(
    Object.entries(parameterOptions).map(([key, name]) => [name, key as keyof ModelParameters]),
  );
  return names.filter((name) => {
    if (name === 'history') return command.place.kind === 'group';
    if (name === 'receipts' || name === 'threads') return offers[name];
    if (name === 'suggestions') return buttons && models.can(model, 'tools') !== false;
    if (name === 'transcripts') return models.transcription !== undefined;
    if (name === 'speaks' || name === 'voice') return models.speech !== undefined;
    if (name === 'tools') return operator.tools.length > 0 && models.can(model, 'tools') !== false;
    if (name === 'drawing') return draws(model, models, operator);
    if (name === 'effort' || name === 'verbosity') return models.acceptedValues(model, name).length > 0;
    const key = parameters.get(name);
    return key === undefined || key in models.acceptedParameters(model, { ...chosen, [key]: 1 });
  });
}

/** Tells whether answers can have pictures: by a tool of the service, or by one of ours. */
function draws(model: string, models: CommandContext['models'], operator: CommandContext['operator']): boolean {
  if (models.can(model, 'drawing') !== false) return true;
  const isThere = namesGroup(operator.tools, 'images') && models.can(model, 'tools') !== false;
  return isThere && models.can(models.image, 'images') !== false;
}

/** Values worth a button; others can be typed. */
export function offered(
  name: Name,
  { models, settings: shown, offers, effective, operator }: CommandContext,
): readonly string[] {
  switch (name) {
    case 'temperature':
      return ['0', '0.3', '0.7', '1', '1.3'];
    case 'top_p':
      return ['0.5', '0.8', '0.95', '1'];
    case 'max_tokens':
      return ['500', '1000', '2000', '4000', '8000'].filter(
        (each) => Number(each) <= (operator.parameters.maxOutputTokens ?? Infinity),
      );
    case 'effort':
    case 'verbosity':
      return models.acceptedValues(effective(shown).model, name);
    case 'language':
      return languageTags;
    case 'history':
      return ['topic', 'group', 'member'];
    case 'streaming':
      return offers.drafts ? ['edits', 'drafts', 'off'] : ['edits', 'off'];
    case 'messages':
      return ['0', '1', '3', '5', '10', '20'];
    case 'retention':
      return ['0', '1', '7', '30', '90', '365'].filter((each) => isWithin(Number(each), operator.retention));
    case 'reasoning':
      return ['hidden', 'collapsed'];
    case 'bursts':
      return ['each', 'together'];
    case 'receipts':
    case 'suggestions':
      return ['on', 'off'];
    case 'threads':
      return ['off', 'mention'];
    case 'transcripts':
      return ['shown', 'hidden'];
    case 'speaks':
      return ['never', 'voice', 'always'];
    case 'voice':
      return models.speech?.voices ?? [];
    case 'drawing':
      return ['off', 'asked'];
    case 'tools':
      return [];
  }
}

/** Value that is set and in effect, as a person would type it. Undefined if none is set. */
export function setValue(shown: ChatSettings, name: Name, { effective, operator }: CommandContext): string | undefined {
  if (name === 'tools') return setGroups(shown, operator);
  if (name === 'language' || name === 'voice') return shown[name];
  if (isManner(name)) return typed(shown[name]);
  const key = parameterOf(name);
  return key === undefined || shown.sampling?.[key] === undefined
    ? undefined
    : String(effective(shown).parameters[key]);
}

/** Shows what a setting is, as it is read. */
export function shownSet(name: Name, context: CommandContext): string {
  return shownValue(name, setValue(context.settings, name, context), context);
}

/** A value as it is read; without one, what holds then. */
export function shownValue(name: Name, value: string | undefined, context: CommandContext): string {
  const { texts, locales } = context;
  if (value === undefined) {
    if (name === 'language') return texts('settings.auto');
    const own = operatorValue(name, context);
    return own === undefined
      ? texts('settings.default_own')
      : texts('settings.default_is', { value: shownValue(name, own, context) });
  }
  if (name === 'tools') return groupNames(value, texts);
  if (name === 'language') return locales.texts(value)('language.name');
  if (!isManner(name) || ((name === 'messages' || name === 'retention') && value !== '0')) return value;
  return texts(`settings.${name}.${value}` as TextKey);
}

/** Tells whether a chat may keep what is said for so many days; 0 is for ever, or for as long as the operator says. */
export function isWithin(days: number, operators: number): boolean {
  return operators === 0 || (days > 0 && days <= operators);
}

/** The operator's value; undefined where it is left to the model. */
function operatorValue(name: Name, { command, operator, models }: CommandContext): string | undefined {
  if (name === 'streaming') return operator.streaming(command.target.surface);
  if (name === 'voice') return models.speech?.voice;
  if (name === 'tools') return typedGroups(operator.tools);
  if (name !== 'language' && isManner(name)) return typed(operator[name]);
  const key = parameterOf(name);
  const value = key && operator.parameters[key];
  return value === undefined ? undefined : String(value);
}

/** A value as a person would type it. */
function typed(value: string | number | boolean | undefined): string | undefined {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : value?.toString();
}

function isManner(name: Name): name is Manner {
  return manners.some((manner) => manner === name);
}

function parameterOf(name: Name): keyof ModelParameters | undefined {
  const [found] = Object.entries(parameterOptions).find(([, option]) => option === name) ?? [];
  return found as keyof ModelParameters | undefined;
}
