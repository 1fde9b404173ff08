import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

/** Budgets of a person, a place and all: what one person uses up leaves room for the others. */

describe('places to be worked on', () => {
  it('one person in ten topics of two groups leaves some to others', async () => {
    const { telegram, openai, ann, chat, bot } = await openTelegram({ settings: { MAX_CONCURRENT_TURNS: '10' } });
    const mallory = telegram.user({ first_name: 'Mallory', language_code: 'en' });
    const held = (body: unknown) => JSON.stringify(body).includes('hold');
    openai.script(({ messages }) => ({ text: 'Done.', firstTokenMs: held(messages) ? 20_000 : 0 }));
    for (const title of ['One', 'Two']) {
      const forum = telegram.group({ title, forum: true });
      for (let at = 0; at < 5; at += 1) {
        const topic = telegram.topic(forum, mallory, `Topic ${at}`);
        telegram.say(forum, mallory, `@parley_bot hold ${title} ${at}`, { topic });
      }
    }
    await bot.received();
    await telegram.waitFor(() => openai.requests.length === 4);
    telegram.say(chat, ann, 'Hello');
    await telegram.waitFor(() => telegram.answers(chat).length === 1);
    expect(openai.requests).toHaveLength(5);
  });

  it('who waits for one sees that the bot is there, and gets one answer', async () => {
    const { telegram, openai, ann, chat, bot, texts } = await openTelegram({ settings: { MAX_CONCURRENT_TURNS: '1' } });
    const ben = telegram.user({ first_name: 'Ben', language_code: 'en' });
    const bens = telegram.privateChat(ben);
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    openai.rule({ match: () => true, times: 1, before: () => held });
    telegram.say(bens, ben, 'First');
    await telegram.waitFor(() => openai.requests.length === 1);
    telegram.say(chat, ann, 'Second');
    const typing = () =>
      telegram.calls.filter(
        ({ method, params }) => method === 'sendChatAction' && Number(params['chat_id']) === chat.id,
      );
    await telegram.waitFor(() => typing().length > 0);
    expect(openai.requests).toHaveLength(1);
    release();
    await telegram.waitFor(() => texts().length === 1);
    await bot.idle();
    expect(texts()).toHaveLength(1);
  });
});

describe('pictures', () => {
  const few = { settings: { REQUESTS_PER_MINUTE: '3' } };
  const drawn = (requests: readonly { path: string; body: Record<string, unknown> }[]) =>
    requests.filter(({ path }) => path.includes('/images/')).reduce((sum, { body }) => sum + Number(body['n']), 0);

  it('count each as a request: 500 of /image draw no more than the limit (44)', async () => {
    const { telegram, openai, ann, chat, bot, texts } = await openTelegram(few);
    for (let at = 0; at < 250; at += 1) telegram.say(chat, ann, `/image a cat ${at} count=2`);
    await bot.idle();
    expect(drawn(openai.requests)).toBe(2);
    expect(texts().filter((text) => /wait/.test(text))).toHaveLength(1);
  });

  it('more at once than a minute has are refused with how many there may be', async () => {
    const { telegram, openai, ann, chat, bot, texts } = await openTelegram(few);
    telegram.say(chat, ann, '/image a cat count=10');
    await bot.idle();
    expect(drawn(openai.requests)).toBe(0);
    expect(texts()).toEqual([expect.stringContaining('at most 3 pictures a minute')]);
  });

  it('count by how many an edited message asks for', async () => {
    const { telegram, openai, ann, chat, bot, texts } = await openTelegram(few);
    const asked = telegram.say(chat, ann, '/image a cat');
    await telegram.waitFor(() => openai.requests.length === 1);
    await bot.idle();
    telegram.edit(asked, '/image a cat count=3');
    await bot.idle();
    expect(drawn(openai.requests)).toBe(1);
    expect(texts().some((text) => /wait/.test(text))).toBe(true);
  });

  it('are drawn a few at a time in all chats together', async () => {
    const { telegram, openai, bot } = await openTelegram({ settings: { MAX_CONCURRENT_PICTURES: '12' } });
    let atOnce = 0;
    let most = 0;
    openai.rule({
      match: ({ path }) => path.includes('/images/'),
      before: async () => {
        atOnce += 10;
        most = Math.max(most, atOnce);
        await new Promise((resolve) => setTimeout(resolve, 30));
        atOnce -= 10;
      },
    });
    const people = Array.from({ length: 4 }, (_, at) => telegram.user({ first_name: `P${at}`, language_code: 'en' }));
    for (const person of people) telegram.say(telegram.privateChat(person), person, '/image a cat count=10');
    await telegram.waitFor(() => drawn(openai.requests) === 40);
    await bot.idle();
    expect(most).toBe(10);
  });
});
