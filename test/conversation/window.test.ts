import { describe, expect, it } from 'vitest';
import type { BranchExchange } from '../../src/conversation/exchange.ts';
import { loadTokenizer } from '../../src/conversation/tokens.ts';
import { fitWindow, halved } from '../../src/conversation/window.ts';
import { alphabets } from '../attacks/inputs.ts';

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
    await expect(fitWindow({ fixed: ['hi'], turns, limits: { tokens: 1000, turns: 0 } }, never)).resolves.toEqual({
      turns,
      counted: [],
      room: expect.any(Number),
    });
  });

  it('lets whole turns leave from the old end, never the fixed texts', async () => {
    const turns = ['a', 'b', 'c'].map((id) => turn(id, 'word '.repeat(50)));
    const kept = await fitWindow({ fixed: ['system', 'prompt'], turns, limits: { tokens: 260, turns: 0 } });
    expect(kept?.turns.map(({ id }) => id)).toEqual(['b', 'c']);
  });

  it('counts pictures that were drawn: the model is told of them again', async () => {
    const media = [{ kind: 'picture' as const, source: { blob: 'x' }, mime: 'image/png', name: 'a.png' }];
    const drawn = { ...turn('a', 'A cat.'), answers: [{ text: 'Here.', reason: 'complete' as const, media }] };
    const limits = { tokens: 1000, turns: 0 };
    expect((await fitWindow({ fixed: ['blue'], turns: [drawn], limits }))?.turns).toEqual([]);
    expect((await fitWindow({ fixed: ['blue'], turns: [turn('a', 'A cat.')], limits }))?.turns).toHaveLength(1);
  });

  it('keeps the request within the window, counted by the real tokenizer', async () => {
    const count = await loadTokenizer();
    const turns = Array.from({ length: 60 }, (_, at) => turn(String(at), '你好，世界 🌍 '.repeat(1 + (at % 7))));
    for (const tokens of [100, 333, 1000, 2000]) {
      const kept = await fitWindow({ fixed: ['system', 'prompt'], turns, limits: { tokens, turns: 0 } });
      let used = 0;
      for (const { prompt } of kept?.turns ?? []) used += 2 * (await count(prompt.text));
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
    expect(kept?.turns.map(({ id }) => id)).toEqual(['b', 'c']);
    await expect(fitWindow({ fixed: [], turns, limits: { tokens: 0, turns: 0 } }, never)).resolves.toMatchObject({
      turns,
    });
  });

  it('leaves out what goes beyond two million bytes, whatever the limits say, pinned turns last', async () => {
    const turns = Array.from({ length: 10 }, (_, at) => turn(String(at), 'é'.repeat(100_000)));
    const pinned = turns.map((each, at) => (at === 0 ? { ...each, pinned: true as const } : each));
    for (const limits of [
      { tokens: 0, turns: 0 },
      { tokens: 100_000_000, turns: 0 },
    ]) {
      const kept = await fitWindow({ fixed: ['x'], turns: pinned, limits }, never);
      expect(kept?.turns.map(({ id }) => id)).toEqual(['0', '6', '7', '8', '9']);
    }
  });

  it('passes over what is left out or only failed, pinned or not, and counts it for nothing', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => turn(id, 'x'));
    if (!a || !b || !c) throw new Error('three turns');
    const failed = { ...turn('d', ''), answers: [{ text: '', reason: 'error' as const }] };
    const turns = [a, b, { ...c, omitted: true as const, pinned: true as const }, failed];
    const kept = await fitWindow({ fixed: [], turns, limits: { tokens: 0, turns: 2 } }, never);
    expect(kept?.turns.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('never lets a pinned turn leave before any other, and the oldest of them first', async () => {
    const turns = ['a', 'b', 'c', 'd'].map((id) => turn(id, 'word '.repeat(50)));
    const [a, b, c, d] = turns;
    if (!a || !b || !c || !d) throw new Error('unreachable');
    const pinned = [{ ...a, pinned: true as const }, { ...b, pinned: true as const }, c, d];
    const kept = async (tokens: number, most = 0) =>
      (await fitWindow({ fixed: ['x'], turns: pinned, limits: { tokens, turns: most } }))?.turns.map(({ id }) => id);
    await expect(kept(380)).resolves.toEqual(['a', 'b', 'd']);
    await expect(kept(140)).resolves.toEqual(['b']);
    await expect(kept(0, 1)).resolves.toEqual(['a', 'b', 'd']);
    expect(halved([...pinned, turn('e', 'x'), turn('f', 'x')]).map(({ id }) => id)).toEqual(['a', 'b', 'f']);
    expect(halved([a])).toEqual([]);
  });

  it('counts the answer that is shown', async () => {
    const answers = ['short', 'word '.repeat(500)].map((text) => ({ text, reason: 'complete' as const }));
    const both = { ...turn('a', 'hi'), answers };
    const kept = async (shown: number) =>
      (await fitWindow({ fixed: [], turns: [{ ...both, shown }], limits: { tokens: 200, turns: 0 } }))?.turns;
    await expect(kept(0)).resolves.toHaveLength(1);
    await expect(kept(1)).resolves.toHaveLength(0);
  });

  it('counts each turn once: what was counted is not counted again, and only the rest is told', async () => {
    const turns = ['a', 'b', 'c'].map((id) => turn(id, 'word '.repeat(50)));
    const limits = { tokens: 300, turns: 0 };
    const first = await fitWindow({ fixed: ['x'], turns, limits });
    expect(first?.counted.map((each) => each.turn)).toEqual(['c', 'b', 'a']);
    const tokens = new Map(first?.counted.map((each) => [each.turn, each.tokens]));
    const stored = turns.map((each) => ({ ...each, tokens: tokens.get(each.id) ?? 0 }));
    const asked: string[] = [];
    const real = await loadTokenizer();
    const spy = async () => (text: string) => {
      asked.push(text);
      return real(text);
    };
    const again = await fitWindow({ fixed: ['x'], turns: [...stored, turn('d', 'new')], limits }, spy);
    expect(asked).toEqual(['x', 'new', 'new']);
    expect(again?.counted.map((each) => each.turn)).toEqual(['d']);
  });

  it('does not load the tokenizer where what was counted fits', async () => {
    const turns = [{ ...turn('a', 'word '.repeat(500)), tokens: 600 }, turn('b', 'short')];
    const kept = await fitWindow({ fixed: ['x'], turns, limits: { tokens: 1000, turns: 0 } }, never);
    expect(kept?.turns).toHaveLength(2);
  });

  it('counts a prompt no further than the window', async () => {
    const prompt = alphabets.map(({ text }) => text(16_384, 5)).join('');
    const spent = process.threadCpuUsage();
    await expect(
      fitWindow({ fixed: [prompt], turns: [], limits: { tokens: 1000, turns: 0 } }),
    ).resolves.toBeUndefined();
    expect(process.threadCpuUsage(spent).user / 1000).toBeLessThan(100);
  });

  it('reads control tokens that people write as plain text', async () => {
    const turns = [turn('a', '<|endoftext|>'.repeat(40))];
    await expect(
      fitWindow({ fixed: ['<|im_start|>'], turns, limits: { tokens: 50, turns: 0 } }),
    ).resolves.toMatchObject({
      turns: [],
    });
  });
});
