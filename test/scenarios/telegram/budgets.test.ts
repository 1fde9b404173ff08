import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

/** Budgets of a person, a place and all: what one person uses up leaves room for the others. */

describe('places to be worked on', () => {
  it('one person in ten topics of two groups leaves some to others', async () => {
    const { telegram, openai, ann, chat, bot } = await openTelegram({
      settings: { MAX_CONCURRENT_TURNS: '10', SHUTDOWN_GRACE: '0' },
    });
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

it('three groups that have to wait for 40 s silence nobody else', async () => {
  const { telegram, openai, ann, chat, bot, answers } = await openTelegram({ settings: { SHUTDOWN_GRACE: '0' } });
  openai.script(() => 'Yes.');
  const groups = ['One', 'Two', 'Three'].map((title) => telegram.group({ title }));
  const limit = { error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 40 } };
  const there = ({ chat_id: id }: Record<string, unknown>) => groups.some((group) => String(group.id) === String(id));
  telegram.fail('sendMessage', limit, 3, there);
  for (const group of groups) telegram.say(group, ann, '@parley_bot hi');
  await telegram.waitFor(() => telegram.calls.filter(({ ok, params }) => !ok && there(params)).length === 3);
  await bot.received();
  telegram.say(chat, ann, 'And me?');
  // Waits 5 s at most.
  await expect(answers(1)).resolves.toEqual(['Yes.']);
});

it('what one person has waiting in all chats is bounded, with one notice; others still get in', async () => {
  const { telegram, openai, ann, chat, bot, texts } = await openTelegram({
    settings: { PERSON_QUEUE_LIMIT: '5', SHUTDOWN_GRACE: '0' },
  });
  const mallory = telegram.user({ first_name: 'Mallory', language_code: 'en' });
  const held = (body: unknown) => JSON.stringify(body).includes('hold');
  openai.script(({ messages }) => ({ text: 'Done.', firstTokenMs: held(messages) ? 20_000 : 0 }));
  const theirs = telegram.privateChat(mallory);
  const groups = ['One', 'Two', 'Three', 'Four'].map((title) => telegram.group({ title }));
  for (let at = 0; at < 12; at += 1) telegram.say(groups[at % 4] ?? theirs, mallory, `@parley_bot hold ${at}`);
  await bot.received();
  await telegram.waitFor(() => groups.some((group) => texts(group).some((text) => /5 messages waiting/.test(text))));
  telegram.say(chat, ann, 'Hello');
  await telegram.waitFor(() => texts().includes('Done.'));
  const told = groups.flatMap((group) => texts(group)).filter((text) => /waiting/.test(text));
  expect(told).toHaveLength(1);
});

it('what one person sends in a day is bounded, with a sentence that says for how long', async () => {
  const { telegram, openai, ann, chat, bot, texts } = await openTelegram({
    settings: { PERSON_DAILY_MEGABYTES: '0.02' },
  });
  openai.script(() => 'Noted.');
  for (let at = 0; at < 5; at += 1) telegram.say(chat, ann, `${at} ${'字'.repeat(2000)}`);
  await bot.idle();
  expect(openai.requests.length).toBeLessThan(5);
  expect(texts().filter((text) => /24 hours/.test(text))).toHaveLength(1);
});

it('a flood of presses by a stranger delays nobody', async () => {
  const { telegram, openai, ann, bot } = await openTelegram({
    settings: { ACCESS: 'allowlist', TELEGRAM_GLOBAL_RATE: '30' },
  });
  await bot.restart({ OWNERS: `telegram:${ann.id}` });
  openai.script(() => 'Yes.');
  const group = telegram.group({ title: 'Ours' });
  telegram.say(group, ann, '@parley_bot hi');
  await telegram.waitFor(() => telegram.answers(group).length === 1);
  const [message = 0] = telegram.messages(group).filter(({ mine }) => mine);
  for (let stranger = 0; stranger < 10; stranger += 1) {
    const sam = telegram.user({ first_name: `Sam ${stranger}` });
    for (let at = 0; at < 20; at += 1) telegram.press(group, sam, message, `chats page=${at}`, { stale: true });
  }
  const before = telegram.calls.length;
  telegram.say(group, ann, '@parley_bot and now?');
  await telegram.waitFor(() => telegram.answers(group).length === 2);
  const alerts = telegram.calls.slice(before).filter(({ method }) => method === 'answerCallbackQuery');
  expect(alerts.length).toBeLessThanOrEqual(30);
});

it('a topic that is closed to the bot costs one answer of the model; the other topics are answered', async () => {
  const { telegram, openai, ann, bot } = await openTelegram();
  openai.script(() => 'Yes.');
  const forum = telegram.group({ title: 'Forum', forum: true });
  const [shut, open] = [telegram.topic(forum, ann, 'Shut'), telegram.topic(forum, ann, 'Open')];
  telegram.closeTopic(forum, ann, shut);
  for (let at = 0; at < 6; at += 1) {
    telegram.say(forum, ann, `@parley_bot ${at}`, { topic: shut });
    await bot.received();
    await bot.idle();
  }
  expect(openai.requests).toHaveLength(1);
  telegram.say(forum, ann, '@parley_bot hi', { topic: open });
  await telegram.waitFor(() => telegram.answers(forum).length === 1);
  expect(openai.requests).toHaveLength(2);
});
