import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { isWhole } from '../support/whole.ts';
import { type Platform, platforms } from './chat-driver.ts';
import { openDesk } from './desk.ts';

/** The real program killed between the press that allows a call and the end of the answer: the deed is done at most once. */

const LIMIT_MS = 30_000;

type Moment = 'noted' | 'at work' | 'told' | 'shown';
const moments: readonly Moment[] = ['noted', 'at work', 'told', 'shown'];

describe.each(['Telegram', 'Discord'] as const)('on %s', (name) => {
  const platform: Platform = platforms[name];
  const desk = openDesk({ book: 'ask' });
  const deeds = (room: string) => desk.done().filter((line) => line === `begun ${room}`).length;
  let bot: BotProcess;
  beforeAll(async () => {
    const settings = { ...desk.settings, OPENAI_API: name === 'Telegram' ? 'responses' : 'chat' };
    bot = await startBotProcess(settings, { platforms: [platform.name] });
    await platform.ready(bot);
  });
  afterAll(async () => {
    await bot.close();
    desk.close();
  });

  async function crash(): Promise<void> {
    await bot.kill();
    bot.start();
    await platform.ready(bot);
  }

  /** Presses, and crashes at a moment. */
  async function crashAt(moment: Moment, room: string, press: () => void): Promise<void> {
    if (moment === 'at work') {
      press();
      await expect.poll(() => deeds(room), { timeout: LIMIT_MS }).toBe(1);
      return crash();
    }
    const killed = new Promise<void>((resolve, reject) => {
      const kill = () => void crash().then(resolve, reject);
      if (moment === 'told')
        bot.openai.rule({ match: ({ method }) => method === 'POST', times: 1, drop: 'before', before: kill });
      else if (moment === 'noted')
        platform.rule(bot)({ match: platform.writes, times: 1, drop: 'before', before: kill });
      else {
        // The call itself is shown before the model is asked once more: this is the whole answer.
        const begun = bot.openai.requests.length;
        const shows: Platform['shows'] = (call) => platform.shows(call) && bot.openai.requests.length > begun;
        platform.rule(bot)({ match: shows, times: 1, drop: 'after', after: kill });
      }
    });
    press();
    return killed;
  }

  for (const [at, moment] of moments.entries()) {
    const isOurs = isWhole || (at === 1 && name === 'Telegram');
    it.runIf(isOurs)(
      `${moment}: it is done at most once, and the answer is there once`,
      async () => {
        const room = `room ${at}`;
        const ms = moment === 'at work' ? 4000 : 0;
        bot.openai.script(({ results }) =>
          results.length > 0
            ? 'Booked it.'
            : { text: 'Let me book.', calls: [{ name: 'desk__book', arguments: { room, ms } }] },
        );
        const driver = platform.open(bot);
        driver.say('Book it');
        await driver.until(([text = '']) => text.includes('May I run'));
        await driver.idle();
        expect(deeds(room)).toBe(0);
        await crashAt(moment, room, () => driver.press('Once'));
        await driver.until(([text = '']) => text.includes('Booked it.'));
        await bot.idle(LIMIT_MS);
        expect(driver.texts()).toHaveLength(1);
        expect(deeds(room)).toBe(1);
        const isUnknown = driver.texts()[0]?.includes('It is not known whether');
        expect(isUnknown).toBe(moment === 'at work');
      },
      120_000,
    );
  }
});
