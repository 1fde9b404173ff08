import { describe, expect, it, vi } from 'vitest';
import { createMovableClock } from '../../fake-clock.ts';
import { openDiscord, openMenus } from './open.ts';

describe('/new, /chats', () => {
  it('/new of which nothing could be shown has not begun anything', async () => {
    const { bot, discord, ann, dm, openai, texts, heard } = await openDiscord();
    discord.say(dm, ann, 'Hi');
    await discord.waitFor(() => texts().length === 1);
    const open = discord.fail('POST', '/channels/:c/messages', { status: 403, code: 50_007, message: 'Not this user' });
    discord.say(dm, ann, '/new');
    await vi.waitFor(() => expect(bot.log.lines.at(-1)?.message).toContain('could not be shown'));
    open();
    discord.say(dm, ann, 'And?');
    await openai.waitFor(() => openai.requests.length === 2);
    expect(heard(1)).toContain('Hi');
  });

  it('/chats switches, and renames by a form', async () => {
    const { answered, discord, openai, ann, dm, mine, heard } = await openMenus();
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'About trains');
    await discord.waitFor(() => mine().length === 1);
    await answered(discord.interact(dm, ann, { name: 'new', options: { title: 'Ships' } }));
    const menu = await answered(discord.interact(dm, ann, { name: 'chats' }));
    expect(menu.content).toContain('Ships');
    discord.press(menu, ann, '2');
    await discord.waitFor(() => menu.content.includes('Back in'), 15_000);
    const opened = discord.press(menu, ann, '✎ Rename');
    const form = await discord.waitFor(() => opened.form());
    expect(form).toMatchObject({ title: '✎ Rename', fields: [{ label: 'The new title' }] });
    discord.submit(opened, 'Railways');
    await discord.waitFor(() => menu.content.includes('is now called **Railways**'));
    discord.say(dm, ann, 'Where were we?');
    await discord.waitFor(() => openai.requests.length === 2);
    expect(heard(1)).toContain('trains');
  });

  it('/chats leads back after a long silence, too', async () => {
    const clock = createMovableClock();
    const { bot, answered, discord, openai, ann, dm, mine, heard } = await openMenus(
      { CONVERSATION_IDLE: '1' },
      { clock },
    );
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'About trains');
    await discord.waitFor(() => mine().length === 1);
    await answered(discord.interact(dm, ann, { name: 'new', options: { title: 'Ships' } }));
    await bot.idle();
    clock.pass(1200);
    const menu = await answered(discord.interact(dm, ann, { name: 'chats' }));
    discord.press(menu, ann, '2');
    await discord.waitFor(() => menu.content.includes('Back in'), 15_000);
    await bot.idle();
    discord.say(dm, ann, 'Where were we?');
    await discord.waitFor(() => openai.requests.length === 2);
    expect(heard(1)).toContain('trains');
  });

  it('what waits while another conversation is chosen is asked where it was written', async () => {
    const { bot, answered, discord, openai, ann, dm, mine, heard } = await openMenus();
    openai.script((_, at) => (at === 2 ? { text: 'Answer 2.', firstTokenMs: 1000 } : `Answer ${at}.`));
    discord.say(dm, ann, 'About trains');
    await discord.waitFor(() => mine().length === 1);
    await answered(discord.interact(dm, ann, { name: 'new' }));
    discord.say(dm, ann, 'About ships');
    await discord.waitFor(() => mine().length === 3);
    const menu = await answered(discord.interact(dm, ann, { name: 'chats' }));
    await bot.idle();
    discord.say(dm, ann, 'How fast?');
    discord.say(dm, ann, 'And how long?');
    await openai.waitFor(() => openai.requests.length === 3);
    const used = discord.press(menu, ann, '2');
    await discord.waitFor(() => used.state() !== 'pending');
    expect(openai.requests).toHaveLength(3);
    await discord.waitFor(() => menu.content.includes('Back in'), 15_000);
    expect(heard(3)).toMatch(/ships.*How fast.*how long/s);
    discord.say(dm, ann, 'And now?');
    await openai.waitFor(() => openai.requests.length === 5);
    expect(heard(4)).not.toMatch(/ships|How fast/);
  });

  it('"Yes, delete it" pressed twice deletes once, and says so', async () => {
    const { bot, answered, discord, openai, ann, dm, mine } = await openMenus();
    openai.script(() => 'Yes.');
    discord.say(dm, ann, 'About trains');
    await discord.waitFor(() => mine().length === 1);
    const menu = await answered(discord.interact(dm, ann, { name: 'chats', options: { delete: '1' } }));
    await bot.idle();
    for (let at = 0; at < 2; at += 1) discord.press(menu, ann, 'Yes, delete it');
    await discord.waitFor(() => menu.content.includes('has been deleted'));
    await bot.idle();
    expect(menu.content).toContain('has been deleted');
  });

  it('autocompletion offers models and conversations, and a chosen model answers', async () => {
    const { discord, openai, ann, dm, mine } = await openMenus();
    openai.script(() => 'Yes.');
    const typing = discord.complete(dm, ann, { name: 'model', options: { tier: 'mini' }, focused: 'tier' });
    const choices = await discord.waitFor(() => typing.choices());
    expect(choices).toEqual([{ name: 'gpt-5.4-mini', value: 'gpt-5.4-mini' }]);
    const used = discord.interact(dm, ann, { name: 'model', options: { tier: 'gpt-5.4-mini' } });
    await discord.waitFor(() => used.messages()[0]?.content.includes('From now on'));
    discord.say(dm, ann, 'Hi');
    await discord.waitFor(() => mine().some(({ content }) => content === 'Yes.'));
    expect(openai.requests[0]?.body['model']).toBe('gpt-5.4-mini');
  });

  it('autocompletion offers the conversations of the history there is: one a member', async () => {
    const { bot, answered, discord, openai, ann } = await openMenus();
    const guild = discord.guild({ name: 'Town' });
    const channel = discord.channel(guild, { name: 'square' });
    discord.appoint(guild, ann);
    openai.script(() => 'Yes.');
    await answered(discord.interact(channel, ann, { name: 'settings', options: { history: 'member' } }));
    await bot.idle();
    await answered(discord.interact(channel, ann, { name: 'new', options: { title: 'Ships' } }));
    await bot.idle();
    const typing = discord.complete(channel, ann, { name: 'chats', options: { switch: '' }, focused: 'switch' });
    const choices = await discord.waitFor(() => typing.choices());
    expect(choices.map(({ name }) => name)).toContain('Ships');
  });
});
