import { describe, expect, it } from 'vitest';
import { openServer } from './open.ts';

describe('receipts', () => {
  it('show at the message that it is being answered, and that it is', async () => {
    const { bot, discord, openai, ann, channel, mention, answers } = await openServer({
      settings: { RECEIPTS: 'true' },
    });
    openai.script(['Yes.']);
    const asked = discord.say(channel, ann, `${mention} are you there?`);
    await answers(1, channel);
    const now = () => discord.messages(channel).find(({ id }) => id === asked.id)?.reactions ?? [];
    await discord.waitFor(() => JSON.stringify(now()) === '["👌"]');
    await bot.idle();
    const marks = discord.calls.filter(({ path }) => path.includes('/reactions/')).map(({ method }) => method);
    expect(marks).toEqual(['PUT', 'PUT', 'DELETE']);
  });
});
