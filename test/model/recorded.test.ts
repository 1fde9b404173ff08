import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { drawPng } from '../simulator/openai/png.ts';
import { voiceOf } from '../simulator/openai/sounds.ts';
import { describeOfficial } from '../support/official.ts';
import { ann, modelOf } from './support.ts';

// Recordings of the real service, kept beside the checkout and not in it.
const file = new URL('../../../shared/specs/openai-recorded.json', import.meta.url);

interface Recorded {
  name: string;
  json?: object;
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
    const body = recorded.find((entry) => entry.name === name)?.json ?? {};
    openai.rule({ match: () => true, reply: { status: 200, body }, times: 1 });
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

  test('a transcript', async () => {
    const sound = { model: 'whisper-1', bytes: voiceOf('x', 1), mime: 'audio/ogg', onBehalf: ann };
    const { text, durationMs } = await replay('vercel/transcription').transcribe(sound, signal);
    expect(text).toMatch(/^Galileo was an American robotic space program/);
    expect(durationMs).toBe(36_710);
  });
});
