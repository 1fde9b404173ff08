import { afterEach, beforeEach, expect, test } from 'vitest';
import { useProxy } from '../../src/util/proxy.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { startProxy } from '../support/proxy.ts';
import { ann, collect, modelOf } from './support.ts';

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI();
});
afterEach(() => openai.close());

test('goes through the operator’s proxy', async () => {
  const proxy = await startProxy();
  const release = useProxy(proxy.url);
  try {
    expect((await collect(modelOf(openai))).text).toBe('one two three');
    expect(proxy.paths).toEqual(['responses']);
  } finally {
    release();
    proxy.close();
  }
});

test('so do files and speech', async () => {
  const proxy = await startProxy();
  const release = useProxy(proxy.url);
  const { signal } = new AbortController();
  const model = modelOf(openai);
  try {
    const speech = { text: 'two teas', voice: 'marin', onBehalf: ann };
    const { bytes, mime } = await model.speak({ ...speech, model: 'gpt-4o-mini-tts' }, signal);
    const { text } = await model.transcribe({ model: 'gpt-transcribe', bytes, mime, onBehalf: ann }, signal);
    expect(text).toBe('two teas');
    expect(proxy.paths).toEqual(['speech', 'transcriptions']);
    await model.speak({ ...speech, model: 'gpt-realtime-2.1-mini' }, signal);
    expect(proxy.seen).toEqual(['tunnel']);
  } finally {
    release();
    proxy.close();
  }
});

test.each([307, 308])('a server that has moved is followed: %i', async (status) => {
  const location = `${openai.baseUrl}/responses`;
  openai.rule({ match: ({ path }) => path.startsWith('/old/'), reply: { status, headers: { location } } });
  const baseUrl = openai.baseUrl.replace(/\/v1$/, '/old');
  const { text, end } = await collect(modelOf(openai, { baseUrl }));
  expect(text).toBe('one two three');
  expect(end).toMatchObject({ reason: 'complete' });
});

test('asks for what is sent as it is, for it is read as it comes', async () => {
  await collect(modelOf(openai));
  expect(openai.requests[0]?.headers).toMatchObject({ 'accept-encoding': 'identity' });
});

test('a status that has no body is told as the failure it is, and not asked again', async () => {
  openai.rule({ match: () => true, reply: { status: 304 } });
  expect((await collect(modelOf(openai))).error).toMatchObject({ kind: 'model_rejected', facts: { status: 304 } });
  expect(openai.requests).toHaveLength(1);
});
