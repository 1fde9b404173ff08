import { readable } from '../../conversation/prompt-record.ts';
import type { Command, CommandOption, CommandSpec, Once, OptionProblem, Prompt, Quote } from '../../ports/index.ts';
import { headOf } from '../../util/text.ts';
import { usageOf } from '../help/describe.ts';

type Values = Record<string, string | number | boolean>;

/** A line that is written as a command. */
export interface CommandLine {
  name: string;
  options: Values;
  problem?: OptionProblem;
}

/** Texts that were written into a form, by the options that they fill in. */
export type FormInput = Readonly<Record<string, string>>;

/** Circumstances a line was said in. */
export interface Saying {
  quote?: Quote | undefined;
  /** The line is a button's, which may say what nobody can type. `input`: texts that were written into its form, by option. */
  button?: { input: FormInput | undefined };
}

/**
 * Reads a line that is written as a command (`/name …`); undefined for any other. Options are written `name=value` before or
 * after the free text; a command without free text also takes its values in order (`/model advanced`). A name nobody knows
 * becomes the command of that name, which the bot answers with a hint; so do wrong options.
 */
export function parseLine(text: string, specs: readonly CommandSpec[], saying: Saying): CommandLine | undefined {
  const match = /^\/([a-z0-9_]{1,32})(?:\s+|$)/iu.exec(text);
  if (!match?.[1]) return undefined;
  const name = match[1].toLowerCase();
  const { quote, button } = saying;
  const spec = button ? specs.find((known) => known.name === name) : typed(specs, name);
  if (!spec) return { name, options: {} };
  const given = givenIn(text.slice(match[0].length), spec, button?.input);
  return { name, ...readValues(given, spec, quote) };
}

/**
 * Makes a command of a message that is written as one. A command that asks in the person's own words becomes the
 * question. Any other message stays as it is.
 */
export function parseCommand(prompt: Prompt, specs: readonly CommandSpec[]): Prompt | Command {
  const line = parseLine(prompt.text, specs, prompt);
  if (!line) return prompt;
  const question = questionIn(line, specs);
  return question ? { ...prompt, ...question, ...tailOf(prompt) } : saidBy(prompt, line, specs);
}

/**
 * Makes of a plain reply to pictures that were drawn the command that says what is to change in them. Undefined where no command
 * takes such a reply.
 */
export function changeOf(prompt: Prompt, specs: readonly CommandSpec[]): Command | undefined {
  for (const spec of specs) {
    if (spec.onDrawn === undefined) continue;
    const given = readValues([[spec.onDrawn, prompt.text.trim()]], spec, prompt.quote);
    return saidBy(prompt, { name: spec.name, ...given }, specs);
  }
  return undefined;
}

/** Makes the command of a message. What was sent along comes with it where the command takes files. */
function saidBy(prompt: Prompt, line: CommandLine, specs: readonly CommandSpec[]): Command {
  const { kind: _kind, text: _text, attachments, tier: _tier, persona: _persona, command: _command, ...base } = prompt;
  const takes = attachments.length > 0 && specs.some(({ name, files }) => name === line.name && files !== undefined);
  return { ...base, kind: 'command', ...line, ...(takes ? { attachments } : {}), ...tailOf(prompt) };
}

/** Facts of the last message, with its words as they were sent. */
function tailOf({ tail, text }: Prompt): Pick<Command, 'tail'> {
  return tail ? { tail: { ...tail, words: text } } : {};
}

/** Value of the option `message` in a button's line: it stands for the message that has the button. */
export const PRESSED = 'pressed';

/** Options of a command that asks, by which it names the model and the persona. */
export const ONCE_OPTIONS = { tier: 'model', persona: 'persona' } as const satisfies Record<keyof Once, string>;

/** Question that a command asks, and what it chooses for it. */
export type AskedBy = Pick<Prompt, 'text' | 'command' | keyof Once>;

/** Reads the question that a command asks in the person's own words; undefined where it asks none, or not rightly. */
export function questionIn(
  { name, options, problem }: CommandLine,
  specs: readonly CommandSpec[],
): AskedBy | undefined {
  const asks = specs.find((spec) => spec.name === name)?.asks;
  if (asks === undefined || problem) return undefined;
  const { [asks]: words = '', [ONCE_OPTIONS.tier]: tier, [ONCE_OPTIONS.persona]: persona } = options;
  return {
    command: name,
    text: String(words),
    ...(tier === 'basic' || tier === 'advanced' ? { tier } : {}),
    ...(typeof persona === 'string' ? { persona } : {}),
  };
}

/** A command as people may type it: without what only buttons say. */
function typed(specs: readonly CommandSpec[], name: string): CommandSpec | undefined {
  const spec = specs.find((known) => known.name === name && !known.internal);
  return spec && { ...spec, options: spec.options.filter(({ internal }) => !internal) };
}

/** Checks the options of a command that arrived with its options named. */
export function checkOptions(command: Command, specs: readonly CommandSpec[]): Command {
  const spec = typed(specs, command.name);
  // Nobody's, or one that only buttons say: it is answered with a hint, whatever came with it.
  if (!spec) return { ...command, options: {} };
  const values = Object.entries(command.options).map(([name, value]) => [name, String(value)] as const);
  return { ...command, ...readValues(values, spec, command.quote) };
}

