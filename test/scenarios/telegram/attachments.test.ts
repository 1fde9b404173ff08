import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

describe('what is sent along with a message', () => {
  it.each([
    ['photo', "can't look at pictures"],
    ['voice', "can't listen"],
    ['sticker', 'only read text'],
  ])('a lone %s gets one sentence and costs nothing', async (kind, sentence) => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    telegram.say(chat, ann, '', { [kind]: true });
    await expect(answers(1)).resolves.toEqual([expect.stringContaining(sentence)]);
    expect(openai.requests).toHaveLength(0);
  });

  it('a sticker in reply to the bot gets its sentence, the name alone in reply an answer about what is replied to', async () => {
    const { telegram, ann, chat, openai, answers, heard } = await openTelegram();
    openai.script(['Hello.', 'About that.']);
    telegram.say(chat, ann, 'Hi');
    await answers(1);
    const [answer] = telegram.messages(chat).filter(({ mine }) => mine);
    telegram.say(chat, ann, '', { sticker: true, replyTo: answer?.id ?? 0 });
    await answers(2);
    expect(openai.requests).toHaveLength(1);
    telegram.say(chat, ann, '@parley_bot', { replyTo: answer?.id ?? 0 });
    await answers(3);
    expect(heard(1)).toContain('Hello.');
  });

  it('an album gets one sentence, an album with a caption one answer', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram();
    telegram.album(chat, ann, 3);
    await answers(1);
    openai.script(['About your pictures.']);
    telegram.album(chat, ann, 3, 'What is this?');
    await answers(2);
    await bot.idle();
    expect(telegram.answers(chat)).toHaveLength(2);
    expect(openai.requests).toHaveLength(1);
  });

  it('the caption of an album is answered though its first picture was taken before it came', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(['About your pictures.']);
    telegram.say(chat, ann, '', { photo: true, album: '7' });
    await answers(1);
    telegram.say(chat, ann, 'What is this?', { photo: true, album: '7' });
    telegram.say(chat, ann, '', { photo: true, album: '7' });
    await answers(2);
    await bot.idle();
    expect(telegram.answers(chat)).toEqual([expect.anything(), 'About your pictures.']);
  });
});
