import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCatalog } from '../../src/model/catalog.ts';
import type { CheckedModel, WarmableModel } from '../../src/model/index.ts';
import { createTaught, type Taught } from '../../src/model/taught.ts';
import type { TaughtEntry } from '../../src/ports/index.ts';
import { foreign } from '../simulator/openai/dialects.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { drawPng } from '../simulator/openai/png.ts';
import { voiceOf } from '../simulator/openai/sounds.ts';
import { ann, collect, keepLog, modelOf } from './support.ts';

/** What models can do: known by name, told by their servers, or learned from what these do. */

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI({ models: { llava: { kind: 'text', window: 40_000 }, sd: { kind: 'image', window: 0 } } });
});
afterEach(() => openai.close());

const never = new AbortController().signal;
const names = { basic: 'llava', advanced: 'llava', image: 'sd', transcription: 'gpt-transcribe', speech: 'kokoro' };
const json = { 'content-type': 'application/json' };
const all: CheckedModel[] = [
  { model: 'llava' },
  { model: 'sd', ability: 'images' },
  { model: 'gpt-transcribe', ability: 'transcription' },
  { model: 'kokoro', ability: 'speech' },
];

interface Rig {
  model: WarmableModel;
  taught: Taught;
  catalog: ReturnType<typeof createCatalog>;
  kept: TaughtEntry[];
  log: ReturnType<typeof keepLog>;
}

function rig(clock = { now: () => 0 }): Rig {
  const kept: TaughtEntry[] = [];
  const store = { all: async () => kept, keep: async (entry: TaughtEntry) => void kept.push(entry) };
  const taught = createTaught({ store, clock });
  const log = keepLog();
  const model = modelOf(openai, { api: 'chat', taught, log });
  return { model, taught, catalog: createCatalog(names, taught), kept, log };
}

const answers = (path: string, body: object) => {
  openai.fail('/models/', { status: 404, headers: json, body: '{"error":"no"}' }, 9);
  openai.fail(path, { status: 200, headers: json, body: JSON.stringify(body) });
};
const list = (...data: object[]) => ({ object: 'list', data });

describe('known by name', () => {
  test.each([
    ['gpt-6-luna', 'vision', true],
    ['gpt-6-luna', 'images', false],
    ['o3-mini', 'vision', false],
    ['gpt-oss-20b', 'vision', false],
    ['gpt-audio-1.5', 'hearing', true],
    ['gpt-image-2.5-flare', 'images', true],
    ['gpt-transcribe', 'transcription', true],
    ['gpt-realtime-2.1-mini', 'speech', true],
    ['gpt-realtime-2.1-mini', 'vision', false],
    ['llava', 'vision', undefined],
  ] as const)('%s, %s: %s', (model, ability, can) => {
    expect(createCatalog(names).can(model, ability)).toBe(can);
  });

  test('OpenAI itself is not asked', async () => {
    const { taught } = rig();
    await modelOf(openai, { taught, official: true }).check(
      [{ model: 'gpt-6-luna' }, { model: 'sd', ability: 'images' }],
      never,
    );
    expect(openai.looks.map(({ path }) => path)).toEqual(['/v1/models/gpt-6-luna']);
  });
});

