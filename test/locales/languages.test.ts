import { readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { texts as english } from '../../src/locales/en/index.ts';
import { createLocales, languageTags } from '../../src/locales/index.ts';
import { findLanguages } from '../../src/locales/languages.ts';

const source = new URL('../../src/locales/', import.meta.url);
const languages = await findLanguages(source);
const others = languages.filter(({ tag }) => tag !== 'en');
const keys = Object.keys(english).toSorted() as (keyof typeof english)[];

/** The keys of English; without what it says of one where a language has no singular. */
function keysFor(tag: string) {
  const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
  return pluralCategories.includes('one') ? keys : keys.filter((key) => !key.endsWith('_one'));
}

/** Words that are the same in another language, or that no language has a word of its own for. */
const alike: readonly string[] = ['Top P'];

const valuesOf = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([value]) => value).toSorted();
const codeOf = (text: string) => text.match(/(?<![\w/])\/[a-z]+/g)?.toSorted() ?? [];

test('every folder is a language, English first', () => {
  const folders = readdirSync(source).filter((name) => !['index.ts', 'languages.ts'].includes(name));
  expect(folders).toEqual(expect.arrayContaining(['en', 'es', 'zh-CN', 'zh-TW']));
  expect(languageTags[0]).toBe('en');
  expect(new Set(languageTags).size).toBe(folders.length);
});

describe.each(others)('$tag', ({ tag, texts }) => {
  const keys = keysFor(tag);

  test('has the keys of English and no others', () => {
    // All of them: the compiler names the first four.
    expect(keys.filter((key) => texts[key] === undefined)).toEqual([]);
    expect(Object.keys(texts).filter((key) => !keys.some((each) => each === key))).toEqual([]);
  });

  test('has them in the order of English, so that files can be compared side by side', () => {
    expect(Object.keys(texts)).toEqual(Object.keys(english).filter((key) => key in texts));
  });

  test('has the same values in each text', () => {
    const wrong = keys.filter((key) => valuesOf(texts[key] ?? '').join() !== valuesOf(english[key]).join());
    expect(wrong).toEqual([]);
  });

  test('names the same commands in each text', () => {
    const wrong = keys.filter((key) => codeOf(texts[key] ?? '').join() !== codeOf(english[key]).join());
    expect(wrong).toEqual([]);
  });

  test('leaves no text empty or in English', () => {
    expect(keys.filter((key) => texts[key]?.trim() === '')).toEqual([]);
    expect(keys.filter((key) => texts[key] === english[key] && !alike.includes(english[key]))).toEqual([]);
  });
});

describe.each(languages)('$tag as the platforms want it', ({ tag, texts }) => {
  test('descriptions of commands have 1 to 100 characters', () => {
    expect(longerThan(100, (key) => key.startsWith('command.'))).toEqual([]);
  });

  test("names on a message's menu have at most 32 characters, and none is another's", () => {
    const onMenu = (key: string) => /^menu\.(?:ask|translate|summarise)$/.test(key);
    expect(longerThan(32, onMenu)).toEqual([]);
    expect(new Set(keys.filter(onMenu).map((key) => texts[key])).size).toBe(3);
  });

  test('what names a button or a menu names it as it is called there', () => {
    const there = createLocales().texts(tag, 'discord');
    expect(there('delete.how')).toContain(there('button.delete').split(' ')[1]);
    expect(there('translate.nothing')).toContain(there('menu.translate'));
    expect(there('summarise.nothing')).toContain(there('menu.summarise'));
  });

  test('the bounds of a number are told where it is asked for', () => {
    const numbers = commands.find(({ spec }) => spec.name === 'settings')?.spec.options.filter(({ max }) => max);
    expect(numbers).toHaveLength(5);
    for (const { name, min, max } of numbers ?? [])
      expect(texts[`command.settings.${name}`]).toMatch(new RegExp(`\\b${min}\\b.*\\b${max}\\b`));
  });

  test('buttons have a word or two', () => {
    expect(longerThan(20, (key) => key.startsWith('button.'))).toEqual([]);
  });

  const longerThan = (most: number, which: (key: string) => boolean) =>
    keys.filter(which).filter((key) => (texts[key]?.length ?? 0) > most);
});

