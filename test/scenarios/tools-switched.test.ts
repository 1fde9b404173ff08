import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestBot, type TestBot } from '../support/test-bot.ts';
import { type Platform, platforms } from './chat-driver.ts';

/** Tools of a chat as its people see and switch them, through the whole bot. */

describe.each(['Telegram', 'Discord'] as const)('on %s', (name) => {
  const platform: Platform = platforms[name];
  let bot: TestBot;
  beforeAll(async () => {
    bot = await startTestBot({ platforms: [platform.name], settings: { TOOLS: 'time,math' } });
    if (platform.name === 'discord') await bot.discord.waitFor(() => bot.discord.online() === 1, 30_000);
  });
  afterAll(() => bot.close());

  it('what is switched off by its button is offered to the model no more', async () => {
    const driver = platform.open(bot);
    const newest = (wanted: RegExp) => driver.until((texts) => wanted.test(texts.at(-1) ?? ''));
    driver.say('/settings');
    await newest(/Tools.*: default/);
    driver.press('Tools');
    await newest(/✓ .*arithmetic/);
    driver.press('✓ arithmetic');
    await newest(/✕ .*arithmetic/);
    await driver.idle();
    bot.openai.script(['Hello.']);
    driver.say('Hi');
    await newest(/Hello\./);
    await driver.idle();
    const offered = JSON.stringify(bot.openai.requests.at(-1)?.body['tools']);
    expect(offered).toContain('"now"');
    expect(offered).not.toContain('"calculate"');
  });
});
