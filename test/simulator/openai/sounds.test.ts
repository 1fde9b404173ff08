import { describe, expect, test } from 'vitest';
import { askEach, post, send } from './asking.ts';
import { mp3Of, soundOf, voiceOf, wavOf } from './sounds.ts';

askEach();

describe('sound', () => {
  const voice = ['voice.ogg', 'audio/ogg', voiceOf('two teas, please', 3)] as const;
  const write = (file: readonly [string, string, Buffer], ...more: Parameters<typeof send>[1]) =>
    send('/audio/transcriptions', [['model', 'gpt-transcribe'], ['file', file], ...more]);
  const named = (name: string, bytes: Buffer) => [name, 'application/octet-stream', bytes] as const;

  test.each([
    ['without an extension', named('voice', voice[2]), [], 400, { message: /^Invalid file format/ }],
    ['no sound', named('a.ogg', Buffer.from('hello')), [], 400, { param: 'file' }],
    ['too short', named('a.wav', wavOf(0.05)), [], 400, { code: 'audio_too_short' }],
    ['too large', named('a.wav', wavOf(600)), [], 413, { message: /Maximum content size limit/ }],
    ['too long', named('a.mp3', mp3Of(1500)), [['model', 'gpt-4o-transcribe']], 400, { code: 'invalid_value' }],
    ['a language that is none', voice, [['languages[]', 'english']], 400, { param: 'language' }],
    [
      'languages for an older model',
      voice,
      [
        ['model', 'whisper-1'],
        ['languages[]', 'en'],
      ],
      400,
      { param: 'languages' },
    ],
    ['subtitles', voice, [['response_format', 'srt']], 400, { param: 'response_format' }],
    ['an unknown field', voice, [['speed', '2']], 400, { code: 'unknown_parameter' }],
    ['a model for words', voice, [['model', 'gpt-6-luna']], 404, { code: 'model_not_found' }],
  ] as [string, readonly [string, string, Buffer], Parameters<typeof send>[1], number, { message?: RegExp }][])(
    '%s is refused',
    async (_, file, more, status, { message, ...error }) => {
      const response = await write(file, ...more);
      const told = await response.json();
      expect(told).toMatchObject({ error });
      if (message) expect(told.error.message).toMatch(message);
      expect(response.status).toBe(status);
    },
  );

  test.each([
    ['a.oga', voice[2], 'two teas, please'],
    ['a.wav', wavOf(2), 'This is a sound of 2 seconds.'],
    ['a.mp3', mp3Of(2), 'This is a sound of 2 seconds.'],
  ])('%s is written down', async (name, bytes, text) => {
    const response = await write(named(name, bytes), ['languages[]', 'en'], ['languages[]', 'es']);
    expect(await response.json()).toMatchObject({ text, usage: { type: 'duration' } });
  });

  const speech = { model: 'gpt-4o-mini-tts', input: 'good morning to everybody', voice: 'marin' };
  test.each([
    [{ input: '' }, { code: 'missing_required_parameter' }],
    [{ input: 'x'.repeat(4097) }, { code: 'string_above_max_length' }],
    [{ voice: 'bob' }, { param: 'voice' }],
    [{ response_format: 'ogg' }, { param: 'response_format' }],
    [{ speed: 5 }, { code: 'decimal_above_max_value' }],
    [{ language: 'en' }, { code: 'unknown_parameter' }],
  ])('speech: %o is refused', async (change, error) => {
    const response = await post('/audio/speech', { ...speech, ...change });
    expect(await response.json()).toMatchObject({ error });
    expect(response.status).toBe(400);
  });

  test.each([
    ['opus', 'ogg'],
    ['mp3', 'mp3'],
    ['wav', 'wav'],
  ])('is spoken as %s, and can be written down again', async (response_format, format) => {
    const bytes = Buffer.from(await (await post('/audio/speech', { ...speech, response_format })).arrayBuffer());
    expect(soundOf(bytes)).toMatchObject({ format, ...(format === 'ogg' ? { words: speech.input } : {}) });
    expect((await write(named(`a.${format}`, bytes))).status).toBe(200);
  });
});
