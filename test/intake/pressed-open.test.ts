import { expect, it } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import type { Conversations } from '../../src/conversation/conversations.ts';
import { controlsOf, lineOf } from '../../src/conversation/entries.ts';
import { applyDeletion, type EditParts } from '../../src/intake/edits.ts';
import { formAt } from '../../src/intake/pressed.ts';
import { type PressParts, readPress } from '../../src/intake/presses.ts';
import { tags, tagsOf } from '../../src/intake/tags.ts';
import type {
  ConversationEvent,
  Exchange,
  Final,
  Inbox,
  OpenTurn,
  Prompt,
  Task,
  UserAction,
} from '../../src/ports/index.ts';
import { promptOf } from '../fixtures.ts';

/** Buttons that are pressed before what they are under is kept: the turn that shows them is still open. */

const message = 'b1';
const { kind: _kind, text: _text, attachments: _attachments, ...base } = promptOf();
const bob = { id: 'test:2', name: 'Bob' };

function openTurn(id: string, task: Task, final?: { events: ConversationEvent[]; lines: string[] }): OpenTurn {
  const turn = { id, task, forgotten: false, stopped: false, promptVersion: 0, begun: true };
  if (!final) return turn;
  const buttons = [final.lines.map((line) => ({ line, label: 'x' }))];
  const stored: Final = { v: 1, reason: 'complete', text: 'x', events: final.events, buttons };
  return { ...turn, final: stored };
}

/** What is open and what is kept. `bubbles`: the turn that made the message. */
function partsOf(open: OpenTurn[], kept: Exchange[] = [], bubbles?: string): PressParts {
  const inbox: Partial<Inbox> = {
    get: async (id) => open.find((each) => each.id === id),
    find: async (tag) => (tag === tags.message('test:1', message) ? open.find(({ id }) => id === bubbles) : undefined),
    findAll: async (tag) => open.filter(({ task }) => tagsOf(task).includes(tag)),
  };
  const conversations: Partial<Conversations> = {
    async find() {
      const exchange = kept.find((each) => each.bubbles.includes(message));
      return exchange && { conversation: 'test:1', exchange, isPrompt: false };
    },
    exchange: async (_, id) => kept.find((each) => each.id === id),
  };
  const permissions: Partial<PressParts['permissions']> = {
    mayDecide: async ({ actor }, asker) => actor.id === asker,
    mayRead: async () => true,
  };
  return {
    inbox: inbox as Inbox,
    conversations: conversations as Conversations,
    specs: commands.map(({ spec }) => spec),
    permissions: permissions as PressParts['permissions'],
    bot: { form: async () => ({ title: '', fields: [] }) },
  };
}

function press(parts: PressParts, exchange: string, line: string, actor: Prompt['actor'] = base.actor) {
  const data = controlsOf(exchange, [[{ line, label: 'x' }]])[0]?.[0]?.data ?? '';
  const action = { type: 'press', data, message } as const;
  const acting: UserAction = { ...base, actor, kind: 'action', action };
  return readPress(parts, acting, action, new AbortController().signal);
}

const kept = (id: string, more: Partial<Exchange> = {}): Exchange => ({
  v: 2,
  id,
  asker: 'test:1',
  prompt: { text: 'Why?', id: '7' },
  answers: [{ text: 'One', reason: 'complete' }],
  bubbles: [message],
  entries: [{ line: lineOf.retry(id) }],
  ...more,
});
const answered = {
  type: 'answered',
  parent: null,
  prompt: { text: 'Why?' },
  answer: { text: 'x', reason: 'complete' },
} as const;
const branch = { place: { parent: null, thread: 'first' } };

it('the answer that is written can be stopped, and nothing else; by its asker', async () => {
  const parts = partsOf([openTurn('k3', promptOf())]);
  await expect(press(parts, 'k3', lineOf.stop('k3'))).resolves.toEqual({ type: 'stop', turn: 'k3' });
  await expect(press(parts, 'k3', lineOf.retry('k3'))).resolves.toMatchObject({ key: 'press.gone' });
  await expect(press(parts, 'k3', lineOf.stop('k3'), bob)).resolves.toMatchObject({ key: 'press.stranger' });
  await expect(press(partsOf([]), 'k3', lineOf.stop('k3'))).resolves.toMatchObject({ key: 'stop.nothing' });
});

it('a final answer can be asked for again at once', async () => {
  const parts = partsOf([openTurn('k3', promptOf(), { events: [answered], lines: [lineOf.retry('k3')] })]);
  await expect(press(parts, 'k3', lineOf.retry('k3'))).resolves.toMatchObject({
    type: 'task',
    task: { name: 'retry', turnId: 'k3', queue: 'test:1' },
  });
});

it('a menu that is just shown is pressed on behind the turn that shows it', async () => {
  const task = { ...promptOf(), queue: 'test:1#own' };
  const recorded: ConversationEvent = { type: 'recorded', prompt: { text: '' }, menu: {} };
  const parts = partsOf([openTurn('k3', task, { events: [recorded], lines: ['settings open=language'] })]);
  await expect(press(parts, 'k3', 'settings open=language')).resolves.toMatchObject({
    type: 'task',
    task: { name: 'settings', menuMessage: message, queue: 'test:1#own' },
  });
});

