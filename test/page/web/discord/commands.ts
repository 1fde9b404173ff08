import type { Command, CommandOption } from '../../protocol.ts';

/** Slash commands as Discord's client knows them: found by what is typed, their options read and checked. */

type Texts = Readonly<Record<string, string>>;

/** Text in the language of a client: the very one, one of the same language, or the one for all others. */
export function inLocale(texts: Texts, locale: string, otherwise = ''): string {
  const [language = ''] = locale.split('-');
  const near = Object.keys(texts).find((tag) => tag !== '' && tag.split('-')[0] === language);
  return texts[locale] ?? texts[near ?? ''] ?? texts[''] ?? otherwise;
}

export function nameIn({ names, name }: Command | CommandOption, locale: string): string {
  return inLocale(names, locale, name);
}

/** Begun `/name` of a command, without what follows; undefined where none is being written. */
export function begunName(text: string): string | undefined {
  return /^\/([^\s/]{0,32})$/u.exec(text)?.[1];
}

/** Commands that go on with what was typed, or have it in their name or description, in this order. */
export function matching(commands: readonly Command[], begun: string, locale: string): readonly Command[] {
  const typed = begun.toLowerCase();
  const rank = (command: Command): number => {
    const name = nameIn(command, locale).toLowerCase();
    if (name === typed) return 0;
    if (name.startsWith(typed)) return 1;
    if (name.includes(typed)) return 2;
    return inLocale(command.descriptions, locale).toLowerCase().includes(typed) ? 3 : 4;
  };
  const slash = commands.filter(({ platform, kind }) => platform === 'discord' && kind === 'slash');
  const ranked = slash.map((command) => ({ command, rank: rank(command) })).filter((one) => one.rank < 4);
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ command }) => command);
}

/** A command that was typed, with its options as texts. */
export interface Typed {
  command: Command;
  values: ReadonlyMap<string, string>;
  /** Words that belong to no option. */
  rest: string;
}

/** Reads `/ask question: why is it so model: basic`. Words without an option go to the first one that takes words. */
export function readTyped(text: string, commands: readonly Command[], locale: string): Typed | undefined {
  const [all, name = ''] = /^\/(\S{1,32})(?=\s|$)/u.exec(text) ?? [];
  const command = commands.find(
    (one) => one.platform === 'discord' && one.kind === 'slash' && [one.name, nameIn(one, locale)].includes(name),
  );
  if (all === undefined || !command) return undefined;
  const values = new Map<string, string>();
  const words = text.slice(all.length);
  const marks = [...words.matchAll(/(?:^|\s)([\p{L}\p{N}_-]{1,32}):\s?/gu)].flatMap((mark) => {
    const option = optionCalled(command, mark[1] ?? '', locale);
    return option ? [{ option, start: mark.index, end: mark.index + mark[0].length }] : [];
  });
  marks.forEach(({ option, end }, index) => {
    values.set(option.name, words.slice(end, marks[index + 1]?.start).trim());
  });
  const free = words.slice(0, marks[0]?.start).trim();
  const open = command.options.find(({ name: key, type }) => type !== 'file' && !values.has(key));
  if (free !== '' && open) values.set(open.name, free);
  return { command, values, rest: open ? '' : free };
}

export function optionCalled(command: Command, name: string, locale: string): CommandOption | undefined {
  return command.options.find((option) => option.name === name || nameIn(option, locale) === name);
}

/** Choices of an option: its own, or yes and no. */
export function choicesOf(
  { type, choices }: CommandOption,
  words: { yes: string; no: string },
): readonly { name: string; value: string | number | boolean }[] {
  if (type !== 'boolean') return choices;
  return [
    { name: words.yes, value: true },
    { name: words.no, value: false },
  ];
}

export type Problem = 'needsValue' | 'needsInteger' | 'needsNumber' | 'needsBoolean' | 'needsChoice';

/** A value as Discord's client lets it through, or why it does not. */
export type Checked = { value: string | number | boolean } | { problem: Problem };

export function checked(option: CommandOption, text: string, words: { yes: string; no: string }): Checked {
  const plain = text.trim();
  const choices = choicesOf(option, words);
  const chosen = choices.find(({ name, value }) => [name.toLowerCase(), String(value)].includes(plain.toLowerCase()));
  if (chosen) return { value: chosen.value };
  if (plain === '') return { problem: 'needsValue' };
  if (option.type === 'boolean') return { problem: 'needsBoolean' };
  if (choices.length > 0) return { problem: 'needsChoice' };
  if (option.type === 'integer')
    return /^-?\d{1,15}$/.test(plain) ? { value: Number(plain) } : { problem: 'needsInteger' };
  if (option.type === 'number')
    return /^-?\d{1,15}(?:[.,]\d{1,15})?$/.test(plain)
      ? { value: Number(plain.replace(',', '.')) }
      : { problem: 'needsNumber' };
  return { value: plain };
}
