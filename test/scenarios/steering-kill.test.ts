import { afterEach, describe, expect, it } from 'vitest';
import { closeProcesses, openProcess } from './process-house.ts';

/** Each gesture with a kill -9 in its middle: the screen and the context end as if nothing had happened. */

afterEach(closeProcesses);

const slow = { text: 'word '.repeat(400).trim(), tokensPerSecond: 30 };

async function openDiscord() {
  const house = await openProcess();
  const { discord, openai, kill, start } = house;
  const ann = discord.user({ username: 'ann' });
  const dm = discord.dm(ann);
  const online = () => discord.waitFor(() => discord.online() === 1, 10_000);
  await online();
  const mine = () => discord.messages(dm).filter(({ author }) => author.id === discord.bot.id);
  const texts = () => mine().map(({ content }) => content);
  return {
    ...house,
    ann,
    dm,
    mine,
    texts,
    press: (label: string) => {
      const message = mine().at(-1);
      if (!message) throw new Error('nothing to press');
      return discord.press(message, ann, label);
    },
    async shown(expected: string[]) {
      await discord.waitFor(() => JSON.stringify(texts()) === JSON.stringify(expected), 15_000).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(texts()).toEqual(expected);
    },
    async crash() {
      await kill();
      start();
      await online();
    },
    heard: (at: number) => JSON.stringify(openai.requests.at(at)?.body),
  };
}

describe('kill -9 on Discord', () => {
  it('in the middle of another answer: it ends in the same bubble, once', async () => {
    const { discord, openai, ann, dm, press, texts, shown, crash, heard } = await openDiscord();
    openai.script((_, at) => (at === 1 ? slow : `Answer ${at}.`));
    discord.say(dm, ann, 'Hi');
    await shown(['Answer 0.']);
    press('↻ Again');
    await discord.waitFor(() => texts()[0]?.startsWith('word'), 10_000);
    await crash();
    await shown(['Answer 2.']);
    press('◀');
    await shown(['Answer 0.']);
    discord.say(dm, ann, 'And?');
    await shown(['Answer 0.', 'Answer 3.']);
    expect(heard(-1)).toContain('Answer 0.');
    expect(heard(-1)).not.toContain('word');
  }, 60_000);

  it('in the middle of another answer, again and again: the old one stays to be seen, as it stays in context', async () => {
    const { discord, openai, ann, dm, press, texts, shown, crash, heard } = await openDiscord();
    openai.script(({ messages }, at) => (at > 0 && messages.at(-1)?.text === 'Hi' ? slow : `Answer ${at}.`));
    discord.say(dm, ann, 'Hi');
    await shown(['Answer 0.']);
    press('↻ Again');
    for (let at = 2; at <= 4; at += 1) {
      await openai.waitFor(() => openai.requests.length === at, 10_000);
      await crash();
    }
    await discord.waitFor(() => texts()[0]?.startsWith('Answer 0.\n'), 10_000);
    expect(openai.requests).toHaveLength(4);
    discord.say(dm, ann, 'And?');
    await discord.waitFor(() => texts().length === 2, 10_000);
    expect(heard(-1)).toContain('Answer 0.');
  }, 60_000);

  it('between the press of an arrow and the screen: what is shown is what is in context', async () => {
    const { discord, openai, ann, dm, press, shown, crash, heard, kill, start } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'Hi');
    await shown(['Answer 0.']);
    press('↻ Again');
    await shown(['Answer 1.']);
    let killed: Promise<unknown> | undefined;
    discord.rule({
      match: ({ method, path }) => method === 'PATCH' && path.includes('/messages/'),
      times: 1,
      drop: 'before',
      before: () => {
        killed = kill();
      },
    });
    press('◀');
    await discord.waitFor(() => killed, 10_000);
    await killed;
    start();
    await shown(['Answer 0.']);
    await crash();
    discord.say(dm, ann, 'And?');
    await shown(['Answer 0.', 'Answer 2.']);
    expect(heard(-1)).toContain('Answer 0.');
    expect(heard(-1)).not.toContain('Answer 1.');
  }, 60_000);

  it('after a prompt was edited while it was answered: the new words are answered, in the same bubble', async () => {
    const { discord, openai, ann, dm, texts, shown, crash } = await openDiscord();
    openai.script(({ messages }) =>
      String(messages.at(-1)?.text) === 'new words' && openai.requests.length > 2 ? 'Right.' : slow,
    );
    const message = discord.say(dm, ann, 'old words');
    await discord.waitFor(() => texts()[0]?.startsWith('word'), 10_000);
    discord.edit(message, 'new words');
    await openai.waitFor(() => openai.requests.length === 2, 10_000);
    await crash();
    await shown(['Right.']);
  }, 60_000);

  it('after a prompt was deleted, before its answer is taken away: it goes, and stays out of context', async () => {
    const { discord, openai, ann, dm, shown, kill, start, heard } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    const message = discord.say(dm, ann, 'My number is 4711');
    await shown(['Answer 0.']);
    let killed: Promise<unknown> | undefined;
    discord.rule({
      match: ({ method, path }) => method === 'DELETE' && path.includes('/messages/'),
      times: 1,
      drop: 'before',
      before: () => {
        killed = kill();
      },
    });
    discord.erase(message);
    await discord.waitFor(() => killed, 10_000);
    await killed;
    start();
    await shown([]);
    discord.say(dm, ann, 'What was it?');
    await shown(['Answer 1.']);
    expect(heard(-1)).not.toContain('4711');
  }, 60_000);

  it('after a press was taken, before Discord hears of it: the answer comes once', async () => {
    const { discord, openai, ann, dm, press, shown, kill, start } = await openDiscord();
    openai.script((_, at) => `Answer ${at}.`);
    discord.say(dm, ann, 'Hi');
    await shown(['Answer 0.']);
    let killed: Promise<unknown> | undefined;
    discord.rule({
      match: ({ method, path }) => method === 'POST' && path.endsWith('/callback'),
      times: 1,
      drop: 'before',
      before: () => {
        killed = kill();
      },
    });
    press('↻ Again');
    await discord.waitFor(() => killed, 10_000);
    await killed;
    start();
    await discord.waitFor(() => openai.requests.length >= 2, 10_000);
    await discord.waitFor(() => /^Answer [12]\.$/.test(discord.messages(dm).at(-1)?.content ?? ''), 10_000);
    expect(discord.messages(dm)).toHaveLength(2);
    expect(openai.requests.length).toBeLessThanOrEqual(3);
  }, 60_000);
});
