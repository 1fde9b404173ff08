import { describe, expect, it } from 'vitest';
import { mentionOf, textWith } from '../../../adapters/telegram/content.ts';

/** Mentions of people who are called, before the text or behind it. */

const bold = { type: 'bold', offset: 2, length: 4 } as const;
const rendered = { text: '⏰ milk', entities: [bold] };

describe('a mention before the text', () => {
  it('moves what is formatted, and rings by the person’s id', () => {
    expect(textWith({ rendered, mention: mentionOf(7, 'Ann'), mentioned: 'first' })).toEqual({
      text: 'Ann ⏰ milk',
      entities: [
        { ...bold, offset: 6 },
        { type: 'text_mention', offset: 0, length: 3, user: { id: 7 } },
      ],
    });
  });

  it('rings for nobody where it may have rung', () => {
    const { text, entities } = textWith({ rendered, mention: mentionOf(7, 'Ann'), mentioned: 'first', quietly: true });
    expect([text, entities.map(({ type, offset }) => [type, offset])]).toEqual([
      'Ann ⏰ milk',
      [
        ['bold', 6],
        ['code', 0],
      ],
    ]);
  });
});

it.each([
  ['[Ann](tg://user?id=9)', 'Ann (tg://user?id=9)'],
  ['', '👤'],
  ['a\nb', 'a b'],
  ['x'.repeat(100), 'x'.repeat(64)],
  [`${'x'.repeat(63)}😀`, 'x'.repeat(63)],
])('a name cannot end the mention, nor leave it without words: %j', (name, shown) => {
  const { text, entities } = textWith({ rendered, mention: mentionOf(7, name), mentioned: 'first' });
  expect(text).toBe(`${shown} ⏰ milk`);
  expect(entities.at(-1)).toEqual({ type: 'text_mention', offset: 0, length: shown.length, user: { id: 7 } });
});
