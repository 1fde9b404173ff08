import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

describe('an answer that is stopped', () => {
  it('/stop keeps what was said, marks it, and the next question knows it', async () => {
    const { bot, telegram, ann, chat, openai, answers, heard } = await openTelegram();
    openai.script([{ text: 'word '.repeat(200), tokensPerSecond: 40 }, 'Next.']);
    telegram.say(chat, ann, 'Tell me');
    await answers(1);
    telegram.say(chat, ann, '/stop');
    await telegram.waitFor(() => telegram.answers(chat)[0]?.includes('Stopped.'), 1000);
    await bot.idle();
    expect(telegram.answers(chat)).toHaveLength(1);
    expect(telegram.answers(chat)[0]).toMatch(/^word .*Stopped\.$/s);
    expect(openai.requests[0]?.aborted).toBe(true);
    telegram.say(chat, ann, 'Go on');
    await answers(2);
    expect(heard(1)).toMatch(/Tell me.*word word/s);
  });

  it('the word alone stops a running answer, and is a message like any other when none runs', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script([{ text: 'word '.repeat(200), tokensPerSecond: 40 }, 'A word like any other.']);
    telegram.say(chat, ann, 'Tell me');
    await answers(1);
    telegram.say(chat, ann, 'Stop');
    await telegram.waitFor(() => telegram.answers(chat)[0]?.includes('Stopped.'), 1000);
    await bot.idle();
    telegram.say(chat, ann, 'stop');
    await telegram.waitFor(() => telegram.answers(chat)[1] === 'A word like any other.');
  });

  it('/stop works while the model has said nothing yet', async () => {
    const { telegram, ann, chat, openai, answers } = await openTelegram();
    openai.script([{ firstTokenMs: 60_000, text: 'never' }]);
    telegram.say(chat, ann, 'Hello?');
    await openai.waitFor(({ path }) => path.endsWith('/responses'));
    telegram.say(chat, ann, '/stop');
    await expect(answers(1)).resolves.toEqual(['Stopped.']);
  });

  it('/stop with nothing running says so', async () => {
    const { telegram, ann, chat, answers } = await openTelegram();
    telegram.say(chat, ann, '/stop');
    await expect(answers(1)).resolves.toEqual([expect.stringContaining('nothing to stop')]);
  });
});
