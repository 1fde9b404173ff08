import { describe, expect, it, onTestFinished } from 'vitest';
import { openBeside } from '../support/beside.ts';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { isWhole } from '../support/whole.ts';
import { type Platform, platforms } from './chat-driver.ts';

/** The real program, killed between the steps of an answer that calls tools. */

const pairs = [
  ['Telegram', 'chat'],
  ['Discord', 'responses'],
] as const;

/** Types of the steps that the one open turn has journalled. */
function stepsIn({ store }: BotProcess): string[] {
  const database = openBeside(store);
  try {
    return database
      .prepare('SELECT step FROM steps ORDER BY at')
      .all()
      .map(({ step }) => (JSON.parse(String(step)) as { type: string }).type);
  } finally {
    database.close();
  }
}

describe.runIf(isWhole).each(pairs)('on %s with the API %s', (name, api) => {
  const platform: Platform = platforms[name];

  it('each round is asked once more where it was not over, and none that was', async () => {
    const bot = await startBotProcess({ OPENAI_API: api, TOOLS: 'time,math' }, { platforms: [platform.name] });
    onTestFinished(() => bot.close());
    const { openai, kill, start } = bot;
    await platform.ready(bot);
    const driver = platform.open(bot);
    const slow = { firstTokenMs: 60_000 };
    let held = true;
    openai.script(({ results }) => {
      const hold = held ? slow : {};
      held = !held;
      if (results.length === 0) {
        const calls = ['1+1', '2+2'].map((expression) => ({ name: 'calculate', arguments: { expression } }));
        return { text: 'First.', calls, ...hold };
      }
      if (results.length === 2) return { text: 'Second.', calls: [{ name: 'now' }], ...hold };
      return { text: 'Third.', ...hold };
    });
    driver.say('Reckon');
    // Dies while each of the three requests is open: one more for each, and what is journalled grows.
    for (const [at, steps] of [
      [],
      ['round', 'result', 'result'],
      ['round', 'result', 'result', 'round', 'result'],
    ].entries()) {
      await openai.waitFor(() => openai.requests.length === 2 * at + 1, 40_000);
      expect(stepsIn(bot)).toEqual(steps);
      await kill();
      start();
      await platform.ready(bot);
    }
    await driver.until(([shown = '']) => shown.includes('Third.'));
    await driver.idle();
    const [shown = '', ...others] = driver.texts();
    expect(others).toEqual([]);
    expect(shown.match(/First\.|Second\.|Third\./g)).toEqual(['First.', 'Second.', 'Third.']);
    expect(openai.requests).toHaveLength(6);
  }, 180_000);
});
