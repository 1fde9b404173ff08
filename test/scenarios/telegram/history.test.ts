import { describe, expect, it } from 'vitest';
import { createMovableClock } from '../../fake-clock.ts';
import { openTelegram, slow } from './open.ts';

it('a reply to an older answer branches there', async () => {
  const { telegram, openai, ann, chat, shown, heard, mine } = await openTelegram();
  openai.script((_, at) => `Answer ${at}.`);
  for (const [at, text] of ['alpha', 'beta', 'gamma'].entries()) {
    telegram.say(chat, ann, text);
    await shown(Array.from({ length: at + 1 }, (_, n) => `Answer ${n}.`));
  }
  telegram.say(chat, ann, 'delta', { replyTo: mine()[0]?.id ?? 0 });
  await telegram.waitFor(() => openai.requests.length === 4);
  expect(heard(3)).toMatch(/alpha.*Answer 0\..*delta/s);
  expect(heard(3)).not.toMatch(/beta|gamma|quoted_material/);
});

it('a reply to an answer of an earlier conversation goes on there, and so does what is said next', async () => {
  const { telegram, openai, ann, chat, shown, heard, mine, texts } = await openTelegram();
  openai.script((_, at) => `Answer ${at}.`);
  telegram.say(chat, ann, 'alpha');
  await shown(['Answer 0.']);
  telegram.say(chat, ann, '/new');
  await telegram.waitFor(() => texts().length === 2);
  telegram.say(chat, ann, 'beta');
  await telegram.waitFor(() => texts().length === 3);
  telegram.say(chat, ann, 'gamma', { replyTo: mine()[0]?.id ?? 0 });
  await telegram.waitFor(() => texts().length === 4);
  telegram.say(chat, ann, 'delta');
  await telegram.waitFor(() => texts().length === 5);
  expect(heard(-1)).toMatch(/alpha.*gamma.*delta/s);
  expect(heard(-1)).not.toContain('beta');
});

