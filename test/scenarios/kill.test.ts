import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openBeside } from '../support/beside.ts';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { itWhole } from '../support/whole.ts';

/** The real program in a process of its own, killed where it hurts and started again. */

async function openProcess(platform: 'telegram' | 'discord', settings?: Record<string, string>): Promise<BotProcess> {
  const bot = await startBotProcess(settings, { platforms: [platform] });
  onTestFinished(() => bot.close());
  return bot;
}

/** Until the one turn's whole answer is in the store: whoever is killed later need not ask the model again. */
async function settled(store: string): Promise<void> {
  const database = openBeside(store);
  try {
    const open = database.prepare('SELECT 1 FROM turns WHERE final IS NULL');
    await vi.waitUntil(() => open.get() === undefined, { timeout: 30_000, interval: 5 });
  } finally {
    database.close();
  }
}

describe('kill -9', () => {
  it('in mid-answer on Telegram: one answer in the same bubble, and the conversation goes on', async () => {
    const { telegram, openai, kill, start, output } = await openProcess('telegram');
    const ann = telegram.user({ first_name: 'Ann' });
    const chat = telegram.privateChat(ann);
    openai.script((_, at) => (at === 0 ? { text: 'word '.repeat(500), tokensPerSecond: 30 } : `Answer ${at}.`));
    telegram.say(chat, ann, 'Tell me');
    // Once a bubble has been edited, its id is stored: from here on nothing may be doubled.
    await telegram.waitFor(() => telegram.messages(chat).some(({ editCount }) => editCount > 0), 30_000);
    await kill();
    start();
    await telegram.waitFor(() => telegram.answers(chat)[0] === 'Answer 1.', 30_000);
    telegram.say(chat, ann, 'And then?');
    await telegram.waitFor(() => telegram.answers(chat).length === 2, 30_000);
    expect(telegram.answers(chat)).toEqual(['Answer 1.', 'Answer 2.']);
    expect(JSON.stringify(openai.requests[2]?.body)).toMatch(/Tell me.*Answer 1\..*And then\?/s);
    expect(openai.requests).toHaveLength(3);
    expect(output()).not.toContain(telegram.token);
  }, 120_000);

  itWhole(
    'between the acceptance of the first words and the storing of their id, on Discord: no orphan',
    async () => {
      const { discord, openai, store, kill, start, idle } = await openProcess('discord');
      const ann = discord.user({ username: 'ann' });
      const dm = discord.dm(ann);
      await discord.waitFor(() => discord.online() === 1, 30_000);
      openai.script(() => 'The whole answer.');
      let killed: Promise<unknown> | undefined;
      discord.rule({
        match: ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
        times: 1,
        drop: 'after',
        after: async () => {
          await settled(store);
          killed = kill();
        },
      });
      discord.say(dm, ann, 'Hi');
      await discord.waitFor(() => killed, 30_000);
      await killed;
      start();
      await idle(30_000);
      const mine = discord.messages(dm).filter(({ author }) => author.id === discord.bot.id);
      expect(mine.map(({ content }) => content)).toEqual(['The whole answer.']);
      expect(openai.requests).toHaveLength(1);
    },
    120_000,
  );

  itWhole(
    'after the first words are taken, below a notice on Discord: they become the answer, and the notice stays',
    async () => {
      const { discord, openai, kill, start } = await openProcess('discord', { REQUESTS_PER_MINUTE: '1' });
      const ann = discord.user({ username: 'ann' });
      const dm = discord.dm(ann);
      const texts = () =>
        discord.messages(dm).flatMap(({ author, content }) => (author.id === discord.bot.id ? [content] : []));
      await discord.waitFor(() => discord.online() === 1, 30_000);
      const slow = { text: 'word '.repeat(200), firstTokenMs: 1500, tokensPerSecond: 20 };
      openai.script((_, at) => (at === 0 ? slow : 'The whole answer.'));
      const message = discord.say(dm, ann, 'Hi');
      await openai.waitFor(() => openai.requests.length === 1, 30_000);
      discord.edit(message, 'Hello');
      await discord.waitFor(() => texts().length === 1);
      const [notice = ''] = texts();
      let killed: Promise<unknown> | undefined;
      discord.rule({
        match: ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
        times: 1,
        drop: 'after',
        after: () => {
          killed = kill();
        },
      });
      await discord.waitFor(() => killed, 30_000);
      await killed;
      expect(texts()).toHaveLength(2);
      start();
      await discord.waitFor(() => texts().includes('The whole answer.'), 15_000);
      expect(texts()).toEqual([notice, 'The whole answer.']);
    },
    120_000,
  );

  it('as the first words of a long answer are taken on Discord, and between its parts: every part once, in its place', async () => {
    const { discord, openai, store, kill, start } = await openProcess('discord');
    const ann = discord.user({ username: 'ann' });
    const dm = discord.dm(ann);
    await discord.waitFor(() => discord.online() === 1, 30_000);
    const text = Array.from({ length: 2400 }, (_, at) => `w${at}`).join(' ');
    openai.script(() => text);
    let creates = 0;
    let killed: Promise<unknown> | undefined;
    discord.rule({
      match: ({ method, path }) => method === 'POST' && path.endsWith('/messages') && [1, 3].includes(++creates),
      times: 2,
      drop: 'after',
      after: async () => {
        await settled(store);
        killed = kill();
      },
    });
    discord.say(dm, ann, 'Tell me everything');
    for (let deaths = 0; deaths < 2; deaths += 1) {
      await discord.waitFor(() => killed, 30_000);
      await killed;
      killed = undefined;
      start();
    }
    const mine = () => discord.messages(dm).filter(({ author }) => author.id === discord.bot.id);
    const whole = () =>
      mine()
        .map(({ content }) => content)
        .join(' ')
        .replace(/\s+/g, ' ');
    await discord.waitFor(() => whole() === text, 15_000);
    expect(openai.requests).toHaveLength(1);
  }, 120_000);

  itWhole(
    'before the answer that takes the place of a picture on Discord: it is shown, and the picture goes',
    async () => {
      const { discord, openai, kill, start, idle } = await openProcess('discord');
      const ann = discord.user({ username: 'ann' });
      const dm = discord.dm(ann);
      const mine = () => discord.messages(dm).filter(({ author }) => author.id === discord.bot.id);
      await discord.waitFor(() => discord.online() === 1, 30_000);
      openai.script((_, at) => ({ text: 'Four.', firstTokenMs: at === 0 ? 60_000 : 0 }));
      const message = discord.say(dm, ann, '/image a red cat');
      await discord.waitFor(() => mine().some(({ attachments }) => attachments.length > 0), 30_000);
      await idle(30_000);
      discord.edit(message, 'Two and two?');
      await openai.waitFor(() => openai.requests.length === 2, 30_000);
      await kill();
      start();
      await discord.waitFor(() => mine().some(({ content }) => content === 'Four.'), 15_000);
      await discord.waitFor(() => mine().length === 1);
      expect(mine()[0]?.attachments).toEqual([]);
    },
    120_000,
  );

  itWhole(
    'before anything was said: the message is answered after the restart',
    async () => {
      const { telegram, openai, kill, start } = await openProcess('telegram');
      const ann = telegram.user({ first_name: 'Ann' });
      const chat = telegram.privateChat(ann);
      openai.script((_, at) => (at === 0 ? { text: 'never', firstTokenMs: 60_000 } : 'Late, but here.'));
      telegram.say(chat, ann, 'Hello');
      await openai.waitFor(() => true, 30_000);
      await kill();
      start();
      await telegram.waitFor(() => telegram.answers(chat).length === 1, 30_000);
      expect(telegram.answers(chat)).toEqual(['Late, but here.']);
    },
    120_000,
  );

  itWhole(
    'SIGTERM while the platform asks to wait: ends in time, and the answer comes after the restart, once it may',
    async () => {
      const { telegram, openai, end, start } = await openProcess('telegram', { SHUTDOWN_GRACE: '0.2' });
      const ann = telegram.user({ first_name: 'Ann' });
      const chat = telegram.privateChat(ann);
      openai.script(() => 'Here at last.');
      let refused = 0;
      const lift = telegram.rule({
        match: ({ path }) => path.endsWith('/sendMessage') && ++refused > 0,
        reply: {
          status: 429,
          body: { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 12 } },
        },
      });
      telegram.say(chat, ann, 'Hello');
      await expect.poll(() => refused, { timeout: 30_000 }).toBe(1);
      const asked = Date.now();
      await expect(end('SIGTERM')).resolves.toBe(0);
      expect(Date.now() - asked).toBeLessThan(10_000);
      lift();
      start();
      await telegram.waitFor(() => telegram.answers(chat).length === 1, 25_000);
      expect([telegram.answers(chat), openai.requests.length, refused]).toEqual([['Here at last.'], 1, 1]);
    },
    120_000,
  );

  it('SIGTERM ends with code 0 and confirms nothing early', async () => {
    const { telegram, openai, end, start } = await openProcess('telegram');
    const ann = telegram.user({ first_name: 'Ann' });
    const chat = telegram.privateChat(ann);
    openai.script([{ text: 'A short answer that takes a moment.', tokensPerSecond: 10 }]);
    telegram.say(chat, ann, 'Hello');
    await openai.waitFor(() => true, 30_000);
    await expect(end('SIGTERM')).resolves.toBe(0);
    expect(telegram.answers(chat)).toEqual(['A short answer that takes a moment.']);
    start();
  }, 120_000);
});
