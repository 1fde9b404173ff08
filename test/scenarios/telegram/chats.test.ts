import { describe, expect, it } from 'vitest';
import { createMovableClock } from '../../fake-clock.ts';
import { openTelegram } from './open.ts';

describe('/chats', () => {
  it('/chats leads back to an earlier conversation, renames and deletes', async () => {
    const { bot, telegram, openai, ann, chat, texts, press, heard, mine } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'About trains');
    await telegram.waitFor(() => mine().length === 1);
    telegram.say(chat, ann, '/new');
    await telegram.waitFor(() => mine().length === 2);
    telegram.say(chat, ann, 'About ships');
    await telegram.waitFor(() => mine().length === 3);
    telegram.say(chat, ann, '/chats');
    await telegram.waitFor(() => texts().at(-1)?.includes('About trains'));
    press('2');
    await telegram.waitFor(() => texts().at(-1)?.includes('Back in'));
    expect(mine()).toHaveLength(4);
    telegram.say(chat, ann, 'Where were we?');
    await telegram.waitFor(() => openai.requests.length === 3);
    expect(heard(2)).toContain('trains');
    expect(heard(2)).not.toContain('ships');
    await telegram.waitFor(() => texts().at(-1) === 'Answer 2.');
    press('✎');
    await telegram.waitFor(() => mine().at(-1)?.form);
    await bot.idle();
    expect(texts().at(-1)).toMatch(/^✎ Rename: The new title\n/);
    telegram.say(chat, ann, 'Railways', { replyTo: mine().at(-1)?.id ?? 0 });
    await telegram.waitFor(() => texts().some((text) => text.includes('is now called Railways')));
    press('✕ Delete', chat);
    await telegram.waitFor(() => texts().some((text) => text.startsWith('Delete Railways?')));
    press('Yes');
    await telegram.waitFor(() => texts().some((text) => text.startsWith('Railways has been deleted')));
    telegram.say(chat, ann, 'And now?');
    await telegram.waitFor(() => openai.requests.length === 4);
    expect(heard(3)).not.toMatch(/trains|Where were we/);
  });

  it.each([
    ['chosen', '2', 'Back in'],
    ['deleted', 'Yes', 'has been deleted'],
  ])('what waits while another conversation is %s is asked where it was written', async (_, label, done) => {
    const { bot, telegram, openai, ann, chat, texts, press, mine, heard } = await openTelegram();
    openai.script((_body, at) => (at === 2 ? { text: 'Answer 2.', firstTokenMs: 1000 } : `Answer ${at}.`));
    for (const [at, text] of ['About trains', '/new', 'About ships'].entries()) {
      telegram.say(chat, ann, text);
      await telegram.waitFor(() => mine().length === at + 1);
    }
    telegram.say(chat, ann, label === 'Yes' ? '/chats delete=1' : '/chats');
    await telegram.waitFor(() => mine().length === 4);
    await bot.idle();
    telegram.say(chat, ann, 'How fast?');
    telegram.say(chat, ann, 'And how long?');
    await openai.waitFor(() => openai.requests.length === 3);
    press(label);
    await telegram.waitFor(() => telegram.callsOf('answerCallbackQuery').length === 1);
    expect(openai.requests).toHaveLength(3);
    telegram.say(chat, ann, 'And now?');
    await telegram.waitFor(() => texts()[3]?.includes(done));
    await openai.waitFor(() => openai.requests.length === 5);
    expect(heard(3)).toMatch(/ships.*How fast.*how long/s);
    expect(heard(4)).not.toMatch(/ships|How fast/);
  });

  it('"Yes, delete it" pressed twice deletes once, and says so', async () => {
    const { bot, telegram, openai, ann, chat, texts, press, mine } = await openTelegram();
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, 'About trains');
    await telegram.waitFor(() => mine().length === 1);
    telegram.say(chat, ann, '/chats delete=1');
    await telegram.waitFor(() => mine().length === 2);
    await bot.idle();
    press('Yes');
    press('Yes');
    await telegram.waitFor(() => texts()[1]?.includes('has been deleted'));
    await bot.idle();
    expect(texts()[1]).toContain('has been deleted');
  });

  it('a form asked for five times at once is one, and can be asked for again', async () => {
    const { bot, telegram, openai, ann, chat, press, mine } = await openTelegram();
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, 'About trains');
    await telegram.waitFor(() => mine().length === 1);
    telegram.say(chat, ann, '/chats');
    await telegram.waitFor(() => mine().length === 2);
    await bot.idle();
    const forms = () => mine().filter(({ form }) => form).length;
    for (let at = 0; at < 5; at += 1) press('✎');
    await telegram.waitFor(() => forms() > 0);
    await bot.idle();
    expect(forms()).toBe(1);
    press('✎');
    await telegram.waitFor(() => forms() === 2);
  });

  it('stay their asker’s when an admin has pressed a button', async () => {
    const { bot, telegram, ann, texts, press } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    const carol = telegram.user({ first_name: 'Carol' });
    for (const user of [ann, bob, carol]) telegram.join(group, user);
    telegram.appoint(group, carol);
    telegram.say(group, ann, '/settings');
    await telegram.waitFor(() => texts(group).length === 1);
    press('Language', group, carol);
    await telegram.waitFor(() => texts(group)[0]?.startsWith('Language'));
    await bot.idle();
    press('‹ Back', group, bob);
    await telegram.waitFor(() => telegram.notifications.at(-1)?.text?.includes('Only the person who asked'));
    press('‹ Back', group, ann);
    await telegram.waitFor(() => texts(group)[0]?.startsWith("This chat's settings"));
  });

  it('a command as the reply to a form is the command, and the form still waits', async () => {
    const { telegram, openai, ann, chat, texts, press, mine } = await openTelegram();
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, 'About trains');
    await telegram.waitFor(() => mine().length === 1);
    telegram.say(chat, ann, '/chats');
    await telegram.waitFor(() => texts().at(-1)?.includes('About trains'));
    press('✎');
    await telegram.waitFor(() => mine().at(-1)?.form);
    const form = mine().at(-1)?.id ?? 0;
    telegram.say(chat, ann, '/help', { replyTo: form });
    await telegram.waitFor(() => texts().at(-1)?.includes('use these commands'));
    telegram.say(chat, ann, 'Railways', { replyTo: form });
    await telegram.waitFor(() => texts().at(-1)?.includes('is now called Railways'));
  });

  it('a form that is filled in again and again is asked for as often as may be, and no more', async () => {
    const { bot, telegram, ann, chat, mine, texts, answers, press } = await openTelegram({
      settings: { REQUESTS_PER_MINUTE: '4' },
    });
    telegram.say(chat, ann, 'About trains');
    await answers(1);
    telegram.say(chat, ann, '/chats');
    await telegram.waitFor(() => mine().length === 2);
    press('✎ Rename');
    const form = await telegram.waitFor(() => mine().find((each) => each.form));
    await bot.idle();
    for (let at = 1; at <= 6; at += 1) telegram.say(chat, ann, `Railways ${at}`, { replyTo: form.id });
    await telegram.waitFor(() => texts().some((text) => text.includes('Railways 2')));
    await bot.idle();
    expect(texts().filter((text) => text.includes('is now called'))).toHaveLength(2);
  });

  it('a form in a group opens for who pressed, and for nobody else', async () => {
    const { bot, telegram, openai, ann, press, mine, texts } = await openTelegram();
    openai.script(() => 'Yes.');
    const group = telegram.group({ title: 'Town' });
    for (const user of [ann, telegram.user({ first_name: 'Bob' })]) telegram.join(group, user);
    telegram.say(group, ann, `@${telegram.bot.username} About trains`);
    await telegram.waitFor(() => mine(group).length === 1);
    telegram.say(group, ann, '/chats');
    await telegram.waitFor(() => mine(group).length === 2);
    press('✎', group);
    const form = await telegram.waitFor(() => mine(group).find((each) => each.form));
    expect(form).toMatchObject({ asked: [ann.id] });
    await bot.idle();
    telegram.say(group, ann, 'Railways', { replyTo: form.id });
    await telegram.waitFor(() => texts(group).at(-1)?.includes('is now called Railways'));
  });

  it('/chats shows the names the model gave to what was left, in the background', async () => {
    const { bot, telegram, openai, ann, chat, texts, heard } = await openTelegram({
      settings: { CONVERSATION_TITLES: 'true' },
    });
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, 'About trains in the mountains');
    await telegram.waitFor(() => texts().length === 1);
    telegram.say(chat, ann, '/new');
    await telegram.waitFor(() => texts().length === 2);
    await bot.idle();
    telegram.say(chat, ann, '/chats');
    await telegram.waitFor(() => texts().at(-1)?.startsWith('Your conversations'));
    expect(openai.requests[1]?.body['instructions']).toContain('Name this conversation');
    expect(heard(1)).toContain('About trains');
    // A title stands without quotes, first words in them.
    expect(texts().at(-1)).toMatch(/2\. [^“]+ — /);
  });

  it('what is left by a long silence gets its name when something is said again', async () => {
    const clock = createMovableClock();
    const { bot, telegram, openai, ann, chat, texts } = await openTelegram({
      settings: { CONVERSATION_TITLES: 'true', CONVERSATION_IDLE: '1' },
      clock,
    });
    const naming = (text: string) =>
      openai.requests.some(
        ({ body }) =>
          String(body['instructions']).includes('Name this') && JSON.stringify(body['input']).includes(text),
      );
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, 'About trains');
    await telegram.waitFor(() => texts().length === 1);
    await bot.idle();
    clock.pass(1200);
    expect(openai.requests).toHaveLength(1);
    telegram.say(chat, ann, 'About ships');
    await openai.waitFor(() => naming('About trains'));
  });
});
