import { describe, expect, it } from 'vitest';
import { openDiscord, openServer } from './open.ts';

/** A person's normal chat under Discord's own limits: 5 calls of a route in a channel within 5 s. */

const limits = { perRoute: 5, windowMs: 5000, global: 50 };

describe("a person's normal pace", () => {
  it('never waits for the steps in which the answers grow, and Discord refuses nothing', async () => {
    const { bot, discord, openai, ann, dm, mine } = await openDiscord({ discord: { limits } });
    const answer = 'word '.repeat(18).trim();
    openai.script((_, at) => ({ text: `${at}: ${answer}`, tokensPerSecond: 20 }));
    const waits: number[] = [];
    for (const at of [0, 1, 2, 3, 4]) {
      const asked = performance.now();
      discord.say(dm, ann, `Question ${at}`);
      await discord.waitFor(() => mine()[at]?.content === `${at}: ${answer}`, 30_000);
      waits.push(performance.now() - asked);
    }
    // The model speaks for one second. A single wait may be the machine's doing.
    expect(waits.toSorted((a, b) => a - b)[3]).toBeLessThan(1500);
    expect(discord.calls.filter(({ method }) => method === 'PATCH').length).toBeGreaterThanOrEqual(3);
    expect(bot.log.lines.filter(({ message }) => message.includes('slow down'))).toEqual([]);
  }, 120_000);
});

it('a time-out is waited for: the answer comes when it is over', async () => {
  const { bot, discord, openai, ann, guild, channel, mention, answers } = await openServer();
  openai.script(() => 'Yes.');
  discord.timeOut(guild, Date.now() + 1500);
  const asked = Date.now();
  discord.say(channel, ann, `${mention} hi`);
  expect(await answers(1)).toEqual(['Yes.']);
  expect(Date.now() - asked).toBeGreaterThan(1400);
  await bot.idle();
  expect(JSON.stringify(bot.log.lines)).not.toContain('An answer could not be shown');
});

it('a message that was edited too often waits, and nobody else there', async () => {
  const { bot, discord, openai, ann, channel, mention, mine } = await openServer({
    settings: { HISTORY_SCOPE: 'member' },
  });
  openai.script(({ messages }) =>
    messages.at(-1)?.text.includes('slow') ? { text: 'word '.repeat(60).trim(), tokensPerSecond: 20 } : 'Quick.',
  );
  // Its code, 30046, does not reach us: the library tells of the headers alone.
  const headers = {
    'x-ratelimit-limit': '5',
    'x-ratelimit-remaining': '4',
    'x-ratelimit-reset-after': '5',
    'x-ratelimit-bucket': 'edits',
    'retry-after': '8',
  };
  const body = { message: 'You are being rate limited.', retry_after: 8, global: false, code: 30046 };
  let refused = 0;
  discord.rule({
    match: ({ method }) => method === 'PATCH',
    times: 1,
    reply: () => {
      refused += 1;
      return { status: 429, headers, body };
    },
  });
  discord.say(channel, ann, `${mention} slow`);
  await discord.waitFor(() => mine().length === 1);
  while (refused === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const asked = performance.now();
  discord.say(channel, discord.user({ username: 'bob' }), `${mention} quick`);
  await discord.waitFor(() => mine().some(({ content }) => content === 'Quick.'), 5000);
  expect(performance.now() - asked).toBeLessThan(2000);
  await bot.idle();
}, 120_000);
