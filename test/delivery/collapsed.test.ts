import { describe, expect, test } from 'vitest';
import { telegramRenderer } from '../../adapters/telegram/format.ts';
import { collapsedQuote } from '../../src/delivery/collapsed.ts';
import { layoutAtOnce } from '../../src/delivery/layout.ts';
import { withEnding } from '../../src/delivery/with-ending.ts';
import type { SurfaceLimits } from '../../src/ports/index.ts';
import { formatDiscord, formatTelegram, telegramText } from '../support/format.ts';

const reasoning = '**Counting**\n\nFirst, the ` tick.\n```\n- one\n1. two\n# three\n    four ||five||';
const quote = collapsedQuote(reasoning, 1000);

describe('a quote that is shown closed', () => {
  test('is one that opens on Telegram', () => {
    const [part, ...more] = formatTelegram(`The answer.\n\n${quote}`);
    expect(more).toEqual([]);
    expect(part?.text).toBe(
      'The answer.\n\nCounting\n\nFirst, the ` tick.\n```\n- one\n1. two\n# three\nfour ||five||',
    );
    expect(part?.entities.map(({ type, offset }) => [type, offset])).toEqual([
      ['expandable_blockquote', 13],
      ['bold', 13],
    ]);
  });

  test('is a spoiler in small letters on Discord', () => {
    expect(formatDiscord(`The answer.\n\n${quote}`)).toEqual([
      'The answer.\n\n-# ||**Counting**||\n\n' +
        ['First, the \\` tick.', '\\`\\`\\`', '\\- one', '1\\. two', '\\# three', 'four \\|\\|five\\|\\|']
          .map((line) => `-# ||${line}||`)
          .join('\n'),
    ]);
  });

  test('stays open on Discord where it is short', () => {
    expect(formatDiscord(`Yes.\n\n${collapsedQuote('One\n\n-# two', 1000)}`)).toEqual([
      'Yes.\n\n-# \u2063One\n\n-# \u2063\\-# two',
    ]);
  });

  test('stays closed in every bubble that it takes, and a quote of the answer stays open', () => {
    const long = collapsedQuote('word '.repeat(100), 1000);
    const parts = layoutAtOnce(`> said\n\n${long}`, telegramRenderer, 200).map(({ rendered }) =>
      telegramText(rendered),
    );
    expect(parts.length).toBeGreaterThan(2);
    const kinds = parts.map(({ entities }) => entities.map(({ type }) => type));
    expect(kinds[0]).toEqual(['blockquote', 'expandable_blockquote']);
    for (const kind of kinds.slice(1)) expect(kind).toEqual(['expandable_blockquote']);
    expect(
      parts
        .map(({ text }) => text)
        .join(' ')
        .match(/word/g),
    ).toHaveLength(100);
  });

  test('is cut, and nothing in it ends it', () => {
    expect(collapsedQuote('a'.repeat(50), 10)).toBe(`> \u2063${'a'.repeat(9)}…`);
    expect(formatTelegram(collapsedQuote('a\u2063\r\n\n</b>\n> b', 99))[0]?.text).toBe('a\n\n</b>\n> b');
  });
});

describe('the end of an answer', () => {
  const limits = { collapsed: 100 } as SurfaceLimits;

  test('has its sentence, then the reasoning', () => {
    const final = { text: '```\ncode', notice: 'Stopped.', reasoning: 'Hm' };
    expect(withEnding(final, limits)).toBe('```\ncode\n```\n\n*Stopped.*\n\n> \u2063Hm');
    expect(withEnding({ text: '```\ncode', reasoning: 'Hm' }, limits)).toBe('```\ncode\n```\n\n> \u2063Hm');
  });

  test('has no reasoning where there is no answer, nor where none can be shown', () => {
    expect(withEnding({ text: '', notice: 'Failed.', reasoning: 'Hm' }, limits)).toBe('Failed.');
    expect(withEnding({ text: 'a', reasoning: ' ' }, limits)).toBe('a');
    expect(withEnding({ text: 'a', reasoning: 'Hm' }, {} as SurfaceLimits)).toBe('a');
  });
});
