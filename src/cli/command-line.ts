import { parseArgs } from 'node:util';
import { Fault } from '../util/errors.ts';
import type { Given, Verb } from './verb.ts';
import { verbs } from './verbs.ts';

/** Reads command lines by the table of verbs, and says how to call them. */

/** Meaning of a command line: a verb with its words, or the text that says how to ask. */
type Choice = { verb: Verb; operands: readonly string[]; options: Given } | { help: string };

/** Command line that asks for nothing there is, with the usage to print. */
export class Misuse extends Fault {
  constructor(message: string, advice: string) {
    super('config', message, { advice });
    this.name = 'Misuse';
  }
}

/**
 * Finds what a command line asks for. The verb stands first.
 * @throws Misuse when it asks for nothing there is
 */
export function chooseVerb(line: readonly string[]): Choice {
  const [first, ...others] = line;
  const isNamed = first !== undefined && !first.startsWith('-');
  const [name, words] = isNamed ? [first, others] : ['start', line];
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb) throw new Misuse(`there is no command ${JSON.stringify(name)}`, usage());
  const { operands, options } = readWords(verb, words);
  if (options['help']) return { help: isNamed ? usageOf(verb) : usage() };
  const wrong = problemWith(operands, verb);
  if (wrong !== undefined) throw new Misuse(`${name} takes ${wrong}`, usageOf(verb));
  return { verb, operands, options };
}

function readWords(verb: Verb, words: readonly string[]): { operands: readonly string[]; options: Given } {
  try {
    const options = { ...verb.options, help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options });
    return { operands: positionals, options: values };
  } catch (error) {
    // Its first sentence; the second one explains a shell's dashes.
    throw new Misuse(String(error instanceof Error ? error.message.split('. ')[0] : error), usageOf(verb));
  }
}

function problemWith(operands: readonly string[], { operand, choices }: Verb): string | undefined {
  const most = operand === undefined ? 0 : 1;
  const least = choices === undefined ? most : 0;
  if (operands.length < least || operands.length > most) {
    return `${operand === undefined ? 'nothing' : `one ${operand}`}, and was given ${operands.length}`;
  }
  const strange = choices && operands.find((word) => !choices.includes(word));
  return strange === undefined ? undefined : `${choices?.join(' or ')}, and was given ${JSON.stringify(strange)}`;
}

/** Usage of the program. */
function usage(): string {
  return ['Usage:', ...inColumns(Object.values(verbs).map((verb) => [verb.usage, verb.about]))].join('\n');
}

function usageOf({ usage: form, about, options = {} }: Verb): string {
  const rows = Object.entries(options).map(
    ([name, option]): Row => [
      ['  --', name, option.value === undefined ? '' : ` ${option.value}`].join(''),
      option.about,
    ],
  );
  return ['Usage:', ...inColumns([[form, about]]), ...inColumns(rows)].join('\n');
}

type Row = readonly [left: string, right: string];

function inColumns(rows: readonly Row[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
