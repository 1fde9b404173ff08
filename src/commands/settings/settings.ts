import { voiceNamed } from '../../answering/speech/read-aloud.ts';
import type { Texts } from '../../locales/index.ts';
import { languageTags } from '../../locales/index.ts';
import type { Button, ChatSettings, Command, ModelParameters, OptionProblem, Progress } from '../../ports/index.ts';
import { parameterNames, parameterOptions } from '../../settings/effective.ts';
import { type CommandContext, type CommandDefinition, numberOption, stringOption, usable } from '../command.ts';
import { choice, inRows, menu, refusal } from '../menu.ts';
import { checkOptions } from '../parsing/parse.ts';
import { problemText } from '../parsing/problem.ts';
import { model } from './model.ts';
import { groupsGiven, groupsLike, groupsPage, isSwitch, withGroups } from './tools-setting.ts';
import {
  isWithin,
  type Manner,
  manners,
  type Name,
  names,
  namesFor,
  numbers,
  offered,
  setValue,
  shownSet,
  shownValue,
} from './values.ts';
import { voiceProblem, voicesLike } from './voices.ts';

/** /settings: what this chat has set: looked at and changed by buttons, or typed. Nothing is changed when one of the values will not do. */
export const settings: CommandDefinition = {
  spec: {
    name: 'settings',
    audience: 'asker',
    menu: true,
    options: [
      { name: 'temperature', type: 'number', min: 0, max: 2 },
      { name: 'top_p', type: 'number', min: 0, max: 1 },
      // What costs, or lets more people read, is for all of a group: its moderators decide.
      { name: 'max_tokens', type: 'integer', min: 16, max: 1_000_000, rank: 'moderator' },
      { name: 'effort', type: 'string', suggest: true, maxLength: 20, rank: 'moderator' },
      { name: 'verbosity', type: 'string', choices: ['low', 'medium', 'high'], rank: 'moderator' },
      { name: 'language', type: 'string', choices: ['auto', ...languageTags] },
      { name: 'history', type: 'string', choices: ['topic', 'group', 'member'], rank: 'moderator' },
      { name: 'streaming', type: 'string', choices: ['edits', 'drafts', 'off'] },
      { name: 'messages', type: 'integer', min: 0, max: 100 },
      { name: 'reasoning', type: 'string', choices: ['hidden', 'collapsed'] },
      { name: 'bursts', type: 'string', choices: ['each', 'together'] },
      { name: 'receipts', type: 'string', choices: ['on', 'off'] },
      { name: 'suggestions', type: 'string', choices: ['on', 'off'] },
      { name: 'threads', type: 'string', choices: ['off', 'mention'], rank: 'moderator' },
      { name: 'transcripts', type: 'string', choices: ['shown', 'hidden'] },
      { name: 'speaks', type: 'string', choices: ['never', 'voice', 'always'], rank: 'moderator' },
      { name: 'voice', type: 'string', suggest: true, maxLength: 60 },
      { name: 'drawing', type: 'string', choices: ['off', 'asked'], rank: 'moderator' },
      { name: 'tools', type: 'string', suggest: true, maxLength: 500, rank: 'moderator' },
      { name: 'retention', type: 'integer', min: 0, max: 3650, rank: 'moderator' },
      { name: 'reset', type: 'boolean', rank: 'moderator' },
      { name: 'open', type: 'string', choices: names, namesOption: true, internal: true },
      // What a form was opened for, and what was written into it.
      { name: 'set', type: 'string', choices: numbers, namesOption: true, internal: true },
      { name: 'value', type: 'string', rest: true, internal: true, maxLength: 20 },
      { name: 'clear', type: 'string', choices: names, namesOption: true, internal: true },
    ],
  },
  async *respond(context) {
    const { texts } = context;
    const typed = typedNumber(context);
    if (typed?.problem) yield* refusal(problemText(asRead(typed.problem, texts), texts), context);
    else yield* respond(typed ? { ...context, command: typed } : context);
  },
  asks({ set }, texts) {
    const name = names.find((each) => each === set);
    return (
      name && {
        title: texts(`settings.${name}`),
        fields: [{ option: 'value', title: texts(`command.settings.${name}`) }],
      }
    );
  },
  async suggest(context, option, typed) {
    const { models, settings: shown, effective } = context;
    if (option === 'tools') return groupsLike(context, typed);
    if (option === 'voice') return voicesLike(models, typed);
    if (option !== 'effort') return [];
    const values = models.acceptedValues(effective(shown).model, 'effort');
    return values.filter((value) => value.startsWith(typed.toLowerCase())).map((value) => ({ label: value, value }));
  },
};

