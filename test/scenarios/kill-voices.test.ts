import { describe, expect, it, onTestFinished } from 'vitest';
import { openBeside } from '../support/beside.ts';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { isWhole } from '../support/whole.ts';
import { platforms } from './chat-driver.ts';

/** The real program killed between speaking and showing: a voice is paid for once, and is there once. */

const LIMIT_MS = 30_000;
const settings = { OPENAI_SPEECH_MODEL: 'gpt-4o-mini-tts', OPENAI_SPEECH_VOICE: 'alloy' };

/** Blobs that are kept. */
function kept({ store }: BotProcess): unknown {
  const database = openBeside(store);
  const row = database.prepare('SELECT count(*) AS count FROM blobs').get();
  database.close();
  return row?.['count'];
}

describe.each(isWhole ? (['Telegram', 'Discord'] as const) : (['Discord'] as const))('on %s', (name) => {
  it('killed before the voice of an answer is shown', async () => {
    const platform = platforms[name];
    const bot = await startBotProcess(settings, { platforms: [platform.name] });
    onTestFinished(() => bot.close());
    await platform.ready(bot);
    const chat = platform.open(bot);
    const asked = (path: string) => bot.openai.requests.filter((request) => request.path.endsWith(path)).length;
    bot.openai.script(['Worms.']);
    chat.say('/settings speaks=always');
    await chat.until((texts) => texts.length === 1);
    await chat.idle();
    let killed: Promise<unknown> | undefined;
    platform.rule(bot)({
      match: ({ headers, method }) => method === 'POST' && /multipart/.test(String(headers['content-type'])),
      times: 1,
      drop: 'before',
      before: () => {
        killed = bot.kill();
      },
    });
    chat.say('What does a mole eat?');
    await expect.poll(() => killed, { timeout: LIMIT_MS }).toBeDefined();
    await killed;
    expect(kept(bot)).toBe(1);
    bot.start();
    await chat.until((texts) => texts.length === 3);
    await bot.idle(LIMIT_MS);
    expect(chat.texts()[1]).toBe('Worms.');
    expect([asked('/chat/completions'), asked('/audio/speech')]).toEqual([1, 1]);
    // It was needed no longer than until it was shown.
    expect(kept(bot)).toBe(0);
  }, 120_000);
});
