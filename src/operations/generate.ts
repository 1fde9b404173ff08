import { mkdirSync, writeFileSync } from 'node:fs';
import { configurationPage, envExample } from './config-docs.ts';

/** Writes the papers that are made from the table of settings. */
function generate(): void {
  const root = new URL('../../', import.meta.url);
  mkdirSync(new URL('docs/', root), { recursive: true });
  writeFileSync(new URL('.env.example', root), envExample());
  writeFileSync(new URL('docs/configuration.md', root), configurationPage());
}

if (import.meta.main) generate();
