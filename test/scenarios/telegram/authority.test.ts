import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { TestBotOptions } from '../../support/test-bot.ts';
import { openTelegram } from './open.ts';

const SECRET = 'SECRET plan after he left';

/** A group in which Bob has opened /context for himself alone, in his private chat. */
async function openContext(admin: boolean, options: TestBotOptions = {}) {
  const opened = await openTelegram(options);
  const { bot, telegram, openai, ann, group, texts } = opened;
  const bob = telegram.user({ first_name: 'Bob' });
  const den = telegram.privateChat(bob);
  for (const user of [ann, bob]) telegram.join(group, user);
  if (admin) telegram.appoint(group, { ...telegram.bot });
  openai.script(() => 'Noted.');
  const say = async (text: string) => {
    const before = texts(group).length;
    telegram.say(group, ann, `@${telegram.bot.username} ${text}`);
    await telegram.waitFor(() => texts(group).length > before);
    await bot.idle();
  };
  await say('hello');
  telegram.say(group, bob, '/context');
  await telegram.waitFor(() => texts(den).some((text) => text.includes('hello')));
  await bot.idle();
  return { ...opened, bob, den, say };
}

describe('what is said in a group, shown to one person alone', () => {
  it('is shown as long as they are there', async () => {
    const { telegram, press, say, bob, den, texts } = await openContext(false);
    await say(SECRET);
    press('📌', den, bob);
    await telegram.waitFor(() => texts(den)[0]?.includes(SECRET));
  });

  it.each([
    ['who is seen to leave', false, false],
    ['who leaves unseen, once that is looked up', true, true],
  ])('is not shown to one %s', async (_, admin, silently) => {
    const { bot, telegram, press, say, bob, den, texts, openai, group } = await openContext(admin);
    // Facts of before a restart are not believed.
    if (silently) await bot.restart();
    await say(SECRET);
    telegram.leave(group, bob, silently);
    await bot.received();
    const asked = openai.requests.length;
    press('📌', den, bob);
    await telegram.waitFor(() => telegram.notifications.at(-1)?.text.includes('people who are in that chat'));
    await bot.idle();
    expect(texts(den).join()).not.toContain(SECRET);
    expect(openai.requests).toHaveLength(asked);
  });

  it('is shown to who has left where nobody looks: what keeps it back is the look', async () => {
    const { bot, telegram, press, say, bob, den, texts, group } = await openContext(false, {
      seams: { permissions: (permissions) => ({ ...permissions, mayRead: async () => true }) },
    });
    await say(SECRET);
    telegram.leave(group, bob);
    await bot.received();
    press('📌', den, bob);
    await telegram.waitFor(() => texts(den)[0]?.includes(SECRET));
  });

  it('is refused where Telegram does not tell; answering in the group goes on', async () => {
    const { bot, telegram, press, say, bob, den, texts, group } = await openContext(false);
    await bot.restart();
    press('📌', den, bob);
    await telegram.waitFor(() => telegram.notifications.at(-1)?.text.includes('people who are in that chat'));
    await say('still there?');
    expect(texts(group).at(-1)).toBe('Noted.');
    // Whoever asks there again is there.
    telegram.say(group, bob, '/context');
    await telegram.waitFor(() => texts(den).at(-1)?.includes('still there?'));
  });

  it('is refused where Telegram takes too long to tell, and the press is not asked for again', async () => {
    const { bot, telegram, press, bob, den } = await openContext(true);
    await bot.restart();
    telegram.rule({ match: ({ path }) => path.endsWith('/getChatMember'), hang: true });
    const { timeout } = AbortSignal;
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout.call(AbortSignal, ms / 50));
    onTestFinished(() => void vi.restoreAllMocks());
    press('📌', den, bob);
    await telegram.waitFor(() => telegram.notifications.at(-1)?.text.includes('people who are in that chat'));
    await bot.received();
    expect(bot.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(telegram.notifications).toHaveLength(1);
  });
});

