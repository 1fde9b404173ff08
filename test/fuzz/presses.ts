import * as fc from 'fast-check';
import { commands } from '../../src/commands/index.ts';
import { parseLine } from '../../src/commands/parsing/parse.ts';
import type { Conversations } from '../../src/conversation/conversations.ts';
import { controlsOf, lineOf } from '../../src/conversation/entries.ts';
import { type PressParts, readPress } from '../../src/intake/presses.ts';
import type { Button, Command, Exchange, Inbox, Prompt, UserAction } from '../../src/ports/index.ts';
import { promptOf } from '../fixtures.ts';
import { type Fuzz, fuzz, hold, wrong } from './property.ts';
import { text } from './values.ts';

/** Presses with data that clients made up: nothing comes of them but what an entry says that is kept. */

const specs = commands.map(({ spec }) => spec);
const NAME = 'k3';
const OTHER = 'k4';

/** Lines as commands write them, and as they would write them if they might. */
const written = [
  'settings',
  'settings open=language',
  'settings clear=top_p',
  'settings reset=true',
  'chats switch=#k1',
  'chats delete=#k1 confirm=true',
  'context omit=k1 page=2',
  'model tier=basic',
  'ask Why?',
  'image a cat',
  'new',
  lineOf.retry(NAME),
  lineOf.delete(NAME),
  lineOf.show(NAME, 1),
  lineOf.retry(OTHER),
  lineOf.stop(NAME),
];
const forms = ['settings set=temperature', 'chats rename=#k1'];

const button: fc.Arbitrary<Button> = fc.oneof(
  fc.constantFrom(...written).map((line) => ({ line, label: 'x' })),
  fc.constantFrom(...forms).map((line) => ({ line, label: 'x', form: true as const })),
);
const option = fc.constantFrom(...specs.flatMap(({ options }) => options.map(({ name }) => name)), 'x');
const value = fc.oneof(text, fc.constantFrom('true', '1', '#k1', NAME, 'language', 'basic'));
const said = fc
  .tuple(
    fc.constantFrom('', '?', '/'),
    fc.constantFrom(...specs.map(({ name }) => name)),
    fc.array(fc.tuple(option, value)),
  )
  .map(([sign, name, given]) => [`${sign}${name}`, ...given.map((each) => each.join('='))].join(' '));

const made = fc.record({
  buttons: fc.array(button, { maxLength: 6 }),
  /** What the client sends: data of its own making, of an entry, or of one damaged. */
  data: fc.oneof(
    text,
    said,
    fc.constantFrom(...written, ...forms.map((line) => `?${line}`)),
    fc
      .tuple(fc.constantFrom(NAME, OTHER, '__proto__', ''), button)
      .map(([name, each]) => controlsOf(name, [[each]])[0]?.[0]?.data ?? ''),
    fc.tuple(button, fc.nat(40), text).map(([each, at, part]) => {
      const data = controlsOf(NAME, [[each]])[0]?.[0]?.data ?? '';
      return data.slice(0, at) + part + data.slice(at + 1);
    }),
  ),
  written: fc.option(text, { nil: undefined }),
  /** Under an answer, or in a menu; kept by this version, or by one before. */
  answer: fc.boolean(),
  earlier: fc.boolean(),
  /** The entry whose own data is sent, where there is one. */
  own: fc.option(fc.nat(5), { nil: undefined }),
});

const input = made.map(({ own, ...pressed }) => {
  const entry = own === undefined ? undefined : pressed.buttons[own];
  const [[control] = []] = entry ? controlsOf(NAME, [[entry]]) : [];
  return control ? { ...pressed, data: control.data } : pressed;
});

type Pressed = typeof input extends fc.Arbitrary<infer T> ? T : never;

function exchangeOf({ buttons, answer, earlier }: Pressed): Exchange {
  const entries = buttons.map(({ line, form }) => ({ line, ...(form ? { form } : {}) }));
  const answers = [
    { text: 'One', reason: 'complete' as const },
    { text: 'Two', reason: 'length' as const },
  ];
  return {
    v: 2,
    id: answer ? NAME : `7~${NAME}`,
    asker: 'test:1',
    prompt: { text: 'Why?' },
    answers,
    bubbles: ['b1'],
    ...(answer ? { place: { parent: null, thread: 'first' } } : { menu: { settingsChat: 'test:1' } }),
    ...(earlier ? {} : { entries }),
  };
}

