import { describe, expect, it } from 'vitest';
import { openDiscord } from './open.ts';

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
      await discord.waitFor(() => mine()[at]?.content === `${at}: ${answer}`, 10_000);
      waits.push(performance.now() - asked);
    }
    // The model speaks for one second. A single wait may be the machine's doing.
    expect(waits.toSorted((a, b) => a - b)[3]).toBeLessThan(1500);
    expect(discord.calls.filter(({ method }) => method === 'PATCH').length).toBeGreaterThanOrEqual(3);
    expect(bot.log.lines.filter(({ message }) => message.includes('slow down'))).toEqual([]);
  }, 40_000);
});
