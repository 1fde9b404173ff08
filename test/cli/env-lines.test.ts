import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { expect, it } from 'vitest';
import { addToEnvFile, createEnvFile, refuseUnwritable } from '../../src/cli/env-lines.ts';
import { emptyFolder } from './program.ts';

/** Writing of .env: whatever was there is there afterwards. */

const odd = new Map([
  ['PLAIN', 'sk-1_2:3'],
  ['SPACE', 'two words'],
  ['HASH', 'http://x/#part'],
  ['QUOTE', 'it\'s "quoted" #1'],
  ['BACK', 'a\\nb'],
]);

it('reads back as it was meant, with quotes only where they are needed', () => {
  const path = join(emptyFolder(), '.env');
  createEnvFile(path, odd);
  expect(parse(readFileSync(path))).toEqual(Object.fromEntries(odd));
  expect(readFileSync(path, 'utf8')).toContain('\nPLAIN=sk-1_2:3\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('takes the place of nothing, and leaves nothing beside it', () => {
  const folder = emptyFolder();
  const path = join(folder, '.env');
  writeFileSync(path, 'MINE=1');
  expect(() => createEnvFile(path, odd)).toThrow(/is there by now, and stays as it is/);
  expect(() => createEnvFile(join(folder, 'x'), new Map([['BAD', 'one\ntwo']]))).toThrow(/BAD has signs/);
  expect(readFileSync(path, 'utf8')).toBe('MINE=1');
  expect(readdirSync(folder)).toEqual(['.env']);
});

it('adds to the file that a link names, below what it has', () => {
  const folder = emptyFolder();
  const [real, link] = [join(folder, 'settings'), join(folder, '.env')];
  writeFileSync(real, 'MINE=1', { mode: 0o640 });
  symlinkSync(real, link);
  addToEnvFile(link, new Map([['MORE', '2']]));
  expect(readFileSync(real, 'utf8')).toBe('MINE=1\n\n# Added by "npm run init"\nMORE=2\n');
  expect([statSync(real).mode & 0o777, readdirSync(folder)]).toEqual([0o640, ['.env', 'settings']]);
  expect(() => addToEnvFile(link, new Map([['BAD', 'a\nb']]))).toThrow(/BAD has signs/);
  expect(readFileSync(real, 'utf8')).toMatch(/MORE=2\n$/);
});

it('overrides nothing that was written while it asked', () => {
  const path = join(emptyFolder(), '.env');
  writeFileSync(path, 'EMPTY=\nMODEL=old\nTOKEN=theirs');
  const answers = new Map([
    ['EMPTY', '1'],
    ['MODEL', 'new'],
  ]);
  expect(() => addToEnvFile(path, new Map([['TOKEN', 'mine']]), ['MODEL'])).toThrow(/^TOKEN is in .* by now/);
  addToEnvFile(path, answers, ['MODEL']);
  expect(parse(readFileSync(path))).toEqual({ EMPTY: '1', MODEL: 'new', TOKEN: 'theirs' });
});

it('says at once that a link leads nowhere', () => {
  const path = join(emptyFolder(), '.env');
  symlinkSync('nowhere', path);
  expect(() => refuseUnwritable(path, false)).toThrow(/is a link to a file that is not there$/);
});
