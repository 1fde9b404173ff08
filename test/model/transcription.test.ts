import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TranscriptionRequest } from '../../src/ports/index.ts';
import { failures, type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { mp3Of, voiceOf, wavOf } from '../simulator/openai/sounds.ts';
import { ann, modelOf } from './support.ts';

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI();
});
afterEach(() => openai.close());

const never = new AbortController().signal;
const voice = voiceOf('two teas, please', 3);
const request: TranscriptionRequest = { model: 'gpt-transcribe', bytes: voice, mime: 'audio/ogg', onBehalf: ann };
const path = '/audio/transcriptions';

function write(change: Partial<TranscriptionRequest> = {}, options = {}, signal = never) {
  return modelOf(openai, options).transcribe({ ...request, ...change }, signal);
}

describe('writes down what was said', () => {
  test('sends the sound as it is, under a name of ours, with all languages that are likely', async () => {
    const told = await write({ languages: ['en-GB', 'es', 'zh-Hans-CN', 'en', 'x-klingon'], name: '../../secret.ogg' });
    expect(told).toEqual({ text: 'two teas, please', durationMs: 3000 });
    const form = await openai.requests[0]?.form?.();
    expect(form?.lists).toEqual(
      new Map([
        ['model', ['gpt-transcribe']],
        ['response_format', ['json']],
        ['languages', ['en', 'es', 'zh']],
      ]),
    );
    expect(form?.files.get('file')).toEqual([{ name: 'sound.ogg', mime: 'audio/ogg', bytes: voice }]);
  });

  test.each([
    [['es'], 'es'],
    [['es-MX', 'es'], 'es'],
    [['es', 'en'], undefined],
    [[], undefined],
  ])('an older model is told one language, or none: %o', async (languages, language) => {
    const told = await write({ model: 'gpt-4o-transcribe', languages });
    expect(told).toMatchObject({ text: 'two teas, please', usage: { inputTokens: 30, outputTokens: 4 } });
    expect((await openai.requests[0]?.form?.())?.fields['language']).toBe(language);
  });

  test.each([
    ['its bytes', mp3Of(1), 'application/octet-stream', 'voice', 'sound.mp3'],
    ['its media type', Buffer.from('....moov'), 'video/mp4; codecs=x', undefined, 'sound.m4a'],
    ['its name', Buffer.from('....'), '', 'VOICE.OGA', 'sound.ogg'],
    ['its bytes, whatever it is said to be', wavOf(1), 'audio/ogg', 'a.ogg', 'sound.wav'],
  ])('tells its format by %s', async (_, bytes, mime, name, sent) => {
    openai.rule({ match: () => true, reply: { status: 200, body: { text: 'ok' } } });
    await write({ bytes, mime, ...(name === undefined ? {} : { name }) });
    expect((await openai.requests[0]?.form?.())?.files.get('file')?.[0]?.name).toBe(sent);
  });

  test.each([
    ['words alone', 'one two\n', { text: 'one two' }],
    ['nothing that was said', { text: ' ' }, { text: '' }],
    ['verbose', { text: 'one', duration: 1.5, language: 'english' }, { text: 'one', durationMs: 1500 }],
  ])('understands other answers: %s', async (_, body, told) => {
    openai.rule({ match: () => true, reply: { status: 200, body } });
    expect(await write()).toEqual(told);
  });
});

describe('failures', () => {
  test.each([
    ['too large', { bytes: Buffer.concat([voice, Buffer.alloc(25 * 1024 * 1024)]) }, 'too-large'],
    ['no sound', { bytes: Buffer.from('hello'), mime: 'text/plain' }, 'unsupported_format'],
  ])('%s: refused before it is sent', async (_, change, code) => {
    await expect(write(change)).rejects.toMatchObject({ kind: 'model_rejected', facts: { code } });
    expect(openai.requests).toHaveLength(0);
  });

  test.each([
    ['too short', { bytes: wavOf(0.05) }, 'model_rejected', { code: 'audio_too_short', param: 'file' }],
    ['too long', { model: 'gpt-4o-transcribe', bytes: mp3Of(1450) }, 'model_rejected', { code: 'invalid_value' }],
    ['a model that is not there', { model: 'whisper-9' }, 'model_unknown', { param: 'whisper-9' }],
  ])('%s', async (_, change, kind, facts) => {
    await expect(write(change)).rejects.toMatchObject({ kind, facts });
    expect(openai.requests).toHaveLength(1);
  });

  test('overload and lost connections are waited out', async () => {
    openai.fail(path, failures.rateLimited(1));
    openai.rule({ match: () => openai.requests.length === 1, drop: 'after', times: 1 });
    expect((await write()).text).toBe('two teas, please');
    expect(openai.requests).toHaveLength(3);
  });

  test('hints that a server does not know are left out from then on', async () => {
    const error = {
      message: "Unknown parameter: 'languages'.",
      type: 'x',
      param: 'languages',
      code: 'unknown_parameter',
    };
    openai.fail(path, { status: 400, error });
    const model = modelOf(openai);
    for (const _ of [1, 2]) await model.transcribe({ ...request, languages: ['en'] }, never);
    const forms = await Promise.all(openai.requests.map((seen) => seen.form?.()));
    expect(forms.map((form) => form?.fields['languages'])).toEqual(['en', undefined, undefined]);
  });

  test.each([
    ['an answer that is none', { hello: 1 }, 'model_server'],
    [
      'a failure that comes as a success',
      { error: { message: 'no money', code: 'insufficient_quota' } },
      'model_quota',
    ],
    ['a web page', '<html>', 'model_server'],
    ['an endless answer', `{"text": "${'x'.repeat(2_000_000)}"}`, 'model_server'],
  ])('%s', async (_, body, kind) => {
    openai.rule({ match: () => true, reply: { status: 200, body } });
    await expect(write()).rejects.toMatchObject({ kind });
  });

  test('silence is bounded, an abort ends it', async () => {
    openai.rule({ match: () => true, hang: true });
    await expect(write({}, { totalMs: 40 })).rejects.toMatchObject({ kind: 'model_stalled' });
    const stop = new AbortController();
    const writing = write({}, {}, stop.signal);
    await openai.waitFor((seen) => !seen.aborted);
    stop.abort('stop');
    await expect(writing).rejects.toBe('stop');
    await expect(write({}, {}, AbortSignal.abort('gone'))).rejects.toBe('gone');
  });
});
