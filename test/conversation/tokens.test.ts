import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CountTokens, loadTokenizer, piecesOf } from '../../src/conversation/tokens.ts';
import { alphabets } from '../attacks/inputs.ts';
import { LONGEST_TURN_MS, longestTurn } from '../attacks/longest-turn.ts';
import { itEach } from '../support/whole.ts';

let count: CountTokens;
beforeAll(async () => {
  count = await loadTokenizer();
  await count('warm');
});

const whole = (text: string) => countTokens(text, { disallowedSpecial: new Set() });

const chinese = (length: number) => alphabets.find(({ name }) => name.endsWith('han'))?.text(length, 3) ?? '';

/** As many characters as 40 full messages of Telegram. */
const MUCH = 40 * 4096;

describe('counting tokens', () => {
  it.each(alphabets)('$name: never fewer than the tokenizer itself, and hardly more', async ({ text: written }) => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const text = written(300 * seed, seed);
      const counted = await count(text);
      expect(counted).toBeGreaterThanOrEqual(whole(text));
      expect(counted).toBeLessThanOrEqual(whole(text) * 1.05 + 1);
    }
  });

  it('counts ordinary text as the tokenizer does', async () => {
    const text = 'The quick brown fox jumps over the lazy dog, and so on: 12,345 times.\n\nThen it rests. '.repeat(60);
    expect(await count(text)).toBe(whole(text));
  });

  itEach(3, alphabets)(
    'holds the event loop for no longer than 50 ms, however much of $name',
    async ({ text: written }) => {
      const text = written(MUCH, 1);
      expect(await longestTurn(() => count(text))).toBeLessThan(LONGEST_TURN_MS);
    },
  );

  it('holds the event loop for no longer than 50 ms where many are counted at once', async () => {
    const texts = alphabets.map(({ text }) => text(20_000, 7));
    expect(await longestTurn(() => Promise.all(texts.map((text) => count(text))))).toBeLessThan(LONGEST_TURN_MS);
  });

  itEach(4, [['你'], [' '], ['😀'], ['\ud800'], ['a'], ['\n'], ['='], ['\u0301'], [' x'], ['\n ']])(
    'holds the event loop for no longer than 50 ms where %j repeats',
    async (unit) => {
      const text = unit.repeat(MUCH / unit.length);
      expect(await longestTurn(() => count(text))).toBeLessThan(LONGEST_TURN_MS);
    },
  );

  it('counts no further than it is asked to', async () => {
    const text = chinese(MUCH);
    const counted = await count(text, 1000);
    expect(counted).toBeGreaterThan(1000);
    expect(counted).toBeLessThan(1200);
  });

  it('cuts between code points, and loses nothing', () => {
    for (const { text: written } of alphabets) {
      const text = `${written(3000, 1).toWellFormed()} ${'word '.repeat(900)}${' '.repeat(500)}`;
      const pieces = [...piecesOf(text)].map(({ piece }) => piece);
      expect(pieces.join('')).toBe(text);
      expect(pieces.every((piece) => piece.isWellFormed() && piece.length <= 2000)).toBe(true);
    }
  });
});
