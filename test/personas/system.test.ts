import { expect, it } from 'vitest';
import { examplesOf, systemOf, wordsOf } from '../../src/personas/system.ts';
import type { Persona } from '../../src/ports/index.ts';

const of = (system: string | undefined, more: Partial<Persona> = {}): Persona => ({
  slug: 'mara',
  name: 'Mara',
  ...(system === undefined ? {} : { system }),
  ...more,
});
const original = 'Be kind.';

it.each([
  ['follows the operator’s text', 'Be brief.', 'Be kind.\n\nBe brief.'],
  ['has the operator’s text where it wants it', 'First. {{Original}} Last.', 'First. Be kind. Last.'],
  ['has it once, so that no file multiplies it', '{{original}} {{ORIGINAL}}', 'Be kind.'],
  ['says nothing', undefined, 'Be kind.'],
  ['names both, in any case', '{{char}}/<BOT>/{{Char}} and {{user}}/<User>', 'Be kind.\n\nMara/Mara/Mara and Zoe/Zoe'],
  ['has variables', `\${lang} at \${level:A2}, \${lang: French }`, 'Be kind.\n\nGerman at A2, German'],
  [
    'has what only looks like variables',
    `\${HOME:-/root} \${a ? b : c} {{x}}`,
    `Be kind.\n\n\${HOME:-/root} \${a ? b : c} {{x}}`,
  ],
])('a persona %s', (_, system, expected) => {
  const persona = of(system, { variables: [{ name: 'lang', default: 'French' }, { name: 'level' }] });
  expect(systemOf(persona, { original, user: 'Zoe', values: { lang: 'German' } })).toBe(expected);
});

it('takes defaults where no value is given, and never fills values themselves', () => {
  const persona = of(`\${lang} for {{user}}`, { variables: [{ name: 'lang', default: 'French' }] });
  expect(systemOf(persona, { original: '' })).toBe('French for the user');
  expect(systemOf(persona, { original: '', values: { lang: '' } })).toBe('French for the user');
  const sly = { user: '{{original}} $& $1', values: { lang: `\${other:x}{{original}}` } };
  expect(systemOf(persona, { original: 'Secret.', ...sly })).toBe(
    `Secret.\n\n\${other:x}{{original}} for {{original}} $& $1`,
  );
});

it('fills a greeting and examples', () => {
  const examples = [{ user: 'I am {{user}}.', assistant: 'Hello <USER>.' }];
  expect(examplesOf(of('', { examples }), { user: 'Zoe' })).toEqual([{ user: 'I am Zoe.', assistant: 'Hello Zoe.' }]);
  expect(wordsOf(of(undefined), 'Hello {{user}}, I am {{char}}.{{original}}', { user: 'Zoe' })).toBe(
    'Hello Zoe, I am Mara.',
  );
});

it('is bounded, however often a long value stands in it', () => {
  const persona = of(`\${a}`.repeat(8000), { variables: [{ name: 'a' }] });
  expect(systemOf(persona, { original: 'x'.repeat(70_000), values: { a: 'y'.repeat(500) } }).length).toBeLessThan(
    140_000,
  );
});