describe('one history', () => {
  it('a member, where the group has chosen so', async () => {
    const { telegram, openai, ann, heard, texts } = await openTelegram({ settings: { HISTORY_SCOPE: 'member' } });
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    for (const user of [ann, bob]) telegram.join(group, user);
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(group, ann, `@${telegram.bot.username} My number is 4711`);
    await telegram.waitFor(() => texts(group).length === 1);
    telegram.say(group, bob, `@${telegram.bot.username} What was it?`);
    await telegram.waitFor(() => texts(group).length === 2);
    expect(heard(1)).not.toContain('4711');
    telegram.say(group, ann, `@${telegram.bot.username} What was it?`);
    await telegram.waitFor(() => texts(group).length === 3);
    expect(heard(2)).toContain('4711');
  });

  describe('a member, and replies', () => {
    async function openTown(settings: Record<string, string>) {
      const opened = await openTelegram({ settings });
      const { telegram, openai, ann, texts, mine } = opened;
      const group = telegram.group({ title: 'Town' });
      const bob = telegram.user({ first_name: 'Bob' });
      const carol = telegram.user({ first_name: 'Carol' });
      for (const user of [ann, bob, carol]) telegram.join(group, user);
      telegram.appoint(group, carol);
      openai.script((_, at) => `Answer ${at}.`);
      const first = telegram.say(group, ann, `@${telegram.bot.username} My number is 4711`);
      await telegram.waitFor(() => texts(group).length === 1);
      await opened.bot.idle();
      return { ...opened, group, bob, carol, first, answer: () => mine(group)[0]?.id ?? 0 };
    }

    it('an admin takes another’s question away; a stranger does not, and does not get into their history', async () => {
      const town = await openTown({ HISTORY_SCOPE: 'member' });
      const { telegram, openai, group, bob, carol, texts, first, answer, heard } = town;
      telegram.say(group, bob, `@${telegram.bot.username} What was it?`, { replyTo: answer() });
      await telegram.waitFor(() => openai.requests.length === 2);
      expect(heard(1)).not.toContain('4711');
      telegram.say(group, bob, '/delete', { replyTo: first.message_id });
      await telegram.waitFor(() => texts(group).some((text) => text.includes('Only the person who asked')));
      telegram.say(group, carol, '/delete', { replyTo: first.message_id });
      await telegram.waitFor(() => texts(group).some((text) => text.includes('are gone')));
      await telegram.waitFor(() => !texts(group).includes('Answer 0.'));
    });

    it.each(['/stop', 'stop'])('%s of an admin ends the answer it replies to; a stranger’s does not', async (words) => {
      const { telegram, openai, ann, group, bob, carol, texts, mine, press } = await openTown({
        HISTORY_SCOPE: 'member',
      });
      openai.script(() => slow);
      press('↻', group, ann);
      await telegram.waitFor(() => texts(group)[0]?.startsWith('word'));
      const stop = (who: typeof ann, limitMs = 5000) => {
        telegram.say(group, who, words, { replyTo: mine(group).at(-1)?.id ?? 0 });
        return telegram.waitFor(() => texts(group).at(-1)?.endsWith('Stopped.'), limitMs).catch(() => undefined);
      };
      await stop(bob, 1000);
      expect(texts(group)).toEqual([expect.not.stringContaining('Stopped')]);
      await stop(carol);
      expect(texts(group)).toEqual([expect.stringContaining('Stopped')]);
      telegram.say(group, ann, `@${telegram.bot.username} Hello`);
      await telegram.waitFor(() => texts(group)[1]?.startsWith('word'));
      await stop(carol);
      expect(texts(group)[1]).toContain('Stopped');
    });

    it('after another scope was chosen, a reply goes on from an older answer, and /delete takes it away', async () => {
      const { telegram, openai, ann, group, texts, first, answer, heard } = await openTown({});
      telegram.say(group, ann, `@${telegram.bot.username} Another thing`);
      await telegram.waitFor(() => texts(group).length === 2);
      telegram.appoint(group, ann);
      telegram.say(group, ann, '/settings history=member');
      await telegram.waitFor(() => texts(group).length === 3);
      telegram.say(group, ann, `@${telegram.bot.username} What was it?`, { replyTo: answer() });
      await telegram.waitFor(() => texts(group).length === 4);
      expect(openai.requests).toHaveLength(3);
      expect(heard(2)).toMatch(/4711.*Answer 0\..*What was it/s);
      expect(heard(2)).not.toContain('Another thing');
      telegram.say(group, ann, '/delete', { replyTo: first.message_id });
      await telegram.waitFor(() => texts(group).some((text) => text.includes('are gone')));
      await telegram.waitFor(() => !texts(group).includes('Answer 0.'));
    });
  });

  it('begins anew after a long silence, if that is set', async () => {
    const clock = createMovableClock();
    const { bot, telegram, openai, ann, chat, heard, texts } = await openTelegram({
      settings: { CONVERSATION_IDLE: '1' },
      clock,
    });
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'My number is 4711');
    await telegram.waitFor(() => texts().length === 1);
    await bot.idle();
    clock.pass(1200);
    telegram.say(chat, ann, 'What was it?');
    await telegram.waitFor(() => texts().length === 2);
    expect(heard(1)).not.toContain('4711');
  });

  it('after a long silence goes on in the conversation that is pressed in /chats, the current one too', async () => {
    const clock = createMovableClock();
    const { bot, telegram, openai, ann, chat, heard, texts, press } = await openTelegram({
      settings: { CONVERSATION_IDLE: '1' },
      clock,
    });
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'About trains');
    await telegram.waitFor(() => texts().length === 1);
    await bot.idle();
    clock.pass(1200);
    telegram.say(chat, ann, '/chats');
    await telegram.waitFor(() => texts().length === 2);
    press('1 ✓');
    await telegram.waitFor(() => texts()[1]?.startsWith('Back in'));
    await bot.idle();
    telegram.say(chat, ann, 'Where were we?');
    await telegram.waitFor(() => texts().length === 3);
    expect(heard(1)).toContain('trains');
  });

  it.each(['↻', 'an edit'])('after a long silence %s wakes the conversation it is in', async (what) => {
    const clock = createMovableClock();
    const { bot, telegram, openai, ann, chat, heard, shown, press } = await openTelegram({
      settings: { CONVERSATION_IDLE: '1' },
      clock,
    });
    openai.script((_, at) => `Answer ${at}.`);
    const question = telegram.say(chat, ann, 'About trains');
    await shown(['Answer 0.']);
    await bot.idle();
    clock.pass(1200);
    if (what === '↻') press(what);
    else telegram.edit(question, 'About old trains');
    await shown(['Answer 1.']);
    telegram.say(chat, ann, 'Shorter, please');
    await shown(['Answer 1.', 'Answer 2.']);
    expect(heard(2)).toMatch(/trains.*Answer 1\./s);
  });

  it('after a long silence /context shows what would go to the model, and /continue goes on all the same', async () => {
    const clock = createMovableClock();
    const { bot, telegram, openai, ann, chat, heard, texts } = await openTelegram({
      settings: { CONVERSATION_IDLE: '1' },
      clock,
    });
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'My number is 4711');
    await telegram.waitFor(() => texts().length === 1);
    await bot.idle();
    clock.pass(1200);
    telegram.say(chat, ann, '/context');
    await telegram.waitFor(() => texts().length === 2);
    expect(texts()[1]).not.toContain('4711');
    telegram.say(chat, ann, '/continue');
    await telegram.waitFor(() => openai.requests.length === 2);
    expect(heard(1)).toMatch(/4711.*Answer 0\..*Go on/s);
  });
});
