import { describe, expect, it } from 'vitest';
import { createJumpingClock } from '../../schedule/jumping-clock.ts';
import { openDiscord, openServer } from './open.ts';

/** Reminders and schedules on Discord, by a clock that is set forward. */

const HOUR = 3_600_000;

describe('a reminder', () => {
  it('asked for by a command comes as a message of the channel, which says whose it is', async () => {
    const clock = createJumpingClock();
    const { discord, bot, ann, channel, answers } = await openServer({ clock });
    const used = discord.interact(channel, ann, { name: 'remind', options: { when: 'in 1 hour', text: 'buy milk' } });
    await discord.waitFor(() => used.messages()[0]?.content.includes("I'll tell you"));
    await bot.idle();
    clock.pass(HOUR + 2000);
    const [, told] = await answers(2);
    expect(told).toBe('⏰ **Ann**: buy milk');
    await bot.idle();
    expect(await answers(2)).toHaveLength(2);
  });

  it('is put off by its button, and what is asked at its time is answered by the model', async () => {
    const clock = createJumpingClock();
    const { discord, bot, ann, dm, mine, texts, labels, last, openai } = await openDiscord({ clock });
    openai.script(({ messages }) => `re ${messages.at(-1)?.text}`);
    discord.say(dm, ann, '/remind in 1 hour buy milk');
    await bot.idle();
    clock.pass(HOUR + 2000);
    await discord.waitFor(() => mine().length === 2);
    await bot.idle();
    expect(labels(last())).toEqual(['Done', 'In 10 min', 'In 1 h', 'Tomorrow']);
    discord.press(last(), ann, last().buttons.flat()[1]?.id ?? '');
    await discord.waitFor(() => texts()[1]?.includes('Again:'));
    await bot.idle();
    clock.pass(HOUR);
    await discord.waitFor(() => mine().length === 3);
    discord.say(dm, ann, '/remind question in 1 hour What is new?');
    await bot.idle();
    clock.pass(HOUR + 2000);
    await discord.waitFor(() => texts().at(-1)?.includes('re What is new?'));
    await bot.idle();
    expect(texts()).toHaveLength(5);
  });

  it('is refused with the reason where nothing can be said later: by an app that the person brought along', async () => {
    const { discord, ann } = await openServer();
    const foreign = discord.channel(discord.guild({ name: 'Elsewhere', member: false }), { name: 'there' });
    const used = discord.interact(foreign, ann, { name: 'remind', options: { text: 'in 1 hour tea' } });
    await discord.waitFor(() => used.messages()[0]?.content.includes("can't write here later"));
  });

  it('of a channel that is gone rests, as its person sees', async () => {
    const clock = createJumpingClock();
    const { discord, bot, ann, channel, texts } = await openServer({ clock });
    const used = discord.interact(channel, ann, { name: 'remind', options: { text: 'in 1 hour tea' } });
    await discord.waitFor(() => used.messages()[0]?.content.includes("I'll tell you"));
    await bot.idle();
    discord.rule({
      match: ({ method, path }) => method === 'POST' && path.endsWith(`/channels/${channel.id}/messages`),
      reply: { status: 404, body: { message: 'Unknown Channel', code: 10003 } },
    });
    clock.pass(HOUR + 2000);
    await bot.idle();
    const dm = discord.dm(ann);
    discord.say(dm, ann, '/schedule');
    await discord.waitFor(() => texts(dm).length === 1);
    expect(texts(dm)[0]).toContain("(paused: I couldn't write there)");
  });
});