/** Opens a setting, changes some, or lists what holds. */
async function* respond(context: CommandContext): AsyncGenerator<Progress> {
  const { command, locales } = context;
  const opened = namesFor(context).find((name) => name === stringOption(command, 'open'));
  if (opened) {
    yield* opened === 'tools' ? groupsPage(context, shownSet('tools', context)) : choices(context, opened);
    return;
  }
  const { open: _, ...given } = command.options;
  if (Object.keys(given).length === 0) {
    yield* overview(context, context.settings);
    return;
  }
  const groups = await groupsGiven(context);
  const changed = withGroups(change(context), groups);
  const { model } = context.effective(changed);
  const problem =
    withoutEffect(context) ??
    (groups && 'problem' in groups ? groups.problem : undefined) ??
    wrongVoice(context) ??
    wrongValue(context, model) ??
    aboveLimit(context) ??
    unusable({ ...context, settings: changed }, model);
  if (problem) {
    yield* refusal(problem, context);
    return;
  }
  if (isSwitch(context)) {
    const after = { ...context, settings: changed };
    yield* groupsPage(after, shownSet('tools', after), { settings: changed, settingsBefore: context.settings });
    return;
  }
  // A new language is spoken from this answer on.
  const spoken = locales.texts(changed.language ?? command.actor.locale, command.target.surface);
  yield* overview({ ...context, texts: spoken }, changed);
}

/** The command a filled-in form stands for: checked as if it had been typed. */
function typedNumber({ command }: CommandContext): Command | undefined {
  const name = stringOption(command, 'set');
  if (name === undefined || !numbers.includes(name) || command.options['value'] === undefined) return undefined;
  const { set: _set, value, ...options } = command.options;
  return checkOptions({ ...command, options: { ...options, [name]: String(value) } }, [settings.spec]);
}

/** Puts the setting's name in place of the option's, because a form shows only the former. */
function asRead(problem: OptionProblem, texts: Texts): OptionProblem {
  const name = names.find((each) => each === problem.values['name']);
  return name ? { ...problem, values: { ...problem.values, name: texts(`settings.${name}`) } } : problem;
}

/** A choice that this chat has no use for: drafts where nothing shows them, whose history it is where nobody else is. */
function withoutEffect(context: CommandContext): string | undefined {
  const { command, texts } = context;
  const listed = namesFor(context);
  for (const name of [...manners, 'tools'] as const) {
    const value = stringOption(command, name);
    if (value === undefined || (listed.includes(name) && (name === 'tools' || offered(name, context).includes(value))))
      continue;
    return texts('settings.not_here', { name: texts(`settings.${name}`), value: shownValue(name, value, context) });
  }
  return undefined;
}

/** Most rows of settings: a fifth one is for all of them. */
const MOST_ROWS = 4;

async function* overview(context: CommandContext, shown: ChatSettings): AsyncGenerator<Progress> {
  const { texts, settings: before } = context;
  const changed = shown !== before;
  const listed = namesFor({ ...context, settings: shown });
  const { model: chosen } = context.effective(shown);
  const rows = [
    `**${texts('settings.model')}**: ${chosen}`,
    ...listed.map((name) => `**${texts(`settings.${name}`)}**: ${shownSet(name, { ...context, settings: shown })}`),
  ];
  const mine = await usable(context, settings.spec, [...listed, 'reset']);
  const [mayChoose] = await usable(context, model.spec, ['tier']);
  const first: Button[] = mayChoose ? [{ line: 'model', label: texts('settings.model') }] : [];
  const buttons = mine.map(
    (name): Button =>
      name === 'reset'
        ? { line: 'settings reset=true', label: texts('settings.reset') }
        : { line: `settings open=${name}`, label: texts(`settings.${name}`) },
  );
  const reset = mine.includes('reset') ? buttons.splice(-1) : [];
  const all = [...first, ...buttons];
  const text = [
    texts(changed ? 'settings.changed' : 'settings.title'),
    rows.map((row) => `- ${row}`).join('\n'),
    ...idle({ ...context, settings: shown }, chosen).map((key) => idleText(texts, chosen, key)),
    texts('settings.hint'),
    ...(mine.length > listed.length ? [] : [texts('settings.ranks')]),
  ].join('\n\n');
  yield* menu(
    text,
    [...inRows(all, Math.max(2, Math.ceil(all.length / MOST_ROWS))), reset],
    changed ? { settings: shown, settingsBefore: before } : {},
  );
}

