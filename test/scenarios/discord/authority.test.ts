import { expect, it } from 'vitest';
import { openMenus, openServer } from './open.ts';

it('what is said in a private thread stays there, though the channel has one history with its threads', async () => {
  const { bot, discord, openai, ann, channel, answers, mention, heard } = await openServer({
    settings: { HISTORY_SCOPE: 'group' },
  });
  openai.script(() => 'Noted.');
  const secret = discord.thread(channel, { name: 'salaries', readers: [ann] });
  const open = discord.thread(channel, { name: 'lunch' });
  discord.say(secret, ann, `${mention} THREADSECRET: the salary is 999`);
  await answers(1, secret);
  discord.say(open, ann, `${mention} OPENWORD`);
  await answers(1, open);
  discord.say(channel, ann, `${mention} what did Ann say?`);
  await answers(1);
  expect(heard(-1)).toContain('OPENWORD');
  expect(heard(-1)).not.toContain('THREADSECRET');
  const used = discord.interact(channel, ann, { name: 'context' });
  await discord.waitFor(() => used.messages()[0]?.content.includes('OPENWORD'));
  expect(used.messages()[0]?.content).not.toContain('THREADSECRET');
  // What the channel shares does not come into the thread by an answer of before, either.
  const [answer] = discord.messages(secret).filter(({ author }) => author.id === discord.bot.id);
  discord.say(secret, ann, `${mention} go on: THREADSECRET`, answer ? { replyTo: answer } : {});
  await answers(2, secret);
  await bot.idle();
  discord.say(channel, ann, `${mention} and now?`);
  await answers(2);
  expect(heard(-1)).not.toContain('THREADSECRET');
});

it('what costs, or lets more people read, is for who moderates the server', async () => {
  const { answered, discord, ann } = await openMenus();
  const guild = discord.guild({ name: 'Town' });
  const channel = discord.channel(guild, { name: 'square' });
  const carol = discord.user({ username: 'carol' });
  discord.appoint(guild, carol);
  const change = { name: 'settings', options: { history: 'group' } };
  expect((await answered(discord.interact(channel, ann, change))).content).toContain('only its admins');
  expect((await answered(discord.interact(channel, carol, change))).content).toContain('Changed');
  // The same in words, where no event tells who moderates.
  const said = async (who: typeof ann) => {
    const before = discord.messages(channel).length;
    discord.say(channel, who, `<@${discord.bot.id}> /settings history=member`);
    await discord.waitFor(() => discord.messages(channel).length === before + 2);
    return discord.messages(channel).at(-1)?.content;
  };
  expect(await said(ann)).toContain('only its admins');
  expect(await said(carol)).toContain('Changed');
});

it('the id of an old server admits its first channel, not the server; with its kind it is the server', async () => {
  const id = '150000000000000000';
  const settings = { ACCESS: 'allowlist', ALLOWED_CHATS: `discord:${id}` };
  const { bot, discord, openai, ann, mine, mention } = await openServer({ settings });
  openai.script(() => 'Yes.');
  const old = discord.guild({ name: 'Old', id });
  const first = discord.channel(old, { name: 'general', id });
  const second = discord.channel(old, { name: 'second' });
  const asked = async (where: typeof first) => {
    const before = mine(where).length;
    discord.say(where, ann, `${mention} hi`);
    await discord.waitFor(() => mine(where).length > before);
    return mine(where).at(-1)?.content;
  };
  expect(await asked(first)).toBe('Yes.');
  expect(await asked(second)).toContain('not allowed to answer in this chat');
  await bot.restart({ ALLOWED_CHATS: `discord:server:${id}` });
  await discord.waitFor(() => discord.online() === 1);
  expect(await asked(second)).toBe('Yes.');
});