describe('told by the server', () => {
  test.each([
    [
      'OpenRouter',
      {
        id: 'llava',
        architecture: { input_modalities: ['text', 'image', 'file'], output_modalities: ['text'] },
        supported_parameters: ['tools'],
      },
      { vision: true, files: true, hearing: false, images: false, tools: true },
    ],
    ['llama.cpp', { id: 'llava', architecture: { input_modalities: ['text'] } }, { vision: false, hearing: false }],
    [
      'Mistral',
      { id: 'llava', capabilities: { vision: true, function_calling: false } },
      { vision: true, tools: false },
    ],
    ['a server that lists names alone', { id: 'llava' }, { vision: undefined }],
    ['one with words of its own', { id: 'llava', capabilities: ['chat'] }, { vision: undefined }],
  ])('in its list of models: %s', async (_, entry, told) => {
    answers('/models', list(entry, { id: 'kokoro' }));
    const { model, catalog, log } = rig();
    await model.check(all, never);
    const abilities = Object.keys(told) as (keyof typeof told)[];
    expect(Object.fromEntries(abilities.map((ability) => [ability, catalog.can('llava', ability)]))).toEqual(told);
    expect([catalog.can('sd', 'images'), catalog.speech?.model, catalog.transcription]).toEqual([
      undefined,
      'kokoro',
      undefined,
    ]);
    // What it does not have was not asked for by anybody: it is not offered, and nobody is warned.
    expect(log.lines.filter((line) => line.includes('no such model'))).toEqual([]);
    expect(log.lines.join()).toContain('"transcription":false');
  });

  test.each([
    [
      'Ollama',
      '/api/show',
      { capabilities: ['completion', 'vision', 'tools'] },
      { vision: true, tools: true, hearing: false },
    ],
    ['llama.cpp, older', '/props', { modalities: { vision: true, audio: false } }, { vision: true, hearing: false }],
  ])('in a way of its own: %s', async (_, path, body, told) => {
    openai.fail('/models', { status: 200, headers: json, body: JSON.stringify(list({ id: 'llava:latest' })) });
    openai.fail(path, { status: 200, headers: json, body: JSON.stringify(body) });
    const { model, catalog } = rig();
    await model.check([{ model: 'llava' }], never);
    const abilities = Object.keys(told) as (keyof typeof told)[];
    expect(Object.fromEntries(abilities.map((ability) => [ability, catalog.can('llava', ability)]))).toEqual(told);
    expect(openai.looks.find((look) => look.path === '/api/show')?.body).toEqual({ model: 'llava' });
  });

  test('is kept over restarts, until it is told otherwise', async () => {
    answers('/models', list({ id: 'llava', architecture: { input_modalities: ['text'] } }));
    const { model, kept } = rig();
    await model.check([{ model: 'llava' }], never);
    let now = 0;
    const again = createCatalog(names, createTaught({ known: kept, clock: { now: () => now } }));
    expect(again.can('llava', 'vision')).toBe(false);
    now = 31 * 86_400_000;
    expect(again.can('llava', 'vision')).toBeUndefined();
  });

  test('a server that tells nothing costs no more than a few calls, and is tried', async () => {
    openai.fail('/models', { status: 404, headers: json, body: '{"detail":"Not Found"}' }, 99);
    const { model, catalog } = rig();
    await model.check(all, never);
    expect(openai.looks.length).toBeLessThan(7);
    expect(catalog.can('llava', 'vision')).toBeUndefined();
    expect(catalog.speech?.model).toBe('kokoro');
  });
});

describe('learned', () => {
  const shown = {
    model: 'llava',
    messages: [
      {
        role: 'user',
        parts: [{ type: 'image', bytes: drawPng(64, 64, 'x'), mime: 'image/png', detail: 'low', tokens: 4 }],
      },
    ],
  } as const;

  test('a model that refuses pictures is not shown any for some hours', async () => {
    const [{ status, body } = { status: 0, body: '' }] = foreign.blind;
    openai.fail('/chat/completions', { status, body: JSON.stringify(body) });
    let now = 0;
    const { model, catalog } = rig({ now: () => now });
    for (const _ of [1, 2]) {
      expect((await collect(model, shown)).error).toMatchObject({ kind: 'model_rejected', facts: { lacks: 'vision' } });
    }
    expect(openai.requests).toHaveLength(1);
    expect(catalog.can('llava', 'vision')).toBe(false);
    expect((await collect(model, { model: 'llava' })).error).toBeUndefined();
    now = 7 * 3_600_000;
    expect((await collect(model, shown)).error).toBeUndefined();
    expect(catalog.can('llava', 'vision')).toBe(true);
  });

  test('one that is known to see none is not asked', async () => {
    expect((await collect(rig().model, { ...shown, model: 'gpt-oss-20b' })).error).toMatchObject({
      facts: { lacks: 'vision' },
    });
    expect(openai.requests).toHaveLength(0);
  });

  test('an endpoint that is not there is not offered for some hours', async () => {
    openai.fail('/audio', { status: 404, headers: json, body: '{"detail":"Not Found"}' }, 2);
    const { model, catalog } = rig();
    const sound = { model: 'gpt-transcribe', bytes: voiceOf('tea', 1), mime: 'audio/ogg', onBehalf: ann };
    await expect(model.transcribe(sound, never)).rejects.toMatchObject({ kind: 'model_unknown' });
    await expect(model.speak({ model: 'kokoro', text: 'tea', voice: 'x', onBehalf: ann }, never)).rejects.toThrow();
    expect([catalog.transcription, catalog.speech]).toEqual([undefined, undefined]);
  });

  test('what was drawn can be drawn', async () => {
    const { model, catalog } = rig();
    expect(catalog.can('sd', 'images')).toBeUndefined();
    await model.generateImages({ model: 'sd', prompt: 'tea', count: 1, onBehalf: ann }, never);
    expect(catalog.can('sd', 'images')).toBe(true);
  });
});
