import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { ImageRequest, OutgoingFile } from '../../src/ports/index.ts';
import { saying } from '../../src/util/messages.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { drawPng } from '../simulator/openai/png.ts';
import { findings, resolve } from '../simulator/openai/schema.ts';
import { voiceOf } from '../simulator/openai/sounds.ts';
import { startServer } from '../simulator/server.ts';
import { describeOfficial } from '../support/official.ts';
import * as recordings from './recordings.ts';
import { ann, collect, modelOf } from './support.ts';

// Recordings of the real service and its description, kept beside the checkout and not in it.
const folder = new URL('../../../shared/specs/', import.meta.url);
const file = new URL('openai-recorded.json', folder);
const specFile = new URL('openai-openapi.json', folder);

interface Recorded {
  name: string;
  json?: object;
}

let openai: OpenAISimulator;
beforeAll(async () => {
  openai = await startOpenAI();
});
afterAll(() => openai.close());

const { signal } = new AbortController();
const drawing: ImageRequest = { model: 'gpt-image-2', prompt: 'a harbour', count: 1, onBehalf: ann };
const sources = [{ bytes: drawPng(64, 64, 'x'), mime: 'image/png' }];
const hearing = { bytes: voiceOf('x', 1), mime: 'audio/ogg', onBehalf: ann };
const speaking = { text: 'At the north pier.', voice: 'marin', onBehalf: ann };

/** Makes the model one whose next answer is this. */
function answering(body: object | string | Buffer, type?: string) {
  const headers = type === undefined ? {} : { 'content-type': type };
  openai.rule({ match: () => true, reply: { status: 200, headers, body }, times: 1 });
  return modelOf(openai);
}

const streaming = (events: readonly recordings.Event[]) =>
  answering(recordings.streamOf(events), 'text/event-stream; charset=utf-8');

const bytesOf = (files: readonly OutgoingFile[]) => files.map(({ bytes }) => Buffer.from(bytes).toString('base64'));

describe('answers in the documented shape pass through the port', () => {
  test.each([
    ['new', 'gpt-transcribe', { durationMs: 4000 }],
    ['middle', 'gpt-4o-transcribe', { usage: { inputTokens: 40, outputTokens: 7 } }],
    ['verbose', 'whisper-1', { durationMs: 3670 }],
  ] as const)('a transcript, %s', async (name, model, more) => {
    const told = await answering(recordings.transcripts[name]).transcribe({ model, ...hearing }, signal);
    expect(told).toEqual({ text: 'Where does the ferry leave?', ...more });
  });

  test('speech in one piece', async () => {
    const bytes = voiceOf('x', 1);
    const spoken = await answering(bytes, 'audio/ogg').speak({ model: 'gpt-4o-mini-tts', ...speaking }, signal);
    expect(spoken).toEqual({ bytes, mime: 'audio/ogg' });
  });

  test('speech over a WebSocket', async () => {
    const sockets = new WebSocketServer({ noServer: true });
    const server = await startServer(() => ({ status: 404 }), {
      upgrade: (request, socket, head) =>
        sockets.handleUpgrade(request, socket, head, (client) => {
          client.once('message', () => {
            for (const event of recordings.spoken) client.send(JSON.stringify(event));
          });
        }),
    });
    onTestFinished(() => server.close());
    const model = modelOf(openai, { baseUrl: `${server.url}/v1` });
    const spoken = await model.speak({ model: 'gpt-realtime-2.1-mini', ...speaking }, signal);
    expect(spoken.bytes).toEqual(recordings.samples);
    expect(spoken.usage).toMatchObject({ inputTokens: 61, outputTokens: 34 });
  });

  test('pictures', async () => {
    const { pictures, usage } = await answering(recordings.drawnTwice).generateImages({ ...drawing, count: 2 }, signal);
    expect(bytesOf(pictures)).toEqual([1, 2].map(recordings.pictureText));
    expect(usage).toMatchObject({ inputTokens: 13, outputTokens: 1056 });
  });

  test('a picture out of another', async () => {
    const { pictures, usage } = await answering(recordings.edited).generateImages({ ...drawing, sources }, signal);
    expect(bytesOf(pictures)).toEqual([recordings.pictureText(3)]);
    expect(usage).toMatchObject({ inputTokens: 336 });
  });

  test.each([
    ['image_generation', {}],
    ['image_edit', { sources }],
  ] as const)('a drawing with previews: %s', async (kind, change) => {
    const previews: OutgoingFile[] = [];
    const model = streaming(recordings.drawnInSteps(kind));
    const request = { ...drawing, previews: 2, ...change };
    const { pictures } = await model.generateImages(request, signal, (picture) => previews.push(picture));
    expect(bytesOf([...previews, ...pictures])).toEqual([10, 11, 12].map(recordings.pictureText));
  });

  test('words after some thought', async () => {
    const { events, text, end } = await collect(streaming(recordings.answered));
    expect(text).toBe('From the north pier.');
    expect(events).toContainEqual({ type: 'reasoning', delta: 'Ferries leave from piers.' });
    expect(end).toMatchObject({ reason: 'complete', usage: { inputTokens: 20, outputTokens: 30 } });
  });

  test('a picture within an answer', async () => {
    const asked = { draws: { model: 'gpt-image-2' }, messages: [saying('user', 'Draw a harbour.')] };
    const { events, text, end } = await collect(streaming(recordings.answeredWithPicture), asked);
    expect(text).toBe('I will draw it.\n\nHere it is.');
    const files = events.flatMap((event) => (event.type === 'picture' ? [event.file] : []));
    expect(bytesOf(files)).toEqual([recordings.pictureText(21)]);
    expect(end).toMatchObject({ reason: 'complete', usage: { inputTokens: 45, outputTokens: 1086 } });
  });
});

