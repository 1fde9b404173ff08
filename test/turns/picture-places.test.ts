import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/ports/index.ts';
import { createPicturePlaces, LONGEST_WAIT_MS, placedModel } from '../../src/turns/picture-places.ts';
import { createFakeClock } from '../fake-clock.ts';

const forever = new AbortController().signal;

/** Asks for places one after the other and notes who has them. */
function open(most: number) {
  const clock = createFakeClock();
  const places = createPicturePlaces(most, clock, LONGEST_WAIT_MS);
  const have = new Map<string, () => void>();
  const failed = new Map<string, unknown>();
  const ask = (name: string, count: number, signal = forever) => {
    const [person = name, , chat = name] = name.split('/');
    places.take(count, { person, chat }, signal).then(
      (giveBack) => have.set(name, giveBack),
      (error: unknown) => failed.set(name, error),
    );
  };
  const giveBack = async (name: string) => {
    have.get(name)?.();
    have.delete(name);
    await clock.advance(0);
    return [...have.keys()];
  };
  return { clock, ask, giveBack, have: () => giveBack(''), failed };
}

describe('places for pictures', () => {
  it('bound what is drawn in all chats together; one request of many runs alone', async () => {
    const { ask, have, giveBack } = open(16);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) ask(name, 10);
    expect(await have()).toEqual(['a']);
    expect(await giveBack('a')).toEqual(['b']);
    const small = open(4);
    small.ask('many', 10);
    small.ask('one', 1);
    expect(await small.have()).toEqual(['many']);
    expect(await small.giveBack('many')).toEqual(['one']);
  });

  it('go to who holds the fewest, then to who asked first, and nobody overtakes', async () => {
    const { ask, have, giveBack } = open(4);
    ask('ann/1', 2);
    ask('ann/2', 2);
    ask('ann/3', 1);
    ask('ben/1', 3);
    ask('cat/1', 1);
    expect(await have()).toEqual(['ann/1', 'ann/2']);
    expect(await giveBack('ann/1')).toEqual(['ann/2']);
    expect(await giveBack('ann/2')).toEqual(['ann/3', 'ben/1']);
    expect(await giveBack('ben/1')).toEqual(['ann/3', 'cat/1']);
  });

  it('are not all for one chat, which may be unable to show its pictures', async () => {
    const { ask, have, giveBack } = open(8);
    ask('ann/1/forum', 3);
    ask('ben/1/forum', 2);
    ask('cat/1/other', 5);
    expect(await have()).toEqual(['ann/1/forum', 'cat/1/other']);
    expect(await giveBack('ann/1/forum')).toEqual(['cat/1/other', 'ben/1/forum']);
  });

  it('are not waited for beyond a stop or five minutes', async () => {
    const { ask, have, failed, clock, giveBack } = open(1);
    const stop = new AbortController();
    ask('a', 1);
    ask('b', 1, stop.signal);
    ask('c', 1);
    expect(await have()).toEqual(['a']);
    stop.abort(new Error('stopped'));
    await clock.advance(0);
    expect(failed.get('b')).toMatchObject({ message: 'stopped' });
    await clock.advance(300_000);
    expect(failed.get('c')).toMatchObject({ kind: 'model_busy' });
    expect(await giveBack('a')).toEqual([]);
    ask('d', 1);
    expect(await have()).toEqual(['d']);
  });

  it('without a bound let all draw', async () => {
    const { ask, have } = open(0);
    for (const name of ['a', 'b', 'c']) ask(name, 10);
    expect(await have()).toHaveLength(3);
  });

  it('are kept until what was drawn is kept elsewhere', async () => {
    const clock = createFakeClock();
    const places = createPicturePlaces(1, clock);
    const drawn: string[] = [];
    const model = {
      generateImages: async ({ prompt }: { prompt: string }) => {
        drawn.push(prompt);
        return { pictures: [] };
      },
    } as unknown as Model;
    const shown = new AbortController();
    const draw = (prompt: string, over: AbortSignal) =>
      placedModel(model, places, { person: prompt, chat: prompt }, over).generateImages(
        { prompt, count: 1 } as never,
        forever,
      );
    await draw('first', shown.signal);
    void draw('second', forever);
    await clock.advance(1000);
    expect(drawn).toEqual(['first']);
    shown.abort();
    await clock.advance(0);
    expect(drawn).toEqual(['first', 'second']);
  });

  it('are taken by an answer for all that it may draw, when it begins to', async () => {
    const clock = createFakeClock();
    const places = createPicturePlaces(4, clock);
    const told: string[] = [];
    const model = {
      async *stream({ model: name }: { model: string }) {
        for (const type of ['text', 'drawing', 'drawing', 'end']) {
          told.push(`${name} ${type}`);
          yield { type };
        }
      },
    } as unknown as Model;
    const over = new AbortController();
    const ask = (name: string, kept: AbortSignal) =>
      Array.fromAsync(
        placedModel(model, places, { person: name, chat: name }, kept).stream(
          { model: name, draws: {} } as never,
          forever,
        ),
      );
    await ask('ann', over.signal);
    void ask('ben', forever);
    await clock.advance(1000);
    expect(told.filter((each) => each.startsWith('ben'))).toEqual(['ben text', 'ben drawing']);
    over.abort();
    await clock.advance(0);
    expect(told.at(-1)).toBe('ben end');
  });
});
