import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Answer, Reasoning } from '../simulator/openai/answer.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { collect, modelOf } from './support.ts';

/** Reasoning in whatever form a server sends it: told apart, and none of the answer. */

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI();
});
afterEach(() => openai.close());

async function heard(answer: Answer) {
  openai.script([answer]);
  const { events, ...rest } = await collect(modelOf(openai, { api: 'chat' }));
  const reset = events.findLastIndex(({ type }) => type === 'reset');
  const after = events.slice(reset + 1);
  return {
    ...rest,
    reset: reset >= 0,
    said: after.map((event) => (event.type === 'text' ? event.delta : '')).join(''),
    thought: events.map((event) => (event.type === 'reasoning' ? event.delta : '')).join(''),
  };
}

const forms: [string, Reasoning['as']][] = [
  ['reasoning_content', 'reasoning_content'],
  ['reasoning', 'reasoning'],
  ['reasoning_details', 'reasoning_details'],
  ['parts of the content', 'part'],
  ['<think>', ['<think>\n', '\n</think>\n\n']],
  ['<think> after blanks', ['\n <think>', '</think>']],
  ['<thinking>', ['<thinking>', '</thinking>\n']],
  ['<thought>', ['<thought>', '</thought>']],
  ['◁think▷', ['◁think▷', '◁/think▷']],
  ['[THINK]', ['[THINK]', '[/THINK]']],
  ['two blocks', ['<think>first</think>\n<think>', '</think>\n\n']],
];

describe.each([false, true])('whole: %s', (whole) => {
  test.each(forms)('%s', async (_, as) => {
    const { said, thought, end, error } = await heard({
      text: 'The answer is 4.',
      reasoning: { text: 'two and two', as },
      parts: as === 'part',
      whole,
    });
    expect(error).toBeUndefined();
    expect(said).toBe('The answer is 4.');
    expect(thought).toContain('two and two');
    expect(end).toMatchObject({ reason: 'complete' });
  });
});

test('the Responses API tells its summary apart', async () => {
  const event = (fields: { type: string }) => `event: ${fields.type}\ndata: ${JSON.stringify(fields)}\n\n`;
  const body = [
    event({ type: 'response.reasoning_summary_text.delta', delta: 'two and two' } as { type: string }),
    event({ type: 'response.output_text.delta', delta: '4', output_index: 1 } as { type: string }),
    event({ type: 'response.completed', response: {} } as { type: string }),
  ].join('');
  openai.fail('/responses', { status: 200, headers: { 'content-type': 'text/event-stream' }, body });
  const { events } = await collect(modelOf(openai));
  expect(events).toEqual([
    { type: 'reasoning', delta: 'two and two' },
    { type: 'text', delta: '4' },
    { type: 'end', reason: 'complete' },
  ]);
});

test('marks without number are read all the same, in an answer that comes whole', async () => {
  const as = ['<think>a</think>'.repeat(60_000), ''] as const;
  const { said, error } = await heard({ text: 'It is 4.', reasoning: { text: '', as }, whole: true });
  expect(error).toBeUndefined();
  expect(said.slice(0, 100)).toBe('It is 4.');
});

describe('a summary of the reasoning', () => {
  const reasoning = { text: 'two and two', as: 'reasoning' } as const;

  test.each([false, true])('is told by the Responses API to who asks for it (whole: %s)', async (whole) => {
    openai.script(() => ({ text: '4', reasoning, whole }));
    const { text, events } = await collect(modelOf(openai), { reasoning: true, effort: 'low' });
    expect(text).toBe('4');
    expect(events.map((event) => (event.type === 'reasoning' ? event.delta : '')).join('')).toBe('two and two');
    expect(openai.requests[0]?.body).toMatchObject({ reasoning: { effort: 'low', summary: 'auto' } });
    await collect(modelOf(openai));
    expect(openai.requests[1]?.body).not.toHaveProperty('reasoning');
  });

  test('is not asked for again where a model has none', async () => {
    openai.script(() => ({ text: '4', reasoning }));
    const model = modelOf(openai);
    await collect(model, { model: 'gpt-4.1-mini', reasoning: true });
    expect((await collect(model, { model: 'gpt-4.1-mini', reasoning: true })).text).toBe('4');
    expect(openai.requests.map(({ body }) => 'reasoning' in body)).toEqual([true, false, false]);
  });
});

