import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBuiltIn } from '../../src/personas/built-in.ts';

const names = readdirSync(new URL('../../src/personas/built-in/', import.meta.url));
const slugs = [...new Set(names.map((name) => name.split('.')[0] ?? ''))];

it('is there for each use that people name, in English and in Chinese', () => {
  expect(slugs).toHaveLength(12);
  expect(names).toEqual(slugs.flatMap((slug) => [`${slug}.en.yaml`, `${slug}.zh-CN.yaml`]));
});

describe.each(slugs)('%s', (slug) => {
  const builtIn = createBuiltIn();

  it.each(['en', 'zh-CN'])('introduces itself, in %s', async (language) => {
    const persona = await builtIn.find(slug, language);
    expect(persona).toMatchObject({ slug, language });
    const { name = '', emoji, description = '', system = '', greeting = '', starters = [] } = persona ?? {};
    for (const text of [name, emoji, description, greeting]) expect(text).toBeTruthy();
    expect(system.length).toBeGreaterThan(language === 'en' ? 800 : 280);
    expect(starters.length).toBeGreaterThan(1);
    const chinese = [name, description, system, greeting, ...starters].map((text) => /\p{Script=Han}/u.test(text));
    expect(chinese).toEqual(chinese.map(() => language === 'zh-CN'));
  });

  it('asks for the same in both languages', async () => {
    const [english, chinese] = [await builtIn.find(slug, 'en'), await builtIn.find(slug, 'zh-CN')];
    const shape = (persona: typeof english) => [
      persona?.variables?.map(({ name }) => name),
      persona?.parameters,
      persona?.examples?.length,
      persona?.emoji,
    ];
    expect(shape(chinese)).toEqual(shape(english));
  });
});

it.each([
  [undefined, 'en'],
  ['en-GB', 'en'],
  ['es', 'en'],
  ['zh', 'zh-CN'],
  ['zh-TW', 'zh-CN'],
  ['zh-Hans-SG', 'zh-CN'],
  ['', 'en'],
])('speaks the nearest language: %s → %s', async (asked, language) => {
  expect((await createBuiltIn().find('tutor', asked))?.language).toBe(language);
});

it('says at the support desk what is not in the texts, and hands over', async () => {
  const builtIn = createBuiltIn();
  const english = await builtIn.find('support-desk', 'en');
  const chinese = await builtIn.find('support-desk', 'zh-CN');
  for (const text of [english?.system, english?.examples?.[0]?.assistant])
    expect(text).toContain('I do not find that in our texts.');
  for (const text of [chinese?.system, chinese?.examples?.[0]?.assistant])
    expect(text).toContain('我们的资料里没有找到这一点。');
});
