import { describe, expect, it, onTestFinished } from 'vitest';
import { startTestBot, type TestBotOptions } from '../support/test-bot.ts';

/** A Telegram group that becomes a supergroup: the same people and the same talk under a new id, with new message ids. */

async function openGroup(options: TestBotOptions = {}) {
  const bot = await startTestBot({ platforms: ['telegram'], telegram: { privacy: false }, ...options });
  onTestFinished(() => bot.close());
  const { telegram, openai } = bot;
  const ann = telegram.user({ first_name: 'Ann' });
  const old = telegram.basicGroup({ title: 'Friends' });
  const answers = async (where: { id: number }, count: number) => {
    await telegram.waitFor(() => telegram.answers(where).length === count);
    await bot.idle();
  };
  const mine = (where: { id: number }) => telegram.messages(where).filter(({ mine, deleted }) => mine && !deleted);
  const heard = (at: number) => JSON.stringify(openai.requests[at]?.body['input']);
  return { bot, telegram, openai, ann, old, answers, mine, heard };
}

describe('what was said', () => {
  it('is known in the new group, though it was the very first thing and is answered only there', async () => {
    const { telegram, openai, ann, old, answers, heard } = await openGroup();
    openai.script((_, at) => (at === 0 ? { text: 'Noted.', firstTokenMs: 700 } : 'Yes.'));
    telegram.say(old, ann, '@parley_bot apples');
    await openai.waitFor(() => true);
    const moved = telegram.migrate(old, ann);
    await answers(moved, 1);
    telegram.say(moved, ann, '@parley_bot what did I say?');
    await answers(moved, 2);
    expect(heard(1)).toContain('apples');
  });

  it('to one member alone is known there, and the group keeps its choices', async () => {
    const { telegram, openai, ann, old, answers, heard } = await openGroup({ settings: { HISTORY_SCOPE: 'member' } });
    openai.script(() => 'Noted.');
    telegram.say(old, ann, '/model advanced');
    await answers(old, 1);
    telegram.say(old, ann, '@parley_bot apples');
    await answers(old, 2);
    const moved = telegram.migrate(old, ann);
    telegram.say(moved, telegram.user({ first_name: 'Bob' }), '@parley_bot what did I say?');
    await answers(moved, 1);
    telegram.say(moved, ann, '@parley_bot what did I say?');
    await answers(moved, 2);
    expect(heard(1)).not.toContain('apples');
    expect(heard(2)).toContain('apples');
    const [before, ...after] = openai.requests.map(({ body }) => body['model']);
    expect(after).toEqual([before, before]);
  });
});

it('a group that was let in by its old id still is', async () => {
  const { telegram, openai, ann, old, answers } = await openGroup({
    settings: { ACCESS: 'allowlist', ALLOWED_CHATS: 'telegram:-1002' },
  });
  expect(old.id).toBe(-1002);
  openai.script(() => 'Here.');
  const moved = telegram.migrate(old, ann);
  telegram.say(moved, ann, '@parley_bot apples');
  await answers(moved, 1);
  expect(telegram.answers(moved)).toEqual(['Here.']);
});

it.each(['with the move', 'later'])(
  'what is passed on before its comment belongs to it in a group let in by its old id: %s',
  async (when) => {
    const { bot, telegram, openai, ann, old, answers, heard } = await openGroup({
      settings: { ACCESS: 'allowlist', ALLOWED_CHATS: 'telegram:-1002' },
    });
    openai.script(() => 'No.');
    if (when === 'with the move') await bot.stop();
    const moved = telegram.migrate(old, ann);
    if (when === 'later') await bot.received();
    telegram.say(moved, ann, 'The earth is flat.', { forward: telegram.user({ first_name: 'Carl' }) });
    telegram.say(moved, ann, '@parley_bot is this right?');
    if (when === 'with the move') await bot.restart();
    await answers(moved, 1);
    expect(heard(0)).toMatch(/earth is flat.*is this right/s);
  },
);

