import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/ports/index.ts';
import { systemClock } from '../../../src/util/clock.ts';
import { itEach } from '../../support/whole.ts';
import { openTelegram } from './open.ts';

describe('failures', () => {
  it.each([
    [
      'the key is refused',
      { status: 401, error: { message: 'no', type: 'invalid_request_error', code: 'invalid_api_key', param: null } },
      'rejects my API key',
      1,
    ],
    [
      'the quota is used up',
      { status: 429, error: { message: 'no', type: 'insufficient_quota', code: 'insufficient_quota', param: null } },
      'budget is used up',
      1,
    ],
  ])('%s: one sentence, no second try', async (_, failure, sentence, requests) => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram();
    openai.fail('/responses', failure, 10);
    telegram.say(chat, ann, 'Hi');
    await expect(answers(1)).resolves.toEqual([expect.stringContaining(sentence)]);
    await bot.idle();
    expect(telegram.answers(chat)).toHaveLength(1);
    expect(openai.requests).toHaveLength(requests);
    expect(JSON.stringify(bot.log.lines)).not.toContain(openai.key);
  });

  it('a stream that breaks off goes on by itself, in the same message', async () => {
    const { telegram, ann, chat, openai, mine, shown } = await openTelegram();
    openai.script([
      { text: 'This is the beginning of it', breaks: { afterTokens: 5, how: 'reset' } },
      ' it and then more',
    ]);
    telegram.say(chat, ann, 'Hi');
    await shown(['This is the beginning of it and then more']);
    expect(mine()).toHaveLength(1);
    expect(openai.requests).toHaveLength(2);
  });

  it('a stream that breaks off again keeps its parts and says so', async () => {
    const { telegram, ann, chat, openai, labels } = await openTelegram();
    openai.script((_, n) => ({
      text: n === 0 ? 'This is the' : ' beginning of it',
      breaks: { afterTokens: 2, how: 'end' },
    }));
    telegram.say(chat, ann, 'Hi');
    const [answer] = await telegram.waitFor(
      () => telegram.answers(chat)[0]?.includes('broke off') && telegram.answers(chat),
    );
    expect(answer).toMatch(/^This is beginning of\n/);
    expect(labels()).toContain('▶ Continue');
    openai.script(['Fine.']);
    telegram.say(chat, ann, '/retry');
    await telegram.waitFor(() => telegram.answers(chat).join() === 'Fine.');
  });

  it('a failed question can be retried and does not poison the next', async () => {
    const { telegram, ann, chat, openai, answers, heard } = await openTelegram();
    openai.fail(
      '/responses',
      { status: 400, error: { message: 'no', type: 'invalid_request_error', code: 'x', param: 'y' } },
      1,
    );
    telegram.say(chat, ann, 'Broken');
    await answers(1);
    openai.script(['Fine.', 'Better.']);
    telegram.say(chat, ann, 'Another');
    await answers(2);
    expect(heard(1)).not.toContain('Broken');
  });

  it.each([1, 2])('Telegram fails %i times on the way out: the answer still arrives once', async (times) => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(['Here.']);
    telegram.fail('sendMessage', { error_code: 502, description: 'Bad Gateway' }, times);
    telegram.say(chat, ann, 'Hi');
    await expect(answers(1)).resolves.toEqual(['Here.']);
  });

  it('a rate limit delays the answer and loses nothing', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(['Here.']);
    telegram.fail('sendMessage', {
      error_code: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    });
    telegram.say(chat, ann, 'Hi');
    await expect(answers(1)).resolves.toEqual(['Here.']);
  });

  it.each([
    ['4 topics', '4', {}],
    ['one topic', '1', {}],
    ['a history a member', '4', { HISTORY_SCOPE: 'member' }],
  ])('a group that has to wait for an hour holds up nobody else: %s', async (_, most, env) => {
    const { bot, telegram, openai, ann, answers } = await openTelegram({
      settings: { MAX_CONCURRENT_TURNS: most, SHUTDOWN_GRACE: '0', ...env },
      telegram: { privacy: false },
    });
    const group = telegram.group({ title: 'Forum', forum: !('HISTORY_SCOPE' in env) });
    const limit = { error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 3600 } };
    telegram.fail('sendMessage', limit);
    for (let at = 0; at < Number(most); at += 1) {
      const member = telegram.user({ first_name: `Member ${at}` });
      const topic = 'HISTORY_SCOPE' in env ? {} : { topic: telegram.topic(group, ann, `T${at}`) };
      telegram.say(group, member, '@parley_bot hi', topic);
    }
    await telegram.waitFor(() => telegram.callsOf('sendMessage').length > 0);
    await bot.received();
    openai.script(() => 'Here.');
    telegram.say(telegram.privateChat(ann), ann, 'And me?');
    await expect(answers(1)).resolves.toEqual(['Here.']);
  });

  it('pictures that wait for their group hold up nobody else', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram({
      settings: { MAX_CONCURRENT_TURNS: '4', SHUTDOWN_GRACE: '0' },
    });
    const forum = telegram.group({ title: 'Forum', forum: true });
    const limit = { error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 3600 } };
    const there = ({ chat_id: id }: Record<string, unknown>) => String(id) === String(forum.id);
    for (const method of ['sendPhoto', 'sendMessage']) telegram.fail(method, limit, 1, there);
    for (let at = 0; at < 4; at += 1) {
      telegram.say(forum, ann, '/image@parley_bot a cat', { topic: telegram.topic(forum, ann, `T${at}`) });
    }
    await telegram.waitFor(() => telegram.calls.some(({ ok, params }) => !ok && there(params)));
    await bot.received();
    openai.script(() => 'Here.');
    telegram.say(chat, ann, 'And me?');
    await expect(answers(1)).resolves.toEqual(['Here.']);
  });

  itEach<[string, boolean]>(1, [
    ['and for everybody: nobody is given up', false],
    ['while others work: given up some time, and its chat goes on', true],
  ])(
    'a chat for which Telegram fails without end, %s',
    async (_, others) => {
      // Four hours in some seconds.
      const clock: Clock = {
        ...systemClock,
        elapsed: () => systemClock.elapsed() * 5000,
        sleep: (ms, signal) => systemClock.sleep(ms / 5000, signal),
      };
      const { bot, telegram, ann, chat, group, openai, answers } = await openTelegram({ clock });
      openai.script(({ messages }) => `Re: ${messages.at(-1)?.text}`);
      const there = ({ chat_id: id }: Record<string, unknown>) => !others || String(id) === String(chat.id);
      const mend = telegram.fail('sendMessage', { error_code: 500, description: 'Internal Server Error' }, 1e6, there);
      telegram.say(chat, ann, 'one');
      const givenUp = () => bot.log.lines.filter(({ message }) => message.startsWith('An answer could not be shown'));
      // More tries than one call gets when it alone fails, each seen by a question of the others.
      const tries = () => telegram.callsOf('sendMessage').filter(({ params }) => there(params)).length;
      for (let asked = 0; givenUp().length === 0 && (others || tries() < 60); asked += 1) {
        telegram.say(group, ann, '@parley_bot and me?');
        if (others) await answers(asked + 1, group);
        else await bot.received();
      }
      expect(givenUp()).toHaveLength(others ? 1 : 0);
      mend();
      telegram.say(chat, ann, 'two');
      const expected = others ? ['Re: two'] : ['Re: one', 'Re: two'];
      await telegram.waitFor(() => telegram.answers(chat).length === expected.length, 20_000);
      expect(telegram.answers(chat)).toEqual(expected);
    },
    60_000,
  );

  it('a blocked bot does not get stuck', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(() => 'Here.');
    telegram.fail('sendMessage', { error_code: 403, description: 'Forbidden: bot was blocked by the user' });
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => telegram.callsOf('sendMessage').length === 1);
    telegram.say(chat, ann, 'Unblocked');
    await expect(answers(1)).resolves.toEqual(['Here.']);
  });

  it('an answer with more addresses than a message holds keeps all of them', async () => {
    const { bot, telegram, ann, chat, openai, mine } = await openTelegram();
    const links = Array.from({ length: 80 }, (_, at) => `https://example.com/${at}/${'a'.repeat(176)}`);
    openai.script([links.map((url, at) => `- [page ${at}](${url})\n`).join('')]);
    telegram.say(chat, ann, 'Hi');
    const shown = () => mine().flatMap(({ entities }) => entities.flatMap((each) => ('url' in each ? each.url : [])));
    await telegram.waitFor(() => shown().length >= 80);
    await bot.idle();
    expect(shown()).toEqual(links);
  });

  it('an answer whose formatting is refused keeps its addresses, in as many messages as they take', async () => {
    const { bot, telegram, ann, chat, openai, texts } = await openTelegram();
    const links = Array.from({ length: 60 }, (_, at) => `https://example.com/${at}/${'a'.repeat(100)}`);
    openai.script([links.map((url, at) => `- [page ${at}](${url})\n`).join('')]);
    telegram.fail(
      'sendMessage',
      { error_code: 400, description: "Bad Request: can't parse entities" },
      9,
      ({ entities }) => JSON.stringify(entities ?? []).includes('text_link'),
    );
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() =>
      texts()
        .join()
        .includes(links.at(-1) ?? ''),
    );
    await bot.idle();
    expect(
      texts()
        .join('\n')
        .match(/https:[^ )]+/g),
    ).toEqual(links);
    expect(texts()).toHaveLength(3);
  });

  it('formatting the platform refuses is shown as plain text', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(['Some **bold** text.']);
    telegram.fail(
      'sendMessage',
      { error_code: 400, description: "Bad Request: can't parse entities" },
      1,
      ({ entities }) => entities !== undefined,
    );
    telegram.say(chat, ann, 'Hi');
    await expect(answers(1)).resolves.toEqual(['Some bold text.']);
  });
});

