import { describe, expect, it } from 'vitest';
import type { BranchExchange } from '../../src/conversation/exchange.ts';
import { loadTokenizer } from '../../src/conversation/tokens.ts';
import { fitWindow, halved } from '../../src/conversation/window.ts';

function turn(id: string, text: string): BranchExchange {
  return {
    v: 2,
    id,
    place: { parent: null, thread: 'first' },
    prompt: { text },
    answers: [{ text, reason: 'complete' }],
    bubbles: [],
  };
}

const never = () => Promise.reject(new Error('the tokenizer was loaded for nothing'));

describe('the context window', () => {
  it('does not load the tokenizer while the bytes fit', async () => {
    const turns = [turn('a', 'short'), turn('b', 'short too')];
    await expect(fitWindow({ fixed: ['hi'], turns, limits: { tokens: 1000, turns: 0 } }, never)).resolves.toEqual(
      turns,
    );
  });

  it('lets whole turns leave from the old end, never the fixed texts', async () => {
    const turns = ['a', 'b', 'c'].map((id) => turn(id, 'word '.repeat(50)));
    const kept = await fitWindow({ fixed: ['system', 'prompt'], turns, limits: { tokens: 260, turns: 0 } });
    expect(kept?.map(({ id }) => id)).toEqual(['b', 'c']);
  });

  it('keeps the request within the window, counted by the real tokenizer', async () => {
    const count = await loadTokenizer();
    const turns = Array.from({ length: 60 }, (_, at) => turn(String(at), '你好，世界 🌍 '.repeat(1 + (at % 7))));
    for (const tokens of [100, 333, 1000, 2000]) {
      const kept = await fitWindow({ fixed: ['system', 'prompt'], turns, limits: { tokens, turns: 0 } });
      const used = (kept ?? []).reduce((sum, { prompt }) => sum + 2 * count(prompt.text), 0);
      expect(used).toBeLessThanOrEqual(tokens);
    }
  });

  it('says so when not even the prompt fits', async () => {
    const input = { fixed: ['word '.repeat(500)], turns: [], limits: { tokens: 100, turns: 0 } };
    await expect(fitWindow(input)).resolves.toBeUndefined();
  });

  it('keeps at most the given number of turns; 0 means any', async () => {
    const turns = ['a', 'b', 'c'].map((id) => turn(id, 'x'));
    const kept = await fitWindow({ fixed: [], turns, limits: { tokens: 0, turns: 2 } }, never);
    expect(kept?.map(({ id }) => id)).toEqual(['b', 'c']);
    await expect(fitWindow({ fixed: [], turns, limits: { tokens: 0, turns: 0 } }, never)).resolves.toHaveLength(3);
  });

  it('passes over what is left out or only failed, pinned or not, and counts it for nothing', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => turn(id, 'x'));
    if (!a || !b || !c) throw new Error('three turns');
    const failed = { ...turn('d', ''), answers: [{ text: '', reason: 'error' as const }] };
    const turns = [a, b, { ...c, omitted: true as const, pinned: true as const }, failed];
    const kept = await fitWindow({ fixed: [], turns, limits: { tokens: 0, turns: 2 } }, never);
    expect(kept?.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('never lets a pinned turn leave before any other, and the oldest of them first', async () => {
    const turns = ['a', 'b', 'c', 'd'].map((id) => turn(id, 'word '.repeat(50)));
    const [a, b, c, d] = turns;
    if (!a || !b || !c || !d) throw new Error('unreachable');
    const pinned = [{ ...a, pinned: true as const }, { ...b, pinned: true as const }, c, d];
    const kept = async (tokens: number, most = 0) =>
      (await fitWindow({ fixed: ['x'], turns: pinned, limits: { tokens, turns: most } }))?.map(({ id }) => id);
    await expect(kept(380)).resolves.toEqual(['a', 'b', 'd']);
    await expect(kept(140)).resolves.toEqual(['b']);
    await expect(kept(0, 1)).resolves.toEqual(['a', 'b', 'd']);
    expect(halved([...pinned, turn('e', 'x'), turn('f', 'x')]).map(({ id }) => id)).toEqual(['a', 'b', 'f']);
    expect(halved([a])).toEqual([]);
  });

  it('counts the answer that is shown', async () => {
    const answers = ['short', 'word '.repeat(500)].map((text) => ({ text, reason: 'complete' as const }));
    const both = { ...turn('a', 'hi'), answers };
    const kept = (shown: number) =>
      fitWindow({ fixed: [], turns: [{ ...both, shown }], limits: { tokens: 200, turns: 0 } });
    await expect(kept(0)).resolves.toHaveLength(1);
    await expect(kept(1)).resolves.toHaveLength(0);
  });

  it('reads control tokens that people write as plain text', async () => {
    const turns = [turn('a', '<|endoftext|>'.repeat(40))];
    await expect(fitWindow({ fixed: ['<|im_start|>'], turns, limits: { tokens: 50, turns: 0 } })).resolves.toEqual([]);
  });
});
