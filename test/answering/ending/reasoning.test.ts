import { describe, expect, it } from 'vitest';
import type { Model, ModelEvent, ModelRequest } from '../../../src/ports/index.ts';
import { Fault } from '../../../src/util/errors.ts';
import { saying } from '../../../src/util/messages.ts';
import { deaf } from '../../support/deaf-model.ts';
import { answererOf, openOpenAI } from '../support.ts';

const end: ModelEvent = { type: 'end', reason: 'complete' };
const text = (delta: string): ModelEvent => ({ type: 'text', delta });
const reset: ModelEvent = { type: 'reset' };

const thought = (delta: string): ModelEvent => ({ type: 'reasoning', delta });

/** Asks a model that says this, one stream after the other, for a chat that wants to see its reasoning. */
async function ask(...streams: (ModelEvent | Fault)[][]) {
  const requests: ModelRequest[] = [];
  const model: Model = {
    async *stream(request) {
      const said = streams[requests.push(request) - 1] ?? [];
      for (const each of said) {
        if (each instanceof Fault) throw each;
        yield each;
      }
    },
    ...deaf,
  };
  const fallbacks = [{ model: 'gpt-5-mini' }];
  const { ask } = answererOf(
    await openOpenAI(),
    {},
    { model, fallbacks, layers: { chat: { reasoning: 'collapsed' } } },
  );
  return { ...(await ask()), requests };
}

describe('reasoning of the model', () => {
  it('is no part of the answer', async () => {
    const answer = await ask([thought('Hm.'), text('Yes'), thought('So.'), end]);
    expect(answer).toMatchObject({ shown: ['Yes'], end: { reason: 'complete', text: 'Yes' } });
  });

  it('goes along with the answer where a chat wants to see it, and is kept nowhere', async () => {
    const openai = await openOpenAI();
    const reasoning = { text: `two and two ${'hm '.repeat(5000)}`, as: ['<think>', '</think>'] } as const;
    openai.script([
      { text: 'It is 4.', reasoning },
      { text: 'It is 4.', reasoning },
    ]);
    const shown = answererOf(openai, { api: 'chat' }, { layers: { chat: { reasoning: 'collapsed' } } });
    const { end: seen } = await shown.ask();
    expect(seen).toMatchObject({ text: 'It is 4.', reasoning: expect.stringMatching(/^two and two/) });
    expect(seen.reasoning?.length).toBeLessThanOrEqual(8000);
    expect(JSON.stringify(seen.events)).not.toContain('two and two');
    expect((await answererOf(openai, { api: 'chat' }).ask()).end).not.toHaveProperty('reasoning');
  });

  it('alone is no answer', async () => {
    expect((await ask([thought('Hm.'), end])).end).toMatchObject({ reason: 'error', text: '' });
  });

  it('that was taken for the answer is taken back', async () => {
    const answer = await ask([text('Let me'), text(' think'), reset, text('Yes'), text('.'), end]);
    expect(answer.shown).toEqual(['Let me', 'Let me think', 'Yes', 'Yes.']);
    expect(answer.end).toMatchObject({ reason: 'complete', text: 'Yes.' });
    expect((await ask([text('Let me think'), reset, end])).end).toMatchObject({ reason: 'error', text: '' });
  });

  it('takes nothing back of what an earlier stream of the answer said', async () => {
    const cut = new Fault('model_cut', 'cut');
    const answer = await ask([text('Let me'), reset, text('One, '), cut], [text('Hm'), reset, text('two.'), end]);
    expect(answer.end).toMatchObject({ reason: 'complete', text: 'One, two.' });
    expect(answer.end.reasoning).toBe('Let meHm');
    expect(answer.requests.at(1)?.messages).toContainEqual(saying('assistant', 'One, '));
  });

  it('that was taken for the answer keeps no other model from answering', async () => {
    const cut = new Fault('model_cut', 'cut');
    const answer = await ask([text('Let me'), reset, cut], [text('Yes.'), end]);
    expect(answer.end).toMatchObject({ reason: 'complete', text: 'Yes.' });
    expect(answer.requests.map(({ model }) => model)).toEqual(['gpt-6-luna', 'gpt-5-mini']);
  });

  it('of an attempt that failed is none of the answer', async () => {
    const openai = await openOpenAI();
    const as = 'reasoning_content';
    openai.script([
      { text: 'It is 5.', reasoning: { text: 'two and three', as }, breaks: { how: 'reset', afterEvents: 3 } },
      { text: 'It is 4.', reasoning: { text: 'two and two', as } },
    ]);
    const { ask: asked } = answererOf(openai, { api: 'chat' }, { layers: { chat: { reasoning: 'collapsed' } } });
    expect((await asked()).end).toMatchObject({ text: 'It is 4.', reasoning: 'two and two' });
    expect(openai.requests).toHaveLength(2);
    const unclear = new Fault('model_server', 'failed', { unclear: true });
    const answer = await ask([thought('two and three'), unclear], [thought('two and two'), text('4'), end]);
    expect(answer.end).toMatchObject({ text: '4', reasoning: 'two and two' });
  });
});
