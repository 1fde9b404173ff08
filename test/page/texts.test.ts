import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from './web/texts/en.ts';
import { zh } from './web/texts/zh.ts';

const valuesOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([value]) => value).sort();
const web = join(import.meta.dirname, 'web');
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('texts'))
  .map((file) => readFileSync(join(web, file), 'utf8'));

describe('the texts of the page', () => {
  it('stand in both languages in the same order, with the same values', () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en));
    for (const [name, text] of Object.entries(en))
      expect([name, ...valuesOf(zh[name as keyof typeof zh])]).toEqual([name, ...valuesOf(text)]);
  });

  it('are there wherever the page asks for one', () => {
    const asked = sources.flatMap((source) => [...source.matchAll(/\bt\('([^'{}$]+)'/g)].map(([, name]) => name));
    expect(asked.length).toBeGreaterThan(30);
    expect(asked.filter((name) => name === undefined || !(name in en))).toEqual([]);
  });
});
