import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { taskReader } from '../../src/intake/stored-task.ts';
import type { Task } from '../../src/ports/index.ts';
import { taskSchema } from '../../src/ports/index.ts';

/** Tasks as 0.1.0 stored them, and what becomes of each. */

const target = { surface: 'x', chat: 'x:1', group: true, privately: false, prompt: '5', address: { id: 1 } };
const { prompt: _, ...slash } = target;
const press = { ...slash, pace: 'k1' };
const place = { kind: 'group', scopes: ['x:1', 'x:0'] };
const base = {
  v: 1,
  key: 'k1',
  surface: 'x',
  conversation: 'x:1',
  place,
  actor: { id: 'x:7', name: 'Ada' },
  sentAt: 3,
  target,
};
const common = {
  v: 2,
  key: 'k1',
  surface: 'x',
  conversation: 'x:1',
  queue: 'x:1',
  place,
  actor: { id: 'x:7', name: 'Ada' },
  sentAt: 3,
  target,
};
const quote = { id: '4', text: 'Said', author: 'Bob' };
const prompt = { ...base, kind: 'prompt', text: 'Why?', addressed: true, attachments: [] };
const command = (name: string, more: object = {}) => ({ ...base, kind: 'command', name, options: {}, ...more });
const problem = { kind: 'missing', values: { name: 'prompt' } };
const home = { ...target, chat: 'x:0' };

const cases: [what: string, stored: object, expected: object][] = [
  ['a question', prompt, { ...common, kind: 'prompt', cause: 'message', text: 'Why?', attachments: [] }],
  [
    'a question with all it can have',
    {
      ...prompt,
      alsoKeys: ['k2'],
      ownConversation: 'x:1:7',
      groupConversation: 'x:9',
      lane: 'x:old',
      about: 'x:parent',
      amends: '5',
      pieces: [{ key: 'k2', id: '6', text: 'Why?' }],
      joint: '',
      quote,
    },
    {
      ...common,
      kind: 'prompt',
      cause: 'message',
      text: 'Why?',
      attachments: [],
      alsoKeys: ['k2'],
      ownConversation: 'x:1:7',
      queue: 'x:old',
      settingsChat: 'x:parent',
      editOf: '5',
      pieces: [{ key: 'k2', id: '6', text: 'Why?' }],
      joint: '',
      quote,
    },
  ],
  [
    'the line that messages came too late',
    { ...prompt, text: '', skipped: true, alsoKeys: ['late:x:1:2'] },
    { ...common, kind: 'late', cause: 'message', alsoKeys: ['late:x:1:2'] },
  ],
  [
    '/ask, called',
    command('ask', { target: slash, options: { prompt: 'Why?', model: 'advanced', private: true } }),
    { ...common, target: slash, kind: 'prompt', cause: 'command', text: 'Why?', attachments: [], tier: 'advanced' },
  ],
  [
    '/ask, as a reply without words',
    command('ask', { quote }),
    { ...common, kind: 'prompt', cause: 'message', text: '', attachments: [], quote },
  ],
  [
    '/ask of a model there is not',
    command('ask', { options: { prompt: 'Why?', model: 'x' } }),
    { ...common, kind: 'prompt', cause: 'message', text: 'Why?', attachments: [] },
  ],
  ['/ask with a problem', command('ask', { problem }), { kind: 'command', name: 'ask', cause: 'message', problem }],
  ['a typed command', command('help'), { ...common, kind: 'command', name: 'help', options: {}, cause: 'message' }],
  [
    'a command about messages',
    command('summarise', { target: slash, quote, material: [quote] }),
    {
      ...common,
      target: slash,
      kind: 'command',
      name: 'summarise',
      options: {},
      cause: 'command',
      quote,
      material: [quote],
    },
  ],
  [
    'an edit',
    command('edit', { options: { turn: 't1' }, subject: 't1', reworded: { text: 'What?', tier: 'basic' } }),
    {
      ...common,
      kind: 'command',
      name: 'edit',
      options: { turn: 't1' },
      cause: 'edit',
      effect: 'revise',
      turnId: 't1',
      editedPrompt: { text: 'What?', tier: 'basic' },
    },
  ],
  ['/retry, typed', command('retry'), { kind: 'command', name: 'retry', cause: 'message', effect: 'renew' }],
  [
    '/retry, pressed',
    command('retry', { target: press, options: { turn: 't1' }, subject: 't1' }),
    { kind: 'command', name: 'retry', cause: 'press', effect: 'renew', turnId: 't1' },
  ],
  [
    '/continue, pressed',
    command('continue', { target: press, options: { turn: 't1' }, subject: 't1' }),
    { kind: 'command', name: 'continue', cause: 'press', effect: 'revise', turnId: 't1' },
  ],
  [
    'the arrows',
    command('show', { target: press, options: { turn: 't1', answer: 1 }, subject: 't1' }),
    { kind: 'command', name: 'show', cause: 'press', turnId: 't1' },
  ],
  [
    'a deletion, pressed',
    command('delete', { target: press, options: { turn: 't1' }, subject: 't1' }),
    { kind: 'command', name: 'delete', cause: 'press', effect: 'remove', turnId: 't1' },
  ],
  [
    'a deletion because the message went',
    command('delete', { options: { turn: 't1' }, subject: 't1' }),
    { kind: 'command', name: 'delete', cause: 'delete', effect: 'remove', turnId: 't1' },
  ],
  [
    '/delete, typed',
    command('delete', { quote }),
    { kind: 'command', name: 'delete', cause: 'message', effect: 'remove', quote },
  ],
  [
    'a menu, pressed',
    command('chats', { target: press, options: { page: 2 }, pressed: '8', menuOf: 'x:7', lane: 'x:1#8' }),
    { kind: 'command', name: 'chats', cause: 'press', options: { page: 2 }, menuMessage: '8', queue: 'x:1#8' },
  ],
  [
    'a form',
    command('form', { target: press, options: { line: 'chats rename=1' }, lane: 'x:1#8?x:7 chats' }),
    { kind: 'command', name: 'form', cause: 'press', options: { line: 'chats rename=1' } },
  ],
  [
    'an answer for the asker alone, elsewhere',
    command('context', { openly: target, home, about: 'x:0' }),
    { kind: 'command', name: 'context', askedAt: target, origin: home, settingsChat: 'x:0' },
  ],
];

