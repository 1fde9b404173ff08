import { setTimeout } from 'node:timers/promises';
import type { Chat, User } from 'grammy/types';
import { describe, expect, it, onTestFinished } from 'vitest';
import { messagesIn } from '../../simulator/openai/heard.ts';
import { stretchesOf } from '../../support/marked.ts';
import { startBotProcess, type TestBotOptions } from '../../support/test-bot.ts';
import { itEach } from '../../support/whole.ts';
import { openTelegram, slow } from './open.ts';

const carl = { id: 99, is_bot: false, first_name: 'Carl' } as User;
const dora = { id: 98, is_bot: false, first_name: 'Dora' } as User;

async function open(options: TestBotOptions = {}) {
  const opened = await openTelegram({ telegram: { privacy: false }, ...options });
  const { telegram, openai, ann, bot } = opened;
  /** What the model was told last, mark by mark. */
  const told = (at = -1) => {
    const input = messagesIn(openai.requests.at(at));
    return stretchesOf(input.findLast(({ role }) => role === 'user')?.text ?? '').map(({ text, mark }) =>
      mark ? `${mark['kind']} ${mark['from']}: ${text}` : text,
    );
  };
  /** Says messages one after the other, each when the one before has arrived. */
  const inTurn = async (gapMs: number, ...says: (() => unknown)[]) => {
    for (const say of says) {
      say();
      if (gapMs > 0) await setTimeout(gapMs);
    }
    await bot.received();
  };
  const say = (text: string, where: Chat = opened.chat) => telegram.say(where, ann, text);
  const pass = (text: string, forward: User = carl, where: Chat = opened.chat) =>
    telegram.say(where, ann, text, { forward });
  return { ...opened, told, inTurn, say, pass };
}

const short = { text: 'word '.repeat(60).trim(), tokensPerSecond: 30 };

describe('a comment and what it is about', () => {
  it.each([
    ['at once', 0],
    ['in polls of their own', 60],
    ['far apart', 250],
  ])('are one question, %s', async (_, gap) => {
    const { bot, texts, openai, told, inTurn, say, pass } = await open();
    openai.script((_, n) => (n === 0 ? short : 'No.'));
    await inTurn(
      gap,
      () => say('Is this right?'),
      () => pass('The earth is flat.'),
      () => pass('So is the moon.', dora),
      () => pass('All of it.', dora),
    );
    await bot.idle();
    expect(told()).toEqual([
      'Is this right?',
      'forward Carl: The earth is flat.',
      'forward Dora: So is the moon.',
      'forward Dora: All of it.',
    ]);
    expect(texts()).toHaveLength(1);
    expect(openai.requests.length).toBeLessThanOrEqual(2);
  });

  it('are one question whichever comes first, and stay so in what is asked later', async () => {
    const { bot, texts, openai, told, inTurn, say, pass, shown } = await open();
    openai.script(({ messages }) =>
      messages.at(-1)?.text.includes('flat') === messages.at(-1)?.text.includes('right') ? 'No.' : short,
    );
    await inTurn(
      40,
      () => pass('The earth is flat.'),
      () => say('Is this right?'),
    );
    await bot.idle();
    expect(told()).toEqual(['forward Carl: The earth is flat.', 'Is this right?']);
    await shown(['No.']);
    await bot.restart();
    await setTimeout(2100);
    say('Sure?');
    await bot.received();
    await bot.idle();
    const input = messagesIn(openai.requests.at(-1));
    expect(stretchesOf(input[0]?.text ?? '').map(({ text }) => text)).toEqual(['The earth is flat.', 'Is this right?']);
    expect(texts()).toHaveLength(2);
  });

  it('are a command and its material', async () => {
    const { bot, texts, openai, inTurn, say, pass, heard } = await open();
    openai.script(() => 'Guten Tag.');
    await inTurn(
      0,
      () => say('/translate German'),
      () => pass('Good day.'),
    );
    await bot.idle();
    expect(texts()).toEqual(['Guten Tag.']);
    expect(heard(-1)).toContain('Good day.');
    expect(heard(-1)).toContain('German');
  });

  it('wait for nothing where no more comes', async () => {
    const { openai, answers, say } = await open();
    openai.script(() => 'Yes.');
    const began = performance.now();
    say('Are you there?');
    await answers(1);
    expect(performance.now() - began).toBeLessThan(900);
  });

  it('are two where the first is answered, or no command takes the second', async () => {
    const { bot, texts, openai, answers, say, pass } = await open();
    openai.script((_, n) => `Answer ${n}.`);
    say('Is this right?');
    await answers(1);
    pass('The earth is flat.');
    await answers(2);
    say('/help');
    pass('The moon is flat.');
    await bot.received();
    await bot.idle();
    expect(texts()).toHaveLength(4);
    expect(openai.requests).toHaveLength(3);
  });

  it('in a group need the name once, wherever it stands', async () => {
    const { bot, texts, openai, told, inTurn, say, pass, group } = await open();
    openai.script((_, n) => (n === 0 ? short : 'No.'));
    await inTurn(
      0,
      () => say('@parley_bot is this right?', group),
      () => pass('The earth is flat.', carl, group),
    );
    await bot.idle();
    expect(told()).toEqual(['is this right?', 'forward Carl: The earth is flat.']);
    await setTimeout(2100);
    await inTurn(
      0,
      () => pass('The moon is flat.', carl, group),
      () => say('@parley_bot and this?', group),
    );
    await bot.idle();
    expect(told()).toEqual(['forward Carl: The moon is flat.', 'and this?']);
    expect(texts(group)).toHaveLength(2);
    say('I mean Carl', group);
    await bot.received();
    await bot.idle();
    expect(texts(group)).toHaveLength(2);
  });

  it('are asked anew without what is edited or stopped meanwhile', async () => {
    const { bot, telegram, texts, openai, told, inTurn, say, pass } = await open();
    openai.script(({ messages }) => (messages.at(-1)?.text.includes('that') ? 'Yes.' : slow));
    const comment = say('Is this right?');
    await inTurn(50, () => pass('The earth is round.'));
    telegram.edit(comment, 'Is that right?');
    await telegram.waitFor(() => texts().includes('Yes.'));
    await bot.idle();
    expect(told()).toEqual(['Is that right?', 'forward Carl: The earth is round.']);
    expect(texts()).toEqual(['Yes.']);
  });
});

