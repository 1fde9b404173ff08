import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

describe('after a long absence', () => {
  it('an answer says that it is late', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(['Four.']);
    await bot.stop();
    telegram.say(chat, ann, 'Two and two?', { at: Date.now() - 3 * 3_600_000 });
    await bot.restart();
    const [answer] = await answers(1);
    expect(answer).toMatch(/3 hours ago.*\n+Four\.$/s);
  });

  it('what is too old gets one line a chat, and can be sent again', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(() => 'Here.');
    await bot.stop();
    for (let at = 0; at < 50; at += 1) telegram.say(chat, ann, `old ${at}`, { at: Date.now() - 7 * 3_600_000 });
    await bot.restart();
    await expect(answers(1)).resolves.toEqual([expect.stringContaining('Send yours again')]);
    telegram.say(chat, ann, 'Again');
    await answers(2);
    await bot.idle();
    expect(telegram.answers(chat)).toHaveLength(2);
    expect(openai.requests).toHaveLength(1);
  });

  it('the line stays, though the first message was edited, and that is answered', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(() => 'Here.');
    await bot.stop();
    const at = Date.now() - 7 * 3_600_000;
    const first = telegram.say(chat, ann, 'old 0', { at });
    telegram.say(chat, ann, 'old 1', { at });
    telegram.edit(first, 'old 0, in other words');
    await bot.restart();
    await expect(answers(2)).resolves.toEqual([expect.stringContaining('Send yours again'), 'Here.']);
    telegram.edit(first, 'old 0, once more');
    await openai.waitFor(() => openai.requests.length === 2);
    await bot.idle();
    expect(telegram.answers(chat)).toEqual([expect.stringContaining('Send yours again'), 'Here.']);
  });

  it('/stop says that nothing runs, and the line that waits is shown', async () => {
    const { bot, telegram, ann, chat, answers } = await openTelegram();
    await bot.stop();
    telegram.say(chat, ann, 'old', { at: Date.now() - 7 * 3_600_000 });
    const limit = { error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 1 } };
    telegram.fail('sendMessage', limit);
    await bot.restart();
    await telegram.waitFor(() => telegram.callsOf('sendMessage').length === 1);
    telegram.say(chat, ann, '/stop');
    const said = await answers(2);
    expect(said.filter((text) => text.includes('Send yours again'))).toHaveLength(1);
    expect(said.join()).not.toContain('Stopped');
  });

  it('every chat gets its line, however many there are', async () => {
    const { bot, telegram } = await openTelegram({ settings: { TELEGRAM_GLOBAL_RATE: '60' } });
    await bot.stop();
    const chats = Array.from({ length: 320 }, (_, at) => {
      const user = telegram.user({ first_name: `P${at}` });
      return { user, chat: telegram.privateChat(user) };
    });
    for (const { user, chat } of chats) telegram.say(chat, user, 'old', { at: Date.now() - 7 * 3_600_000 });
    await bot.restart();
    const told = () => chats.filter(({ chat }) => telegram.answers(chat).length === 1).length;
    // By time: at each message it would count those of all chats.
    await expect.poll(told, { timeout: 12_000, interval: 100 }).toBe(chats.length);
  }, 120_000);

  it('a chat gets its line once, also over a restart amid the backlog', async () => {
    const { bot, telegram, ann, chat, answers } = await openTelegram({ settings: { SHUTDOWN_GRACE: '0' } });
    const late = () => telegram.say(chat, ann, 'old', { at: Date.now() - 7 * 3_600_000 });
    await bot.stop();
    late();
    let held = 0;
    const lift = telegram.rule({
      match: ({ path }) => path.endsWith('/sendMessage') && ++held > 0,
      reply: { status: 500, body: { ok: false, error_code: 500, description: 'Internal Server Error' } },
    });
    await bot.restart();
    await telegram.waitFor(() => held > 0 && telegram.pending().length === 0);
    // It could not be said in that life: then it is in the next.
    await bot.stop();
    lift();
    await bot.restart();
    await answers(1);
    // And not again for the rest of the backlog.
    await bot.stop();
    late();
    await bot.restart();
    await telegram.waitFor(() => telegram.pending().length === 0);
    await bot.idle();
    expect(telegram.answers(chat)).toEqual([expect.stringContaining('Send yours again')]);
  });
});

describe('a clock that is wrong', () => {
  it('changes nothing for messages that come as they are sent', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(() => 'On time.');
    // Once a poll is held, what arrives was just sent, whatever its date says.
    await telegram.waitFor(() => telegram.callsOf('getUpdates').some(({ params }) => Number(params['timeout']) > 0));
    for (const hours of [-1, 1, 9]) telegram.say(chat, ann, 'Hi', { at: Date.now() - hours * 3_600_000 });
    await expect(answers(3)).resolves.toEqual(['On time.', 'On time.', 'On time.']);
  });
});

describe('restarts', () => {
  it('an answer cut by a restart is finished in its bubble, and the conversation goes on', async () => {
    const { bot, telegram, ann, chat, openai, answers, heard } = await openTelegram({
      settings: { SHUTDOWN_GRACE: '0.05' },
    });
    openai.script((_, at) => (at === 0 ? { text: 'word '.repeat(300), tokensPerSecond: 30 } : `Answer ${at}.`));
    telegram.say(chat, ann, 'Tell me');
    await answers(1);
    await bot.restart();
    await telegram.waitFor(() => telegram.answers(chat)[0] === 'Answer 1.');
    await bot.idle();
    expect(telegram.answers(chat)).toEqual(['Answer 1.']);
    telegram.say(chat, ann, 'And then?');
    await answers(2);
    expect(heard(2)).toMatch(/Tell me.*Answer 1\..*And then\?/s);
  });

  it('“stop” that was read at once with the question before it stops that question', async () => {
    const { bot, telegram, openai, ann, chat, texts, heard } = await openTelegram();
    openai.script((_, at) => ({ text: `Answer ${at}.`, firstTokenMs: 300 }));
    await bot.stop();
    telegram.say(chat, ann, 'A long question');
    telegram.say(chat, ann, 'stop');
    await bot.start();
    await telegram.waitFor(() => telegram.pending().length === 0);
    await bot.idle();
    expect(texts()).toHaveLength(1);
    expect(heard(-1) ?? '').not.toContain('stop');
  });
});
