import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { drawPng } from '../simulator/openai/png.ts';
import { voiceOf } from '../simulator/openai/sounds.ts';
import { describeOfficial } from '../support/official.ts';
import { ann, collect, modelOf } from './support.ts';

// Recordings of the real service, kept beside the checkout and not in it.
const file = new URL('../../../shared/specs/openai-recorded.json', import.meta.url);

interface Recorded {
  name: string;
  json?: object;
  sse?: string;
}

let openai: OpenAISimulator;
beforeAll(async () => {
  openai = await startOpenAI();
});
afterAll(() => openai.close());

describeOfficial(file, 'recorded answers pass through the port', () => {
  const recorded: Recorded[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const { signal } = new AbortController();
  const replay = (name: string) => {
    const { json: body = {}, sse } = recorded.find((entry) => entry.name === name) ?? {};
    const reply = sse === undefined ? { body } : { body: sse, headers: { 'content-type': 'text/event-stream' } };
    openai.rule({ match: () => true, reply: { status: 200, ...reply }, times: 1 });
    return modelOf(openai);
  };
  const drawing = { model: 'gpt-image-2', prompt: 'an otter', onBehalf: ann };

  test('pictures', async () => {
    const { pictures } = await replay('vercel/image').generateImages({ ...drawing, count: 2 }, signal);
    expect(pictures.map(({ mime }) => mime)).toEqual(['image/png', 'image/png']);
  });

  test('a picture out of another', async () => {
    const sources = [{ bytes: drawPng(64, 64, 'x'), mime: 'image/png' }];
    const { pictures } = await replay('vercel/image-edit').generateImages({ ...drawing, count: 1, sources }, signal);
    expect(pictures).toHaveLength(1);
  });

  test('a picture within an answer, which has no words', async () => {
    const model = replay('vercel/openai-image-generation-tool.stream');
    const { events, error } = await collect(model, { draws: {} });
    expect([error, events.map(({ type }) => type)]).toEqual([undefined, ['drawing', 'picture', 'end']]);
    expect(events[1]).toMatchObject({ file: { mime: 'image/webp', name: 'picture-1.webp' } });
  });

  test('a transcript', async () => {
    const sound = { model: 'whisper-1', bytes: voiceOf('x', 1), mime: 'audio/ogg', onBehalf: ann };
    const { text, durationMs } = await replay('vercel/transcription').transcribe(sound, signal);
    expect(text).toMatch(/^Galileo was an American robotic space program/);
    expect(durationMs).toBe(36_710);
  });
});
