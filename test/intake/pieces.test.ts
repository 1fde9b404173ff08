import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinedWords, passedOn, wordedPieces } from '../../src/conversation/pieces.ts';
import { asksIn, continuationOf, messageOf, quoteOf } from '../../src/intake/pieces.ts';
import type { Message, Piece } from '../../src/ports/index.ts';

const forward = { kind: 'forward', author: 'Carl' } as const;
const other = { kind: 'forward', author: 'Dora' } as const;
const long = 3900;

function piece(text: string, more: Partial<Piece> = {}): Piece {
  return { key: `k${text}`, id: text, text, at: 10_000, length: text.length, ...more };
}

function message(text: string, more: Partial<Message> = {}): Message {
  return { type: 'message', text, addressed: true, attachments: [], at: 11_000, length: text.length, ...more };
}

const picture = { attachments: [{ kind: 'picture' as const }] };

describe('a message goes on with an act', () => {
  it.each<[string, Piece[], Message, ReturnType<typeof continuationOf>]>([
    ['words', [piece('a')], message('b'), undefined],
    ['a forward behind words', [piece('a')], message('b', { source: forward }), 'forward'],
    ['words behind a forward', [piece('a', { source: forward })], message('b'), 'forward'],
    ['another forward', [piece('a'), piece('b', { source: forward })], message('c', { source: other }), 'forward'],
    ['what a bot wrote', [piece('a')], message('b', { source: { kind: 'bot' } }), undefined],
    ['a forward behind a picture', [piece('', picture)], message('b', { source: forward }), undefined],
    ['a picture behind a forward', [piece('a', { source: forward })], message('', picture), undefined],
    ['a text behind a long one', [piece('a', { length: long })], message('/usr/bin'), 'text'],
    ['a text behind a shorter one', [piece('a', { length: long - 1 })], message('b'), undefined],
    ['own words behind a long forward', [piece('a', { length: long, source: forward })], message('b'), 'forward'],
    ['a picture behind a long text', [piece('a', { length: long })], message('b', picture), undefined],
    ['a picture of the album', [piece('', { album: '7' })], message('', { album: '7', ...picture }), 'album'],
    ['a picture of another', [piece('', { album: '7' })], message('', { album: '8', ...picture }), undefined],
    ['two seconds later', [piece('a', { length: long })], message('b', { at: 12_000 }), 'text'],
    ['later than that', [piece('a', { length: long })], message('b', { at: 12_001 }), undefined],
    ['what was sent before', [piece('a', { length: long })], message('b', { at: 7999 }), undefined],
    ['a piece without a time', [{ key: 'k', id: '1', text: 'a' }], message('b', { source: forward }), undefined],
    ['the 50th', Array.from({ length: 49 }, () => piece('a', { length: long })), message('b'), 'text'],
    ['the 51st', Array.from({ length: 50 }, () => piece('a', { length: long })), message('b'), undefined],
  ])('%s', (_, pieces, body, how) => {
    expect(continuationOf(pieces, body)).toBe(how);
  });
});

describe('pieces', () => {
  it('are joined as their client cut them', () => {
    const cut = (length: number) => joinedWords([piece('a', { length }), piece('b')]);
    expect([cut(4096), cut(3900), cut(3899)]).toEqual(['ab', 'a\nb', 'a\n\nb']);
    expect(joinedWords([piece('a', { album: '7', length: 4096 }), piece(''), piece('b')])).toBe('a\n\nb');
    const stored = ['a', '', 'b'].map((text) => ({ key: text, id: text, text }));
    expect([joinedWords(stored, ''), joinedWords(stored)]).toEqual(['ab', 'a\n\nb']);
  });

  it('are one message: own words, and what is passed on apart', () => {
    const pieces = [
      piece('a', { source: forward, ...picture }),
      piece('b', { quote: { id: '5', text: 'q' }, details: 'Poll' }),
      piece('c', { source: other, at: 12_000, length: 9 }),
    ];
    const said = messageOf(pieces);
    expect(said).toMatchObject({ text: 'b', details: 'Poll', quote: { text: 'q' }, at: 12_000, length: 9, pieces });
    expect(said).not.toHaveProperty('source');
    expect(said.attachments).toEqual(picture.attachments);
    expect(asksIn(pieces)).toBe('b');
    expect(passedOn(said)).toMatchObject({ before: [{ text: 'a' }], behind: [{ text: 'c' }] });
    expect(quoteOf(pieces)).toEqual({ author: '', text: 'a\n\nc' });
  });

  it('of one source are words of that source', () => {
    const pieces = [piece('a', { source: forward, length: 4096 }), piece('b', { source: forward })];
    expect(messageOf(pieces)).toMatchObject({ text: 'ab', source: forward });
    expect(passedOn(messageOf(pieces))).toEqual({ before: [], behind: [] });
    const mixed = [...pieces, piece('c', { source: other })];
    expect(messageOf(mixed)).toMatchObject({ text: '' });
    expect(passedOn(messageOf(mixed)).before.map(({ text }) => text)).toEqual(['ab', 'c']);
    expect(quoteOf(pieces)).toEqual({ author: 'Carl', text: 'ab' });
  });

  it('lose no words and double none, whatever they are', () => {
    const source = fc.constantFrom(undefined, forward, other, { kind: 'bot' as const });
    const any = fc.record({
      mark: fc.nat(9999),
      length: fc.constantFrom(1, long, 4096),
      source,
      album: fc.constantFrom(undefined, '7'),
    });
    const property = fc.property(fc.uniqueArray(any, { selector: ({ mark }) => mark, maxLength: 12 }), (marks) => {
      const pieces = marks.map(({ mark, length, source, album }) =>
        piece(`<${mark}>`, { length, ...(source ? { source } : {}), ...(album ? { album } : {}) }),
      );
      const said = messageOf(pieces);
      const { before, behind } = passedOn(said);
      const told = [...before.map(({ text }) => text), said.text, ...behind.map(({ text }) => text)].join('');
      for (const { text, source } of pieces) {
        expect(told.split(text)).toHaveLength(2);
        if (source && !said.source) expect(said.text).not.toContain(text);
      }
      expect(wordedPieces(pieces).every((each) => said.text.includes(each.text))).toBe(true);
    });
    fc.assert(property, { numRuns: 500 });
  });
});
