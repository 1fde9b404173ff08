import { expect, it } from 'vitest';
import { commands } from '../../../src/commands/index.ts';
import { createLocales } from '../../../src/locales/index.ts';
import { openChat } from '../chat.ts';

it.each(Object.keys(createLocales('en').all('help.intro')))(
  '/help is one message on each platform, and names all commands, in %s',
  async (locale) => {
    const chat = openChat();
    const { text } = await chat.say('/help', { actor: { id: 'test:1', name: 'Ann', locale } });
    expect(text.length).toBeLessThan(1900);
    const named = commands
      .filter(({ spec }) => !spec.hidden && spec.needs === undefined)
      .map(({ spec }) => `/${spec.name}`);
    expect(named.filter((name) => !text.includes(name))).toEqual([]);
  },
);
