import { expect, it } from 'vitest';
import { platforms } from '../scenarios/chat-driver.ts';
import { startTestBot } from '../support/test-bot.ts';

it('answers with the tools that there are where no persona names any', async () => {
  const bot = await startTestBot({ settings: { TOOLS: 'time' }, platforms: ['telegram'] });
  try {
    bot.openai.script(['Good morning.']);
    const chat = platforms.Telegram.open(bot);
    chat.say('Good morning');
    await chat.idle();
    expect(chat.texts()).toEqual(['Good morning.']);
    expect(bot.openai.requests.at(-1)?.body['tools']).not.toHaveLength(0);
  } finally {
    await bot.close();
  }
});
