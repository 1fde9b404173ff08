import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

describe('a persona', () => {
  it('is looked at, chosen and asked by buttons, also after a restart', async () => {
    const { bot, telegram, openai, ann, chat, texts, press, labels } = await openTelegram();
    openai.script(() => 'Gold.');
    telegram.say(chat, ann, '/persona show=innkeeper');
    await telegram.waitFor(() => texts()[0]?.startsWith('🏮'));
    await bot.restart();
    press('Use in this chat');
    await telegram.waitFor(() => texts()[0]?.includes('answers in this chat from now on.'));
    await bot.idle();
    const [starter = ''] = labels() ?? [];
    press(starter);
    await telegram.waitFor(() => texts().length === 2);
    await bot.idle();
    expect(texts()[1]).toContain('Gold.');
    const [first] = openai.requests;
    expect(first?.body['instructions']).toContain('Mara');
    telegram.say(chat, ann, 'And then?');
    await telegram.waitFor(() => texts().length === 3);
    await bot.idle();
    // The service knows what it was told before the turns again.
    expect(openai.requests.at(-1)?.body['instructions']).toBe(first?.body['instructions']);
    telegram.say(chat, ann, '/persona use=none');
    await telegram.waitFor(() => texts().at(-1)?.startsWith('The plain assistant answers'));
    telegram.say(chat, ann, 'Who are you?');
    await telegram.waitFor(() => openai.requests.length === 3);
    expect(openai.requests.at(-1)?.body['instructions']).not.toContain('Mara');
  });

  it('is made step by step, and answers once where it is asked for', async () => {
    const { bot, telegram, openai, ann, chat, texts, mine, press } = await openTelegram();
    openai.script(() => 'Eat.');
    telegram.say(chat, ann, '/persona');
    await telegram.waitFor(() => texts().length === 1);
    await bot.idle();
    press('New persona');
    for (const [at, words] of ['Grandma Ana', '/skip', 'Be kind and cook.', '/skip', 'What is for lunch?'].entries()) {
      await telegram.waitFor(() =>
        mine()
          .at(-1)
          ?.text.includes(`${at + 1}/5`),
      );
      await bot.idle();
      telegram.say(chat, ann, words, { replyTo: mine().at(-1)?.id ?? 0 });
    }
    await telegram.waitFor(() => texts().some((text) => text.includes('Grandma Ana is kept')));
    await bot.idle();
    const before = texts().length;
    telegram.say(chat, ann, '/ask persona=grandma-ana Hungry!');
    await telegram.waitFor(() => texts().length > before);
    await bot.idle();
    expect(openai.requests.at(-1)?.body['instructions']).toContain('Be kind and cook.');
    telegram.say(chat, ann, 'Still hungry!');
    await telegram.waitFor(() => openai.requests.length === 2);
    expect(openai.requests.at(-1)?.body['instructions']).not.toContain('Be kind and cook.');
  });
});
