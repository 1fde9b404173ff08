import { describe, expect, it } from 'vitest';
import { openTelegram, slow } from './open.ts';

describe('drafts', () => {
  const settings = { TELEGRAM_STREAMING: 'drafts' };

  it('show the growing answer, and the message comes once', async () => {
    const { telegram, openai, ann, chat, shown, mine } = await openTelegram({ settings });
    const text = 'word '.repeat(60).trim();
    openai.script([{ text, tokensPerSecond: 30 }]);
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => telegram.draft(chat)?.startsWith('word'));
    expect(mine()).toEqual([]);
    await shown([text]);
    expect(mine()[0]?.editCount).toBe(0);
  });

  it("Telegram's own Stop ends the answer", async () => {
    const { bot, telegram, openai, ann, chat, texts } = await openTelegram({ settings });
    openai.script([slow]);
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => telegram.draft(chat)?.startsWith('word'));
    telegram.stopDraft(chat);
    await telegram.waitFor(() => texts().length === 1, 1500);
    await bot.idle();
    expect(texts()).toEqual([expect.stringMatching(/^word .*\n\nStopped\.$/s)]);
  });

  it('that hang do not hold up the message', async () => {
    const { bot, telegram, openai, ann, chat, texts } = await openTelegram({ settings });
    openai.script([{ text: 'word '.repeat(60).trim(), tokensPerSecond: 30 }]);
    telegram.rule({ match: ({ path }) => path.endsWith('/sendMessageDraft'), delayMs: 15_000 });
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => texts().length === 1, 8000);
    await bot.idle();
    expect(texts()).toEqual(['word '.repeat(60).trim()]);
  });

  it('that are refused cost nothing: the answer grows by edits and comes once', async () => {
    const { telegram, openai, ann, chat, shown, mine } = await openTelegram({ settings });
    const text = 'word '.repeat(60).trim();
    openai.script([{ text, tokensPerSecond: 30 }]);
    telegram.fail('sendMessageDraft', { error_code: 400, description: 'Bad Request: DRAFT_INVALID' });
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => mine().some(({ editCount }) => editCount > 0));
    await shown([text]);
  });
});