function* choices(context: CommandContext, name: Name): Generator<Progress> {
  const { texts, settings: shown } = context;
  const set = setValue(shown, name, context);
  const unset = choice(`settings clear=${name}`, shownValue(name, undefined, context), set === undefined);
  const values = offered(name, context).map((value) =>
    choice(`settings ${name}=${value}`, shownValue(name, value, context), value === set),
  );
  const form = numbers.includes(name)
    ? [{ line: `settings set=${name}`, label: texts('settings.other'), form: true as const }]
    : [];
  const text = `**${texts(`settings.${name}`)}**: ${shownValue(name, set, context)}\n\n${texts(`command.settings.${name}`)}`;
  const listen = name === 'voice' ? [{ line: 'speak', label: texts('speak.listen') }] : [];
  const back = { line: 'settings', label: texts('menu.back') };
  yield* menu(text, [...inRows([unset, ...values], values.length > 10 ? 5 : 3), [...form, ...listen, back]]);
}

function change(context: CommandContext): ChatSettings {
  const { command, settings: before } = context;
  const { options } = command;
  let next: ChatSettings = options['reset'] === true ? { v: 1 } : { ...before };
  const parameters: ModelParameters = { ...next.sampling };
  for (const [key, name] of Object.entries(parameterOptions)) {
    const value = options[name];
    if (value !== undefined)
      Object.assign(parameters, { [key]: typeof value === 'string' ? value.toLowerCase() : value });
    if (options['clear'] === name) delete parameters[key as keyof ModelParameters];
  }
  next = { ...next, sampling: parameters };
  for (const name of ['language', 'voice', ...manners] as const) {
    const value = options[name];
    if (options['clear'] === name || value === 'auto') delete next[name];
    else if (value !== undefined) Object.assign(next, { [name]: kept(name, value, context) });
  }
  return next;
}

/** A typed value as it is kept. */
function kept(
  name: Manner | 'language' | 'voice',
  value: string | number | boolean,
  { locales, models }: CommandContext,
): string | number | boolean {
  if (name === 'receipts' || name === 'suggestions') return value === 'on';
  if (name === 'voice') return (models.speech && voiceNamed(models.speech, String(value))) ?? value;
  return name === 'language' ? locales.nearest(String(value)) : value;
}

/** Refuses a word that the model does not know for one of its settings. */
function wrongValue({ command, models, texts }: CommandContext, model: string): string | undefined {
  for (const name of ['effort', 'verbosity'] as const) {
    const value = stringOption(command, name)?.toLowerCase();
    const values = models.acceptedValues(model, name);
    if (value === undefined || values.includes(value)) continue;
    if (values.length === 0) return texts('settings.unsupported', { model, name: texts(`settings.${name}`) });
    return texts('settings.value', { model, name: texts(`settings.${name}`), choices: values.join(', ') });
  }
  return undefined;
}

/** Refuses a voice that the model has not. */
function wrongVoice({ command, models, texts }: CommandContext): string | undefined {
  const value = stringOption(command, 'voice');
  return value === undefined ? undefined : voiceProblem(models, value, texts);
}

/** Refuses an answer length above the operator's limit, and to keep what is said for longer than the operator does. */
function aboveLimit({ command, operator, texts }: CommandContext): string | undefined {
  const { maxOutputTokens: limit } = operator.parameters;
  const days = numberOption(command, 'retention');
  if (days !== undefined && !isWithin(days, operator.retention))
    return texts('settings.limit', { name: texts('settings.retention'), max: operator.retention });
  const wish = numberOption(command, 'max_tokens');
  if (limit === undefined || wish === undefined || wish <= limit) return undefined;
  return texts('settings.limit', { name: texts('settings.max_tokens'), max: limit });
}

/**
 * Refuses a setting just given that the model does not take. Settings made earlier, for another model, are no mistake.
 */
function unusable(context: CommandContext, model: string): string | undefined {
  const { command, models, texts, effective, settings: changed } = context;
  const accepted = models.acceptedParameters(model, effective(changed).parameters);
  const refused = parameterNames.find(
    (key) => command.options[parameterOptions[key]] !== undefined && !(key in accepted),
  );
  if (!refused) return undefined;
  if (idle(context, model).includes(refused)) return idleText(texts, model, refused);
  return texts('settings.unsupported', { model, name: texts(`settings.${parameterOptions[refused]}`) });
}

/** Settings of the chat that the model takes in general, but not together with the current thinking effort. */
function idle({ models, effective, settings: shown }: CommandContext, model: string): (keyof ModelParameters)[] {
  const { sampling: set = {} } = shown;
  const { parameters: chosen } = effective(shown);
  const accepted = models.acceptedParameters(model, chosen);
  const without = models.acceptedParameters(model, { ...chosen, effort: 'none' });
  return parameterNames.filter((key) => set[key] !== undefined && key in without && !(key in accepted));
}

function idleText(texts: Texts, model: string, name: keyof ModelParameters): string {
  return texts('settings.idle', {
    model,
    name: texts(`settings.${parameterOptions[name]}`),
    effort: texts('settings.effort'),
  });
}
