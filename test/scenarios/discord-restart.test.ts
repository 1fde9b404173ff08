import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '../../src/ports/index.ts';
import { systemClock } from '../../src/util/clock.ts';
import type { Discord, DiscordOptions, SimChannel } from '../simulator/discord/index.ts';
import { startBotProcess, startTestBot, type TestBotOptions } from '../support/test-bot.ts';
import { itWhole } from '../support/whole.ts';

/** The whole bot on Discord, gone and back again, and answers that outlive what they are written with. */

/** Ann, a channel and her private chat, and what is seen there. */
function scene(discord: Discord) {
  const ann = discord.user({ username: 'ann', global_name: 'Ann' });
  const channel = discord.channel(discord.guild({ name: 'Friends' }), { name: 'general' });
  const dm = discord.dm(ann);
  const mine = (where: SimChannel) => discord.messages(where).filter(({ author }) => author.id === discord.bot.id);
  const texts = (where: SimChannel) => mine(where).map(({ content }) => content);
  const answers = (where: SimChannel, count: number) =>
    discord.waitFor(() => texts(where).length >= count && texts(where).every((text) => text !== ''), 15_000);
  const mention = `<@${discord.bot.id}>`;
  const registered = () => discord.waitFor(() => discord.online() === 1 && discord.commands().length > 0, 30_000);
  return { ann, channel, dm, mine, texts, answers, mention, registered };
}

/** The bot in this process. */
async function openHere(discord: DiscordOptions = {}, options: TestBotOptions = {}) {
  const bot = await startTestBot({ platforms: ['discord'], discord, ...options });
  onTestFinished(() => bot.close());
  return { ...bot, ...scene(bot.discord) };
}

/** The bot in a process of its own, for kills. */
async function openApart(discord: DiscordOptions = {}) {
  const settings = { OPENAI_API: 'responses', REQUESTS_PER_MINUTE: '0' };
  const bot = await startBotProcess(settings, { platforms: ['discord'], discord });
  onTestFinished(() => bot.close());
  return { ...bot, ...scene(bot.discord) };
}

function words(parts: readonly string[]): string[] {
  return parts.join(' ').match(/Word\d+/g) ?? [];
}

describe('away and back', () => {
  it('kill -9: what was written meanwhile is answered, each once, in order, before what is written now', async () => {
    const { kill, start, idle, discord, openai, ann, channel, dm, mention, mine, texts, answers, registered } =
      await openApart();
    openai.script(({ messages }) => `Re: ${messages.at(-1)?.text.match(/[QD]\d/)?.[0]}`);
    await registered();
    discord.say(dm, ann, 'D1');
    discord.say(channel, ann, `${mention} Q1`);
    await Promise.all([answers(dm, 1), answers(channel, 1)]);
    await kill();
    await discord.waitFor(() => discord.online() === 0);
    discord.say(dm, ann, 'D2');
    discord.say(channel, ann, 'just talking');
    const asked = discord.say(channel, ann, `${mention} Q2`);
    discord.say(dm, ann, 'D3');
    start();
    await registered();
    discord.say(dm, ann, 'D4');
    discord.say(channel, ann, `${mention} Q3`);
    await Promise.all([answers(dm, 4), answers(channel, 3)]);
    await idle();
    expect(texts(dm)).toEqual(['Re: D1', 'Re: D2', 'Re: D3', 'Re: D4']);
    expect(texts(channel)).toEqual(['Re: Q1', 'Re: Q2', 'Re: Q3']);
    expect(mine(channel)[1]?.reference).toBe(asked.id);
    expect(openai.requests).toHaveLength(7);
    // The session went on: Discord sent what came meanwhile by itself.
    expect(discord.gateway).toEqual({ identifies: 1, resumes: 1 });
  }, 120_000);

  itWhole(
    'kill -9 in a long answer of several parts: the same bubbles, whatever was said in between',
    async () => {
      const { kill, start, idle, discord, openai, ann, channel, mention, texts, answers, registered } = await openApart(
        {
          timing: { nonceMs: 0 },
        },
      );
      const long = Array.from({ length: 500 }, (_, at) => `Word${at} goes here.`).join(' ');
      openai.script((_, at) => (at === 0 ? { text: long, tokensPerSecond: 1500 } : long));
      await registered();
      discord.say(channel, ann, `${mention} tell me`);
      let killed: Promise<unknown> | undefined;
      let creates = 0;
      const bob = discord.user({ username: 'bob' });
      discord.rule({
        match: ({ method, path }) => {
          if (method !== 'POST' || !path.endsWith('/messages') || killed) return false;
          creates += 1;
          return creates === 2;
        },
        drop: 'after',
        before: () => {
          for (let at = 0; at < 120; at += 1) discord.say(channel, bob, `talk ${at}`);
        },
        after: () => {
          killed = kill();
        },
      });
      await discord.waitFor(() => killed, 15_000);
      await killed;
      start();
      await discord.waitFor(() => texts(channel).some((text) => text.includes('Word499')), 15_000);
      await answers(channel, 2);
      await idle();
      expect(words(texts(channel))).toEqual(Array.from({ length: 500 }, (_, at) => `Word${at}`));
      expect(openai.requests.length).toBeLessThanOrEqual(2);
    },
    120_000,
  );

  it('a lost session in mid-answer: the answer goes on, and what was missed follows', async () => {
    const { idle, discord, openai, ann, dm, texts, answers, registered } = await openHere();
    openai.script([{ text: 'A first answer that takes its time.', tokensPerSecond: 10 }, 'The second.', 'The third.']);
    await registered();
    discord.say(dm, ann, 'one');
    await openai.waitFor(() => openai.requests.length > 0);
    discord.disconnect('invalid');
    await discord.waitFor(() => discord.online() === 0);
    discord.say(dm, ann, 'two');
    await discord.waitFor(() => discord.online() === 1, 12_000);
    discord.say(dm, ann, 'three');
    await answers(dm, 3);
    await idle();
    expect(texts(dm)).toEqual(['A first answer that takes its time.', 'The second.', 'The third.']);
  }, 120_000);
});

