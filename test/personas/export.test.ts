import fc from 'fast-check';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { createBuiltIn } from '../../src/personas/built-in.ts';
import { personaFile } from '../../src/personas/export.ts';
import { readPersona } from '../../src/personas/read.ts';
import { type Persona, personaSchema } from '../../src/ports/index.ts';

/** Texts that YAML could misread: numbers, dates, signs, other scripts, blanks at the ends. */
const text = (most: number) =>
  fc.oneof(
    fc.constantFrom(
      'yes',
      'null',
      '0123',
      '2001-01-01',
      '- a',
      '# b',
      '{x',
      '"',
      "'",
      'a: b',
      '*a',
      '&a',
      '|',
      '> ',
      '\t',
      '~',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(most, 60) }),
    fc.array(fc.string({ maxLength: 20 }), { minLength: 2, maxLength: 6 }).map((lines) => `a${lines.join('\n')}`),
  );
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const personas = fc
  .record({
    slug: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,39}$/),
    name: text(60),
    description: maybe(text(300)),
    system: maybe(text(32_000)),
    examples: maybe(fc.array(fc.record({ user: text(100), assistant: text(100) }), { maxLength: 3 })),
    greeting: maybe(text(2000)),
    starters: maybe(fc.array(text(80), { maxLength: 6 })),
    parameters: maybe(fc.record({ temperature: fc.double({ min: 0, max: 2, noNaN: true }) })),
    contacts: maybe(fc.dictionary(text(40), text(100), { maxKeys: 3 })),
    extensions: maybe(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 })),
  })
  .map((each) => JSON.parse(JSON.stringify(each)) as unknown)
  .filter((each): each is Persona => v.is(personaSchema, each))
  .map((each) => v.parse(personaSchema, each));

it('a persona that was written is read as it was', async () => {
  await fc.assert(
    fc.asyncProperty(personas, async (persona) => {
      const file = await personaFile(persona);
      expect(file).toMatch(/^# yaml-language-server: \$schema=/);
      expect(await readPersona(file)).toEqual(persona);
    }),
    { numRuns: 150 },
  );
});

it('reads as people write: built-in ones keep their lines', async () => {
  const persona = await createBuiltIn().find('tutor', 'zh-CN');
  const file = await personaFile(persona as Persona);
  expect(file).toContain('system: |\n  你是一位辅导老师');
  expect(await readPersona(file)).toEqual(persona);
});

it('is JSON where it is more than we read as YAML', async () => {
  const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`key${at}`, at]));
  const persona: Persona = { slug: 'a', name: 'A', extensions: many };
  const file = await personaFile(persona);
  expect(file).toContain('"key7": 7');
  expect(await readPersona(file)).toEqual(persona);
});
