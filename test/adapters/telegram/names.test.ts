import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../adapters/telegram/content.ts';
import { formatTelegram } from '../../support/format.ts';
import { entityProblems, mentionsIn } from './entity-rules.ts';

/** Text, and each entity as its kind and what it covers. */
function shown(markdown: string): [string, ...string[]] {
  const [part] = formatTelegram(markdown);
  const covered = ({ type, offset, length }: { type: string; offset: number; length: number }) =>
    `${type}(${part?.text.slice(offset, offset + length)})`;
  return [part?.text ?? '', ...(part?.entities ?? []).map(covered)];
}

describe('a name in an answer', () => {
  it.each<[string, ...string[]]>([
    ['Ask @alice_user.', 'Ask @alice_user.', 'code(@alice_user)'],
    ['**Ask @alice_user now**', 'Ask @alice_user now', 'bold(Ask)', 'code(@alice_user)', 'bold(now)'],
    ['@**alice_user** and *@bob*', '@alice_user and @bob', 'code(@alice_user)', 'code(@bob)'],
    ['@\\alice @&#97;lice', '@\\alice @alice', 'code(@alice)'],
    ['@`alice`', '@alice', 'code(@)', 'code(alice)'],
    ['`@alice` and\n\n```\n@alice\n```', '@alice and\n\n@alice', 'code(@alice)', 'pre(@alice)'],
    ['> @alice\n\n# @alice', '@alice\n\n@alice', 'blockquote(@alice)', 'code(@alice)', 'code(@alice)'],
    ['- @alice\n- x', '• @alice\n• x', 'code(@alice)'],
    ['npm i @types/node-fetch. @a/@bob', 'npm i @types/node-fetch. @a/@bob', 'code(@types/node-fetch)', 'code(@bob)'],
    ['@al\u200bice', '@alice', 'code(@alice)'],
    ['[@alice](https://example.com)', '@alice (example.com)', 'text_link(@alice)'],
    ['mail a@b.co', 'mail a@b.co'],
    ['at 5 @ home, /settings and /new@parley_bot', 'at 5 @ home, /settings and /new@parley_bot'],
  ])('pings nobody, and what is copied is what was written: %j', (markdown, ...expected) => {
    expect(shown(markdown).filter((each) => !each.startsWith('text_link(a@'))).toEqual(expected);
  });

  it.each([
    ['[Ann](tg://user?id=5)', 'Ann (tg://user?id=5)'],
    ['<tg://user?id=5>', 'tg://user?id=5'],
    ['![Ann](tg://user?id=5)', 'Ann (tg://user?id=5)'],
  ])('is no link to a person either: %s', (markdown, text) => {
    expect(shown(markdown)).toEqual([text]);
  });

  it('in a link to a profile is a link like any other, of which the server makes no mention', () => {
    expect(shown('[Ann](https://t.me/ann)')).toEqual(['Ann (t.me)', 'text_link(Ann)']);
  });

  it('pings nobody where a refusal took all formatting away', () => {
    expect(textOf({ text: 'Ask @alice_user.' }).entities).toEqual([{ type: 'code', offset: 4, length: 11 }]);
  });

  it('pings nobody, whatever is around it', () => {
    const piece = fc.constantFrom(
      '@',
      'ab',
      '_',
      '*',
      '**',
      '`',
      '[',
      '](https://e.com)',
      ' ',
      '\n',
      '> ',
      '\\',
      '|',
      '#',
      'é',
    );
    const property = fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      for (const { text, entities } of formatTelegram(pieces.join(''))) {
        expect(mentionsIn(text, entities)).toEqual([]);
        expect(entityProblems(text, entities)).toEqual([]);
      }
    });
    fc.assert(property, { numRuns: 1000 });
  }, 60_000);

  it('would be seen to ping', () => {
    expect(mentionsIn('a @alice_user b', [])).toEqual(['@alice_user']);
  });
});
