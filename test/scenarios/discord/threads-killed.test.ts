import { expect, onTestFinished } from 'vitest';
import { startBotProcess } from '../../support/test-bot.ts';
import { itEach } from '../../support/whole.ts';

itEach<[string, RegExp, boolean]>(1, [
  ['as the thread is opened', /\/threads$/, false],
  ['as the thread is opened, and the question is deleted before the restart', /\/threads$/, true],
  ['as the first bubble in it is made', /\/messages$/, false],
])(
  'kill -9 %s: one thread, and one answer in it',
  async (_, path, isDeleted) => {
    const settings = { OPENAI_API: 'responses', THREADS: 'mention' };
    const bot = await startBotProcess(settings, { platforms: ['discord'] });
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
    if (isDeleted) discord.erase(asked);
    bot.start();
    await discord.waitFor(() => mine(asked.id).some(({ content }) => content === 'I see.'), 15_000);
    await bot.idle();
    expect(mine(asked.id)).toMatchObject([{ content: 'I see.' }]);
    expect(mine(channel.id)).toEqual([]);
  },
  60_000,
);
