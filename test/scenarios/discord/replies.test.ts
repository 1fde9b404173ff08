import { describe, expect, it } from 'vitest';
import { openDiscord } from './open.ts';

describe('a reply to an older answer', () => {
  it('branches there', async () => {
    const { discord, openai, ann, dm, shown, mine, heard } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    for (const [at, text] of ['alpha', 'beta', 'gamma'].entries()) {
      discord.say(dm, ann, text);
      await shown(Array.from({ length: at + 1 }, (_, n) => `Answer ${n}.`));
    }
    discord.say(dm, ann, 'delta', { replyTo: mine()[0] ?? { id: '' } });
    await discord.waitFor(() => openai.requests.length === 4);
    expect(heard(3)).toMatch(/alpha.*Answer 0\..*delta/s);
    expect(heard(3)).not.toMatch(/beta|gamma/);
    await shown(['Answer 0.', 'Answer 1.', 'Answer 2.', 'Answer 3.']);
    discord.say(dm, ann, 'epsilon');
    await discord.waitFor(() => openai.requests.length === 5);
    expect(heard(4)).toMatch(/alpha.*delta.*epsilon/s);
    expect(heard(4)).not.toContain('beta');
  });

  it('of a message the bot never saw is only quoted', async () => {
    const { discord, openai, ann, dm, shown, heard } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    const old = discord.say(dm, discord.bot, 'From before the bot’s time');
    discord.say(dm, ann, 'What did you mean?', { replyTo: old });
    await discord.waitFor(() => openai.requests.length === 1);
    expect(heard(0)).toContain('before the bot');
    await shown(['From before the bot’s time', 'Answer 0.']);
  });
});
