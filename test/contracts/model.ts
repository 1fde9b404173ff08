import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Model, ModelEvent, ModelMessage, ModelRequest, ToolCall } from '../../src/ports/index.ts';
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
  /** The next answer says this and calls these tools; `cut`: its limit comes within the last of them. */
  call(text: string, calls: readonly { name: string; arguments: object }[], cut?: boolean): void;
  /** The next request is refused for its tools. */
  refuseTools(): void;
  /** Tells how many tools each request so far has offered. */
  offered(): number[];
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

    async function read(
      signal: AbortSignal,
      onEvent: (event: ModelEvent) => void = () => undefined,
      more: Partial<ModelRequest> = {},
    ) {
      const events: ModelEvent[] = [];
      for await (const event of setup.model.stream({ ...request, ...more }, signal)) {
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

    const tools = ['weather', 'tides'].map((tool) => ({
      ...{ name: tool, description: `Gives the ${tool}.` },
      parameters: { type: 'object', properties: { city: { type: 'string' } } },
    }));
    const called = { name: 'weather', arguments: { city: 'Oslo, "centre"' } };
    const { signal: never } = new AbortController();
    const ask = (more: Partial<ModelRequest> = {}) => read(never, undefined, { tools, ...more });
    const callsIn = (events: readonly ModelEvent[]): ToolCall[] =>
      events.flatMap((event) => (event.type === 'call' ? [event.call] : []));

    /** Messages of the next round, with a result for each call. */
    function answered(
      events: readonly ModelEvent[],
      before: readonly ModelMessage[] = request.messages,
    ): ModelMessage[] {
      const parts = events.flatMap((event): ModelMessage['parts'][number][] => {
        if (event.type === 'item') return [{ type: 'item', ...event.item }];
        return event.type === 'call' ? [event] : [];
      });
      const results = callsIn(events).map(({ id, name }) => ({
        type: 'result' as const,
        call: id,
        text: `${name}: fair`,
      }));
      return [...before, { role: 'assistant', parts }, { role: 'tool', parts: results }];
    }

    test('gives calls after the words, each whole and with an id of its own, before a complete end', async () => {
      setup.call('Let me look.', [called, { name: 'tides', arguments: {} }]);
      const events = await ask();
      const calls = callsIn(events);
      expect(calls).toMatchObject([
        { name: 'weather', arguments: JSON.stringify(called.arguments) },
        { name: 'tides', arguments: '{}' },
      ]);
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
      expect(events.slice(-3)).toMatchObject([{ type: 'call' }, { type: 'call' }, { type: 'end', reason: 'complete' }]);
    });

    test('goes on with the results of calls, round after round, and at last without tools', async () => {
      setup.call('', [called, { name: 'tides', arguments: {} }]);
      const first = answered(await ask());
      setup.call('', [called]);
      const second = answered(await ask({ messages: first }), first);
      setup.say('It is fair.');
      const events = await ask({ messages: second, tools: [] });
      expect(events.map((event) => (event.type === 'text' ? event.delta : '')).join('')).toBe('It is fair.');
    });

    test('tells another model of what this one has called', async () => {
      setup.call('', [called]);
      const messages = answered(await ask());
      setup.say('It is fair.');
      const events = await ask({ messages, model: 'gpt-6-sol' });
      expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'complete' });
    });

    test('gives no call that is cut', async () => {
      setup.call('Let me look.', [called], true);
      const events = await ask({ maxOutputTokens: 16, effort: 'none' });
      expect(callsIn(events)).toEqual([]);
      expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'length' });
    });

    test('answers without tools where they are refused, and learns it', async () => {
      setup.refuseTools();
      for (const said of ['one', 'two']) {
        setup.say(said);
        expect((await ask()).filter(({ type }) => type === 'text')).toEqual([{ type: 'text', delta: said }]);
      }
      expect(setup.offered()).toEqual([2, 0, 0]);
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
