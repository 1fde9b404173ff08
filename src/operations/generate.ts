import { mkdirSync, writeFileSync } from 'node:fs';
import { configurationPage, envExample } from './config-docs.ts';
import { personaJsonSchema } from './persona-schema.ts';

/** Writes the papers that are made from the table of settings and from schemas. */
async function generate(): Promise<void> {
  const root = new URL('../../', import.meta.url);
  mkdirSync(new URL('docs/', root), { recursive: true });
  writeFileSync(new URL('.env.example', root), envExample());
  writeFileSync(new URL('docs/configuration.md', root), configurationPage());
  writeFileSync(new URL('docs/persona.schema.json', root), await personaJsonSchema());
}

if (import.meta.main) void generate();
