import { personaFile } from '../../src/personas/export.ts';
import { importPersonas } from '../../src/personas/imports/index.ts';
import { readPersona } from '../../src/personas/read.ts';
import { systemOf } from '../../src/personas/system.ts';
import { MOST_YAML } from '../../src/personas/yaml.ts';
import type { Persona } from '../../src/ports/index.ts';
import type { BoundedWork } from './bounded-work.ts';

/** What is done with files that hold personas, and with their texts. A sentence is as good as a persona. */

const importOf = (file: unknown) =>
  importPersonas(Buffer.from(typeof file === 'string' ? file : JSON.stringify(file))).catch(() => undefined);
const most = { length: 200_000, by: 'personas: MOST_TEXT of the whole file' };
const system = { length: 32_000, by: 'ports: personaSchema' };
const persona = (text: string): Persona => ({
  ...{ slug: 'a', name: 'A', system: text || 'a', variables: [{ name: 'a', default: text.slice(0, 500) }] },
});
const mask = (text: string) => ({ name: text, avatar: text, context: [{ role: 'system', content: text }] });
const card = (text: string) => ({
  ...{ name: text, nickname: text, description: text, personality: text, first_mes: text },
  mes_example: `{{user}}: ${text}\n{{char}}: ${text}`,
});

export const personaWork: readonly BoundedWork[] = [
  { name: 'personas: a file in YAML', work: (text) => readPersona(text).catch(() => undefined) },
  {
    name: 'personas: a quoted text in YAML with nothing but errors',
    work: (text) => readPersona(`a: "${'\\q'.repeat(text.length / 2)}"`).catch(() => undefined),
    most: { length: MOST_YAML - 10, by: 'personas: MOST_YAML' },
  },
  { name: 'personas: a list in JSON', work: (text) => readPersona(`[${text}`).catch(() => undefined) },
  { name: 'personas: a file of any program', work: importOf },
  { name: 'personas: masks', work: (text) => importOf([mask(text), mask(text)]), most },
  { name: 'personas: a card', work: (text) => importOf(card(text)), most: { ...most, length: 100_000 } },
  { name: 'personas: rows of prompts', work: (text) => importOf(`act,prompt\n${text}`) },
  {
    name: 'personas: text for the model',
    work: (text) =>
      systemOf(persona(text), { original: text, user: text.slice(0, 64), values: { a: text.slice(0, 500) } }),
    most: system,
  },
  {
    name: 'personas: a file to share',
    work: (text) => personaFile(persona(text)),
    most: { ...system, length: 20_000 },
  },
];
