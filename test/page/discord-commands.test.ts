import { describe, expect, it } from 'vitest';
import type { Command, CommandOption } from './protocol.ts';
import { begunName, checked, inLocale, matching, nameIn, readTyped } from './web/discord/commands.ts';

/** Slash commands as Discord's client finds, reads and checks them. */

const option = (name: string, change: Partial<CommandOption> = {}): CommandOption => ({
  ...{ name, names: {}, descriptions: {}, type: 'text', required: false, completes: false, choices: [] },
  ...change,
});
const command = (name: string, options: readonly CommandOption[], about: Command['descriptions'] = {}): Command => ({
  ...{ platform: 'discord', kind: 'slash', name, names: {}, descriptions: { '': name, ...about }, options },
});

const model = option('model', { choices: [{ name: 'Basic', value: 'basic' }] });
const ask = command('ask', [option('question', { required: true, names: { 'zh-CN': '问题' } }), model], {
  'zh-CN': '提问',
  'es-ES': 'Pregunta',
});
const commands = [
  command('new', []),
  ask,
  command('task', []),
  { ...command('Ask again', []), kind: 'message' as const },
];
const words = { yes: 'True', no: 'False' };

it('are found by what was typed: names that begin so, names with it, descriptions with it', () => {
  const found = (begun: string, locale = 'en-US') => matching(commands, begun, locale).map(({ name }) => name);
  expect(found('')).toEqual(['new', 'ask', 'task']);
  expect(found('as')).toEqual(['ask', 'task']);
  expect(found('提问', 'zh-CN')).toEqual(['ask']);
  expect(found('nothing')).toEqual([]);
  expect([begunName('/'), begunName('/as'), begunName('/ask '), begunName('a /as')]).toEqual([
    '',
    'as',
    undefined,
    undefined,
  ]);
});

it('speak the language of the client, or one near it', () => {
  expect(['zh-CN', 'es-419', 'fr'].map((locale) => inLocale(ask.descriptions, locale))).toEqual([
    '提问',
    'Pregunta',
    'ask',
  ]);
  expect(nameIn(ask, 'zh-CN')).toBe('ask');
});

describe('a typed one', () => {
  const read = (text: string, locale = 'en-US') => {
    const typed = readTyped(text, commands, locale);
    return typed && [typed.command.name, Object.fromEntries(typed.values), typed.rest];
  };

  it.each([
    ['/ask question: why is it: so? model: basic', ['ask', { question: 'why is it: so?', model: 'basic' }, '']],
    ['/ask why is it so', ['ask', { question: 'why is it so' }, '']],
    ['/ask why model:Basic', ['ask', { question: 'why', model: 'Basic' }, '']],
    ['/ask', ['ask', {}, '']],
    ['/new and more', ['new', {}, 'and more']],
    ['/asking', undefined],
    ['/ Ask again', undefined],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('has options by the names of its language', () => {
    expect(read('/ask 问题: 为什么', 'zh-CN')).toEqual(['ask', { question: '为什么' }, '']);
  });
});

it.each<[Partial<CommandOption>, string, unknown]>([
  [{ type: 'integer' }, ' 12 ', { value: 12 }],
  [{ type: 'integer' }, '1.5', { problem: 'needsInteger' }],
  [{ type: 'number' }, '1,5', { value: 1.5 }],
  [{ type: 'number' }, 'one', { problem: 'needsNumber' }],
  [{ type: 'boolean' }, 'false', { value: false }],
  [{ type: 'boolean' }, 'maybe', { problem: 'needsBoolean' }],
  [{ choices: model.choices }, 'basic', { value: 'basic' }],
  [{ choices: model.choices }, 'other', { problem: 'needsChoice' }],
  [{}, ' a ', { value: 'a' }],
  [{}, ' ', { problem: 'needsValue' }],
])('an option %j with %j is %j', (change, text, expected) => {
  expect(checked(option('it', change), text, words)).toEqual(expected);
});
