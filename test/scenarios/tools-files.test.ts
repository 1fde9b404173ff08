import { describe, expect, it, onTestFinished } from 'vitest';
import { startTestBot } from '../support/test-bot.ts';
import { type Platform, platforms } from './chat-driver.ts';

/** Files of a conversation that could not be read when they were sent, and are looked through later. */

describe.each(['Telegram', 'Discord'] as const)('on %s', (name) => {
  const platform: Platform = platforms[name];

  it('a file is read for a search once it can be had, and one that cannot be is named', async () => {
    const bot = await startTestBot({ platforms: [platform.name], settings: { TOOLS: 'files' } });
    onTestFinished(() => bot.close());
    if (platform.name === 'discord') await bot.discord.waitFor(() => bot.discord.online() === 1, 30_000);
    const driver = platform.open(bot);
    const send = (words: string, file: string, text: string) =>
      driver.send(words, [{ kind: 'file', name: file, mime: 'text/plain', bytes: Buffer.from(text) }]);
    const broken = { reply: { status: 404, body: {} } };
    const lift = platform.rule(bot)({ match: platform.fetches, ...broken });
    const search = { calls: [{ name: 'search_files', arguments: { query: 'returns' } }] };
    bot.openai.script((_, at) => {
      if (at < 2) return `Sorry ${at}.`;
      if (at > 2) return 'Within a fortnight.';
      lift();
      platform.rule(bot)({ match: (call) => platform.fetches(call) && /lost|file_2\./.test(call.path), ...broken });
      return search;
    });
    send('Keep this', 'rules.txt', 'All returns are due within fourteen days.');
    await driver.until((texts) => texts.some((text) => text.startsWith('Sorry 0')));
    await driver.idle();
    send('And this', 'lost.txt', 'Nothing.');
    await driver.until((texts) => texts.some((text) => text.startsWith('Sorry 1')));
    await driver.idle();
    driver.say('When are returns due?');
    await driver.until((texts) => texts.some((text) => text.startsWith('Within')));
    await driver.idle();
    const told = (at: number) => JSON.stringify(bot.openai.requests[at]?.body);
    expect(told(2)).not.toContain('within fourteen days');
    expect(told(3)).toMatch(/search_files.*rules\.txt.*within fourteen days/s);
    expect(told(3)).toMatch(/could not be read now: lost\.txt/);
  });
});
