import { describe, expect, test } from 'vitest';
import { type BranchExchange, FIRST } from '../../src/conversation/exchange.ts';
import { answererOf, openOpenAI } from './support.ts';

/** Failures in words that nobody knows: it is asked for less, each way once. */

const turn = (id: string): BranchExchange => ({
  v: 2,
  id,
  place: { parent: null, thread: FIRST },
  prompt: { text: `question ${id}` },
  answers: [{ text: `answer ${id}`, reason: 'complete' }],
  bubbles: [],
});
const before = { head: 'd', turns: ['a', 'b', 'c', 'd'].map(turn), damaged: false, thread: FIRST, at: 1 };
const body = JSON.stringify({ error: { message: 'Frobnication failed' } });
const count = (sent: Record<string, unknown>) => (Array.isArray(sent['messages']) ? sent['messages'].length : 0);

describe.each([400, 422, 500])('%s', (status) => {
  // A failure of the server itself is tried again before anything else.
  const tries = status === 500 ? 3 : 1;

  test('earlier turns leave first', async () => {
    const openai = await openOpenAI();
    openai.fail('/chat/completions', { status, body }, tries);
    const { ask, log } = answererOf(openai, { api: 'chat' });
    expect((await ask({ before })).end).toMatchObject({ reason: 'complete', text: 'it' });
    expect(openai.requests.map((each) => count(each.body))).toEqual([...Array(tries).fill(10), 6]);
    expect(log.lines.join()).not.toMatch(/Frobnication|question a|say it/);
  });

  test('then the newest optional field, with all turns again', async () => {
    const openai = await openOpenAI();
    openai.fail('/chat/completions', { status, body }, 2 * tries);
    const { ask } = answererOf(openai, { api: 'chat' });
    expect((await ask({ before })).end).toMatchObject({ reason: 'complete', text: 'it' });
    expect(count(openai.requests.at(-1)?.body ?? {})).toBe(10);
    expect(openai.requests[0]?.body).toHaveProperty('stream_options');
    expect(openai.requests.at(-1)?.body).not.toHaveProperty('stream_options');
  });

  test('and then it is an error', async () => {
    const openai = await openOpenAI();
    openai.fail('/chat/completions', { status, body }, 99);
    const { ask } = answererOf(openai, { api: 'chat' });
    expect((await ask({ before })).end).toMatchObject({ reason: 'error' });
    expect(openai.requests).toHaveLength(3 * tries);
  });
});

test('an answer of nothing at all, as LM Studio gives it, is asked for once more with fewer turns', async () => {
  const openai = await openOpenAI();
  openai.script([{ text: '' }, 'here it is']);
  const { ask } = answererOf(openai, { api: 'chat' });
  expect((await ask({ before })).end).toMatchObject({ reason: 'complete', text: 'here it is' });
  expect(openai.requests.map((each) => count(each.body))).toEqual([10, 6]);
});

test('an answer of nothing to a question that stands alone is an error at once', async () => {
  const openai = await openOpenAI();
  openai.script(() => ({ text: '' }));
  expect((await answererOf(openai, { api: 'chat' }).ask()).end).toMatchObject({ reason: 'error' });
  expect(openai.requests).toHaveLength(1);
});