describe('a folder dropped beside the others', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'locales-'));
    await cp(source, folder, { recursive: true });
    await mkdir(join(folder, 'eo'));
    await writeFile(
      join(folder, 'eo', 'index.ts'),
      "export const tag = 'eo';\nexport const texts = { 'language.name': 'Esperanto', start: 'Saluton {{name}}!' };\n",
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('is a language, without a line anywhere else', async () => {
    const found = await findLanguages(pathToFileURL(`${folder}/`));
    expect(new Set(found.map(({ tag }) => tag))).toEqual(new Set([...languageTags, 'eo']));
    const locales = createLocales('en', found);
    expect(locales.texts('eo')('start', { name: 'Zoe' })).toBe('Saluton Zoe!');
    expect(locales.texts('eo-XX')('language.name')).toBe('Esperanto');
    // What it does not say is said in English.
    expect(locales.texts('eo')('stop.done')).toBe(english['stop.done']);
    expect(locales.all('language.name')).toMatchObject({
      en: 'English',
      eo: 'Esperanto',
      es: 'Español',
      'zh-CN': '简体中文',
      'zh-TW': '繁體中文',
    });
    expect(locales.all('stop.done')).toMatchObject({ eo: english['stop.done'] });
  });

  test.each([
    ['no texts', "export const tag = 'eo';"],
    ['a tag that is none', "export const tag = 'klingon!'; export const texts = {};"],
  ])('with %s is named when the bot starts', async (_, content) => {
    const bad = await mkdtemp(join(tmpdir(), 'locales-'));
    try {
      await mkdir(join(bad, 'bad'));
      await writeFile(join(bad, 'bad', 'index.ts'), content);
      await expect(findLanguages(pathToFileURL(`${bad}/`))).rejects.toThrow(/bad\/index\.ts is no language/);
    } finally {
      await rm(bad, { recursive: true, force: true });
    }
  });
});

describe('a text that a surface has words of its own for', () => {
  test('is said so there, and plainly everywhere else', () => {
    const { texts, all } = createLocales();
    expect(texts('es', 'discord')('delete.how')).toBe(
      others.find(({ tag }) => tag === 'es')?.texts['delete.how_discord'],
    );
    for (const surface of [undefined, 'telegram'])
      expect(texts('en', surface)('delete.how')).toBe(english['delete.how']);
    expect(texts('en', 'discord')('start', { name: 'Zoe' })).toBe(texts('en')('start', { name: 'Zoe' }));
    expect(all('command.delete', 'discord')['en']).toBe(english['command.delete_discord']);
    expect(all('command.delete')['en']).toBe(english['command.delete']);
  });
});

test.each([
  ['en', 1, '1 earlier question:'],
  ['en', 0, '0 earlier questions:'],
  ['en', 2, '2 earlier questions:'],
  ['es', 1, '1 pregunta anterior'],
  ['es', 7, '7 preguntas anteriores'],
  ['zh-CN', 1, '1 个问题'],
  ['zh-TW', 1, '1 個問題'],
])('counts as the language does: %s, %i', (tag, count, words) => {
  expect(createLocales().texts(tag, 'discord')('context.title', { count, tokens: 9, limit: '' })).toContain(words);
});

describe('the nearest language', () => {
  const locales = createLocales();
  test.each([
    ['es', 'es'],
    ['es-419', 'es'],
    ['es-ES', 'es'],
    ['ES_mx', 'es'],
    ['zh-Hans-SG', 'zh-CN'],
    ['zh', 'zh-CN'],
    ['zh-SG', 'zh-CN'],
    ['zh-hant', 'zh-TW'],
    ['zh_HK', 'zh-TW'],
    ['zh-MO', 'zh-TW'],
    ['zh-Hant-CN', 'zh-TW'],
    ['zh-Hans-TW', 'zh-CN'],
    ['zh-?', 'zh-CN'],
    ['en-GB', 'en'],
    ['fr', 'en'],
    ['', 'en'],
  ])('%s → %s', (asked, tag) => {
    expect(locales.nearest(asked)).toBe(tag);
  });

  test("is the operator's where none is near", () => {
    expect(createLocales('es-AR').nearest('fr')).toBe('es');
    expect(createLocales('es').texts()('language.name')).toBe('Español');
    expect(createLocales('es').ago(3 * 3_600_000)).toBe('hace 3 horas');
    expect(createLocales('en').ago(40_000)).toBe('1 minute ago');
    expect(['en', 'es', 'zh-CN', 'zh-TW'].map((tag) => createLocales(tag).ago(5000))).toEqual([
      'now',
      'ahora',
      '现在',
      '現在',
    ]);
  });
});
