import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

describe('what is sent along with a message', () => {
  it('a lone voice gets one sentence where nobody hears, and costs nothing', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram({
      settings: { OPENAI_TRANSCRIPTION_MODEL: 'off' },
    });
    telegram.say(chat, ann, '', { voice: true });
    await expect(answers(1)).resolves.toEqual([expect.stringContaining("can't listen")]);
    expect(openai.requests).toHaveLength(0);
  });

  it('the name alone in reply asks about what is replied to', async () => {
    const { telegram, ann, chat, openai, answers, heard } = await openTelegram();
    openai.script(['Hello.', 'About that.']);
    telegram.say(chat, ann, 'Hi');
    await answers(1);
    const [answer] = telegram.messages(chat).filter(({ mine }) => mine);
    telegram.say(chat, ann, '@parley_bot', { replyTo: answer?.id ?? 0 });
    await answers(2);
    expect(heard(1)).toContain('Hello.');
  });

  it('an album gets one answer, with a caption and without', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(['Three pictures.', 'About your pictures.']);
    telegram.album(chat, ann, 3);
    await answers(1);
    telegram.album(chat, ann, 3, 'What is this?');
    await answers(2);
    await bot.idle();
    expect(telegram.answers(chat)).toEqual(['Three pictures.', 'About your pictures.']);
    expect(openai.requests).toHaveLength(2);
  });

  it('the rest of an album is answered though its first picture was answered before it came', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script(['One picture.', 'About your pictures.']);
    telegram.say(chat, ann, '', { photo: true, album: '7' });
    await answers(1);
    telegram.say(chat, ann, 'What is this?', { photo: true, album: '7' });
    telegram.say(chat, ann, '', { photo: true, album: '7' });
    await answers(2);
    await bot.idle();
    expect(telegram.answers(chat)).toEqual(['One picture.', 'About your pictures.']);
  });
});
