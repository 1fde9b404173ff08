import { describe, expect, it } from 'vitest';
import type { TestBotOptions } from '../../support/test-bot.ts';
import { openTelegram } from './open.ts';

async function open(settings: TestBotOptions['settings'] = {}) {
  const opened = await openTelegram({ settings });
  const { telegram, ann, group, answers } = opened;
  let count = 0;
  /** What an anonymous admin of the group says, or a channel, and the answer. */
  const ask = async (text: string, senderChat = group) => {
    telegram.say(group, ann, text, { senderChat });
    count += 1;
    return (await answers(count, group)).at(-1);
  };
  return { ...opened, ask };
}

describe('an anonymous admin', () => {
  it('is answered in the group, without personal rights', async () => {
    const { openai, telegram, group, chat, ask, heard, bot } = await open();
    openai.script(['Hello.', 'Because.']);
    expect(await ask('@parley_bot hi')).toBe('Hello.');
    expect(heard(0)).toContain('name=\\"Friends\\"');
    expect(await ask('/ask@parley_bot why?')).toBe('Because.');
    expect(await ask('/why@parley_bot')).toContain('Everyone can talk to me');
    expect(await ask('/context@parley_bot')).toContain('your own name');
    expect(await ask('/settings@parley_bot max_tokens=500')).toContain('only its admins');
    await bot.idle();
    expect(telegram.answers(chat)).toEqual([]);
    expect(telegram.answers(group)).toHaveLength(5);
  });

  it('is told once where the group is not on the list, and answered where it is', async () => {
    const { bot, telegram, openai, group, ask } = await open({ ACCESS: 'allowlist' });
    openai.script(['Hello.']);
    expect(await ask('@parley_bot hi')).toContain(`telegram:${group.id}`);
    telegram.say(group, telegram.user({ first_name: 'Bob' }), '@parley_bot hi', { senderChat: group });
    await bot.idle();
    expect(telegram.answers(group)).toHaveLength(1);
    await bot.restart({ ALLOWED_CHATS: `telegram:${group.id}` });
    expect(await ask('@parley_bot hi')).toBe('Hello.');
  });

  it('may be a channel, whose id may be listed', async () => {
    const { bot, telegram, openai, ann, group } = await open();
    const news = telegram.channel({ title: 'News' });
    await bot.restart({ ACCESS: 'allowlist', ALLOWED_CHATS: `telegram:${news.id}` });
    openai.script(['Hello.']);
    telegram.say(group, ann, '@parley_bot hi', { senderChat: news });
    await telegram.waitFor(() => telegram.answers(group).at(-1) === 'Hello.');
  });
});

describe('/start', () => {
  it.each(['/start', '/start abc-DEF_123', '/start@parley_bot x'])(
    'greets whatever it was opened with: %s',
    async (text) => {
      const { telegram, ann, chat, answers, openai } = await openTelegram();
      telegram.say(chat, ann, text);
      expect(await answers(1)).toEqual([expect.stringContaining('Ann')]);
      expect(openai.requests).toEqual([]);
    },
  );
});
