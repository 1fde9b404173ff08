import { describe, expect, it } from 'vitest';
import type { SimMessage } from '../../simulator/discord/world.ts';
import { openServer, slow } from './open.ts';

async function open(settings: Record<string, string> = {}) {
  const opened = await openServer({ settings: { RECEIPTS: 'true', ...settings } });
  opened.openai.script(() => ({ text: 'Yes.', firstTokenMs: 100 }));
  /** What the bot put under a message, in order. */
  const signs = ({ id }: SimMessage) =>
    opened.discord.calls
      .filter(({ path, status }) => path.includes(`/messages/${id}/reactions/`) && status === 204)
      .map(({ method, path }) => `${method} ${path.split('/').at(-2)}`);
  return { ...opened, signs };
}

describe('receipts', () => {
  it.each(['off', 'mention'])(
    'show at the message that it is being answered, and that it is (THREADS=%s)',
    async (THREADS) => {
      const { bot, discord, ann, channel, mention, signs } = await open({ THREADS });
      const asked = discord.say(channel, ann, `${mention} hi`);
      await discord.waitFor(() => signs(asked).length === 3);
      expect(asked.reactions).toEqual(['👌']);
      expect(signs(asked)).toEqual(['PUT 👀', 'PUT 👌', 'DELETE 👀']);
      await bot.idle();
    },
  );

  it('go from a message that is material of another by then', async () => {
    const { bot, discord, openai, ann, dm, mention, signs } = await open();
    openai.script((_, n) => (n === 0 ? slow : 'No.'));
    const elsewhere = discord.channel(discord.guild({ name: 'h', member: false }), { name: 'secret' });
    const passed = discord.forward(dm, ann, discord.say(elsewhere, ann, 'The earth is flat.'));
    await discord.waitFor(() => signs(passed).includes('PUT 👀'));
    const asked = discord.say(dm, ann, `${mention} is this right?`);
    await discord.waitFor(() => asked.reactions?.includes('👌'));
    await discord.waitFor(() => passed.reactions?.length === 0);
    await bot.idle();
  });

  it('go where the answer is taken away while it is written, and the message stays', async () => {
    const { bot, discord, openai, ann, dm } = await open();
    openai.script(() => slow);
    const asked = discord.say(dm, ann, 'hi');
    await discord.waitFor(() => asked.reactions?.includes('👀'));
    discord.say(dm, ann, '/delete', { replyTo: asked });
    await discord.waitFor(() => asked.reactions?.length === 0);
    await bot.idle();
  });

  it('go where there is no answer, and cost nothing but themselves where they are refused', async () => {
    const { bot, discord, openai, ann, channel, mention, answers } = await open();
    const refused = discord.rule({
      match: ({ path }) => path.includes('/reactions/'),
      reply: { status: 403, body: { code: 90001, message: 'Reaction blocked' } },
    });
    discord.say(channel, ann, `${mention} hi`);
    expect(await answers(1)).toEqual(['Yes.']);
    await bot.idle();
    refused();
    openai.fail('/responses', { status: 401, error: { message: 'no', code: 'invalid_api_key', type: 'x' } }, 9);
    const asked = discord.say(channel, ann, `${mention} and now?`);
    await answers(2);
    await discord.waitFor(() => asked.reactions?.length === 0);
    await bot.idle();
  });
});
