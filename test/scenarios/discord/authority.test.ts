import { expect, it } from 'vitest';
import { openServer } from './open.ts';

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
