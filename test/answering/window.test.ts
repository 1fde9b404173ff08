import { describe, expect, test } from 'vitest';
import { type BranchExchange, FIRST } from '../../src/conversation/exchange.ts';
import { toolless } from '../fixtures.ts';
import { foreign } from '../simulator/openai/dialects.ts';
import { answererOf, openOpenAI } from './support.ts';

/** A history that is too long for the model, at servers that say so in words of their own. */

const turn = (index: number): BranchExchange => ({
  v: 2,
  id: `t${index}`,
  place: { parent: null, thread: FIRST },
  prompt: { text: `question ${index} ${'word '.repeat(100)}` },
  answers: [{ text: `answer ${index} ${'word '.repeat(100)}`, reason: 'complete' }],
  bubbles: [],
});
const turns = Array.from({ length: 16 }, (_, index) => turn(index));
const before = { head: 't15', turns, damaged: false, thread: FIRST, at: 1 };

const sent = (body: Record<string, unknown>) => JSON.stringify(body['messages']);
const asked = (body: Record<string, unknown>) => (Array.isArray(body['messages']) ? body['messages'].length : 0);

describe.each(foreign.overflow)('$server', ({ status, body }) => {
  test('older turns are left out, and the question is answered', async () => {
    const openai = await openOpenAI();
    openai.fail('/chat/completions', { status, body: JSON.stringify(body) }, 2);
    const { end } = await answererOf(openai, { api: 'chat' }, { parameters: { maxOutputTokens: 500 } }).ask({ before });
    expect(end).toMatchObject({ reason: 'complete', text: 'it' });
    expect(end).not.toHaveProperty('notice');
    const [first, , last] = openai.requests.map((request) => request.body);
    expect(openai.requests).toHaveLength(3);
    expect(asked(last ?? {})).toBeLessThan(asked(first ?? {}));
    expect(sent(last ?? {})).toContain('question 15');
  });
});

test('a window that was told is kept to from then on', async () => {
  const openai = await openOpenAI();
  const body = { error: { message: 'prompt is too long: 3500 tokens > 1500 maximum' } };
  openai.fail('/chat/completions', { status: 400, body: JSON.stringify(body) }, 1);
  const { ask } = answererOf(openai, { api: 'chat' });
  await ask({ before });
  expect(openai.requests).toHaveLength(2);
  await ask({ before });
  expect(openai.requests).toHaveLength(3);
  const [, second, third] = openai.requests.map((request) => request.body);
  expect(sent(third ?? {})).toBe(sent(second ?? {}));
});

test('a prompt that fills the window by itself is the service’s to judge', async () => {
  const openai = await openOpenAI();
  const body = { error: { message: 'prompt is too long: 3500 tokens > 5 maximum' } };
  openai.fail('/chat/completions', { status: 400, body: JSON.stringify(body) }, 1);
  const { ask } = answererOf(openai, { api: 'chat' });
  expect((await ask({ before })).end).toMatchObject({ text: 'it' });
  expect((await ask({ before })).end).toMatchObject({ text: 'it' });
  expect(openai.requests).toHaveLength(3);
});

test('an answer that fills the window ends as one that was cut', async () => {
  const openai = await openOpenAI();
  const error = { message: 'Context size has been exceeded.', type: 'server_error', code: null };
  openai.script([{ text: 'one two three', breaks: { how: 'error', afterTokens: 2, error } }]);
  const { end } = await answererOf(openai, { api: 'chat' }).ask();
  expect(end).toMatchObject({ reason: 'length', text: 'one two' });
  expect(openai.requests).toHaveLength(1);
});

test('what is told of tools takes room from the turns', async () => {
  const spec = { name: 'look', description: 'Looks. '.repeat(100), parameters: { type: 'object', properties: {} } };
  const opened = { toolbox: { specs: [spec], find: () => undefined }, keptBack: new Set<string>() };
  const tooling = { ...toolless, open: async () => opened };
  const openai = await openOpenAI();
  const options = { tokens: 2500 };
  await answererOf(openai, { api: 'chat' }, options).ask({ before });
  await answererOf(openai, { api: 'chat' }, { ...options, tooling }).ask({ before });
  const [without = 0, beside = 0] = openai.requests.map((request) => asked(request.body));
  expect(beside).toBeGreaterThan(1);
  // A turn of these, a question and an answer, takes some 220 tokens. The description takes over 150.
  expect(without - beside).toBe(2);
});
