import { expect, onTestFinished } from 'vitest';
import { startBotProcess } from '../../support/test-bot.ts';
import { itEach } from '../../support/whole.ts';

/** What becomes of the question before the restart: its deletion is told to a session that goes on, and to no other. */
type Question = 'stays' | 'deleted unseen' | 'deleted';

itEach<[string, RegExp, Question]>(1, [
  ['as the thread is opened', /\/threads$/, 'stays'],
  ['as the thread is opened, and the question is deleted unseen', /\/threads$/, 'deleted unseen'],
  ['as the thread is opened, and the question is deleted', /\/threads$/, 'deleted'],
  ['as the first bubble in it is made', /\/messages$/, 'stays'],
])(
  'kill -9 %s: one thread, and one answer in it to a question that is known to be there',
  async (_, path, question) => {
    const settings = { OPENAI_API: 'responses', THREADS: 'mention' };
    const sessions = question === 'deleted unseen' ? { lastMs: 1 } : {};
    const bot = await startBotProcess(settings, { platforms: ['discord'], discord: { sessions } });
    onTestFinished(() => bot.close());
    const { discord, openai } = bot;
    openai.script(() => 'I see.');
    const ann = discord.user({ username: 'ann', global_name: 'Ann' });
    const channel = discord.channel(discord.guild({ name: 'Friends' }), { name: 'general' });
    const mine = (id: string) => {
      const { channel: where } = discord.known(discord.bot.id, id);
      return discord.messages(where).filter(({ author }) => author.id === discord.bot.id);
    };
    await discord.waitFor(() => discord.online() === 1 && discord.commands().length > 0, 30_000);
    let killed: Promise<unknown> | undefined;
    discord.rule({
      match: (call) => call.method === 'POST' && path.test(call.path),
      times: 1,
      drop: 'after',
      after: () => {
        killed = Promise.resolve(bot.kill());
      },
    });
    const asked = discord.say(channel, ann, `<@${discord.bot.id}> hi`);
    await discord.waitFor(() => killed, 30_000);
    await killed;
    await discord.waitFor(() => discord.online() === 0);
    if (question !== 'stays') discord.erase(asked);
    const before = discord.gateway.identifies + discord.gateway.resumes;
    bot.start();
    await discord.waitFor(() => discord.gateway.identifies + discord.gateway.resumes > before, 15_000);
    if (question !== 'deleted')
      await discord.waitFor(() => mine(asked.id).some(({ content }) => content === 'I see.'), 15_000);
    await bot.idle();
    expect(mine(asked.id)).toMatchObject(question === 'deleted' ? [] : [{ content: 'I see.' }]);
    expect(mine(channel.id)).toEqual([]);
  },
  60_000,
);
