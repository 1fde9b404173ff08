import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { personaJsonSchema } from '../../src/operations/persona-schema.ts';
import { readPersona } from '../../src/personas/read.ts';

const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('docs/persona.schema.json is what the schema says; if not: npm run generate', async () => {
  expect(file('docs/persona.schema.json')).toBe(await personaJsonSchema());
});

it('the example of docs/personas.md is a persona', async () => {
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(file('docs/personas.md')) ?? [];
  expect(await readPersona(example)).toMatchObject({ slug: 'barista', starters: { length: 2 } });
});
