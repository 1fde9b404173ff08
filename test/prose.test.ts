import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Rules for doc comments, so that a stranger understands them (CONTRIBUTING.md). */

const MOST_WORDS = 25;
/** First words that put off the noun: a doc comment begins with a verb or a noun. */
const headless =
  /^(?:what|who|whose|whom|which|whether|where|when|how|why|if|it|its|they|them|their|that|this|those|these)\b/i;

function commentsOf(text: string): { line: number; comment: string }[] {
  return [...text.matchAll(/\/\*\*([\s\S]*?)\*\//g)].map(({ index, 1: inner = '' }) => ({
    line: text.slice(0, index).split('\n').length,
    comment: inner.replace(/^[ \t]*\*[ \t]?/gm, '').trim(),
  }));
}

/** Splits a comment at full stops, list items and blank lines. Code counts as one word and ends no sentence. */
function sentencesOf(comment: string): string[] {
  const plain = comment.replace(/`[^`]*`/g, 'code').replace(/\b(e\.g|i\.e|etc|vs)\./g, '$1');
  return plain
    .split(/(?<=[.!?]["”)]?)\s+(?=\S)|\n\s*\n|\n\s*[-*@]\s?/)
    .map((sentence) => sentence.trim())
    .filter(Boolean);
}

function faultsOf(comment: string): string[] {
  const first = headless.exec(comment);
  const long = sentencesOf(comment).filter((sentence) => sentence.split(/\s+/).length > MOST_WORDS);
  return [...(first ? [`begins with “${first[0]}”`] : []), ...long.map((sentence) => `is too long: “${sentence}”`)];
}

const root = join(import.meta.dirname, '..');
const files = ['src', 'adapters'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`),
);
describe('a doc comment', () => {
  it('begins with a verb or a noun, and its sentences have at most 25 words', () => {
    const faults = files.flatMap((file) =>
      commentsOf(readFileSync(join(root, file), 'utf8')).flatMap(({ line, comment }) =>
        faultsOf(comment).map((fault) => `${file}:${line} ${fault}`),
      ),
    );
    expect(faults).toEqual([]);
  });

  it.each([
    ['Who asked.', 1],
    ['Person who asked. When absent, everybody.', 0],
    ['It is a number.', 1],
    ['`key` is used up: e.g. by a turn. Its owner goes on.', 0],
    [`One${' two'.repeat(30)}.`, 1],
    [`One${' two'.repeat(15)}.\n\nOne${' two'.repeat(15)}.`, 0],
  ])('is judged: %s', (comment, count) => {
    expect(faultsOf(comment)).toHaveLength(count);
  });
});