describe('a closing mark that nothing opened', () => {
  test('takes back what was said before it', async () => {
    const as = ['', '\n</think>\n\n'] as const;
    const { said, thought, reset, end } = await heard({ text: 'It is 4.', reasoning: { text: 'two and two', as } });
    expect(reset).toBe(true);
    expect(said).toBe('It is 4.');
    expect(thought).not.toContain('4');
    expect(end).toMatchObject({ reason: 'complete' });
  });

  test('leaves no word of the answer: one that breaks off behind it is asked again', async () => {
    const as = ['', '\n</think>\n\n'] as const;
    const broken = { reasoning: { text: 'two and two', as }, breaks: { how: 'reset', afterTokens: 5 } } as const;
    openai.script([{ text: 'It is 5.', tokensPerSecond: 100, ...broken }, 'It is 4.']);
    const { events, error } = await collect(modelOf(openai, { api: 'chat' }));
    expect(error).toBeUndefined();
    expect(events.map(({ type }) => type).filter((type, at, all) => type !== all[at - 1])).toEqual([
      ...['text', 'reset', 'again', 'text', 'end'],
    ]);
  });

  test('is expected from then on, until an answer comes without', async () => {
    const model = modelOf(openai, { api: 'chat' });
    const as = ['', '\n</think>\n\n'] as const;
    openai.script([
      { text: 'It is 4.', reasoning: { text: 'two and two', as } },
      { text: 'It is 5.', reasoning: { text: 'two and three', as } },
      { text: 'It is 6.' },
      { text: 'It is 7.', reasoning: { text: 'three and four', as } },
    ]);
    await collect(model);
    const { events, text } = await collect(model);
    expect(events.some(({ type }) => type === 'reset')).toBe(false);
    expect(text).toBe('It is 5.');
    expect((await collect(model)).text).toBe('It is 6.');
    expect((await collect(model)).events.some(({ type }) => type === 'reset')).toBe(true);
  });

  test.each(['Write `</think>`\nat the end.', 'The tag </think> ends it.', '```\n</think>\n```\nis how.'])(
    'is text where it is written about: %s',
    async (text) => {
      const { said, reset } = await heard({ text });
      expect(reset).toBe(false);
      expect(said).toBe(text);
    },
  );

  test('is not looked for at OpenAI itself', async () => {
    openai.script([{ text: 'a\n</think>\n\nb' }]);
    expect((await collect(modelOf(openai, { api: 'chat', official: true }))).text).toBe('a\n</think>\n\nb');
  });
});

test.each(['<', '<thi', 'About <think>…</think>: text', '[a](b)', '<b>bold</b>', '  indented'])(
  'text that only looks like it stays: %s',
  async (text) => {
    expect((await heard({ text })).said).toBe(text);
  },
);

test.each(['<thi nk', ' \n '])(
  'what may yet become a mark is no word: where it breaks off there, it is asked again: %j',
  async (text) => {
    openai.script([{ text, breaks: { how: 'reset', afterTokens: 1 } }, 'It is 4.']);
    expect(await collect(modelOf(openai, { api: 'chat' }))).toMatchObject({ text: 'It is 4.', error: undefined });
    expect(openai.requests).toHaveLength(2);
  },
);

describe('reasoning alone is no answer', () => {
  test.each([
    ['and no end of it', ['<think>', '']],
    ['and its end', ['<think>', '</think>']],
  ] as const)('%s', async (_, as) => {
    const { said, error } = await heard({ text: '', reasoning: { text: 'two and two', as } });
    expect(said).toBe('');
    expect(error).toMatchObject({ kind: 'model_empty' });
    expect(error).not.toHaveProperty('facts.unclear');
  });

  test('nor where the limit cuts it', async () => {
    const reasoning = { text: 'hm', as: ['<think>', ''] } as const;
    const { error } = await heard({ text: '', reasoning, ending: 'length' });
    expect(error).toMatchObject({
      kind: 'model_empty',
      facts: { advice: expect.stringContaining('MAX_OUTPUT_TOKENS') },
    });
  });

  test('nothing at all may be a failure nobody told', async () => {
    expect((await heard({ text: '' })).error).toMatchObject({ kind: 'model_empty', facts: { unclear: true } });
  });
});

test('a stream that breaks off while it reasons is asked again', async () => {
  const reasoning = { text: 'two and two', as: ['<think>', '</think>'] } as const;
  openai.script([{ text: 'x', reasoning, breaks: { how: 'end', afterEvents: 3 } }, { text: '4' }]);
  const { text } = await collect(modelOf(openai, { api: 'chat' }));
  expect(text).toBe('4');
  expect(openai.requests).toHaveLength(2);
});
