import { describe, expect, it } from 'vitest';
import { createLocales } from '../../src/locales/index.ts';
import { Problem } from '../../src/personas/problems.ts';
import { readPersona } from '../../src/personas/read.ts';
import type { Persona } from '../../src/ports/index.ts';

const english = createLocales().texts('en');

/** Sentence that says why a text is no persona. */
async function problemIn(text: string, texts = english): Promise<string> {
  const problem = await readPersona(text).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(Problem);
  return problem instanceof Problem ? problem.sentence(texts) : '';
}

const pirate: Persona = { slug: 'pirate', name: 'Pirate', system: 'Talk like a pirate.\nBe brief.' };
const yaml = `slug: pirate
name: Pirate
system: |-
  Talk like a pirate.
  Be brief.
`;

describe('a persona is read', () => {
  it.each([
    ['YAML', yaml],
    [
      'YAML with a comment and Windows line ends',
      `# yaml-language-server: $schema=x\n${yaml}`.replaceAll('\n', '\r\n'),
    ],
    ['JSON', JSON.stringify(pirate)],
    ['JSON with a mark and a schema', `\ufeff${JSON.stringify({ $schema: 'https://a.example/b', ...pirate })}`],
    ['JSON behind a comment', `# yaml-language-server: $schema=x\n\n${JSON.stringify(pirate, null, 2)}`],
    ['JSON with a comma too much', `${JSON.stringify(pirate).slice(0, -1)},}`],
    ['aliases', `${yaml.replace('Pirate', '&name Pirate')}greeting: *name\n`],
  ])('from %s', async (kind, text) => {
    const greeting = kind === 'aliases' ? { greeting: 'Pirate' } : {};
    expect(await readPersona(text)).toEqual({ ...pirate, ...greeting });
  });

  it('with fields called like parts of objects, which are texts', async () => {
    const read = await readPersona(`${yaml}extensions:\n  a:\n    __proto__: {polluted: true}\n    constructor: 1\n`);
    expect(read.slug).toBe('pirate');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Reflect.get(read, 'polluted')).toBeUndefined();
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });
});

const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((sign, at) => `${sign}: &${sign} [${Array(9).fill(`*${'abcdefgh'[at]}`).join()}]`).join('\n')}\n`;

describe('a sentence says what is wrong', () => {
  it.each([
    ['a bracket that stays open', 'slug: a\nstarters: [a,\nname: b', 'Line 3, column 1: '],
    [
      'indentation',
      'slug: a\nparameters:\n  temperature: 1\n top_p: 1\n',
      'Line 4, column 1: The indentation does not fit.',
    ],
    ['a tab', 'slug: a\nparameters:\n\ttemperature: 1\n', 'Line 3, column 1: '],
    ['a quote that stays open', 'slug: "a\nname: b\n', 'Line 3, column 1: Something is not closed'],
    ['a field that is there twice', `${yaml}name: Other\n`, 'Line 6, column 1: A field stands there twice.'],
    ['several documents', `${yaml}---\n${yaml}`, 'It holds several documents.'],
    ['a field that is missing', 'slug: a\n', 'The field `name` is missing.'],
    ['a field that there is not', `${yaml}sytem: Hello\n`, 'Line 6, column 8: There is no field `sytem`.'],
    [
      'a field that is too long',
      `${yaml}description: ${'x'.repeat(301)}\n`,
      'Line 6, column 14: `description` is too long: at most 300 characters.',
    ],
    [
      'too many entries',
      `${yaml}starters: [a, b, c, d, e, f, g]\n`,
      'Line 6, column 11: `starters` has too many entries: at most 6.',
    ],
    [
      'a value of another kind',
      `${yaml}parameters:\n  temperature: warm\n`,
      'Line 7, column 16: The value of `parameters.temperature` is not of the kind it should be.',
    ],
    ['a slug that is none', yaml.replace('pirate', '../pirate'), 'Line 1, column 7: The value of `slug`'],
    ['two emoji', `${yaml}emoji: 🏴‍☠️🦜\n`, 'Line 6, column 8: The value of `emoji`'],
    [
      'a name that turns the line around',
      yaml.replace('Pirate', '"P\\u202eirate"'),
      'Line 2, column 7: The value of `name`',
    ],
    ['JSON with a fault', '{"slug": "a",\n "name": b c: d}', 'Line 2, column '],
    ['fields of JSON', '{"slug": "a",\n "name": "b",\n "system": 7}', 'Line 3, column 12: The value of `system`'],
    ['nothing', '\n# nothing\n', 'There is no persona in it.'],
    ['a list', '- a\n- b\n', 'I do not know this kind of file.'],
    ['an alias bomb', bomb, 'Its aliases'],
    ['an alias of nothing', 'slug: *a\nname: b\n', 'Its aliases'],
    [
      'a system prompt of 1 MB',
      `slug: a\nname: b\nsystem: ${'x'.repeat(1_000_000)}\n`,
      'It is too large: at most 80 kB.',
    ],
    [
      'the same in JSON',
      JSON.stringify({ ...pirate, system: 'x'.repeat(1_000_000) }),
      '`system` is too long: at most 32000 characters.',
    ],
    [
      'more than 64 kB in all',
      JSON.stringify({ ...pirate, system: '界'.repeat(30_000) }),
      'It is too large: at most 64 kB.',
    ],
    ['2 MB', JSON.stringify({ ...pirate, system: 'x'.repeat(2_000_000) }), 'It is too large: at most 1 MB.'],
    [
      'values deep in each other',
      `${yaml}extensions: {a: ${'['.repeat(5000)}`,
      'Line 6, column 45: It is too complicated',
    ],
    [
      'the same in JSON, which is closed',
      `{"slug": "a", "extensions": {"a": ${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
      'It is too complicated',
    ],
    ['a hundred thousand values', `${yaml}tools: [${'a,'.repeat(20_000)}]\n`, 'It is too complicated'],
  ])('%s', async (_, text, sentence) => {
    expect(await problemIn(text)).toContain(sentence);
  });

  it('in the language of whoever sent it, without what a field’s name could break', async () => {
    const chinese = createLocales().texts('zh-CN');
    expect(await problemIn('slug: "a', chinese)).toBe('第 1 行第 9 列：有引号或括号没有闭合。');
    expect(await problemIn(`${yaml}"a\`**b\\u202e": 1\n`)).toContain("There is no field `a'**b`.");
  });
});
