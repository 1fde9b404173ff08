import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

describe('access', () => {
  it('a stranger gets one sentence with their id, and the model is not asked', async () => {
    const { bot, telegram, ann, chat, openai, answers } = await openTelegram({ settings: { ACCESS: 'allowlist' } });
    for (const text of ['Hi', '/ask hi', '/image cat', '/stop', '/new']) telegram.say(chat, ann, text);
    await expect(answers(1)).resolves.toEqual([expect.stringContaining(`telegram:${ann.id}`)]);
    await bot.idle();
    expect(telegram.answers(chat)).toHaveLength(1);
    expect(openai.requests).toHaveLength(0);
  });

  it('a flood gets its allowed answers and one notice', async () => {
    const { bot, telegram, ann, chat, openai } = await openTelegram({ settings: { REQUESTS_PER_MINUTE: '3' } });
    openai.script(() => 'Yes.');
    for (let at = 0; at < 20; at += 1) telegram.say(chat, ann, `message ${at}`);
    await telegram.waitFor(() => telegram.answers(chat).filter((text) => text === 'Yes.').length === 3);
    await bot.idle();
    expect(telegram.answers(chat).filter((text) => text.includes('wait'))).toHaveLength(1);
    expect(openai.requests).toHaveLength(3);
  });

  it('edits of a running question count as well', async () => {
    const { bot, telegram, ann, chat, openai } = await openTelegram({ settings: { REQUESTS_PER_MINUTE: '3' } });
    openai.script(() => ({ text: 'word '.repeat(30), tokensPerSecond: 20 }));
    const message = telegram.say(chat, ann, 'wording');
    for (let at = 0; at < 8; at += 1) {
      await bot.received();
      telegram.edit(message, `wording ${at}`);
    }
    await telegram.waitFor(() => telegram.answers(chat).some((text) => text.includes('wait')));
    await bot.idle();
    expect(openai.requests).toHaveLength(3);
    expect(telegram.answers(chat).filter((text) => text.includes('wait'))).toHaveLength(1);
  });

  it('whoever loses access while a question waits is told so, and the model is not asked again', async () => {
    const { bot, telegram, ann, chat, openai } = await openTelegram({ settings: { SHUTDOWN_GRACE: '0' } });
    openai.script(() => ({ text: 'word '.repeat(200).trim(), tokensPerSecond: 20 }));
    telegram.say(chat, ann, 'one');
    await telegram.waitFor(() => telegram.answers(chat).length === 1);
    telegram.say(chat, ann, 'two');
    await bot.received();
    await bot.restart({ ACCESS: 'allowlist' });
    await telegram.waitFor(
      () => telegram.answers(chat).filter((text) => text.includes(`telegram:${ann.id}`)).length === 2,
    );
    await bot.idle();
    expect(telegram.answers(chat)).toHaveLength(2);
    expect(openai.requests).toHaveLength(1);
  });

  it.each(['↻', 'an edit'])(
    'whoever loses access while an answer is made again keeps the one before: %s',
    async (by) => {
      const { bot, telegram, ann, chat, openai, press, shown, texts } = await openTelegram({
        settings: { SHUTDOWN_GRACE: '0' },
      });
      openai.script((_, at) => (at === 0 ? 'Answer 0.' : { text: 'word '.repeat(200).trim(), tokensPerSecond: 20 }));
      const asked = telegram.say(chat, ann, '/translate one');
      await shown(['Answer 0.']);
      if (by === '↻') press(by);
      else telegram.edit(asked, '/translate two');
      await telegram.waitFor(() => texts()[0]?.startsWith('word'));
      await bot.restart({ ACCESS: 'allowlist' });
      await telegram.waitFor(() => texts()[0]?.includes(`telegram:${ann.id}`));
      expect(texts()).toEqual([expect.stringMatching(/^Answer 0\./)]);
    },
  );
});
