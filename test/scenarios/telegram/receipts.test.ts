import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

async function open(settings: Record<string, string> = {}) {
  const opened = await openTelegram({ settings: { RECEIPTS: 'true', ...settings } });
  /** What the bot's reactions at a message were, in order. */
  const reactions = (message: { message_id: number }) =>
    opened.telegram
      .callsOf('setMessageReaction')
      .filter(({ params, ok }) => ok && params['message_id'] === message.message_id)
      .map(({ params }) => (params['reaction'] as { emoji: string }[]).map(({ emoji }) => emoji).join());
  return { ...opened, reactions };
}

describe('receipts', () => {
  it('show at the message that it is being answered, and that it is', async () => {
    const { bot, telegram, openai, ann, chat, group, answers, reactions } = await open();
    openai.script(['Yes.', 'Here, too.']);
    const asked = telegram.say(chat, ann, 'Are you there?');
    await answers(1);
    await telegram.waitFor(() => reactions(asked).length === 2);
    expect(reactions(asked)).toEqual(['👀', '👌']);
    const there = telegram.say(group, ann, '@parley_bot and here?');
    await answers(1, group);
    await telegram.waitFor(() => reactions(there).at(-1) === '👌');
    await bot.idle();
  });

  it('go where there is no answer', async () => {
    const { bot, telegram, openai, ann, chat, texts, reactions } = await open();
    openai.fail('/responses', { status: 401, error: { message: 'no', code: 'invalid_api_key', type: 'x' } }, 9);
    const asked = telegram.say(chat, ann, 'Are you there?');
    await telegram.waitFor(() => texts().length === 1 && reactions(asked).at(-1) === '');
    await bot.idle();
  });

  it('are off by default, and a chat’s own choice', async () => {
    const { bot, telegram, openai, ann, chat, answers, reactions } = await open({ RECEIPTS: 'false' });
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, 'One?');
    await answers(1);
    await bot.idle();
    expect(telegram.callsOf('setMessageReaction')).toEqual([]);
    telegram.say(chat, ann, '/settings receipts=on');
    await answers(2);
    await bot.idle();
    const asked = telegram.say(chat, ann, 'Two?');
    await telegram.waitFor(() => reactions(asked).at(-1) === '👌');
  });

  it('cost nothing but themselves where they are refused', async () => {
    const { bot, telegram, openai, ann, chat, answers } = await open();
    openai.script(['Yes.']);
    telegram.fail('setMessageReaction', { error_code: 400, description: 'Bad Request: REACTION_INVALID' }, 9);
    telegram.say(chat, ann, 'One?');
    expect(await answers(1)).toEqual(['Yes.']);
    await bot.idle();
  });
});
