import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isFault } from '../../src/util/errors.ts';
import { saying } from '../../src/util/messages.ts';
import { type Answer, failures, type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { collect, keepClock, keepLog, modelOf, question } from './support.ts';

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI({
    models: { tiny: { kind: 'text', window: 40 }, plain: { kind: 'text', window: 40_000 } },
  });
});
afterEach(() => openai.close());

const apis = ['responses', 'chat'] as const;

describe.each(apis)('%s', (api) => {
  const model = (options = {}) => modelOf(openai, { api, ...options });
  const path = api === 'responses' ? '/responses' : '/chat/completions';

  const endings: [string, Answer, number | undefined, string, string][] = [
    ['cut by the token limit', { text: 'word '.repeat(60) }, 20, 'length', 'word word'],
    ['filtered after some words', { text: 'some words', filtered: true }, undefined, 'filtered', 'some words'],
    ['a refusal alone', { refusal: 'I cannot.' }, undefined, 'complete', 'I cannot.'],
    ['a refusal after words', { text: 'Well.', refusal: 'I cannot.' }, undefined, 'complete', 'Well.\n\nI cannot.'],
  ];
  test.each(endings)('%s', async (_, answer, maxOutputTokens, reason, said) => {
    openai.script([answer]);
    const { text, end, error } = await collect(model(), maxOutputTokens === undefined ? {} : { maxOutputTokens });
    expect(error).toBeUndefined();
    expect(text).toContain(said);
    expect(end).toMatchObject({ reason });
  });

  test.each([
    ['no text', { text: '' }, 'model_empty'],
    ['blanks only', { text: ' \n ' }, 'model_empty'],
    ['characters nobody can see', { text: '\u2800\u3164\u115f' }, 'model_empty'],
    ['all tokens spent on reasoning', { text: 'x', reasoningTokens: 500 }, 'model_empty'],
    ['everything filtered', { text: '', filtered: true }, 'model_filtered'],
  ])('%s is an error', async (_, answer, kind) => {
    openai.script([answer]);
    const { error } = await collect(model(), 'reasoningTokens' in answer ? { maxOutputTokens: 100 } : {});
    expect(error).toMatchObject({ kind });
  });

  const refusals: [string, object, string, object][] = [
    ['unknown model', { model: 'gpt-99' }, 'model_unknown', { param: 'gpt-99', code: 'model_not_found' }],
    ['too long', { model: 'tiny', messages: [saying('user', 'x'.repeat(900))] }, 'model_too_long', { status: 400 }],
    ['bad value', { effort: 'none', temperature: 3 }, 'model_rejected', { param: 'temperature', status: 400 }],
  ];
  test.each(refusals)('%s: told apart, asked once', async (_, request, kind, facts) => {
    const { error } = await collect(model(), request);
    expect(error).toMatchObject({ kind, facts: { requestId: expect.stringMatching(/^req_/), ...facts } });
    expect(openai.requests).toHaveLength(1);
  });

  test('wrong key: told apart, asked once, and neither key nor content in what is thrown', async () => {
    const { error } = await collect(model({ apiKey: 'sk-wrong-key-of-mine' }));
    expect(error).toMatchObject({ kind: 'model_auth', facts: { status: 401, code: 'invalid_api_key' } });
    expect(openai.requests).toHaveLength(1);
    expect(`${error}${JSON.stringify(error)}${String((error as Error).cause)}`).not.toMatch(/sk-|one two/);
  });

  test('no quota: asked once', async () => {
    openai.fail(path, failures.quota(), 9);
    expect((await collect(model())).error).toMatchObject({ kind: 'model_quota', facts: { status: 429 } });
    expect(openai.requests).toHaveLength(1);
  });

  test('overloaded: waits as long as it is told, then asks again', async () => {
    openai.fail(path, failures.rateLimited(7), 1);
    const clock = keepClock();
    const log = keepLog();
    expect((await collect(model({ clock, log }))).text).toBe('one two three');
    expect(openai.requests).toHaveLength(2);
    expect(clock.waits).toHaveLength(1);
    expect(clock.waits[0]).toBeGreaterThanOrEqual(7000);
    expect(clock.waits[0]).toBeLessThan(7500);
    expect(log.lines.join()).toContain('rate_limit_exceeded');
    expect(log.lines.join()).not.toContain('one two three');
  });

  test('overloaded for longer than anyone waits: says so at once', async () => {
    openai.fail(path, failures.rateLimited(3600), 9);
    expect((await collect(model())).error).toMatchObject({ kind: 'model_busy', facts: { retryAfterMs: 3_600_000 } });
    expect(openai.requests).toHaveLength(1);
  });

  test.each([
    ['a failure of the service', failures.server(), 'model_server'],
    ['an HTML page', failures.html(), 'model_server'],
    ['overload', failures.rateLimited(0), 'model_busy'],
  ])('%s: asked three times in all, then the error', async (_, failure, kind) => {
    openai.fail(path, failure, 9);
    const clock = keepClock();
    expect((await collect(model({ clock }))).error).toMatchObject({ kind });
    expect(openai.requests).toHaveLength(3);
    expect(clock.waits).toHaveLength(2);
    if (kind === 'model_server') expect(clock.waits).toEqual([500, 1000]);
  });

  test('an HTML page with 200 is no answer', async () => {
    openai.fail(path, failures.html(200), 9);
    expect((await collect(model())).error).toMatchObject({ kind: 'model_server' });
  });

  test('connection dropped before an answer: asked again', async () => {
    openai.rule({ match: () => true, drop: 'before', times: 2 });
    expect((await collect(model())).text).toBe('one two three');
    expect(openai.requests).toHaveLength(3);
  });

  test('nobody listens: unreachable, with the code', async () => {
    const baseUrl = openai.baseUrl;
    await openai.close();
    const { error } = await collect(model({ baseUrl }));
    expect(error).toMatchObject({ kind: 'model_unreachable', facts: { code: 'ECONNREFUSED' } });
  });

  test.each(['end', 'reset', 'garbage', 'error'] as const)('%s before any word: asked again, unseen', async (how) => {
    openai.script([{ text: 'a b', breaks: { how, afterEvents: 1 } }]);
    const { text, error } = await collect(model());
    expect(error).toBeUndefined();
    expect(text).toBe('one two three');
    expect(openai.requests).toHaveLength(2);
  });

  test.each([
    ['end', 'model_cut'],
    ['reset', 'model_cut'],
    ['garbage', 'model_server'],
    ['error', 'model_server'],
  ] as const)('%s after some words: they stay, and it is not asked again', async (how, kind) => {
    openai.script([{ text: 'one two three', breaks: { how, afterTokens: 2 } }]);
    const { text, error, end } = await collect(model());
    expect(text).toBe('one two');
    expect(end).toBeUndefined();
    expect(error).toMatchObject({ kind, facts: { requestId: expect.stringMatching(/^req_/) } });
    expect(openai.requests).toHaveLength(1);
  });

  test('cut at any event: an answer is either whole or an error', async () => {
    const total = api === 'responses' ? 11 : 7;
    const outcomes: string[] = [];
    for (let afterEvents = 0; afterEvents <= total; afterEvents += 1) {
      openai.script([{ text: 'one two three', breaks: { how: 'end', afterEvents } }]);
      const { text, error, end } = await collect(model({ retries: 0 }));
      expect(Boolean(end)).toBe(error === undefined);
      if (error) expect(isFault(error, 'model_cut')).toBe(true);
      if (end) expect(text).toBe('one two three');
      outcomes.push(end ? 'whole' : 'cut');
    }
    expect(outcomes.filter((outcome) => outcome === 'cut').length).toBeGreaterThanOrEqual(total - 3);
    expect(outcomes.at(-1)).toBe('whole');
  });

  test('an error event is told apart by its code', async () => {
    const error = { message: 'You exceeded your quota', type: 'insufficient_quota', code: 'insufficient_quota' };
    openai.script([{ text: 'a', breaks: { how: 'error', afterEvents: 1, error } }]);
    expect((await collect(model())).error).toMatchObject({ kind: 'model_quota' });
    expect(openai.requests).toHaveLength(1);
  });

  test('a failed answer is an error though the stream ends well', async () => {
    openai.script([{ text: 'one two', failed: { code: 'rate_limit_exceeded' } }]);
    const { text, error } = await collect(model());
    expect(text).toBe('one two');
    expect(error).toMatchObject({ kind: 'model_busy' });
  });

  test('silence from the start: stalled, not asked again', async () => {
    openai.rule({ match: () => true, hang: true });
    expect((await collect(model({ firstMs: 300 }))).error).toMatchObject({ kind: 'model_stalled' });
    await openai.waitFor((request) => request.aborted);
    expect(openai.requests).toHaveLength(1);
  });

  test('silence in the middle: stalled, the words stay, the connection is closed', async () => {
    openai.script([{ text: 'one two three', breaks: { how: 'stall', afterTokens: 2 } }]);
    const { text, error } = await collect(model({ idleMs: 40 }));
    expect(text).toBe('one two');
    expect(error).toMatchObject({ kind: 'model_stalled', facts: { requestId: expect.stringMatching(/^req_/) } });
    await openai.waitFor((request) => request.aborted);
  });

  test('a byte now and then is silence, too', async () => {
    openai.script([{ text: 'one two three', breaks: { how: 'drip', afterTokens: 1, dripMs: 10 } }]);
    const begun = performance.now();
    const { text, error } = await collect(model({ idleMs: 60 }));
    expect(text).toBe('one');
    expect(error).toMatchObject({ kind: 'model_stalled' });
    expect(performance.now() - begun).toBeLessThan(600);
  });

  test('a drip is bounded by the time for the whole', async () => {
    openai.script([{ text: 'one two three', breaks: { how: 'drip', afterTokens: 1, dripMs: 5 } }]);
    const { error } = await collect(model({ idleMs: 5000, totalMs: 120 }));
    expect(error).toMatchObject({ kind: 'model_stalled' });
    await openai.waitFor((request) => request.aborted);
  });

  test('a slow reader is not a stalled service', async () => {
    openai.script([{ text: 'one two three', tokensPerSecond: 100 }]);
    const signal = new AbortController().signal;
    let said = '';
    for await (const event of model({ idleMs: 40 }).stream(question, signal)) {
      if (event.type === 'text') said += event.delta;
      await new Promise((resolve) => setTimeout(resolve, 80));
    }
    expect(said).toBe('one two three');
  });

  test("leaves nothing on the caller's signal", async () => {
    const { signal } = new AbortController();
    await collect(model(), {}, signal);
    await collect(model(), { model: 'gpt-99' }, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('an abort while waiting to ask again ends the wait', async () => {
    openai.fail(path, failures.rateLimited(30), 9);
    const stop = new AbortController();
    setTimeout(() => stop.abort('stop'), 50);
    const { systemClock } = await import('../../src/util/clock.ts');
    expect((await collect(model({ clock: systemClock }), {}, stop.signal)).error).toBe('stop');
  });

  test('many answers share few connections', async () => {
    for (let round = 0; round < 5; round += 1) {
      expect((await collect(model())).text).toBe('one two three');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(openai.connections).toBe(1);
  });
});

test('chat: an answer that is complete ends though the accounts never come', async () => {
  openai.script([{ text: 'one two three', breaks: { how: 'stall', afterEvents: 5 } }]);
  const { text, end } = await collect(modelOf(openai, { api: 'chat' }));
  expect(text).toBe('one two three');
  expect(end).toMatchObject({ reason: 'complete' });
});
