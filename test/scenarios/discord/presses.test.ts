import { describe, expect, it } from 'vitest';
import { controlsOf, lineOf } from '../../../src/conversation/entries.ts';
import { openMenus } from './open.ts';

/** Presses that a client makes up, and forms that it fills in without having been asked. */

const lines = [
  'image prompt=z1 count=10',
  'ask prompt=x',
  'translate x',
  'new',
  'chats delete=#1 confirm=true',
  '?image',
  '',
];

describe('presses that are made up', () => {
  it('do nothing, under an answer, a menu and what only one person sees', async () => {
    const { bot, answered, discord, openai, ann, dm, mine, texts } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'Hi');
    await discord.waitFor(() => mine().length === 1);
    await answered(discord.interact(dm, ann, { name: 'chats' }));
    const alone = await answered(discord.interact(channel, ann, { name: 'settings' }));
    await bot.idle();
    const before = [texts(), alone.content];
    for (const message of [...mine(), alone]) {
      const [name = ''] = message.buttons.flat()[0]?.id.split('.') ?? [];
      const made = [...lines, lineOf.continue(name), `image x turn=${name}`].map((line) => ({ line, label: '' }));
      const named = controlsOf(name, [made])
        .flat()
        .map(({ data }) => data);
      for (const data of [...made.map(({ line }) => line), ...named]) {
        const used = discord.press(message, ann, data, { made: true });
        const told = await discord.waitFor(() => used.messages()[0]);
        expect(told.content, data).toContain('no longer works');
        expect(used.form()).toBeUndefined();
      }
    }
    await bot.idle();
    expect([texts(), alone.content]).toEqual(before);
    expect(openai.requests).toHaveLength(1);
  });

  it('a form is opened by the core, and brings its text and nothing else', async () => {
    const { bot, answered, discord, openai, ann, dm, mine } = await openMenus();
    discord.say(dm, ann, 'About trains');
    await discord.waitFor(() => mine().length === 1);
    const menu = await answered(discord.interact(dm, ann, { name: 'chats' }));
    const opened = discord.press(menu, ann, '✎ Rename');
    const form = await discord.waitFor(() => opened.form());
    expect(form).toMatchObject({ id: expect.stringMatching(/^[0-9a-z]+\.[0-9a-f]{20}$/), title: '✎ Rename' });
    discord.submit(opened, 'delete=#1 confirm=true');
    await discord.waitFor(() => menu.content.includes('is now called **delete=#1 confirm=true**'));
    await bot.idle();
    expect(mine()).toHaveLength(2);
    expect(openai.requests).toHaveLength(1);
  });
});
