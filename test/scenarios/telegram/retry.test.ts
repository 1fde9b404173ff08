import { describe, expect, it } from 'vitest';
import { openTelegram, slow } from './open.ts';

describe('another answer', () => {
  it('Again makes another answer in its place, and the arrows go through them, over restarts', async () => {
    const { bot, telegram, openai, ann, chat, shown, labels, press, heard } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    await bot.restart();
    press('↻');
    await shown(['Answer 1.']);
    expect(labels()).toEqual(['◀', '2/2', '↻ Again', '✕ Delete']);
    await bot.restart();
    press('◀');
    await shown(['Answer 0.']);
    expect(labels()).toEqual(['1/2', '▶', '↻ Again', '✕ Delete']);
    expect(openai.requests).toHaveLength(2);
    telegram.say(chat, ann, 'And?');
    await shown(['Answer 0.', 'Answer 2.']);
    expect(heard(2)).toContain('Answer 0.');
    expect(heard(2)).not.toContain('Answer 1.');
  });

  it('another answer that fails leaves the old one', async () => {
    const { telegram, openai, ann, chat, shown, press, labels, texts } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    openai.fail('/responses', {
      status: 401,
      error: { message: 'no', type: 'invalid_request_error', code: 'invalid_api_key' },
    });
    press('↻');
    await telegram.waitFor(() => texts()[0]?.includes('rejects my API key'));
    expect(texts()[0]).toMatch(/^Answer 0\.\n\n/);
    expect(labels()).toEqual(['↻ Again', '✕ Delete']);
  });

  it('/retry whose answer cannot be shown takes the answer before away with its sentence', async () => {
    const { telegram, openai, ann, chat, shown } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    telegram.fail('sendMessage', { error_code: 400, description: 'Bad Request: text is strange' }, 1);
    telegram.say(chat, ann, '/retry');
    await shown([expect.stringContaining("can't be shown here")] as never);
  });

  it('/retry where the answer before may not be taken away is an answer all the same', async () => {
    const { telegram, openai, ann, chat, shown, heard } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    telegram.fail('deleteMessage', { error_code: 403, description: 'Forbidden: not enough rights' }, 1);
    telegram.say(chat, ann, '/retry');
    await shown(['Answer 0.', 'Answer 1.']);
    telegram.say(chat, ann, 'And?');
    await shown(['Answer 0.', 'Answer 1.', 'Answer 2.']);
    expect(heard(2)).toMatch(/Hi.*Answer 1/s);
  });

  it('a hundred presses in a second are one, and each is acknowledged', async () => {
    const { telegram, openai, ann, chat, shown, press } = await openTelegram();
    openai.script((_, at) => (at === 0 ? 'First.' : { text: 'Second.', firstTokenMs: 300 }));
    telegram.say(chat, ann, 'Hi');
    await shown(['First.']);
    for (let at = 0; at < 100; at += 1) press('↻');
    await shown(['Second.']);
    expect(openai.requests).toHaveLength(2);
  });
});

describe('another answer to an edited prompt', () => {
  it('that was asked again below leaves no answer to the old words', async () => {
    const { telegram, openai, ann, chat, shown } = await openTelegram();
    openai.script((_, at) => `Answer ${at}.`);
    const message = telegram.say(chat, ann, 'Teh question');
    await shown(['Answer 0.']);
    telegram.say(chat, ann, '/retry');
    await shown(['Answer 1.']);
    telegram.edit(message, 'The question');
    await shown(['Answer 2.']);
  });

  it.each(['by its button', 'below'])(
    'that is being answered again %s leaves nothing of the old words',
    async (how) => {
      const { telegram, openai, ann, chat, shown, texts, press, heard } = await openTelegram();
      openai.script((_, at) => (at === 1 ? { ...slow, text: 'word '.repeat(20).trim() } : `Answer ${at}.`));
      const message = telegram.say(chat, ann, 'My number is 4711');
      await shown(['Answer 0.']);
      if (how === 'below') telegram.say(chat, ann, '/retry');
      else press('↻');
      await telegram.waitFor(() => texts().at(-1)?.startsWith('word'));
      telegram.edit(message, 'My number is 5822');
      await shown(['Answer 2.']);
      telegram.say(chat, ann, 'What was it?');
      await shown(['Answer 2.', 'Answer 3.']);
      expect(heard(3)).not.toMatch(/4711|word|Answer 0/);
    },
  );

  it('that is being answered again by its button is answered anew at once', async () => {
    const { telegram, openai, ann, chat, shown, texts, press } = await openTelegram();
    openai.script((_, at) => (at === 1 ? slow : `Answer ${at}.`));
    const message = telegram.say(chat, ann, 'Hi');
    await shown(['Answer 0.']);
    press('↻');
    await telegram.waitFor(() => texts()[0]?.startsWith('word'));
    telegram.edit(message, 'Hello');
    telegram.edit(message, 'Good day');
    await shown([expect.stringMatching(/^Answer [23]\.$/)] as never);
    expect(openai.requests.length).toBeLessThanOrEqual(4);
  });
});
