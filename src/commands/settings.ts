import type { TextKey, Texts } from '../locales/index.ts';
import { languageTags } from '../locales/index.ts';
import type { Button, ChatSettings, Command, ModelParameters, OptionProblem, Progress } from '../ports/index.ts';
import { parameterNames, parameterOptions } from '../settings/effective.ts';
import { type CommandContext, type CommandDefinition, numberOption, stringOption, usable } from './command.ts';
import { choice, inRows, menu, refusal } from './menu.ts';
import { checkOptions } from './parse.ts';
import { problemText } from './problem.ts';

/** Settings in the order in which they are listed. */
const names = [
  'temperature',
  'top_p',
  'max_tokens',
  'effort',
  'verbosity',
  'language',
  'history',
  'streaming',
] as const;
type Name = (typeof names)[number];

/** Settings that take any number within their bounds. */
const numbers: readonly string[] = ['temperature', 'top_p', 'max_tokens'];

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
    return name && { title: texts(`settings.${name}`), label: texts(`command.settings.${name}`) };
  },
  async suggest({ models, settings: shown, effective }, option, typed) {
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
    yield* choices(context, opened);
    return;
  }
  const { open: _, ...given } = command.options;
  if (Object.keys(given).length === 0) {
    yield* overview(context, context.settings);
    return;
  }
  const changed = change(context);
  const { model } = context.effective(changed);
  const problem =
    withoutEffect(context) ??
    wrongValue(context, model) ??
    aboveLimit(context) ??
    unusable({ ...context, settings: changed }, model);
  if (problem) {
    yield* refusal(problem, context);
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

/** Settings that have an effect in this chat and with its model. */
function namesFor({ command, settings: shown, models, effective }: CommandContext): Name[] {
  const { model, parameters: chosen } = effective(shown);
  const parameters = new Map<string, keyof ModelParameters>(
    Object.entries(parameterOptions).map(([key, name]) => [name, key as keyof ModelParameters]),
  );
  return names.filter((name) => {
    if (name === 'history') return command.place.kind === 'group';
    if (name === 'effort' || name === 'verbosity') return models.acceptedValues(model, name).length > 0;
    const key = parameters.get(name);
    return key === undefined || key in models.acceptedParameters(model, { ...chosen, [key]: 1 });
  });
}

/** A choice that this chat has no use for: drafts where nothing shows them, whose history it is where nobody else is. */
function withoutEffect(context: CommandContext): string | undefined {
  const { command, texts } = context;
  const listed = namesFor(context);
  for (const name of ['history', 'streaming'] as const) {
    const value = stringOption(command, name);
    if (value === undefined || (listed.includes(name) && offered(name, context).includes(value))) continue;
    return texts('settings.not_here', { name: texts(`settings.${name}`), value: shownValue(name, value, context) });
  }
  return undefined;
}

/** Values worth a button; others can be typed. */
function offered(
  name: Name,
  { models, settings: shown, drafts, effective, operator }: CommandContext,
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
      return drafts ? ['edits', 'drafts', 'off'] : ['edits', 'off'];
  }
}

/** Value that is set and in effect, as a person would type it. Undefined if none is set. */
function setValue(shown: ChatSettings, name: Name, { effective }: CommandContext): string | undefined {
  if (name === 'language' || name === 'history' || name === 'streaming') return shown[name];
  const [found] = Object.entries(parameterOptions).find(([, option]) => option === name) ?? [];
  const key = found as keyof ModelParameters;
  return shown.sampling?.[key] === undefined ? undefined : String(effective(shown).parameters[key]);
}

/** A value as it is read. */
function shownValue(name: Name, value: string | undefined, { texts, locales }: CommandContext): string {
  if (value === undefined) return texts(name === 'language' ? 'settings.auto' : 'settings.default');
  if (name === 'language') return locales.texts(value)('language.name');
  if (name === 'history' || name === 'streaming') return texts(`settings.${name}.${value}` as TextKey);
  return value;
}

async function* overview(context: CommandContext, shown: ChatSettings): AsyncGenerator<Progress> {
  const { texts, settings: before } = context;
  const changed = shown !== before;
  const listed = namesFor({ ...context, settings: shown });
  const { model } = context.effective(shown);
  const rows = [
    `**${texts('settings.model')}**: ${model}`,
    ...listed.map(
      (name) => `**${texts(`settings.${name}`)}**: ${shownValue(name, setValue(shown, name, context), context)}`,
    ),
  ];
  const mine = await usable(context, settings.spec, [...listed, 'reset']);
  const buttons = mine.map(
    (name): Button =>
      name === 'reset'
        ? { line: 'settings reset=true', label: texts('settings.reset') }
        : { line: `settings open=${name}`, label: texts(`settings.${name}`) },
  );
  const reset = mine.includes('reset') ? buttons.splice(-1) : [];
  const text = [
    texts(changed ? 'settings.changed' : 'settings.title'),
    rows.map((row) => `- ${row}`).join('\n'),
    ...idle({ ...context, settings: shown }, model).map((key) => idleText(texts, model, key)),
    texts('settings.hint'),
    ...(mine.length > listed.length ? [] : [texts('settings.ranks')]),
  ].join('\n\n');
  yield* menu(text, [...inRows(buttons, 2), reset], changed ? { settings: shown, settingsBefore: before } : {});
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
  const back = { line: 'settings', label: texts('menu.back') };
  yield* menu(text, [...inRows([unset, ...values], values.length > 10 ? 5 : 3), [...form, back]]);
}

function change({ command, settings: before, locales }: CommandContext): ChatSettings {
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
  for (const name of ['language', 'history', 'streaming'] as const) {
    const value = options[name];
    if (options['clear'] === name || value === 'auto') delete next[name];
    else if (typeof value === 'string')
      Object.assign(next, { [name]: name === 'language' ? locales.nearest(value) : value });
  }
  return next;
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

/** Refuses an answer length above the operator's limit. */
function aboveLimit({ command, operator, texts }: CommandContext): string | undefined {
  const { maxOutputTokens: limit } = operator.parameters;
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
