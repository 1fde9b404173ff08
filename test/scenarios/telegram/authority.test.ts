import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

const SECRET = 'SECRET plan after he left';

/** A group in which Bob has opened /context for himself alone, in his private chat. */
async function openContext(admin: boolean) {
  const opened = await openTelegram();
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
});

it('a reply to another chat’s message is about no message here, whatever its number', async () => {
  const { bot, telegram, openai, ann, chat, texts, shown } = await openTelegram();
  const other = telegram.group({ title: 'Other' });
  openai.script((_, at) => `Answer ${at}.`);
  const question = telegram.say(chat, ann, 'My number is 4711');
  await shown(['Answer 0.']);
  let twin = telegram.say(other, ann, 'something else');
  while (twin.message_id < question.message_id) twin = telegram.say(other, ann, 'something else');
  telegram.say(chat, ann, '/delete', { replyAcross: twin });
  await telegram.waitFor(() => texts().length === 2);
  await bot.idle();
  expect(texts()[0]).toBe('Answer 0.');
  expect(texts()[1]).not.toContain('are gone');
});
