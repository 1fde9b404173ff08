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

  it('/context and /why say what the last answer was made with, and /context which tools there are', async () => {
    const driver = platform.open(bot);
    const newest = (wanted: RegExp) => driver.until((texts) => wanted.test(texts.at(-1) ?? ''));
    bot.openai.script([{ calls: [{ name: 'calculate', arguments: { expression: '6*7' } }] }, 'It is 42.']);
    driver.say('What is 6*7?');
    await newest(/It is 42\./);
    await driver.idle();
    driver.say('/why');
    await newest(/For my last answer.* calculator: 6\\?\*7/);
    driver.say('/context');
    await newest(/For my last answer.* calculator: 6\\?\*7[\s\S]*Tools here now.*calculator · /);
    await driver.idle();
  });
});
