import * as fc from 'fast-check';
import { commands } from '../../src/commands/index.ts';
import { checkOptions, parseCommand } from '../../src/commands/parsing/parse.ts';
import type { Command } from '../../src/ports/index.ts';
import { promptOf } from '../fixtures.ts';
import { type Fuzz, fuzz, hold, holdPlain, holdTime } from './property.ts';
import { json, text } from './values.ts';

/** Commands as people type them and as platforms deliver them. */

const specs = commands.map(({ spec }) => spec);
const names = specs.map(({ name }) => name);

const word = fc.oneof(
  text,
  fc.constantFrom(
    'model=advanced',
    '--model=basic',
    'model=',
    'model=x',
    'size=auto',
    'count=3',
    'private=yes',
    'a=b',
    '=',
    '/ask',
    'temperature=0,7',
    '\n',
    '    ',
  ),
);
const phrase = fc
  .array(fc.tuple(word, fc.constantFrom(' ', '  ', '\n', '', '\t')), { maxLength: 8 })
  .map((all) => all.flat().join(''));

/** What makes a careless pattern slow. */
const long = fc
  .tuple(
    fc.constantFrom(' ', 'a', '=', 'a=', ' a=b', '\n', '--', 'model=x ', ' \t'),
    fc.integer({ min: 1000, max: 9000 }),
    phrase,
  )
  .map(([unit, count, end]) => unit.repeat(Math.ceil(count / unit.length)) + end);

const started = fc.oneof(
  fc.constantFrom(...names.map((name) => `/${name} `)),
  fc.constantFrom('/', '/ASK ', '/nobody ', ''),
);
const line = fc.tuple(started, fc.oneof({ weight: 9, arbitrary: phrase }, { weight: 1, arbitrary: long }));

/** Generous: such a text takes well below a millisecond. */
const LIMIT_MS = 2000;

function holdCommand(command: Command): void {
  holdPlain(command, 'a command');
  const spec = specs.find(({ name }) => name === command.name);
  if (!spec || command.problem) return;
  for (const [name, value] of Object.entries(command.options)) {
    const option = spec.options.find((each) => each.name === name);
    const type = option?.type === 'integer' ? 'number' : option?.type;
    hold(typeof value === type, () => `${name} is a ${typeof value}`);
    if (typeof value === 'string') hold(value.length <= (option?.maxLength ?? 6000), `${name} is too long`);
    if (typeof value === 'string' && option?.choices) hold(option.choices.includes(value), `${name} is no choice`);
    if (typeof value === 'number') {
      hold(value >= (option?.min ?? value) && value <= (option?.max ?? value), `${name} is out of range`);
    }
  }
}

/** What is around the free text, and not in it, may only be options. */
function isOptions(rest: string): boolean {
  return rest
    .split(/\s+/)
    .filter(Boolean)
    .every((each) => /^(?:--)?(?:model|size|quality|count)[=:]\S+$/iu.test(each));
}

export const commandProperties: readonly Fuzz[] = [
  fuzz('commands-typed', line, ([start, rest]) => {
    const prompt = promptOf({ text: start + rest });
    const parsed = holdTime(LIMIT_MS, 'parsing', () => parseCommand(prompt, specs));
    hold(parsed.key === prompt.key && parsed.conversation === prompt.conversation, 'another message');
    const name = /^\/([a-z0-9_]{1,32})(?:\s|$)/i.exec(prompt.text)?.[1]?.toLowerCase();
    if (parsed === prompt) {
      hold(name === undefined, 'a command taken for a prompt');
      return;
    }
    const asks = specs.some((spec) => spec.name === name && spec.asks !== undefined);
    hold(parsed.kind === 'command' || asks, 'a command taken for a question');
    if (parsed.kind === 'command') {
      holdCommand(parsed);
      if (parsed.name !== 'image' || parsed.problem) return;
    }
    const body = prompt.text.replace(/^\/\w+/, '');
    const free = parsed.kind === 'command' ? String(parsed.options['prompt']) : parsed.text;
    const around = [body.indexOf(free), body.lastIndexOf(free)].some(
      (from) => from >= 0 && isOptions(body.slice(0, from)) && isOptions(body.slice(from + free.length)),
    );
    hold(around, () => `words of the prompt are lost: ${JSON.stringify(free)}`);
  }),

  fuzz(
    'commands-delivered',
    fc.tuple(
      fc.constantFrom(...names, 'nobody'),
      fc.dictionary(fc.oneof(text, fc.constantFrom('prompt', 'model', 'count', 'tier')), json),
    ),
    ([name, given]) => {
      const options = Object.fromEntries(
        Object.entries(given).flatMap(([key, value]) =>
          typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
            ? [[key, scalar(value)]]
            : [],
        ),
      );
      const { kind: _, text: _text, attachments: _attachments, ...base } = promptOf();
      holdCommand(checkOptions({ ...base, kind: 'command', name, options }, specs));
    },
  ),
];

function scalar(value: unknown): string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' ? value : Number(value);
}