it('a menu that is just shown is written in the place of no message but its own', async () => {
  const task = { ...promptOf(), actor: bob, queue: 'test:1#own' };
  const recorded: ConversationEvent = { type: 'recorded', prompt: { text: '' }, menu: {} };
  const menu = openTurn('k3', task, { events: [recorded], lines: ['settings open=language'] });
  const pressed = (parts: PressParts) => press(parts, 'k3', 'settings open=language', bob);
  for (const others of [kept('k1', branch), kept('7~k1', { menu: { settingsChat: 'test:1' } })]) {
    await expect(pressed(partsOf([menu], [others]))).resolves.toMatchObject({ key: 'press.gone' });
  }
  await expect(pressed(partsOf([menu, openTurn('k2', promptOf())], [], 'k2'))).resolves.toMatchObject({
    key: 'press.gone',
  });
  await expect(pressed(partsOf([menu], [], 'k3'))).resolves.toMatchObject({ task: { menuMessage: message } });
});

it('another answer that is shown below is about the question it answers, whose asker decides', async () => {
  const revised: ConversationEvent = { type: 'revised', turn: 'k1', answer: answered.answer, enters: true };
  const open = openTurn('k3', { ...promptOf(), actor: bob }, { events: [revised], lines: [lineOf.show('k1', 0)] });
  const parts = partsOf([open], [kept('k1', { ...branch, bubbles: ['b0'] })], 'k3');
  await expect(press(parts, 'k1', lineOf.show('k1', 0))).resolves.toMatchObject({
    task: { name: 'show', turnId: 'k1', options: { answer: 0 } },
  });
  await expect(press(parts, 'k1', lineOf.show('k1', 0), bob)).resolves.toMatchObject({ key: 'press.stranger' });
});

it.each([
  ['an answer', kept('k1', branch), { turnId: 'k1', name: 'retry' }, lineOf.show('k1', 0)],
  [
    'a menu',
    kept('7~k1', { menu: { settingsChat: 'test:1' } }),
    { menuMessage: message, name: 'settings' },
    'settings',
  ],
] as const)(
  'new buttons of %s that is shown again are known before they are kept',
  async (_, exchange, about, line) => {
    const queue = 'menuMessage' in about ? `test:1#${message}` : 'test:1';
    const task: Task = { ...base, kind: 'command', options: {}, cause: 'press', ...about, queue };
    const open = openTurn('k3', task, { events: [], lines: [line] });
    await expect(press(partsOf([open], [exchange]), exchange.id, line)).resolves.toMatchObject({ type: 'task' });
    await expect(press(partsOf([], [exchange]), exchange.id, line)).resolves.toMatchObject({ key: 'press.gone' });
  },
);

it('a turn of another chat is none', async () => {
  const elsewhere = promptOf({ target: { ...promptOf().target, chat: 'test:9' } });
  const parts = partsOf([openTurn('k3', elsewhere, { events: [answered], lines: [lineOf.retry('k3')] })]);
  for (const line of [lineOf.stop('k3'), lineOf.retry('k3')]) {
    await expect(press(parts, 'k3', line)).resolves.toMatchObject({ type: 'refused' });
  }
});

it('a question of a form that is just shown can be replied to, with all that was given before', async () => {
  const steps = {
    fields: [{ option: 'title' }, { option: 'private' }],
    at: 1,
    given: { title: 'T' },
    about: {},
    replies: [],
  };
  const menu = { completes: 'new', steps };
  const before = kept('7~k1', {
    prompt: { text: '' },
    menu: { ...menu, steps: { ...steps, at: 0 }, settingsChat: 'test:1' },
  });
  const recorded: ConversationEvent = { type: 'recorded', exchange: before.id, prompt: { text: '' }, menu };
  const task = { ...promptOf(), queue: 'test:1#own' };
  const shown = openTurn('k3', task, { events: [recorded], lines: [] });
  await expect(formAt(partsOf([shown], [before], 'k3'), 'test:1', message)).resolves.toMatchObject({
    ...{ steps, line: 'new', queue: 'test:1#own', isNewest: true },
    on: { conversation: 'test:1', asker: 'test:1' },
  });
  // What is shown so far asks nothing yet.
  const waiting = formAt(partsOf([openTurn('k3', task)], [before], 'k3'), 'test:1', message);
  await expect(waiting).resolves.toMatchObject({ steps: { at: 0 }, queue: 'test:1#7~k1' });
});

it('a reply to a question of a form takes nothing away with it when it is deleted', async () => {
  const steps = { fields: [{ option: 'title' }], at: 0, given: {}, about: { b0: 'title' }, replies: ['8'] };
  const menu = { completes: 'new', steps, settingsChat: 'test:1' };
  const exchange = kept('7~k1', { prompt: { text: '' }, menu });
  const parts = partsOf([], [exchange]);
  const findAsked: Conversations['findAsked'] = async () => ({ conversation: 'test:1', exchange, isPrompt: true });
  const of = [{ key: 'test:8', id: '8' }];
  const acting: UserAction = { ...base, kind: 'action', action: { type: 'delete', of } };
  const turns = { interrupt: () => undefined } as unknown as EditParts['turns'];
  const conversations = { ...parts.conversations, findAsked };
  await expect(applyDeletion({ ...parts, conversations, turns }, acting, { type: 'delete', of })).resolves.toEqual([]);
});
