import { expect, it } from 'vitest';
import { openDiscord } from './open.ts';

it.each([(code: string) => `/start ${code}`, (code: string) => code])(
  'whoever sends the code of a first start in a direct message becomes the owner',
  async (words) => {
    const told: string[] = [];
    const { bot, discord, ann, dm, texts, openai } = await openDiscord({
      settings: { ACCESS: 'allowlist' },
      tell: (text) => void told.push(text),
    });
    const code = /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(told.join())?.[0] ?? 'none';
    discord.say(dm, ann, words(code));
    await discord.waitFor(() => texts().some((text) => text.startsWith('You run me now')));
    discord.say(dm, ann, 'say one');
    await discord.waitFor(() => texts().includes('one'));
    await bot.idle();
    expect(openai.requests).toHaveLength(1);
  },
);
