import { describe, expect, it } from 'vitest';
import { openTelegram, slow } from './open.ts';

describe('what is for the asker and for admins', () => {
  it('/retry and /delete of a stranger leave the question and its answer to who asked', async () => {
    const { telegram, openai, ann, mine, shown, texts } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    for (const user of [ann, bob]) telegram.join(group, user);
    openai.script((_, at) => `Answer ${at}.`);
    const question = telegram.say(group, ann, `@${telegram.bot.username} My number is 4711`);
    await shown(['Answer 0.'], group);
    telegram.say(group, bob, '/retry');
    telegram.say(group, bob, '/delete', { replyTo: mine(group)[0]?.id ?? 0 });
    await telegram.waitFor(() => texts(group).filter((text) => text.startsWith('Only the person')).length === 2);
    expect(openai.requests).toHaveLength(1);
    telegram.say(group, ann, '/delete', { replyTo: question.message_id });
    await telegram.waitFor(() => texts(group).at(-1)?.includes('are gone'));
    await telegram.waitFor(() => !texts(group).includes('Answer 0.'));
  });

  it("are not for strangers, who are told so alone; the group's admins may", async () => {
    const { bot, telegram, openai, ann, shown, press } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    for (const user of [ann, bob]) telegram.join(group, user);
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(group, ann, `@${telegram.bot.username} Hi`);
    await shown(['Answer 0.'], group);
    press('↻', group, bob);
    await telegram.waitFor(() => telegram.notifications.some(({ text }) => text.includes('Only the person who asked')));
    expect(telegram.notifications.at(-1)).toMatchObject({ user: bob.id, alert: true });
    expect(openai.requests).toHaveLength(1);
    const carol = telegram.user({ first_name: 'Carol' });
    telegram.join(group, carol);
    telegram.appoint(group, carol);
    await bot.restart();
    press('↻', group, carol);
    await shown(['Answer 1.'], group);
  });

  it('/stop, and the word alone, follow the same rule', async () => {
    const { telegram, openai, ann, texts } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    const carol = telegram.user({ first_name: 'Carol' });
    for (const user of [ann, bob, carol]) telegram.join(group, user);
    telegram.appoint(group, carol);
    const den = telegram.privateChat(bob);
    openai.script(() => slow);
    telegram.say(group, ann, `@${telegram.bot.username} Hi`);
    await telegram.waitFor(() => texts(group)[0]?.startsWith('word'));
    telegram.say(group, bob, '/stop');
    telegram.say(group, bob, `@${telegram.bot.username} stop`);
    await telegram.waitFor(() => texts(den).length === 2);
    expect(new Set(texts(den))).toEqual(new Set([expect.stringContaining('Only the person who asked')]));
    const before = texts(group)[0]?.length ?? 0;
    await telegram.waitFor(() => (texts(group)[0]?.length ?? 0) > before);
    expect(texts(group)).toEqual([expect.not.stringContaining('Stopped')]);
    telegram.say(group, carol, '/stop');
    await telegram.waitFor(() => texts(group)[0]?.endsWith('Stopped.'));
  });

  it.each(['■ Stop', '/stop'])('%s of another answer is the asker’s, too, though an admin had it made', async (how) => {
    const { telegram, openai, ann, texts, shown, press } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const carol = telegram.user({ first_name: 'Carol' });
    for (const user of [ann, carol]) telegram.join(group, user);
    telegram.appoint(group, carol);
    openai.script((_, at) => (at === 0 ? 'Answer 0.' : slow));
    telegram.say(group, ann, `@${telegram.bot.username} Hi`);
    await shown(['Answer 0.'], group);
    press('↻', group, carol);
    await telegram.waitFor(() => texts(group)[0]?.startsWith('word'));
    if (how === '/stop') telegram.say(group, ann, how);
    else press(how, group, ann);
    await telegram.waitFor(() => texts(group)[0]?.endsWith('Stopped.'), 3000);
  });

  it('/stop calls one’s own question back that waits behind another’s answer', async () => {
    const { telegram, openai, ann, shown } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    for (const user of [ann, bob]) telegram.join(group, user);
    openai.script(() => ({ text: 'First.', firstTokenMs: 800 }));
    telegram.say(group, bob, `@${telegram.bot.username} Hi`);
    await openai.waitFor(() => openai.requests.length === 1);
    telegram.say(group, ann, `@${telegram.bot.username} Hello`);
    telegram.say(group, ann, '/stop');
    await shown(['First.', 'Stopped.'], group);
    expect(openai.requests).toHaveLength(1);
  });

  it('a stranger’s press is refused, and holds nobody up, while Telegram cannot tell who is an admin', async () => {
    const { telegram, openai, ann, chat, shown, press } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    for (const user of [ann, bob]) telegram.join(group, user);
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(group, ann, `@${telegram.bot.username} Hi`);
    await shown(['Answer 0.'], group);
    telegram.fail('getChatAdministrators', { error_code: 403, description: 'Forbidden: bot was kicked' }, 100);
    press('↻', group, bob);
    telegram.say(chat, ann, 'Hello');
    await shown(['Answer 1.']);
    expect(telegram.notifications.at(-1)?.text).toContain('Only the person who asked');
  });
});

describe('a stranger', () => {
  it('/why tells a stranger the one thing to change', async () => {
    const { telegram, ann, chat, texts } = await openTelegram({ settings: { ACCESS: 'allowlist' } });
    telegram.say(chat, ann, '/why');
    await telegram.waitFor(() => texts().length === 1);
    expect(texts()[0]).toContain("I don't answer you");
    expect(texts()[0]).toContain(`telegram:${ann.id}`);
  });
});

it('/why of a stranger is no way to flood', async () => {
  const { bot, telegram, ann, chat, texts } = await openTelegram({ settings: { ACCESS: 'allowlist' } });
  for (let at = 0; at < 30; at += 1) telegram.say(chat, ann, '/why');
  await telegram.waitFor(() => texts().length >= 4);
  await bot.idle();
  expect(texts()).toHaveLength(4);
  expect(texts().filter((text) => text.includes('Please wait'))).toHaveLength(1);
});