describe('a token that runs out in mid-answer', () => {
  it('in public: the answer goes on in its place, and its parts below', async () => {
    const { idle, discord, openai, ann, channel, texts, registered } = await openHere({ timing: { tokenMs: 1200 } });
    const long = Array.from({ length: 200 }, (_, at) => `Word${at} goes here.`).join(' ');
    openai.script([{ text: long, tokensPerSecond: 350 }]);
    await registered();
    const used = discord.interact(channel, ann, { name: 'ask', options: { prompt: 'tell me' } });
    await discord.waitFor(() => texts(channel).some((text) => text.includes('Word199')), 15_000);
    await idle();
    expect(words(texts(channel))).toEqual(Array.from({ length: 200 }, (_, at) => `Word${at}`));
    expect(texts(channel).length).toBeGreaterThan(1);
    expect(used.messages()).toHaveLength(1);
    expect(used.state()).not.toBe('failed');
  }, 120_000);

  itWhole(
    'in public, before the first word: it takes the place of "thinking"',
    async () => {
      const { idle, discord, openai, ann, channel, texts, registered } = await openHere({ timing: { tokenMs: 500 } });
      openai.script([{ text: 'Late, but here.', firstTokenMs: 900 }]);
      await registered();
      discord.interact(channel, ann, { name: 'ask', options: { prompt: 'tell me' } });
      await discord.waitFor(() => texts(channel).some((text) => text.includes('Late, but here.')), 30_000);
      await idle();
      expect(texts(channel)).toHaveLength(1);
    },
    120_000,
  );

  it('in private: ends in time, says so, and never shows in the channel', async () => {
    // The long wait, for the end of the token, passes in 1.5 s.
    const clock: Clock = {
      ...systemClock,
      sleep: (ms, signal) => systemClock.sleep(ms > 600_000 ? 1500 : ms, signal),
    };
    const { discord, openai, ann, channel, texts, registered } = await openHere(
      { timing: { tokenMs: 4000 } },
      { clock, settings: { MODEL_TOTAL_TIMEOUT: '500' } },
    );
    const long = Array.from({ length: 400 }, (_, at) => `Word${at} goes here.`).join(' ');
    openai.script([{ text: long, tokensPerSecond: 50 }]);
    await registered();
    const used = discord.interact(channel, ann, { name: 'ask', options: { prompt: 'tell me', private: true } });
    await discord.waitFor(() => used.messages().some(({ content }) => /took too long/i.test(content)), 6000);
    expect(used.ephemeral()).toBe(true);
    expect(used.messages()).toHaveLength(1);
    expect(used.messages()[0]?.content).toContain('Word0');
    expect(texts(channel)).toEqual([]);
    await expect.poll(() => openai.requests[0]?.aborted).toBe(true);
  }, 120_000);
});
