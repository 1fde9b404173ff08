import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CountTokens, loadTokenizer, piecesOf } from '../../src/conversation/tokens.ts';
import { alphabets, written } from '../support/alphabets.ts';
import { longestTurnMs } from '../support/cpu.ts';

let count: CountTokens;
beforeAll(async () => {
  count = await loadTokenizer();
  await count('warm');
});

const whole = (text: string) => countTokens(text, { disallowedSpecial: new Set() });

/** As many characters as 40 full messages of Telegram. */
const MUCH = 40 * 4096;

describe('counting tokens', () => {
  it.each(alphabets)('%s without a space: never fewer than the tokenizer itself, and hardly more', async (alphabet) => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const text = written(alphabet, 300 * seed, seed);
      const counted = await count(text);
      expect(counted).toBeGreaterThanOrEqual(whole(text));
      expect(counted).toBeLessThanOrEqual(whole(text) * 1.05 + 1);
    }
  });

  it('counts ordinary text as the tokenizer does', async () => {
    const text = 'The quick brown fox jumps over the lazy dog, and so on: 12,345 times.\n\nThen it rests. '.repeat(60);
    expect(await count(text)).toBe(whole(text));
  });

  it.each(alphabets)('holds the event loop for no longer than 50 ms, however much %s it is', async (alphabet) => {
    const text = written(alphabet, MUCH);
    expect(await longestTurnMs(() => count(text))).toBeLessThan(50);
  });

  it('holds the event loop for no longer than 50 ms where many are counted at once', async () => {
    const texts = alphabets.map((alphabet) => written(alphabet, 20_000, 7));
    expect(await longestTurnMs(() => Promise.all(texts.map((text) => count(text))))).toBeLessThan(50);
  });

  it.each(['a', '你', ' ', '\n', '=', '\u0301', '😀', '\ud800', ' x', '\n '])(
    'holds the event loop for no longer than 50 ms where %j repeats',
    async (unit) => {
      const text = unit.repeat(MUCH / unit.length);
      expect(await longestTurnMs(() => count(text))).toBeLessThan(50);
    },
  );

  it('counts no further than it is asked to', async () => {
    const text = written('chinese', MUCH, 3);
    const counted = await count(text, 1000);
    expect(counted).toBeGreaterThan(1000);
    expect(counted).toBeLessThan(1200);
  });

  it('cuts between code points, and loses nothing', () => {
    for (const alphabet of alphabets) {
      const text = `${written(alphabet, 3000)} ${'word '.repeat(900)}${' '.repeat(500)}`;
      const pieces = [...piecesOf(text)].map(({ piece }) => piece);
      expect(pieces.join('')).toBe(text);
      expect(pieces.every((piece) => piece.isWellFormed() && piece.length <= 2000)).toBe(true);
    }
  });
});
