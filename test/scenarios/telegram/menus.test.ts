import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

describe('menus', () => {
  it('/settings is edited in place and changes what the model is asked with', async () => {
    const { telegram, openai, ann, chat, texts, press, mine } = await openTelegram({
      settings: { OPENAI_MODEL: 'gpt-5.4-mini' },
    });
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, '/settings');
    await telegram.waitFor(() => mine().length === 1);
    press('Verbosity');
    await telegram.waitFor(() => texts()[0]?.startsWith('Verbosity'));
    press('low');
    await telegram.waitFor(() => texts()[0]?.startsWith('Changed'));
    expect(mine()).toHaveLength(1);
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => openai.requests.length === 1);
    expect(openai.requests[0]?.body['text']).toMatchObject({ verbosity: 'low' });
  });

  it('a setting the model refuses is left out, said once, and remembered', async () => {
    const { bot, telegram, openai, ann, chat, texts } = await openTelegram({
      settings: { OPENAI_MODEL: 'gpt-4.1-mini', TEMPERATURE: '0.5' },
    });
    openai.script(() => 'Yes.');
    const error = { message: 'no', type: 'invalid_request_error', code: 'unsupported_parameter', param: 'temperature' };
    openai.fail('/responses', { status: 400, error });
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => texts().length === 1);
    await bot.idle();
    expect(texts()[0]).toMatch(/^Yes\.\n\n.*doesn't support Temperature/s);
    telegram.say(chat, ann, 'Again');
    await telegram.waitFor(() => texts().length === 2);
    expect(texts()[1]).toBe('Yes.');
    expect(openai.requests.at(-1)?.body).not.toHaveProperty('temperature');
  });

  it('a value the model refuses gives way to the operator’s own, is said each time, and is nobody else’s matter', async () => {
    const { telegram, openai, ann, chat, texts } = await openTelegram({
      settings: { OPENAI_MODEL: 'gpt-4.1-mini', TEMPERATURE: '0.5' },
    });
    openai.script(() => 'Yes.');
    const bob = telegram.user({ first_name: 'Bob' });
    const bobs = telegram.privateChat(bob);
    telegram.say(bobs, bob, '/settings temperature=1.7');
    await telegram.waitFor(() => texts(bobs).length === 1);
    const error = {
      message: 'no',
      type: 'invalid_request_error',
      code: 'decimal_above_max_value',
      param: 'temperature',
    };
    for (const at of [2, 3]) {
      openai.fail('/responses', { status: 400, error });
      telegram.say(bobs, bob, 'Hi');
      await telegram.waitFor(() => texts(bobs)[at - 1]?.includes("doesn't accept 1.7 for Temperature"));
      expect(openai.requests.at(-1)?.body['temperature']).toBe(0.5);
    }
    telegram.say(chat, ann, 'Hello');
    await telegram.waitFor(() => texts().length === 1);
    expect(texts()[0]).toBe('Yes.');
    expect(openai.requests.at(-1)?.body['temperature']).toBe(0.5);
    // The operator's own is refused, too: without any.
    openai.fail('/responses', { status: 400, error });
    telegram.say(chat, ann, 'Once more');
    await telegram.waitFor(() => texts()[1]?.includes("doesn't accept 0.5 for Temperature"));
    expect(openai.requests.at(-1)?.body).not.toHaveProperty('temperature');
  });

  it('/context and /why in a group go to the asker alone; turns can be left out there', async () => {
    const { bot, telegram, openai, ann, chat, texts, press, heard } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    telegram.join(group, ann);
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(group, ann, `@${telegram.bot.username} My number is 4711`);
    await telegram.waitFor(() => texts(group).length === 1);
    await bot.idle();
    telegram.say(group, ann, '/context');
    await telegram.waitFor(() => texts().some((text) => text.includes('4711')));
    expect(texts(group)).toHaveLength(1);
    press('✕ 1');
    await telegram.waitFor(() => texts().some((text) => text.includes('(left out)')));
    telegram.say(group, ann, `@${telegram.bot.username} What was it?`);
    await telegram.waitFor(() => openai.requests.length === 2);
    expect(heard(1)).not.toContain('4711');
    telegram.say(group, ann, '/why');
    await telegram.waitFor(() => texts().some((text) => text.includes('I answer')));
    expect(texts(group)).toHaveLength(2);
    expect(chat.id).toBe(ann.id);
  });

  it('what /context left out can still be asked again and taken away', async () => {
    const { telegram, openai, ann, chat, texts, press, heard } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'My number is 4711');
    await telegram.waitFor(() => texts().length === 1);
    const leaveOut = async (menu: number) => {
      telegram.say(chat, ann, '/context');
      await telegram.waitFor(() => texts().length === menu + 1);
      press('✕ 1');
      await telegram.waitFor(() => texts()[menu]?.includes('(left out)'));
    };
    await leaveOut(1);
    press('↻');
    await telegram.waitFor(() => texts()[0] === 'Answer 1.');
    telegram.say(chat, ann, 'What was it?');
    await telegram.waitFor(() => texts().length === 3);
    expect(heard(2)).toContain('4711');
    await leaveOut(3);
    const first = telegram.messages(chat).find(({ text, deleted }) => text === 'Answer 1.' && !deleted);
    telegram.say(chat, ann, '/delete', { replyTo: first?.id ?? 0 });
    await telegram.waitFor(() => !texts().includes('Answer 1.'));
    expect(texts().at(-1)).toContain('are gone');
  });

  it('/context of a group says the same when it is pressed on', async () => {
    const { bot, telegram, openai, ann, texts, press } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    telegram.join(group, ann);
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(group, ann, `@${telegram.bot.username} Hi`);
    await telegram.waitFor(() => texts(group).length === 1);
    await bot.idle();
    telegram.say(group, ann, '/context');
    await telegram.waitFor(() => texts().length === 1);
    const [before = ''] = texts();
    press('📌 1');
    await telegram.waitFor(() => texts()[0]?.includes('1 📌'));
    expect(texts()[0]?.replace('1 📌', '1')).toBe(before);
    await bot.idle();
    press('📌✕ 1');
    await telegram.waitFor(() => texts()[0] === before);
  });

  it('/context of a group, in their private chat, lets nobody take away what others asked; its admins may', async () => {
    const { bot, telegram, openai, ann, texts, press, heard } = await openTelegram();
    const group = telegram.group({ title: 'Town' });
    const bob = telegram.user({ first_name: 'Bob' });
    const carol = telegram.user({ first_name: 'Carol' });
    for (const user of [ann, bob, carol]) telegram.join(group, user);
    telegram.appoint(group, carol);
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(group, ann, `@${telegram.bot.username} My number is 4711`);
    await telegram.waitFor(() => texts(group).length === 1);
    await bot.idle();
    const [bobs, carols] = [telegram.privateChat(bob), telegram.privateChat(carol)];
    telegram.say(group, bob, '/context');
    await telegram.waitFor(() => texts(bobs).length === 1);
    press('✕ 1', bobs, bob);
    await telegram.waitFor(() => texts(bobs)[0]?.includes('Only the person who asked'));
    telegram.say(group, ann, `@${telegram.bot.username} What was it?`);
    await telegram.waitFor(() => texts(group).length === 2);
    expect(heard(1)).toContain('4711');
    telegram.say(group, carol, '/context');
    await telegram.waitFor(() => texts(carols).length === 1);
    press('✕ 1', carols, carol);
    await telegram.waitFor(() => texts(carols)[0]?.includes('(left out)'));
    telegram.say(group, ann, `@${telegram.bot.username} And now?`);
    await telegram.waitFor(() => texts(group).length === 3);
    expect(heard(2)).not.toContain('4711');
  });

  it('two of them change two settings at once: both hold', async () => {
    const { bot, telegram, openai, ann, chat, mine } = await openTelegram({
      settings: { OPENAI_MODEL: 'gpt-5.4-mini' },
    });
    openai.script(() => 'Yes.');
    for (const count of [1, 2]) {
      telegram.say(chat, ann, '/settings');
      await telegram.waitFor(() => mine().length === count);
      await bot.idle();
    }
    const pressOn = (at: number, label: string) => {
      const message = mine()[at];
      const button = message?.buttons.flat().find(({ text }) => text.startsWith(label));
      if (!message || !button) throw new Error(`no button ${label}`);
      telegram.press(chat, ann, message, button.data);
    };
    pressOn(0, 'Verbosity');
    await telegram.waitFor(() => mine()[0]?.text.startsWith('Verbosity'));
    pressOn(1, 'Language');
    await telegram.waitFor(() => mine()[1]?.text.startsWith('Language'));
    await bot.idle();
    telegram.rule({ match: ({ path }) => path.endsWith('/editMessageText'), times: 2, delayMs: 700 });
    pressOn(0, 'low');
    pressOn(1, 'Esp');
    await bot.idle();
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => openai.requests.length === 1);
    expect(openai.requests[0]?.body['text']).toMatchObject({ verbosity: 'low' });
    telegram.say(chat, ann, '/settings');
    await bot.idle();
    expect(mine().at(-1)?.text).toMatch(/Español/);
  });
});
