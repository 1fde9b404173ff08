import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBuiltIn } from '../../src/personas/built-in.ts';

const names = readdirSync(new URL('../../src/personas/built-in/', import.meta.url));
const languages = ['en', 'es', 'zh-CN', 'zh-TW'];
const slugs = [...new Set(names.map((name) => name.split('.')[0] ?? ''))];

it('is there for each use that people name, in each language', () => {
  expect(slugs).toHaveLength(12);
  expect(names.toSorted()).toEqual(slugs.flatMap((slug) => languages.map((tag) => `${slug}.${tag}.yaml`)).toSorted());
});

describe.each(slugs)('%s', (slug) => {
  const builtIn = createBuiltIn();

  it.each(languages)('introduces itself, in %s', async (language) => {
    const persona = await builtIn.find(slug, language);
    expect(persona).toMatchObject({ slug, language });
    const { name = '', emoji, description = '', system = '', greeting = '', starters = [] } = persona ?? {};
    for (const text of [name, emoji, description, greeting]) expect(text).toBeTruthy();
    expect(system.length).toBeGreaterThan(language.startsWith('zh') ? 280 : 800);
    expect(starters.length).toBeGreaterThan(1);
    const chinese = [name, description, system, greeting, ...starters].map((text) => /\p{Script=Han}/u.test(text));
    expect(chinese).toEqual(chinese.map(() => language.startsWith('zh')));
  });

  it.each(languages)('asks in %s for the same as in English', async (language) => {
    const [english, other] = [await builtIn.find(slug, 'en'), await builtIn.find(slug, language)];
    const shape = (persona: typeof english) => [
      persona?.variables?.map(({ name }) => name),
      persona?.parameters,
      persona?.examples?.length,
      persona?.emoji,
      persona?.handover,
    ];
    expect(shape(other)).toEqual(shape(english));
  });
});

it.each([
  [undefined, 'en'],
  ['en-GB', 'en'],
  ['es', 'es'],
  ['es-MX', 'es'],
  ['fr', 'en'],
  ['zh', 'zh-CN'],
  ['zh-TW', 'zh-TW'],
  ['zh-HK', 'zh-TW'],
  ['zh-Hant', 'zh-TW'],
  ['zh-Hans-SG', 'zh-CN'],
  ['', 'en'],
])('speaks the nearest language: %s → %s', async (asked, language) => {
  expect((await createBuiltIn().find('tutor', asked))?.language).toBe(language);
});

it('says at the support desk what is not in the texts, and hands over', async () => {
  const builtIn = createBuiltIn();
  const sentences = {
    en: 'I do not find that in our texts.',
    es: 'No encuentro eso en nuestros textos.',
    'zh-CN': '我们的资料里没有找到这一点。',
    'zh-TW': '我們的資料裡找不到這一點。',
  };
  for (const [language, sentence] of Object.entries(sentences)) {
    const desk = await builtIn.find('support-desk', language);
    expect(desk?.handover).toBe(true);
    expect(desk?.system).toContain(sentence);
    // Nobody is promised who may not be there.
    expect(desk?.examples?.[0]?.assistant).toBe(sentence);
  }
});