describe('a long text that the client has split', () => {
  const first = `${'a'.repeat(3899)}b`;

  it.each([
    ['at once', 0],
    ['with 300 ms between', 300],
  ])('is one question, %s, whatever its parts begin with', async (_, gap) => {
    const { bot, texts, openai, told, inTurn, say } = await open();
    openai.script(() => 'Read.');
    await inTurn(
      gap,
      () => say(first),
      () => say('/usr/bin/env and more'),
    );
    await bot.idle();
    expect(told()).toEqual([`${first}\n/usr/bin/env and more`]);
    expect(texts()).toEqual(['Read.']);
    expect(openai.requests).toHaveLength(1);
  });

  it('begins a second after its last long part at the latest, and at once behind a short one', async () => {
    const { openai, answers, say } = await open();
    openai.script(() => 'Read.');
    const began = performance.now();
    say(first);
    await answers(1);
    expect(performance.now() - began).toBeGreaterThan(950);
    expect(openai.requests).toHaveLength(1);
  });

  it('needs the name in one of its parts in a group', async () => {
    const { bot, texts, openai, told, inTurn, say, group } = await open();
    openai.script(() => 'Read.');
    await inTurn(
      50,
      () => say(`@parley_bot ${first}`, group),
      () => say(first, group),
      () => say('end', group),
    );
    await bot.idle();
    expect(told()).toEqual([`${first}\n${first}\nend`]);
    await setTimeout(2100);
    await inTurn(
      50,
      () => say(first, group),
      () => say(first, group),
      () => say('end @parley_bot', group),
    );
    await bot.idle();
    expect(told()).toEqual([`${first}\n${first}\nend @parley_bot`]);
    expect(texts(group)).toHaveLength(2);
  });

  it('ends with a stop, before it was begun', async () => {
    const { bot, telegram, texts, openai, say } = await open();
    say(first);
    await bot.received();
    say('/stop');
    await telegram.waitFor(() => texts().some((text) => text.includes('Stopped')));
    await bot.idle();
    expect(openai.requests).toHaveLength(0);
  });
});

describe('an album', () => {
  it('is one question in polls of their own, and its words may come last', async () => {
    const { bot, telegram, ann, chat, texts, openai, told, inTurn } = await open();
    openai.script(() => 'Nice.');
    const picture = (text: string) => () => telegram.say(chat, ann, text, { photo: true, album: '7' });
    await inTurn(100, picture(''), picture(''), picture('What is this?'));
    await bot.idle();
    expect(told()[0]).toContain('What is this?');
    expect(texts()).toEqual(['Nice.']);
  });
});

describe('a process that is killed', () => {
  const moments: [string, number][] = [
    ['while it began anew', 600],
    ['before the second message came', 0],
    ['when it had come', 150],
  ];
  itEach(1, moments)(
    '%s answers both at once',
    async (_, ms) => {
      const bot = await startBotProcess({}, { platforms: ['telegram'] });
      onTestFinished(() => bot.close());
      const { telegram, openai, kill, start } = bot;
      const ann = telegram.user({ first_name: 'Ann' });
      const chat = telegram.privateChat(ann);
      let done = false;
      openai.script(({ messages }) => (done && messages.at(-1)?.text.includes('flat') ? 'No.' : slow));
      await telegram.waitFor(() => telegram.calls.some(({ method }) => method === 'getUpdates'), 60_000);
      telegram.say(chat, ann, 'Is this right?');
      await openai.waitFor(() => openai.requests.length === 1, 60_000);
      if (ms === 0) await kill();
      telegram.say(chat, ann, 'The earth is flat.', { forward: carl });
      // A bubble whose making the process was not told of may stay: it is killed once it was.
      if (ms > 150) await telegram.waitFor(() => telegram.answers(chat).length > 0, 60_000);
      if (ms > 0) {
        await setTimeout(ms);
        await kill();
      }
      done = true;
      start();
      await telegram.waitFor(() => telegram.answers(chat).includes('No.'), 60_000);
      await bot.idle();
      expect(telegram.answers(chat)).toEqual(['No.']);
      expect(JSON.stringify(openai.requests.at(-1)?.body)).toMatch(/Is this right\?.*The earth is flat\./s);
    },
    150_000,
  );
});
