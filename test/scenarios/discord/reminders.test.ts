import { describe, expect, it } from 'vitest';
import { createJumpingClock } from '../../schedule/jumping-clock.ts';
import { openDiscord, openServer } from './open.ts';

/** Reminders and schedules on Discord, by a clock that is set forward. */

const HOUR = 3_600_000;

describe('a reminder', () => {
  it('asked for by a command comes as a message of the channel, which rings for its person alone', async () => {
    const clock = createJumpingClock();
    const { discord, bot, ann, channel, answers } = await openServer({ clock });
    const used = discord.interact(channel, ann, { name: 'remind', options: { when: 'in 1 hour', text: 'buy milk' } });
    await discord.waitFor(() => used.messages()[0]?.content.includes("I'll tell you"));
    await bot.idle();
    clock.pass(HOUR + 2000);
    const [, told] = await answers(2);
    expect(told).toBe(`<@${ann.id}> ⏰ buy milk`);
    await bot.idle();
    const rings = discord.calls.flatMap(({ body }) => {
      const { allowed_mentions: allowed } = (body ?? {}) as {
        allowed_mentions?: { parse: string[]; users?: string[] };
      };
      return allowed ? [...allowed.parse, ...(allowed.users ?? [])] : [];
    });
    expect(rings).toEqual([ann.id]);
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

  it('asked for by an app that the person brought along comes in their private chat', async () => {
    const clock = createJumpingClock();
    const { discord, bot, ann, texts } = await openServer({ clock });
    const foreign = discord.channel(discord.guild({ name: 'Elsewhere', member: false }), { name: 'there' });
    const used = discord.interact(foreign, ann, { name: 'remind', options: { text: 'in 1 hour tea' } });
    await discord.waitFor(() => used.messages()[0]?.content.includes('It comes in our private chat.'));
    await bot.idle();
    clock.pass(HOUR + 2000);
    const dm = discord.dm(ann);
    await discord.waitFor(() => texts(dm).length === 1);
    await bot.idle();
    expect(texts(dm)).toEqual(['⏰ tea']);
  });

  it('of the model, asked for in private, comes there too, and is listed where nobody else sees it', async () => {
    const clock = createJumpingClock();
    const { discord, bot, ann, channel, texts, openai } = await openServer({ clock, settings: { TOOLS: 'time' } });
    const args = { when: 'in 1 hour', text: 'the surprise' };
    openai.script((_, at) => (at === 0 ? { text: '', calls: [{ name: 'remind', arguments: args }] } : 'I will.'));
    const used = discord.interact(channel, ann, { name: 'ask', options: { prompt: 'Remind me', private: true } });
    await discord.waitFor(() => used.messages()[0]?.content.includes('I will.'));
    await bot.idle();
    expect(JSON.stringify(openai.requests.at(-1)?.body)).toContain('private chat with you');
    const list = discord.interact(channel, ann, { name: 'schedule' });
    await discord.waitFor(() => list.messages()[0]?.content.includes('the surprise'));
    await bot.idle();
    clock.pass(HOUR + 2000);
    const dm = discord.dm(ann);
    await discord.waitFor(() => texts(dm).length === 1);
    expect(texts(dm)).toEqual(['⏰ the surprise']);
  });

  it('is shown as it is in the form that changes it', async () => {
    const { discord, bot, ann, dm, last, texts } = await openDiscord();
    discord.say(dm, ann, '/zone UTC');
    await discord.waitFor(() => texts().length === 1);
    discord.say(dm, ann, '/remind 0 */6 * * * drink water');
    await discord.waitFor(() => texts().length === 2);
    await bot.idle();
    const opened = discord.press(last(), ann, 'Change');
    const form = await discord.waitFor(() => opened.form());
    expect(form).toMatchObject({ fields: [{ value: '0 */6 * * *' }, { value: 'drink water' }] });
  });

  it('is refused with the reason where nothing can be said later, not even in a private chat', async () => {
    const { discord, ann } = await openServer();
    const foreign = discord.channel(discord.guild({ name: 'Elsewhere', member: false }), { name: 'there' });
    discord.fail('POST', '/users/@me/channels', { status: 403, code: 50_007, message: 'Not this user' });
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
    await discord.waitFor(() => texts(dm).length === 1);
    expect(texts(dm)[0]).toMatch(/^I can't write in the chat of one of your reminders any more/);
    discord.say(dm, ann, '/schedule');
    await discord.waitFor(() => texts(dm).length === 2);
    expect(texts(dm)[1]).toContain("(paused: I couldn't write there)");
  });
});
