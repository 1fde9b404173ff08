import { expect, it, onTestFinished } from 'vitest';
import { startBotProcess } from '../../support/test-bot.ts';
import { openServer } from './open.ts';

/** Threads that are archived in the middle of an answer. Discord's 50083: a message opens them, an edit does not. */

const slow = { text: `${'word '.repeat(30)}end`, tokensPerSecond: 30 };

async function openThread() {
  const opened = await openServer();
  const { discord, openai, ann, channel, mention, mine } = opened;
  const thread = discord.thread(channel, { name: 'Tea' });
  openai.script([slow]);
  const prompt = discord.say(thread, ann, `${mention} tell me`);
  await discord.waitFor(() =>
    mine(thread)[0]
      ?.buttons.flat()
      .some(({ label }) => label.includes('Stop')),
  );
  return { ...opened, thread, prompt, shown: () => mine(thread).map(({ content }) => content) };
}

it('an answer whose thread is archived meanwhile is sent anew, and the old bubble goes', async () => {
  const { bot, discord, mine, thread, prompt, shown } = await openThread();
  const [before] = mine(thread);
  discord.archive(thread);
  await discord.waitFor(() => shown().at(-1)?.endsWith('end'), 30_000);
  await bot.idle();
  const [answer, ...more] = mine(thread);
  expect(more).toEqual([]);
  expect(answer?.id).not.toBe(before?.id);
  expect(answer).toMatchObject({ reference: prompt.id, content: expect.stringMatching(/^word .*end$/) });
  expect(answer?.buttons.flat().map(({ label }) => label)).not.toContain('■ Stop');
});

it('so is a picture, and it is what stays', async () => {
  const { bot, discord, openai, ann, channel, mention, mine } = await openServer({
    settings: { OPENAI_IMAGE_MODEL: 'gpt-image-2' },
  });
  const thread = discord.thread(channel, { name: 'Tea' });
  openai.scriptMedia({ draw: () => ({ firstTokenMs: 500, tokensPerSecond: 1 }) });
  discord.say(thread, ann, `${mention} /image a red cat`);
  await discord.waitFor(() => mine(thread)[0]?.attachments.length === 1, 30_000);
  discord.archive(thread);
  await discord.waitFor(() => mine(thread).some(({ content }) => content === 'a red cat'), 30_000);
  await bot.idle();
  expect(mine(thread)).toMatchObject([{ content: 'a red cat', attachments: [{}] }]);
});

it('one that is locked takes nothing more, and is asked once', async () => {
  const { bot, discord, thread, shown } = await openThread();
  discord.archive(thread, { locked: true });
  await bot.idle();
  await discord.waitFor(() => bot.log.lines.some(({ level }) => level === 'warn' || level === 'error'), 30_000);
  await bot.idle();
  expect(shown()).toHaveLength(1);
  const refused = discord.calls.filter(
    ({ method, path }) => method === 'POST' && path.includes(thread.id) && path.endsWith('/messages'),
  );
  expect(refused).toHaveLength(2);
});

it('a process that ends between the new bubble and the end of the old one leaves one answer', async () => {
  const settings = { OPENAI_API: 'responses', REQUESTS_PER_MINUTE: '0' };
  const bot = await startBotProcess(settings, { platforms: ['discord'] });
  onTestFinished(() => bot.close());
  const { discord, openai } = bot;
  const ann = discord.user({ username: 'ann', global_name: 'Ann' });
  const thread = discord.thread(discord.channel(discord.guild({ name: 'Friends' }), { name: 'general' }), {
    name: 'Tea',
  });
  const mine = () => discord.messages(thread).filter(({ author }) => author.id === discord.bot.id);
  await discord.waitFor(() => discord.online() === 1, 30_000);
  openai.script([slow]);
  const prompt = discord.say(thread, ann, `<@${discord.bot.id}> tell me`);
  await discord.waitFor(() => mine().length === 1, 30_000);
  let removing = false;
  const free = discord.rule({
    match({ method }) {
      removing ||= method === 'DELETE';
      return method === 'DELETE';
    },
    hang: true,
  });
  discord.archive(thread);
  await expect.poll(() => removing, { timeout: 30_000 }).toBe(true);
  expect(mine()).toHaveLength(2);
  await bot.kill();
  free();
  await bot.start();
  await discord.waitFor(() => mine().length === 1, 30_000);
  await bot.idle();
  expect(mine()).toMatchObject([{ reference: prompt.id, content: expect.stringMatching(/^word .*end$/) }]);
  expect(
    mine()[0]
      ?.buttons.flat()
      .map(({ label }) => label),
  ).not.toContain('■ Stop');
});
