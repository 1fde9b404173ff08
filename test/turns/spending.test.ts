import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/ports/index.ts';
import { payingModel } from '../../src/turns/spending.ts';
import { isFault } from '../../src/util/errors.ts';
import { deaf } from '../support/deaf-model.ts';

const signal = new AbortController().signal;
const onBehalf = { chat: 'x:1', purpose: 'answer' } as const;
const question = { model: 'm', messages: [], onBehalf };
const sound = { model: 'm', bytes: new Uint8Array(), mime: 'audio/ogg', onBehalf };
const speech = { model: 'm', text: 'Hi', voice: 'alloy', onBehalf };
const picture = { model: 'm', prompt: 'a cat', count: 1, onBehalf };

/** A turn's money, and what was asked with it. */
function purse(spent = 0, pictures: readonly string[] = []) {
  const asked: string[] = [];
  const model: Model = {
    ...deaf,
    async *stream({ draws }) {
      asked.push(draws ? 'words or pictures' : 'words');
      for (const _ of draws ? pictures : []) {
        yield { type: 'drawing' };
        asked.push('drawn');
      }
      yield { type: 'end', reason: 'complete' };
    },
    async transcribe() {
      asked.push('heard');
      return { text: '' };
    },
    async speak() {
      asked.push('said');
      return { bytes: new Uint8Array(), mime: 'audio/ogg' };
    },
    async generateImages() {
      asked.push('pictures');
      return { pictures: [] };
    },
  };
  const claim = {
    spent,
    async spend(share: number) {
      claim.spent += share;
      asked.push(`spent ${claim.spent}`);
      return claim.spent;
    },
  };
  /** The model as the next attempt has it. */
  const attempt = () => payingModel(model, { spent: claim.spent, spend: claim.spend }, () => asked.push('one more'));
  return { asked, claim, attempt };
}

const words = (model: Model) => Array.fromAsync(model.stream(question, signal));
const drawing = (model: Model) => Array.fromAsync(model.stream({ ...question, draws: {} }, signal));
const refused = (work: Promise<unknown>) =>
  work.then(
    () => false,
    (error: unknown) => isFault(error, 'model_spent'),
  );

describe('what a turn spends', () => {
  it('is counted before the model is asked, once an attempt for words', async () => {
    const { asked, attempt } = purse();
    const model = attempt();
    await words(model);
    await words(model);
    await words(attempt());
    expect(asked).toEqual(['spent 1', 'words', 'words', 'spent 2', 'words']);
  });

  it('are five attempts at an answer in words, and no sixth', async () => {
    const { asked, attempt } = purse();
    for (let count = 0; count < 5; count += 1) await words(attempt());
    expect(await refused(words(attempt()))).toBe(true);
    expect(asked.filter((each) => each === 'words')).toHaveLength(5);
  });

  it('is one share for an answer in words with all that is written down before it and said after it', async () => {
    const { asked, attempt } = purse(3);
    const model = attempt();
    await model.transcribe(sound, signal);
    await model.transcribe(sound, signal);
    await words(model);
    await model.speak(speech, signal);
    expect(asked).toEqual(['spent 4', 'heard', 'heard', 'words', 'said']);
    await attempt().transcribe(sound, signal);
    expect(await refused(attempt().transcribe(sound, signal))).toBe(true);
    expect(await refused(attempt().speak(speech, signal))).toBe(true);
    expect(asked.slice(5)).toEqual(['spent 5', 'heard']);
  });

  it('are two requests for pictures, and no third, whatever else was tried before the first', async () => {
    for (const before of [0, 1]) {
      const { asked, attempt } = purse(before);
      await attempt().generateImages(picture, signal);
      await attempt().generateImages(picture, signal);
      expect(await refused(attempt().generateImages(picture, signal))).toBe(true);
      expect(asked.filter((each) => each === 'pictures')).toHaveLength(2);
    }
  });

  it('is a share of pictures for an answer that draws, counted when the first is begun and no later', async () => {
    const { asked, attempt } = purse(0, ['a cat', 'a dog']);
    await drawing(attempt());
    expect(asked).toEqual(['spent 1', 'words or pictures', 'spent 2', 'drawn', 'one more', 'drawn']);
  });

  it('are two answers that draw, then one in words, and no more', async () => {
    const { asked, attempt } = purse(0, ['a cat']);
    for (let count = 0; count < 3; count += 1) await drawing(attempt());
    expect(await refused(drawing(attempt()))).toBe(true);
    expect(asked.filter((each) => !each.startsWith('spent'))).toEqual([
      ...['words or pictures', 'drawn', 'words or pictures', 'drawn', 'words'],
    ]);
  });

  it('is a share of pictures for an answer whose tools draw, and each picture but the first is told', async () => {
    const { asked, attempt } = purse();
    for (let count = 0; count < 2; count += 1) {
      const model = attempt();
      await words(model);
      await model.generateImages(picture, signal);
      await model.generateImages({ ...picture, count: 2 }, signal);
    }
    const once = ['words', 'one more', 'one more', 'pictures', 'pictures'];
    expect(asked.filter((each) => !each.startsWith('spent')).toSorted()).toEqual([...once, ...once].toSorted());
    const last = attempt();
    await words(last);
    expect(await refused(last.generateImages(picture, signal))).toBe(true);
  });

  it('are five answers that may draw and do not', async () => {
    const { asked, attempt } = purse();
    for (let count = 0; count < 5; count += 1) await drawing(attempt());
    expect(asked.filter((each) => each === 'words or pictures')).toHaveLength(4);
    expect(asked.at(-1)).toBe('words');
  });

  it('is not spent where it cannot be counted', async () => {
    const { asked, claim, attempt } = purse();
    claim.spend = async () => {
      throw new Error('full');
    };
    await expect(attempt().generateImages(picture, signal)).rejects.toThrow('full');
    await expect(words(attempt())).rejects.toThrow('full');
    expect(asked).toEqual([]);
  });
});
