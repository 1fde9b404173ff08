import { describe, expect, it } from 'vitest';
import { withoutNonces } from '../../support/marked.ts';
import { openDiscord, openMenus } from './open.ts';

describe('menus', () => {
  it('/settings of a channel hold in its threads: one history for all, one language', async () => {
    const { bot, answered, discord, openai, ann, mine, heard } = await openMenus();
    const guild = discord.guild({ name: 'Town' });
    const channel = discord.channel(guild, { name: 'square' });
    const thread = discord.thread(channel, { name: 'talk' });
    openai.script((_, at) => `Answer ${at}.`);
    discord.appoint(guild, ann);
    await answered(discord.interact(channel, ann, { name: 'settings', options: { history: 'group' } }));
    await bot.idle();
    await answered(discord.interact(thread, ann, { name: 'settings', options: { language: 'es' } }));
    await bot.idle();
    discord.say(channel, ann, `<@${discord.bot.id}> My number is 4711`);
    await discord.waitFor(() => mine(channel).length === 1);
    await bot.idle();
    discord.say(thread, ann, `<@${discord.bot.id}> What was it?`);
    await discord.waitFor(() => mine(thread).length === 1);
    expect(heard(1)).toContain('4711');
    await bot.idle();
    const [answer] = mine(thread);
    expect(answer?.buttons.flat().map(({ label }) => label)).toContain('✕ Borrar');
    if (answer) discord.press(answer, ann, '↻ Otra vez');
    await discord.waitFor(() => answer?.buttons.length === 2);
    expect(answer?.buttons.flat().map(({ label }) => label)).toContain('✕ Borrar');
  });

  it('/context, /chats and /new, private: are about what only the asker sees', async () => {
    const { bot, answered, discord, openai, ann } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    openai.script((_, at) => `Answer ${at}.`);
    const ask = (prompt: string) =>
      answered(discord.interact(channel, ann, { name: 'ask', options: { prompt, private: true } }));
    await ask('My number is 4711');
    await bot.idle();
    const open = await answered(discord.interact(channel, ann, { name: 'context' }));
    expect(open.content).not.toContain('4711');
    const apart = await answered(discord.interact(channel, ann, { name: 'context', options: { private: true } }));
    expect(apart.content).toContain('4711');
    const fresh = discord.interact(channel, ann, { name: 'new', options: { private: true } });
    await answered(fresh);
    expect(fresh.ephemeral()).toBe(true);
    await bot.idle();
    await ask('What was it?');
    expect(withoutNonces(JSON.stringify(openai.requests.at(-1)?.body['input']))).not.toContain('4711');
    const menu = await answered(discord.interact(channel, ann, { name: 'chats', options: { private: true } }));
    expect(menu.content).toContain('My number is 4711');
  });

  it('in a direct chat, too, private: is a conversation of its own', async () => {
    const { bot, answered, discord, openai, ann, dm } = await openMenus();
    openai.script((_, at) => `Answer ${at}.`);
    const heard = () => JSON.stringify(openai.requests.at(-1)?.body['input']);
    const ask = (prompt: string) =>
      answered(discord.interact(dm, ann, { name: 'ask', options: { prompt, private: true } }));
    await ask('My number is 4711');
    await bot.idle();
    discord.say(dm, ann, 'What was it?');
    await openai.waitFor(() => openai.requests.length === 2);
    expect(heard()).not.toContain('4711');
    await ask('And what was it?');
    expect(heard()).toContain('4711');
  });

  it('a slash command that cannot be a reply says how it is done here', async () => {
    const { discord, ann, dm } = await openDiscord();
    const named = (name: string) => discord.commands().find((command) => command.name === name)?.description;
    await discord.waitFor(() => named('delete') !== undefined, 5000);
    expect(named('delete')).toContain('and mention me');
    for (const [name, way, wrong] of [
      ['delete', 'Press ✕ Delete under the answer', 'reply to either of them with'],
      ['translate', 'Apps → Translate', 'Reply to a message'],
      ['summarise', 'Apps → Summarise from here', 'Reply to a message'],
      ['settings', '`temperature: 0.7`', 'temperature=0.7'],
    ] as const) {
      const used = discord.interact(dm, ann, { name });
      await discord.waitFor(() => used.messages()[0]?.content, 5000);
      expect(used.messages()[0]?.content).toContain(way);
      expect(used.messages()[0]?.content).not.toContain(wrong);
    }
  });

  it('/why does not wait for an answer that does not come', async () => {
    const { answered, discord, openai, ann, mine } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    openai.script(() => ({ text: 'never', firstTokenMs: 3000 }));
    discord.say(channel, ann, `<@${discord.bot.id}> Hi`);
    await openai.waitFor(() => openai.requests.length === 1);
    const why = discord.interact(channel, ann, { name: 'why' });
    await answered(why);
    expect(mine(channel).filter(({ flags }) => !(flags & 64))).toEqual([]);
  });

  it('/settings, /context and /why are for the asker alone, and pressed on after a restart', async () => {
    const { answered, bot, discord, openai, ann, mine } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(channel, ann, `<@${discord.bot.id}> My number is 4711`);
    await discord.waitFor(() => mine(channel).length === 1);
    const settings = discord.interact(channel, ann, { name: 'settings' });
    const why = discord.interact(channel, ann, { name: 'why' });
    const context = discord.interact(channel, ann, { name: 'context' });
    const menus = [settings, why, context];
    for (const each of menus) await answered(each);
    expect(menus.map((each) => each.ephemeral())).toEqual([true, true, true]);
    expect(why.messages()[0]?.content).toContain('I answer here');
    expect(context.messages()[0]?.content).toContain('4711');
    await bot.restart();
    await discord.waitFor(() => discord.online() === 1, 30_000);
    const [shown] = context.messages();
    if (!shown) throw new Error('no menu');
    discord.press(shown, ann, '✕ 1');
    await discord.waitFor(() => shown.content.includes('(left out)'));
    await bot.idle();
    discord.say(channel, ann, `<@${discord.bot.id}> What was it?`);
    await discord.waitFor(() => openai.requests.length === 2);
    expect(withoutNonces(JSON.stringify(openai.requests[1]?.body['input']))).not.toContain('4711');
  });

  it('a message’s own menu: ask about it, translate it, sum up from it, for the asker alone', async () => {
    const { discord, openai, ann } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    const bob = discord.user({ username: 'bob' });
    openai.script((_, at) => `Answer ${at}.`);
    const message = discord.say(channel, bob, 'Das Schiff fährt um acht.');
    discord.say(channel, bob, 'Und zurück um neun.');
    const translated = discord.pick(message, ann, 'Translate');
    await discord.waitFor(() => translated.messages()[0]?.content.includes('Answer 0.'));
    expect(translated.ephemeral()).toBe(true);
    expect(JSON.stringify(openai.requests[0]?.body['input'])).toContain('Das Schiff');
    const summed = discord.pick(message, ann, 'Summarise from here');
    await discord.waitFor(() => summed.messages()[0]?.content.includes('Answer 1.'));
    expect(JSON.stringify(openai.requests[1]?.body['input'])).toMatch(/Das Schiff.*Und zur/s);
    const asking = discord.pick(message, ann, 'Ask about this');
    await discord.waitFor(() => asking.form());
    const asked = discord.submit(asking, 'When does it leave?');
    await discord.waitFor(() => asked.messages()[0]?.content.includes('Answer 2.'));
    expect(JSON.stringify(openai.requests[2]?.body['input'])).toMatch(/Das Schiff.*When does it leave/s);
    expect(
      discord.messages(channel).filter(({ author, flags }) => author.id === discord.bot.id && !(flags & 64)),
    ).toEqual([]);
  });

  it('an answer’s own menu gives it as a file to who asked, for them alone', async () => {
    const { bot, discord, openai, ann, mine } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    openai.script((_, at) => `Answer ${at}.`);
    for (const question of ['One?', 'Two?']) {
      discord.say(channel, ann, `<@${discord.bot.id}> ${question}`);
      await bot.idle();
    }
    const [first] = mine(channel);
    if (!first) throw new Error('no answer');
    const used = discord.pick(first, ann, 'Get as a file');
    const given = await discord.waitFor(() => used.messages().find(({ attachments }) => attachments.length > 0));
    expect(used.ephemeral()).toBe(true);
    expect(given.attachments).toMatchObject([{ filename: 'One.md' }]);
    expect(given.attachments[0]?.data?.toString()).toBe('Answer 0.\n');
    const other = discord.pick(first, discord.user({ username: 'bob' }), 'Get as a file');
    await discord.waitFor(() => other.messages()[0]?.content.includes("don't remember that message"));
  });

  it('a form about a message that is gone after a restart asks nothing, and says so below the words', async () => {
    const { answered, bot, discord, openai, ann } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    openai.script(() => 'Yes.');
    const message = discord.say(channel, ann, 'The ship leaves at eight.');
    const asking = discord.pick(message, ann, 'Ask about this');
    await discord.waitFor(() => asking.form());
    await bot.restart();
    await discord.waitFor(() => discord.online() === 1, 30_000);
    discord.erase(message);
    const sent = discord.submit(asking, 'From which pier?');
    const { content } = await answered(sent);
    expect(content).toMatch(/^> From which pier\?\s+I can't read the message you mean any more/);
    expect(sent.ephemeral()).toBe(true);
    expect(openai.requests).toEqual([]);
  });

  it('what is asked about an answer in private stays out of the conversation that all see', async () => {
    const { bot, discord, openai, ann } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(channel, ann, `<@${discord.bot.id}> Where is Lima?`);
    await discord.waitFor(() => discord.messages(channel).at(-1)?.content === 'Answer 0.');
    await bot.idle();
    const [answer] = discord.messages(channel).slice(-1);
    if (!answer) throw new Error('no answer');
    const asking = discord.pick(answer, ann, 'Ask about this');
    await discord.waitFor(() => asking.form());
    const asked = discord.submit(asking, 'Could I hide there?');
    await discord.waitFor(() => asked.messages()[0]?.content.includes('Answer 1.'));
    discord.say(channel, ann, `<@${discord.bot.id}> Thanks`);
    await discord.waitFor(() => openai.requests.length === 3);
    expect(JSON.stringify(openai.requests[1]?.body['input'])).toMatch(/Answer 0.*Could I hide/s);
    expect(JSON.stringify(openai.requests[2]?.body['input'])).not.toContain('Could I hide');
  });

  it('speak the language of whoever asks: English, Chinese and Spanish in one server', async () => {
    const { answered, discord } = await openMenus();
    const channel = discord.channel(discord.guild({ name: 'Town' }), { name: 'square' });
    const said: string[] = [];
    for (const locale of ['en-US', 'zh-CN', 'es-ES', 'de']) {
      const used = discord.interact(channel, discord.user({ username: `u${locale}`, locale }), { name: 'why' });
      said.push((await answered(used)).content);
    }
    expect(said.map((text) => text.split('\n')[0])).toEqual([
      "**I answer here.** There's nothing to change.",
      '**我会在这里回答**。不需要做任何修改。',
      '**Aquí respondo.** No hay nada que cambiar.',
      "**I answer here.** There's nothing to change.",
    ]);
  });
});
