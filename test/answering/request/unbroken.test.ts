import { describe, expect, test } from 'vitest';
import { GO_ON } from '../../../src/answering/told/prompts.ts';
import { Interruption } from '../../../src/util/abort.ts';
import { answererOf, openOpenAI } from '../support.ts';

/** What the model was told at its n-th request, as role and text. */
function told(body: Record<string, unknown> | undefined): string[] {
  const messages = (body?.['input'] ?? body?.['messages']) as { role: string; content: string }[];
  return messages.filter(({ role }) => role !== 'system').map(({ role, content }) => `${role}: ${content}`);
}

describe.each(['responses', 'chat'] as const)('%s', (api) => {
  test.each(['reset', 'end', 'garbage', 'error'] as const)(
    'an answer that breaks off (%s) goes on once by itself, from what was said',
    async (how) => {
      const openai = await openOpenAI();
      openai.script([{ text: 'one two three four', breaks: { how, afterTokens: 2 } }, ' three four']);
      const { ask, log } = answererOf(openai, { api });
      const { shown, end } = await ask();
      expect(end).toMatchObject({ reason: 'complete', text: 'one two three four' });
      expect(end).not.toHaveProperty('notice');
      expect(shown.at(-1)).toBe('one two three four');
      expect(shown.every((text, at) => at === 0 || text.startsWith(shown[at - 1] ?? ''))).toBe(true);
      expect(openai.requests).toHaveLength(2);
      expect(told(openai.requests[1]?.body)).toEqual(['user: say it', 'assistant: one two', `user: ${GO_ON}`]);
      expect(end.events).toMatchObject([{ type: 'answered', prompt: { text: 'say it' }, answer: { text: end.text } }]);
      expect(log.lines.join('\n')).toContain('going on from there');
      expect(log.lines.join('\n')).not.toContain('one two');
    },
  );

  test('one that breaks off again ends with its part and Continue', async () => {
    const openai = await openOpenAI();
    const broken = (text: string) => ({ text, breaks: { how: 'reset', afterTokens: 2 } }) as const;
    openai.script([broken('one two three'), broken(' three four five'), 'never asked']);
    const { end } = await answererOf(openai, { api }).ask();
    expect(end).toMatchObject({ reason: 'cut', text: 'one two three four' });
    expect(end.notice).toContain('broke off');
    expect(end.buttons?.flat().map(({ line }) => line)).toContain('continue turn=1');
    expect(openai.requests).toHaveLength(2);
  });

  test('one whose service is gone ends with its part and Continue', async () => {
    const openai = await openOpenAI();
    openai.script([{ text: 'one two three', breaks: { how: 'reset', afterTokens: 2 } }]);
    const { ask } = answererOf(openai, { api, retries: 0 });
    const { end } = await ask({}, () => openai.rule({ match: () => true, drop: 'before' }));
    expect(end).toMatchObject({ reason: 'cut', text: 'one two' });
    expect(end.buttons?.flat().map(({ line }) => line)).toContain('continue turn=1');
  });

  test.each(['stop', 'timeout'] as const)('one that ends by %s does not go on', async (reason) => {
    const openai = await openOpenAI();
    openai.script([{ text: 'one two three', breaks: { how: 'stall', afterTokens: 2 } }]);
    const { ask, stop } = answererOf(openai, { api });
    const { end } = await ask({}, (text) => text === 'one two' && stop.abort(new Interruption(reason)));
    expect(end).toMatchObject({ reason, text: 'one two' });
    expect(openai.requests).toHaveLength(1);
  });

  test('one that was superseded says nothing more', async () => {
    const openai = await openOpenAI();
    openai.script([{ text: 'one two three', breaks: { how: 'stall', afterTokens: 2 } }]);
    const { ask, stop } = answererOf(openai, { api });
    await expect(ask({}, (text) => text === 'one two' && stop.abort(new Interruption('superseded')))).rejects.toThrow(
      'superseded',
    );
    expect(openai.requests).toHaveLength(1);
  });

  test('one that stalls does not go on', async () => {
    const openai = await openOpenAI();
    openai.script([{ text: 'one two three', breaks: { how: 'stall', afterTokens: 2 } }]);
    const { end } = await answererOf(openai, { api, idleMs: 40 }).ask();
    expect(end).toMatchObject({ reason: 'timeout', text: 'one two' });
    expect(openai.requests).toHaveLength(1);
  });

  test('one that breaks off before any word is asked for again, as before', async () => {
    const openai = await openOpenAI();
    openai.script([{ text: 'one', breaks: { how: 'reset', afterEvents: 1 } }, 'one']);
    const { end } = await answererOf(openai, { api }).ask();
    expect(end).toMatchObject({ reason: 'complete', text: 'one' });
    expect(told(openai.requests[1]?.body)).toEqual(['user: say it']);
  });

  test('a continued answer that breaks off goes on behind its own words', async () => {
    const openai = await openOpenAI();
    openai.script([{ text: ' two three', breaks: { how: 'reset', afterTokens: 1 } }, ' three']);
    const { ask } = answererOf(openai, { api });
    const answers = [{ text: 'one', reason: 'cut' as const }];
    const turn = { v: 2 as const, id: '9', bubbles: [], prompt: { text: 'say it' }, answers };
    const { end } = await ask({ prompt: { text: GO_ON }, replaces: { turn, prefix: 'one' } });
    expect(end).toMatchObject({ reason: 'complete', text: 'one two three' });
    expect(end.events).toMatchObject([
      { type: 'revised', turn: '9', replace: true, answer: { text: 'one two three' } },
    ]);
  });
});