const NAMED = /^(?:--)?([a-z_]+)=(\S+)$/iu;

/** The first word of a trimmed text, and what comes after it. */
function firstWord(text: string): [word: string, rest: string] {
  const end = text.search(/\s/);
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end).trimStart()];
}

/** The last word of a trimmed text, and what comes before it. Looked for from the end: a pattern would try every start. */
function lastWord(text: string): [word: string, rest: string] {
  let start = text.length;
  while (start > 0 && !/\s/.test(text.charAt(start - 1))) start -= 1;
  return [text.slice(start), text.slice(0, start).trimEnd()];
}

/** The options of a line, unchecked. */
function givenIn(text: string, spec: CommandSpec, input: FormInput = {}): [name: string, value: string][] {
  const typed = spec.options.filter(({ rest, name }) => !rest && name !== 'private');
  const free = spec.options.find(({ rest }) => rest);
  const named = new Map<string, string>();
  const take = (word: string): boolean => {
    const match = NAMED.exec(word);
    const name = match?.[1]?.toLowerCase();
    const known = typed.some((option) => option.name === name);
    if (!match?.[2] || !name || named.has(name) || (!known && free) || named.size > typed.length) return false;
    named.set(name, match[2]);
    return true;
  };
  let left = text.trim();
  const [first, behind] = firstWord(left);
  const leading = typed.find(({ leads, choices = [] }) => leads && choices.includes(first.toLowerCase()));
  if (leading) {
    named.set(leading.name, first);
    left = behind;
  }
  // From both ends: what is left in the middle is the free text, untouched.
  for (const split of [firstWord, lastWord]) {
    for (let [word, rest] = split(left); take(word); [word, rest] = split(left)) left = rest;
  }
  if (free && left !== '') named.set(free.name, left);
  if (!free) fillInOrder(left, typed, named);
  for (const [name, value] of Object.entries(input)) named.set(name, value.trim());
  return [...named];
}

function fillInOrder(text: string, options: readonly CommandOption[], named: Map<string, string>): void {
  const open = options.filter(({ name }) => !named.has(name));
  // One word more than there are options for is enough to see that it is too many.
  for (const [index, word] of text
    .split(/\s+/, open.length + 1)
    .filter(Boolean)
    .entries()) {
    const option = open[index];
    named.set(option?.name ?? word, word);
  }
}

function readValues(
  given: readonly (readonly [string, string])[],
  spec: CommandSpec,
  quote: Quote | undefined,
): { options: Values; problem?: OptionProblem } {
  const options: Values = {};
  for (const [name, text] of given) {
    const option = spec.options.find((known) => known.name === name);
    if (!option) {
      const values = { name: headOf(name, SHOWN), usage: usageOf(spec) };
      return { options, problem: { kind: 'unknown', values } };
    }
    // Only a text can be empty: a form's field was left so.
    if (text === '' && (option.type !== 'string' || option.choices)) continue;
    const read = readValue(option, text);
    if ('problem' in read) return { options, problem: read.problem };
    options[name] = read.value;
  }
  const reply = quote !== undefined && readable(quote).trim() !== '';
  const missing = spec.options.find(
    ({ name, required, acceptsReply }) => required && !(acceptsReply && reply) && (options[name] ?? '') === '',
  );
  if (missing) return { options, problem: { kind: 'missing', values: { name: missing.name, usage: usageOf(spec) } } };
  return { options };
}

/** Most of a wrong word that is shown, in UTF-16 units. */
const SHOWN = 64;

type Read = { value: string | number | boolean } | { problem: OptionProblem };

function readValue(option: CommandOption, text: string): Read {
  const { name, type } = option;
  if (type === 'boolean') {
    const truth = { true: true, yes: true, on: true, false: false, no: false, off: false }[text.toLowerCase()];
    return truth === undefined ? wrong(option, text, 'boolean') : { value: truth };
  }
  if (type === 'string') {
    if (text.length > (option.maxLength ?? 6000)) {
      return { problem: { kind: 'length', values: { name, max: option.maxLength ?? 6000 } } };
    }
    const choice = option.choices?.find((known) => known.toLowerCase() === text.toLowerCase());
    return option.choices && !choice ? wrong(option, text, 'choice') : { value: choice ?? text };
  }
  const number = Number(text.replace(',', '.'));
  const whole = type === 'integer';
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = option;
  const fits = Number.isFinite(number) && number >= min && number <= max && (!whole || Number.isSafeInteger(number));
  return fits ? { value: number } : wrong(option, text, type);
}

/** Problem of a text as the value of an option; undefined where it may be that. */
export function problemOf(option: CommandOption, text: string): OptionProblem | undefined {
  const read = text === '' ? { value: text } : readValue(option, text);
  return 'problem' in read ? read.problem : undefined;
}

function wrong(option: CommandOption, text: string, kind: OptionProblem['kind']): Read {
  const { name, choices, min, max } = option;
  return {
    problem: {
      kind,
      values: {
        name,
        value: headOf(text, SHOWN),
        ...(choices ? { choices: choices.join(', ') } : {}),
        ...(min === undefined || max === undefined ? {} : { min, max }),
      },
    },
  };
}