it('a reply to another chat’s message is about no message here, whatever its number', async () => {
  const { bot, telegram, openai, ann, chat, texts, shown } = await openTelegram();
  const other = telegram.group({ title: 'Other' });
  openai.script((_, at) => `Answer ${at}.`);
  const question = telegram.say(chat, ann, 'My number is 4711');
  await shown(['Answer 0.']);
  let twin = telegram.say(other, ann, 'something else');
  while (twin.message_id < question.message_id) twin = telegram.say(other, ann, 'something else');
  telegram.say(chat, ann, '/delete', { replyAcross: twin, quote: 'something' });
  await telegram.waitFor(() => texts().length === 2);
  await bot.idle();
  expect(texts()[0]).toBe('Answer 0.');
  expect(texts()[1]).not.toContain('are gone');
});

describe('what costs, or lets more people read', () => {
  it.each(['/settings max_tokens=100000', '/settings history=group', '/model advanced'])(
    '%s is for the admins of a group, and for oneself in a private chat',
    async (line) => {
      const { telegram, ann, chat, group, texts } = await openTelegram();
      const carol = telegram.user({ first_name: 'Carol' });
      for (const user of [ann, carol]) telegram.join(group, user);
      telegram.appoint(group, carol);
      telegram.say(group, ann, line);
      await telegram.waitFor(() => texts(group).length === 1);
      expect(texts(group)[0]).toContain('only its admins');
      telegram.say(group, carol, line);
      await telegram.waitFor(() => texts(group).length === 2);
      expect(texts(group)[1]).not.toContain('only its admins');
      telegram.say(chat, ann, line);
      await telegram.waitFor(() => texts().length === 1);
      expect(texts()[0]).not.toContain('only its admins');
    },
  );

  it('is decided anew when somebody is no admin any more, by the buttons that are left', async () => {
    const { bot, telegram, ann, group, texts, press } = await openTelegram();
    telegram.join(group, ann);
    telegram.appoint(group, ann);
    telegram.say(group, ann, '/model');
    await telegram.waitFor(() => texts(group).length === 1);
    telegram.appoint(group, ann, false);
    await bot.restart();
    press('advanced', group);
    await telegram.waitFor(() => texts(group)[0]?.includes('only its admins'));
  });
});

describe('who may use a command', () => {
  it('is set by the operator, for everywhere or one chat; a chat makes it stricter, not looser', async () => {
    const owner = 'telegram:555';
    const { telegram, ann, chat, group, texts } = await openTelegram({
      settings: { COMMANDS: `image=moderator, translate=nobody@${owner}`, OWNERS: owner },
    });
    const olga = telegram.user({ first_name: 'Olga', id: 555 });
    const hers = telegram.privateChat(olga);
    for (const user of [ann, olga]) telegram.join(group, user);
    const ask = async (where: typeof chat | typeof group, who: typeof ann, line: string) => {
      const before = texts(where).length;
      telegram.say(where, who, line);
      await telegram.waitFor(() => texts(where).length > before);
      return texts(where).at(-1);
    };
    expect(await ask(group, ann, '/image a cat')).toContain('only its admins');
    expect(await ask(group, ann, '/commands image anybody')).toContain('only its admins');
    expect(await ask(group, olga, '/commands image anybody')).toContain('allow no more');
    expect(await ask(group, ann, '/image a cat')).toContain('only its admins');
    expect(await ask(group, olga, '/commands new nobody')).toContain('Changed');
    expect(await ask(group, ann, '/new')).toContain('switched off');
    expect(await ask(chat, ann, '/new')).not.toContain('switched off');
    expect(await ask(hers, olga, '/translate hola')).toContain('switched off');
    expect(await ask(group, olga, '/commands new default')).toContain('Changed');
    expect(await ask(group, ann, '/new')).not.toContain('switched off');
  });

  it('holds for /delete of what is not answered yet, too', async () => {
    const { bot, telegram, openai, ann, chat, texts } = await openTelegram({ settings: { COMMANDS: 'delete=nobody' } });
    openai.script(() => ({ text: 'Still here.', firstTokenMs: 400 }));
    const question = telegram.say(chat, ann, 'Hi');
    await openai.waitFor(() => openai.requests.length === 1);
    telegram.say(chat, ann, '/delete', { replyTo: question });
    await telegram.waitFor(() => texts().length === 2);
    await bot.idle();
    expect(texts()).toEqual(['Still here.', '/delete is switched off here.']);
  });

  it('is not left to a rule about a command that there is not', async () => {
    await expect(openTelegram({ settings: { COMMANDS: 'imagine=owner' } })).rejects.toThrow(/COMMANDS names imagine/);
  });
});
