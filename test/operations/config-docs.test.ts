import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import { expect, it } from 'vitest';
import { settingKeys, settingOf } from '../../src/config/settings.ts';
import { configurationPage, envExample } from '../../src/operations/config-docs.ts';

const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('.env.example is what the settings say; if not: npm run generate', () => {
  expect(file('.env.example')).toBe(envExample());
});

it('docs/configuration.md is what the settings say; if not: npm run generate', () => {
  expect(file('docs/configuration.md')).toBe(configurationPage());
});

it('dotenv reads every default back out of .env.example', () => {
  const read = parse(envExample().replace(/^# ([A-Z_]+=)/gm, '$1'));
  expect(read).toEqual(Object.fromEntries(settingKeys.map((key) => [key, settingOf(key).default ?? ''])));
});

it('the page names every setting', () => {
  for (const key of settingKeys) expect(configurationPage()).toContain(`| \`${key}\``);
});