function partsOf(exchange: Exchange): PressParts {
  const inbox: Partial<Inbox> = { get: async () => undefined, find: async () => undefined, findAll: async () => [] };
  const conversations: Partial<Conversations> = {
    find: async () => ({ conversation: 'test:1', exchange, isPrompt: false }),
    exchange: async () => exchange,
  };
  const may = async () => true;
  return {
    inbox: inbox as Inbox,
    conversations: conversations as Conversations,
    specs,
    bot: { form: async (_, line) => ({ title: '', fields: fieldsOf(line) }) },
    permissions: { access: () => 'open', mayDecide: may, mayRead: may } as unknown as PressParts['permissions'],
  };
}

/** The free text of a command, which is what its form asks for. */
function fieldsOf(line: string) {
  const free = specs.find(({ name }) => name === line.split(' ', 1)[0])?.options.find(({ rest }) => rest);
  return free ? [{ option: free.name, title: '' }] : [];
}

function inputOf(line: string, { written = '' }: Pressed): Record<string, string> {
  return Object.fromEntries(fieldsOf(line).map(({ option }) => [option, written]));
}

/** Commands that have a menu. A later one may be named like an earlier one. */
const menus = specs.filter(({ menu, costs }) => menu && costs === undefined).map(({ name }) => name);

/** What a version before may have written, told in another way than by the code that is held. */
const menuLine = new RegExp(`^\\??(?:${menus.join('|')})(?: [a-z_]+=\\S+)*$`);

function holdEarlier({ data, answer }: Pressed, task: Command | undefined): void {
  const buttons = [
    lineOf.retry(NAME),
    lineOf.continue(NAME),
    lineOf.delete(NAME),
    lineOf.show(NAME, 0),
    lineOf.show(NAME, 1),
  ];
  const shown = controlsOf(NAME, [buttons.map((line) => ({ line, label: '' }))]).flat();
  if (answer) {
    hold([...buttons, ...shown.map((control) => control.data)].includes(data), 'no such button was under an answer');
    return;
  }
  hold(menuLine.test(data), 'no menu wrote that');
  const spec = specs.find(({ name }) => name === task?.name);
  const free = spec?.options.find(({ rest }) => rest)?.name;
  const isFree = free !== undefined && task?.options[free] !== undefined;
  hold(!isFree || data.startsWith('?'), 'free text in the data of a menu');
  hold(task?.problem === undefined || isFree, 'a value that no menu wrote');
}

function holdKept(pressed: Pressed, task: Command | Prompt | undefined): void {
  const { data, buttons } = pressed;
  const named = controlsOf(NAME, [buttons])[0] ?? [];
  const at = buttons.findIndex(
    ({ line, form }, each) => named[each]?.data === data || (form ? `?${line}` : line) === data,
  );
  const entry = buttons[at];
  if (!entry) wrong('no entry of that name is kept');
  if (!task) return;
  const kept = parseLine(`/${entry.line}`, specs, {
    button: { input: entry.form ? inputOf(entry.line, pressed) : undefined },
  });
  if (task.kind === 'prompt') hold(kept?.options['prompt'] === task.text, 'a question in other words');
  else
    hold(kept?.name === task.name && JSON.stringify(kept.options) === JSON.stringify(task.options), 'another command');
}

async function holdPress(pressed: Pressed): Promise<void> {
  const { kind: _, text: __, attachments: ___, ...base } = promptOf();
  const press = {
    type: 'press' as const,
    data: pressed.data,
    message: 'b1',
    ...(pressed.written === undefined ? {} : { input: { value: pressed.written, title: pressed.written, turn: 'x' } }),
  };
  const acting: UserAction = { ...base, kind: 'action', action: press };
  const read = await readPress(partsOf(exchangeOf(pressed)), acting, press, new AbortController().signal);
  if (read.type === 'refused') return;
  if (read.type === 'stop') wrong('nothing is written that could be stopped');
  const task = read.type === 'task' ? read.task : undefined;
  if (!pressed.earlier) holdKept(pressed, task);
  else if (task?.kind === 'prompt') wrong('a question of a version before');
  else if (read.type === 'task') holdEarlier(pressed, task);
}

export const pressProperties: readonly Fuzz[] = [fuzz('presses', input, holdPress)];
