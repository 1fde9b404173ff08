import { describe, expect, test } from 'vitest';
import { createCatalog } from '../../src/model/catalog.ts';

const names = { basic: 'a', advanced: 'b', image: 'c' };

describe('models that hear and speak', () => {
  test('are told with what fits into one request', () => {
    const catalog = createCatalog({ ...names, transcription: 'gpt-transcribe', speech: 'gpt-realtime-2.1-mini' });
    expect(catalog.transcription).toMatchObject({ model: 'gpt-transcribe', durationMs: 1_200_000 });
    expect(catalog.transcription?.bytes).toBeLessThan(26_214_400);
    expect(catalog.speech).toMatchObject({ model: 'gpt-realtime-2.1-mini', voice: 'marin', characters: 2000 });
    expect(catalog.speech?.voices).toContain('cedar');
    expect(catalog.speech?.voices).not.toContain('nova');
  });

  test('of other servers have the voice that was set', () => {
    const { speech } = createCatalog({ ...names, speech: 'kokoro', voice: 'af_heart' });
    expect(speech).toEqual({ model: 'kokoro', voice: 'af_heart', voices: ['af_heart'], characters: 4096 });
  });

  test('are none where none is named', () => {
    const catalog = createCatalog(names);
    expect([catalog.transcription, catalog.speech]).toEqual([undefined, undefined]);
  });
});

test('a service of chat completions draws within no answer, whatever its models are called', () => {
  const apiAt = (link?: string) => (link === undefined ? 'chat' : 'responses');
  const catalog = createCatalog({ ...names, apiAt });
  expect([catalog.can('gpt-6-luna', 'drawing'), catalog.at('there').can('gpt-6-luna', 'drawing')]).toEqual([
    false,
    true,
  ]);
});