describe('who runs the bot', () => {
  const wrongKey = { OPENAI_API_KEY: 'sk-of-another-account' };

  it('hears of a wrong key when the bot starts, and in the chat is told what to mend', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram({ checkAfterMs: 0 });
    await bot.restart({ ...wrongKey, OWNERS: `telegram:${ann.id}` });
    await expect
      .poll(() => bot.log.lines.map(({ message }) => message), { timeout: 30_000 })
      .toContain('The model service refuses the key');
    expect(bot.log.lines.filter(({ message }) => message === 'Parley is up')).toHaveLength(2);
    telegram.say(chat, ann, 'Hi');
    await expect(answers(1)).resolves.toEqual([expect.stringMatching(/You run me: check OPENAI_API_KEY/)]);
    const ben = telegram.user({ first_name: 'Ben' });
    const his = telegram.privateChat(ben);
    telegram.say(his, ben, 'Hi');
    await expect(answers(1, his)).resolves.toEqual([expect.stringMatching(/The bot owner has to check it/)]);
    expect(openai.looks.at(-1)?.headers.authorization).toBe('Bearer sk-of-another-account');
  });

  it('hears of a model that is not there', async () => {
    const { bot } = await openTelegram({ settings: { OPENAI_MODEL: 'gpt-6-lunar' }, checkAfterMs: 0 });
    const line = () => bot.log.lines.find(({ message }) => message === 'The model service has no such model');
    await expect.poll(() => line()?.fields, { timeout: 30_000 }).toMatchObject({ model: 'gpt-6-lunar' });
  });
});
