import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openBeside } from '../support/beside.ts';
import { startBotProcess } from '../support/test-bot.ts';
import { itEach, itWhole } from '../support/whole.ts';

/** The real program, asked to end while it works, and what its store holds in between. */

async function open(settings: Record<string, string> = {}) {
  const bot = await startBotProcess({ SHUTDOWN_GRACE: '1.5', ...settings }, { platforms: ['telegram'] });
  onTestFinished(() => bot.close());
  const { telegram, openai, store: path } = bot;
  const person = (name: string) => {
    const user = telegram.user({ first_name: name });
    return { user, chat: telegram.privateChat(user) };
  };
  const rows = (query: string) => {
    const database = openBeside(path);
    try {
      return database.prepare(query).all();
    } finally {
      database.close();
    }
  };
  /** Changes what a process has left; none runs meanwhile. */
  const damage = (change: string) => {
    const database = new DatabaseSync(path);
    try {
      database.exec(change);
    } finally {
      database.close();
    }
  };
  return { telegram, openai, bot, person, rows, damage };
}

it('SIGTERM in a stream: short work ends, the rest is given back uncounted, and nothing new is taken or confirmed', async () => {
  const { telegram, openai, bot, person, rows } = await open();
  const [ann, bob] = [person('Ann'), person('Bob')];
  openai.script((heard, at) => {
    if (/short/.test(heard.messages.at(-1)?.text ?? ''))
      return { text: 'A short one. '.repeat(5), tokensPerSecond: 40 };
    return at < 2 ? { text: 'word '.repeat(2000), tokensPerSecond: 40 } : `Answer ${at}.`;
  });
  telegram.say(ann.chat, ann.user, 'long');
  telegram.say(ann.chat, ann.user, 'and behind it');
  telegram.say(bob.chat, bob.user, 'short');
  await telegram.waitFor(() => telegram.answers(ann.chat).length + telegram.answers(bob.chat).length === 2, 30_000);
  const ended = bot.end('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 100));
  telegram.say(bob.chat, bob.user, 'too late');
  expect(await ended).toBe(0);
  expect(telegram.answers(bob.chat)).toEqual(['A short one. '.repeat(5).trim()]);
  expect(telegram.pending()).toHaveLength(1);
  expect(rows('SELECT attempt, final FROM turns ORDER BY id')).toEqual([
    { attempt: 0, final: null },
    { attempt: 0, final: null },
  ]);
  bot.start();
  await telegram.waitFor(
    () => telegram.answers(ann.chat).length === 2 && telegram.answers(bob.chat).length === 2,
    10_000,
  );
  await telegram.waitFor(() => telegram.answers(ann.chat).every((text) => text.startsWith('Answer')), 30_000);
  await bot.idle();
  expect([telegram.answers(ann.chat).length, telegram.answers(bob.chat).length]).toEqual([2, 2]);
}, 120_000);

it('SIGTERM just after an edit: the new words are answered after the restart, not begun with before it', async () => {
  const { telegram, openai, bot, person } = await open({ SHUTDOWN_GRACE: '0.05' });
  const ann = person('Ann');
  openai.script((heard) => {
    const short = /shorter/.test(heard.messages.at(-1)?.text ?? '');
    return short ? 'A short one.' : { text: 'word '.repeat(2000), tokensPerSecond: 40 };
  });
  // What the interrupted answer has under way is waited for: the process is told to end while it does.
  let held = 0;
  telegram.rule({
    match: ({ path }) => path.endsWith('/editMessageText') && ++held > 0,
    times: 1,
    delayMs: 1500,
  });
  const asked = telegram.say(ann.chat, ann.user, 'long');
  await expect.poll(() => held, { timeout: 30_000 }).toBe(1);
  telegram.edit(asked, 'shorter');
  await expect.poll(() => telegram.pending(), { timeout: 30_000 }).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await bot.end('SIGTERM')).toBe(0);
  expect(openai.requests).toHaveLength(1);
  bot.start();
  await telegram.waitFor(() => telegram.answers(ann.chat).includes('A short one.'), 30_000);
  expect(telegram.answers(ann.chat)).toEqual(['A short one.']);
  expect(openai.requests).toHaveLength(2);
}, 120_000);

itWhole(
  'a message whose row is damaged meanwhile is answered with an error where its target can still be read',
  async () => {
    const { telegram, openai, bot, person, rows, damage } = await open({ SHUTDOWN_GRACE: '0.05' });
    const ann = person('Ann');
    openai.script((_, at) => (at === 0 ? { text: 'never', firstTokenMs: 60_000 } : 'All is well.'));
    telegram.say(ann.chat, ann.user, 'a message that is damaged');
    await openai.waitFor(() => true, 30_000);
    expect(await bot.end('SIGTERM')).toBe(0);
    damage(`UPDATE turns SET inbound = replace(inbound, 'that is damaged', '"')`);
    bot.start();
    await telegram.waitFor(() => telegram.answers(ann.chat).length === 1, 30_000);
    telegram.say(ann.chat, ann.user, 'and now?');
    await telegram.waitFor(() => telegram.answers(ann.chat).length === 2, 30_000);
    expect(telegram.answers(ann.chat)).toEqual([expect.stringContaining('tried several times'), 'All is well.']);
    expect(openai.requests).toHaveLength(2);
    expect(rows('SELECT namespace FROM aside')).toEqual([{ namespace: 'turns' }]);
  },
  120_000,
);

describe('an answer under way whose row is damaged meanwhile does not hold up its chat', () => {
  itEach<[string, string, string[]]>(1, [
    ['receipt', `UPDATE receipts SET receipt = replace(receipt, '"ids":["', '"ids":["a')`, ['A whole answer.']],
    [
      'prompt',
      `DELETE FROM receipts; UPDATE turns SET inbound = replace(inbound, '"prompt":"', '"prompt":"x')`,
      ['A whole answer.'],
    ],
    ['address', `UPDATE turns SET inbound = replace(inbound, '"address":{"chat"', '"address":{"chbt"')`, []],
  ])(
    'its %s',
    async (_, change, expected) => {
      const { telegram, openai, bot, person, rows, damage } = await open({ SHUTDOWN_GRACE: '0.05' });
      const ann = person('Ann');
      openai.script((_, at) => (at === 0 ? { text: 'word '.repeat(2000), tokensPerSecond: 40 } : 'A whole answer.'));
      telegram.say(ann.chat, ann.user, 'one');
      await telegram.waitFor(() => telegram.answers(ann.chat).length === 1, 30_000);
      await expect.poll(() => rows('SELECT receipt FROM receipts'), { timeout: 30_000 }).toHaveLength(1);
      expect(await bot.end('SIGTERM')).toBe(0);
      damage(change);
      bot.start();
      telegram.say(ann.chat, ann.user, 'two');
      await telegram.waitFor(() => telegram.answers(ann.chat).length === 2 + expected.length, 30_000);
      await bot.idle();
      expect(rows('SELECT id FROM turns')).toEqual([]);
      expect(telegram.answers(ann.chat).slice(1)).toEqual([...expected, 'A whole answer.']);
    },
    40_000,
  );
});