describe('a task of version 1 is read on', () => {
  it.each(cases)('%s', (_what, stored, expected) => {
    const task = taskReader.read(JSON.parse(JSON.stringify(stored)));
    const whole = { ...(expected as Partial<Task>) };
    if (whole.v === 2) expect(task).toEqual(whole);
    else expect(task).toMatchObject(whole);
    expect(v.is(taskSchema, task)).toBe(true);
    // As it is stored from now on, it reads the same.
    expect(taskReader.read(JSON.parse(JSON.stringify(task)))).toEqual(task);
  });

  it('names of the earlier shape are gone', () => {
    const old = ['lane', 'about', 'amends', 'skipped', 'pressed', 'subject', 'openly', 'home', 'reworded', 'menuOf'];
    for (const [, stored] of cases) for (const name of old) expect(taskReader.read(stored)).not.toHaveProperty(name);
  });
});

describe('what is damaged is no task', () => {
  it.each([
    ['no kind', base],
    ['another version', { ...prompt, v: 3 }],
    ['no target', { ...prompt, target: undefined }],
    ['a number where text was', { ...prompt, text: 4 }],
    ['a command without a name', { ...command('help'), name: undefined }],
    ['an option that is an object', command('help', { options: { a: {} } })],
    ['nothing', undefined],
  ])('%s', (_what, stored) => {
    expect(taskReader.read(stored)).toBeUndefined();
  });
});
