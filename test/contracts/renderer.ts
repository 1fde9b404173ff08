import fc from 'fast-check';
import type { Root } from 'mdast';
import { describe, expect, it } from 'vitest';
import { layoutAtOnce } from '../../src/delivery/layout.ts';
import { parseMarkdown } from '../../src/delivery/markdown.ts';
import type { Renderer } from '../../src/ports/index.ts';
import { fullText, lostWords, wildMarkdown } from '../delivery/markdown-arbitrary.ts';
import { casesOf } from '../support/whole.ts';

/** Bound by their number, so that a busy machine only takes longer. */
const runs = casesOf(120);
const PATIENCE_MS = 120_000;

/** What every Renderer does, whatever its platform. `smallest`: the least limit that leaves room for a word in code. */
export function rendererContract(name: string, renderer: Renderer, smallest: number): void {
  describe(`${name} as a Renderer`, () => {
    const plain = (text: string): Root => ({
      type: 'root',
      children: [{ type: 'paragraph', children: [{ type: 'text', value: text }] }],
    });

    it('shows plain words as they are', () => {
      expect(renderer.render(plain('Hello')).text).toBe('Hello');
      expect(renderer.render({ type: 'root', children: [] }).text).toBe('');
    });

    it('measures what it renders: nothing is 0, more is larger, a whole bubble is the limit', () => {
      const size = (text: string) => renderer.size({ text });
      expect([size(''), size('word')]).toEqual([0, 4]);
      expect(size('a'.repeat(renderer.limit))).toBe(renderer.limit);
    });

    it(
      'is pure: the same tree gives the same plain data, and stays as it was',
      () =>
        fc.assert(
          fc.property(wildMarkdown(), (markdown) => {
            const tree = parseMarkdown(markdown);
            const before = structuredClone(tree);
            const rendered = renderer.render(tree);
            expect(renderer.render(tree)).toEqual(rendered);
            expect(tree).toEqual(before);
            expect(JSON.parse(JSON.stringify(rendered))).toEqual(rendered);
          }),
          runs,
        ),
      PATIENCE_MS,
    );

    it(
      'can be cut to any limit, and shows every word in its order',
      () =>
        fc.assert(
          fc.property(wildMarkdown(), fc.constantFrom(smallest, 100, 300), (markdown, limit) => {
            const parts = layoutAtOnce(markdown, renderer, limit).map(({ rendered }) => rendered);
            for (const part of parts) expect(renderer.size(part)).toBeLessThanOrEqual(limit);
            expect(lostWords(markdown, parts.map(fullText).join(''))).toEqual([]);
          }),
          runs,
        ),
      PATIENCE_MS,
    );
  });
}
