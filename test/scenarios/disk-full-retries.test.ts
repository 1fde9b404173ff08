import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startTestBot } from '../support/test-bot.ts';
import { watchDisk } from './full-disk.ts';

/** The real bot on a store that cannot grow for a while. */

const quiet = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** More than a page of the store holds, within what each platform takes. */
const long = (name: string, size: number) => `${name} ${'界'.repeat(size)}`;

async function open() {
  const disk = watchDisk();
  // What is delivered again and again counts once.
  const bot = await startTestBot({ settings: { REQUESTS_PER_MINUTE: '6' } });
  onTestFinished(async () => {
    await bot.close();
    vi.restoreAllMocks();
  });
  const { telegram, discord, openai } = bot;
  const ann = telegram.user({ first_name: 'Ann' });
  const chat = telegram.privateChat(ann);
  const bob = discord.user({ username: 'bob' });
  const dm = discord.dm(bob);
  const inDiscord = () =>
    discord
      .messages(dm)
      .filter(({ author }) => author.id === discord.bot.id)
      .map(({ content }) => content);
  // The file has the pages that every chat needs.
  openai.script(() => 'Hello.');
  telegram.say(chat, ann, 'Hi');
  discord.say(dm, bob, 'Hi');
  await telegram.waitFor(() => telegram.answers(chat).length === 1);
  await discord.waitFor(() => inDiscord().length === 1);
  await bot.idle();
  return { bot, disk, telegram, discord, openai, ann, chat, bob, dm, inDiscord };
}

describe('a full disk', () => {
  it('what arrives is not acknowledged; commands are told so; once there is room each message has one answer', async () => {
    const { bot, disk, telegram, discord, openai, ann, chat, bob, dm, inDiscord } = await open();
    const hall = discord.channel(discord.guild({ name: 'g' }), { name: 'hall' });
    openai.script(({ messages }) => `Re ${messages.at(-1)?.text.split(' ')[0]}`);
    disk.fill();
    for (const name of ['t1', 't2', 't3']) telegram.say(chat, ann, long(name, 3000));
    for (const name of ['d1', 'd2', 'd3']) discord.say(dm, bob, long(name, 1900));
    const used = discord.interact(hall, bob, { name: 'ask', options: { prompt: long('s1', 1900) } });
    await discord.waitFor(() => used.messages().some(({ content }) => content.includes('too busy')));
    await quiet(2000);
    expect(telegram.pending()).toHaveLength(3);
    expect([telegram.answers(chat), inDiscord()]).toEqual([['Hello.'], ['Hello.']]);
    disk.free();
    await telegram.waitFor(() => telegram.answers(chat).length === 4, 20_000);
    await discord.waitFor(() => inDiscord().length === 4, 20_000);
    await bot.idle();
    expect(telegram.answers(chat)).toEqual(['Hello.', 'Re t1', 'Re t2', 'Re t3']);
    expect(inDiscord()).toEqual(['Hello.', 'Re d1', 'Re d2', 'Re d3']);
    expect(used.messages()).toHaveLength(1);
    expect(telegram.pending()).toEqual([]);
  }, 120_000);

  it('in mid-answer: the same bubble ends once there is room, the model is asked once, and nobody is given up', async () => {
    const { bot, disk, telegram, discord, openai, ann, chat, bob, dm, inDiscord } = await open();
    const text = `A ${'long '.repeat(700)}answer.`;
    openai.script(() => ({ text, tokensPerSecond: 2000, firstTokenMs: 300 }));
    telegram.say(chat, ann, 'Tell me');
    discord.say(dm, bob, 'Tell me');
    await openai.waitFor(() => openai.requests.length === 4);
    disk.fill();
    await telegram.waitFor(() => telegram.answers(chat).length === 2);
    // Longer than three tries take.
    await quiet(9000);
    disk.free();
    const whole = (parts: string[]) => parts.slice(1).join(' ').replace(/\s+/g, ' ').trim() === text;
    await telegram.waitFor(() => whole(telegram.answers(chat)), 30_000);
    await discord.waitFor(() => whole(inDiscord()), 30_000);
    await bot.idle();
    expect([whole(telegram.answers(chat)), whole(inDiscord())]).toEqual([true, true]);
    expect(openai.requests).toHaveLength(4);
  }, 90_000);
});