describeOfficial(specFile, 'that shape is the official one', () => {
  const root = existsSync(specFile) ? JSON.parse(readFileSync(specFile, 'utf8')) : {};
  const wrong = (value: unknown, name: string) => findings(value, resolve(`#/components/schemas/${name}`, root), root);

  test.each([
    ['a new transcript', 'CreateTranscriptionResponseJson', [recordings.transcripts.new]],
    ['a transcript', 'CreateTranscriptionResponseJson', [recordings.transcripts.middle]],
    ['a verbose transcript', 'CreateTranscriptionResponseVerboseJson', [recordings.transcripts.verbose]],
    ['pictures', 'ImagesResponse', [recordings.drawnTwice, recordings.edited]],
    ['a drawing', 'ImageGenStreamEvent', recordings.drawnInSteps('image_generation')],
    ['an edit', 'ImageEditStreamEvent', recordings.drawnInSteps('image_edit')],
    ['speech', 'RealtimeServerEvent', recordings.spoken],
    ['words', 'ResponseStreamEvent', recordings.answered],
    ['words and a picture', 'ResponseStreamEvent', recordings.answeredWithPicture],
  ])('of %s', (_, schema, values) => {
    expect(values.flatMap((value: object) => wrong(value, schema))).toEqual([]);
  });
});

describeOfficial(file, 'recorded answers pass through the port', () => {
  const recorded: Recorded[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const replay = (name: string) => answering(recorded.find((entry) => entry.name === name)?.json ?? {});

  test('pictures', async () => {
    const { pictures } = await replay('vercel/image').generateImages({ ...drawing, count: 2 }, signal);
    expect(pictures.map(({ mime }) => mime)).toEqual(['image/png', 'image/png']);
  });

  test('a picture out of another', async () => {
    const { pictures } = await replay('vercel/image-edit').generateImages({ ...drawing, sources }, signal);
    expect(pictures).toHaveLength(1);
  });

  test('a transcript', async () => {
    const { text, durationMs } = await replay('vercel/transcription').transcribe(
      { model: 'whisper-1', ...hearing },
      signal,
    );
    expect(text).toMatch(/^Galileo was an American robotic space program/);
    expect(durationMs).toBe(36_710);
  });
});