describe('what is asked in the new group', () => {
  it('waits for what was asked in the old one, and knows it', async () => {
    const { bot, telegram, openai, ann, old, answers, heard } = await openGroup();
    openai.script((_, at) => `Answer ${at}.`);
    await bot.stop();
    telegram.say(old, ann, '@parley_bot apples');
    telegram.say(old, ann, '@parley_bot pears');
    const moved = telegram.migrate(old, ann);
    telegram.say(moved, ann, '@parley_bot plums');
    telegram.say(moved, ann, '@parley_bot what did I say?');
    await bot.restart();
    await answers(moved, 4);
    expect(telegram.answers(moved)).toEqual([0, 1, 2, 3].map((at) => `Answer ${at}.`));
    expect(heard(3)).toMatch(/apples.*pears.*plums/s);
    telegram.say(moved, ann, '@parley_bot and now?');
    await answers(moved, 5);
    expect(heard(4)).toMatch(/apples.*pears.*plums.*did I say/s);
  });

  it.each(['/stop', '@parley_bot stop'])('%s stops the answer that was begun in the old one', async (stop) => {
    const { bot, telegram, openai, ann, old, mine } = await openGroup();
    openai.script(['Noted.', { text: 'word '.repeat(100), tokensPerSecond: 20 }]);
    telegram.say(old, ann, '@parley_bot apples');
    await telegram.waitFor(() => telegram.answers(old).length === 1);
    telegram.say(old, ann, '@parley_bot pears');
    await openai.waitFor(() => openai.requests.length === 2);
    const moved = telegram.migrate(old, ann);
    await telegram.waitFor(() => telegram.pending().length === 0);
    telegram.say(moved, ann, stop);
    await telegram.waitFor(() => mine(moved).some(({ text }) => /^word.*Stopped/s.test(text)));
    await bot.idle();
    expect(mine(moved)).toHaveLength(1);
  });
});

describe('messages of the old group', () => {
  it('mean nothing in the new one: /delete of an answer that was asked for again takes only that away', async () => {
    const { bot, telegram, openai, ann, old, answers, mine } = await openGroup();
    openai.script((_, at) => `Answer ${at}.`);
    // So that the new group gives the id of the first answer to another message of the bot's.
    for (let at = 0; at < 3; at += 1) telegram.say(old, ann, 'chatter');
    telegram.say(old, ann, '@parley_bot apples');
    await answers(old, 1);
    const moved = telegram.migrate(old, ann);
    telegram.say(moved, ann, '/retry');
    await answers(moved, 1);
    telegram.say(moved, ann, '@parley_bot pears');
    await answers(moved, 2);
    telegram.say(moved, ann, '/delete', { replyTo: mine(moved)[0]?.id ?? 0 });
    await telegram.waitFor(() => mine(moved).some(({ text }) => /forgotten|gone/.test(text)));
    await bot.idle();
    expect(mine(moved).map(({ text }) => text)).toContain('Answer 2.');
  });

  it('mean nothing in the new one: who edits another message there changes no question asked before', async () => {
    const { bot, telegram, openai, ann, old, answers } = await openGroup();
    openai.script([{ text: 'word '.repeat(30).trim(), tokensPerSecond: 40 }, 'Another.']);
    for (let at = 0; at < 3; at += 1) telegram.say(old, ann, 'chatter');
    const question = telegram.say(old, ann, '@parley_bot apples');
    await telegram.waitFor(() => telegram.answers(old).length === 1);
    const moved = telegram.migrate(old, ann);
    await telegram.waitFor(() => telegram.answers(moved)[0] === 'word '.repeat(30).trim());
    await bot.idle();
    let message = telegram.say(moved, ann, 'lunch?');
    while (message.message_id < question.message_id) message = telegram.say(moved, ann, 'lunch?');
    expect(message.message_id).toBe(question.message_id);
    telegram.edit(message, 'lunch!');
    await bot.idle();
    expect(openai.requests).toHaveLength(1);
    await answers(moved, 1);
  });

  it('are not those of an answer that went along before the move was told: it is asked again in place', async () => {
    const { bot, telegram, openai, ann, old, mine } = await openGroup({ settings: { SHUTDOWN_GRACE: '0' } });
    openai.script([{ text: 'Never.', firstTokenMs: 60_000 }, 'Here.', 'Another.']);
    telegram.say(old, ann, '@parley_bot apples');
    await openai.waitFor(() => openai.requests.length === 1);
    await bot.stop();
    const moved = telegram.migrate(old, ann);
    telegram.rule({ match: ({ path }) => path.endsWith('/getUpdates'), times: 2, delayMs: 700 });
    void bot.restart();
    await telegram.waitFor(() => mine(moved).length === 1);
    expect(telegram.pending()).not.toEqual([]);
    await telegram.waitFor(() => telegram.pending().length === 0);
    await bot.idle();
    const [answer] = mine(moved);
    const again = answer?.buttons.flat().find(({ text }) => text.startsWith('↻'));
    if (!answer || !again) throw new Error('no button to ask again');
    telegram.press(moved, ann, answer, again.data);
    await telegram.waitFor(() => mine(moved).some(({ text }) => text === 'Another.'));
    await bot.idle();
    expect(mine(moved).map(({ text }) => text)).toEqual(['Another.']);
  });
});
