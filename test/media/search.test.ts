import { describe, expect, it } from 'vitest';
import { searchPages } from '../../src/media/search.ts';
import { atOnce } from '../../src/util/slices.ts';
import { LONGEST_TURN_MS } from '../attacks/longest-turn.ts';
import { cpuMs } from '../support/cpu.ts';

const filler = 'The committee met again and nothing of note was decided by anybody present. '.repeat(30);

/** Pages of filler, some of which hold a sentence. */
const book = (count: number, sentences: Record<number, string>) =>
  Array.from({ length: count }, (_, at) => ({
    name: `${at + 1}`,
    text: sentences[at + 1] ? `${filler}${sentences[at + 1]} ${filler}` : filler,
  }));

const found = (pages: { name: string; text: string }[], question: string, most = 6000) =>
  atOnce(searchPages(pages, question, most));

describe('search in a file', () => {
  it('finds the page a question is about, by other forms of its words, too', () => {
    const pages = book(200, { 120: 'Late payments are charged with interest of 9 percent.' });
    for (const question of ['What interest does a late payment cost?', 'LATE PAYMENT', 'charging interest']) {
      const { excerpts, length, total } = found(pages, question);
      expect(excerpts.map(({ page }) => page)).toContain('120');
      expect(excerpts.find(({ page }) => page === '120')?.text).toContain('9 percent');
      expect(length).toBeLessThanOrEqual(6000);
      expect(total).toBeGreaterThan(400_000);
    }
  });

  it('finds Chinese by pairs of signs, and by a single one', () => {
    const dull = '委員會再次開會，沒有決定任何事情。'.repeat(40);
    const pages = Array.from({ length: 100 }, (_, at) => ({
      name: `${at + 1}`,
      text: at === 60 ? `${dull}逾期付款將收取百分之九的利息。${dull}` : dull,
    }));
    for (const question of ['逾期付款的利息是多少？', '利息', '息']) {
      const { excerpts } = found(pages, question, 3000);
      expect(excerpts.find(({ page }) => page === '61')?.text).toContain('百分之九');
    }
  });

  it('finds a page by its number, a chapter by its name', () => {
    expect(found(book(50, {}), 'What is on page 37?').excerpts.map(({ page }) => page)).toEqual([
      '1',
      '36',
      '37',
      '38',
    ]);
    const pages = [...book(20, {}), { name: 'The Whale', text: 'Nothing here says so.' }];
    expect(found(pages, 'Tell me about the whale').excerpts.at(-1)?.page).toBe('The Whale');
  });

  it('does not find a short word within a longer one', () => {
    const pages = book(30, { 10: 'A particular article about parts.', 20: 'Modern art is shown here.' });
    const { excerpts } = found(pages, 'art', 2500);
    expect(excerpts.map(({ page }) => page)).toEqual(['1', '20']);
  });

  it('takes stretches from all over where nothing fits, and the beginning always', () => {
    const { excerpts, length } = found(book(300, {}), '总结一下', 20_000);
    expect(excerpts[0]?.page).toBe('1');
    expect(excerpts.length).toBeGreaterThan(10);
    expect(Number(excerpts.at(-1)?.page)).toBeGreaterThan(250);
    expect(length).toBeLessThanOrEqual(20_000);
  });

  it('gives all of a small file, in its order', () => {
    const pages = book(2, { 2: 'Late payment.' });
    const { excerpts, length, total } = found(pages, 'payment', 100_000);
    expect(length).toBeLessThanOrEqual(total);
    expect(excerpts.map(({ page }) => page)).toEqual(['1', '2']);
  });

  it('shows what stands before and behind', () => {
    const pages = [{ name: '1', text: `${'dull. '.repeat(2000)}Whales sing. ${'dull. '.repeat(2000)}` }];
    const { excerpts } = found(pages, 'whale', 10_000);
    expect(excerpts.length).toBe(2);
    expect(excerpts[1]?.text.length).toBeGreaterThan(2500);
    expect(excerpts[1]?.text).toMatch(/^dull.*Whales sing\..*dull\. $/);
  });

  it('cuts no sign in two, and loses none', () => {
    const pages = [{ name: '1', text: '😀'.repeat(5000) }];
    const { excerpts } = found(pages, '😀', 100_000);
    expect(excerpts.map(({ text }) => text).join('')).toBe(pages[0]?.text);
    expect(excerpts.every(({ text }) => text.isWellFormed())).toBe(true);
  });

  it('holds the event loop for a moment only, in a file of 4,000,000 characters', () => {
    const words = Array.from({ length: 40 }, (_, at) => `word${at}`).join(' ');
    const pages = book(850, { 500: 'Late payments.' });
    const work = searchPages(pages, words, 50_000);
    let longest = 0;
    let isDone = false;
    const step = () => {
      isDone = work.next().done ?? false;
    };
    while (!isDone) longest = Math.max(longest, cpuMs(step));
    expect(longest).toBeLessThan(LONGEST_TURN_MS);
  });
});
