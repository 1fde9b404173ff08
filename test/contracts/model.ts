import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Model, ModelEvent, ModelRequest } from '../../src/ports/index.ts';
import { isFault } from '../../src/util/errors.ts';
import { saying } from '../../src/util/messages.ts';
import { voiceOf } from '../simulator/openai/sounds.ts';

/** A running implementation and what its service can be told to do. */
export interface ModelSetup {
  model: Model;
  /** The next answer says this. */
  say(text: string): void;
  /** The next answer says this and then nothing more, without an end. */
  stall(text: string): void;
  /** The next answer breaks off after this, without completion. */
  cut(text: string): void;
  /** Resolves once the service has noticed that the client is gone. */
  left(): Promise<void>;
  close(): Promise<void>;
}

const onBehalf = { actor: 'test:1', chat: 'test:1', purpose: 'answer' } as const;
const request: ModelRequest = { model: 'gpt-6-luna', onBehalf, messages: [saying('user', 'hello')] };

/** What every Model does, whatever its service. */
export function modelContract(name: string, start: () => Promise<ModelSetup>): void {
  describe(`${name} as a Model`, () => {
    let setup: ModelSetup;
    beforeEach(async () => {
      setup = await start();
    });
    afterEach(() => setup.close());

    async function read(signal: AbortSignal, onEvent: (event: ModelEvent) => void = () => undefined) {
      const events: ModelEvent[] = [];
      for await (const event of setup.model.stream(request, signal)) {
        events.push(event);
        onEvent(event);
      }
      return events;
    }

    test('yields the text in pieces, then one ending with usage', async () => {
      setup.say('one two three');
      const events = await read(new AbortController().signal);
      const deltas = events.flatMap((event) => (event.type === 'text' ? [event.delta] : []));
      expect(deltas.join('')).toBe('one two three');
      expect(deltas.length).toBeGreaterThan(1);
      expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'complete' });
      expect(events.filter((event) => event.type === 'end')).toHaveLength(1);
      const end = events.at(-1);
      expect(end?.type === 'end' && end.usage?.outputTokens).toBeGreaterThan(0);
    });

    test('throws the reason of its signal, quickly, though the service is silent', async () => {
      setup.stall('one two');
      const stop = new AbortController();
      let aborted = 0;
      const reading = read(stop.signal, () => {
        setTimeout(() => {
          aborted = performance.now();
          stop.abort('stop');
        }, 10);
      });
      await expect(reading).rejects.toBe('stop');
      // Far below what the service would be waited for.
      expect(performance.now() - aborted).toBeLessThan(3000);
      await setup.left();
    });

    test('asks nothing when the signal has fired already', async () => {
      await expect(read(AbortSignal.abort('forgotten'))).rejects.toBe('forgotten');
      await expect(
        setup.model.generateImages(
          { model: 'gpt-image-2', onBehalf, prompt: 'tea', count: 1 },
          AbortSignal.abort('forgotten'),
        ),
      ).rejects.toBe('forgotten');
      const sound = { model: 'gpt-transcribe', bytes: voiceOf('tea', 1), mime: 'audio/ogg', onBehalf };
      await expect(setup.model.transcribe(sound, AbortSignal.abort('forgotten'))).rejects.toBe('forgotten');
      const words = { model: 'gpt-realtime-2.1-mini', text: 'tea', voice: 'marin', onBehalf };
      await expect(setup.model.speak(words, AbortSignal.abort('forgotten'))).rejects.toBe('forgotten');
    });

    test('writes down what it has said itself', async () => {
      const { signal } = new AbortController();
      const words = { model: 'gpt-4o-mini-tts', text: 'two teas, please', voice: 'marin', onBehalf };
      const { bytes, mime } = await setup.model.speak(words, signal);
      expect(mime).toBe('audio/ogg');
      const { text } = await setup.model.transcribe({ model: 'gpt-transcribe', bytes, mime, onBehalf }, signal);
      expect(text).toBe('two teas, please');
    });

    test('lets go of the service when its reader stops reading', async () => {
      setup.stall('one two');
      for await (const event of setup.model.stream(request, new AbortController().signal)) {
        if (event.type === 'text') break;
      }
      await setup.left();
    });

    test('throws when the answer breaks off, after what was said', async () => {
      setup.cut('one two');
      const said: string[] = [];
      const reading = read(new AbortController().signal, (event) => {
        if (event.type === 'text') said.push(event.delta);
      });
      await expect(reading).rejects.toSatisfy((error) => isFault(error, 'model_cut'));
      expect(said.join('')).toBe('one two');
    });

    test('paints as many pictures as asked', async () => {
      const { pictures } = await setup.model.generateImages(
        { model: 'gpt-image-2', onBehalf, prompt: 'tea', count: 2 },
        new AbortController().signal,
      );
      expect(pictures).toHaveLength(2);
      for (const { bytes, mime, name: file } of pictures) {
        expect(mime).toBe('image/png');
        expect(file).toMatch(/\.png$/);
        expect(bytes.length).toBeGreaterThan(100);
      }
    });
  });
}
