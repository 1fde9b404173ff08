import { describe, expect, it } from 'vitest';
import { createReadAloud, voiceNamed } from '../../../src/answering/speech/read-aloud.ts';
import { speakable } from '../../../src/delivery/speakable.ts';
import { createLocales } from '../../../src/locales/index.ts';
import type { ModelCatalog, SpeechRequest } from '../../../src/ports/index.ts';
import { Interruption } from '../../../src/util/abort.ts';
import { Fault } from '../../../src/util/errors.ts';
import { createTestLog } from '../../fake-clock.ts';
import { promptOf } from '../../fixtures.ts';
import { voiceOf } from '../../simulator/openai/sounds.ts';

/** Markdown that is read aloud part by part, by a model that says what it is told. */

const speech = { model: 'm', voice: 'ash', voices: ['ash', 'sage'], characters: 20 };
const texts = createLocales('en').texts('en');

function open(say: (request: SpeechRequest, n: number) => Uint8Array | Error = ({ text }) => voiceOf(text, 0.4)) {
  const stop = new AbortController();
  const asked: SpeechRequest[] = [];
  const models: { speech: ModelCatalog['speech'] } = { speech };
  const readAloud = createReadAloud({
    model: {
      async speak(request) {
        asked.push(request);
        const said = say(request, asked.length);
        if (said instanceof Error) throw said;
        return { bytes: said, mime: 'audio/ogg', usage: { inputTokens: 1, outputTokens: 10 } };
      },
    },
    models,
    task: promptOf(),
    voice: 'Sage',
    speakable,
    texts,
    explain: () => 'Because.',
    log: createTestLog(),
    signal: stop.signal,
  });
  return { readAloud, asked, stop, models };
}

describe('what is read aloud', () => {
  it('comes part by part, in the voice of the chat, and is counted', async () => {
    const { readAloud, asked } = open();
    const { reason, files, notice, usage } = await readAloud('**One** and two. Three and four.');
    expect([reason, notice, usage]).toEqual(['complete', undefined, { inputTokens: 2, outputTokens: 20 }]);
    expect(asked.map(({ text, voice }) => [text, voice])).toEqual([
      ['One and two.', 'sage'],
      ['Three and four.', 'sage'],
    ]);
    expect(asked[0]?.onBehalf).toEqual({ actor: 'test:1', chat: 'test:1', purpose: 'speech' });
    expect(files.map(({ role, name, mime, durationMs }) => [role, name, mime, durationMs])).toEqual([
      ['voice', 'voice-message.ogg', 'audio/ogg', 400],
      ['voice', 'voice-message-2.ogg', 'audio/ogg', 400],
    ]);
  });

  it('ends after four parts, and it says so', async () => {
    const { readAloud, asked } = open();
    const { files, notice } = await readAloud('One and two things. '.repeat(9));
    expect([asked.length, files.length, notice]).toEqual([4, 4, texts('speak.unread')]);
  });

  it('is as far as it came where it fails or is stopped', async () => {
    const failing = open(({ text }, n) => (n < 2 ? voiceOf(text, 0.4) : new Fault('model_busy', 'busy')));
    const failed = await failing.readAloud('One and two things. Three and four.');
    expect([failed.reason, failed.files.length, failed.notice]).toEqual([
      'error',
      1,
      "I couldn't read it aloud. Because.",
    ]);
    const stopped = open(({ text }, n) => {
      if (n === 2) stopped.stop.abort(new Interruption('stop'));
      return voiceOf(text, 0.4);
    });
    const halted = await stopped.readAloud('One and two things. Three and four.');
    expect([halted.reason, halted.files.length, halted.notice]).toEqual(['stop', 1, 'Stopped.']);
    const over = open(() => {
      over.stop.abort(new Interruption('superseded'));
      return new Fault('model_busy', 'busy');
    });
    await expect(over.readAloud('One.')).rejects.toThrow('superseded');
  });

  it('is sound to be played where it is no voice message, and nothing where that cannot be', async () => {
    const mp3 = open(() => Buffer.concat([Buffer.from('ID3'), Buffer.alloc(400)]));
    const { files } = await mp3.readAloud('One.');
    expect(files.map(({ role }) => role)).toEqual(['audio']);
    const silent = open(() => Buffer.alloc(0));
    expect(await silent.readAloud('One.')).toMatchObject({ reason: 'error', files: [] });
  });

  it('costs nothing where there are no words, or no model that speaks', async () => {
    const { readAloud, asked, models } = open();
    expect(await readAloud('👍')).toMatchObject({ reason: 'complete', files: [], notice: texts('speak.nothing') });
    models.speech = undefined;
    expect(await readAloud('One.')).toMatchObject({ reason: 'error', files: [], notice: texts('speak.mute') });
    expect(asked).toEqual([]);
  });
});

it('a voice is known by its name, however that is written; of a server that names none, any is', () => {
  expect(['ASH', 'nobody', undefined].map((name) => voiceNamed(speech, name))).toEqual(['ash', undefined, undefined]);
  expect(voiceNamed({ ...speech, voices: ['ash'] }, 'Nobody')).toBe('Nobody');
});
