import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRows } from '../chaos/kept.ts';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { isTried, isWhole, itWhole } from '../support/whole.ts';
import type { Platform } from './chat-driver.ts';
import { ask, type Gesture, gestures, growing, one, slow } from './gestures.ts';

/**
 * Gestures with a kill -9 in their middle: `noted`, before the platform hears anything of it, and `shown`, when the screen
 * has changed and the bot was not told so. What is seen and what is in context end as if nothing had happened.
 */

/** Declares the tests of all gestures on one platform. */
export function testGestureKills(platform: Platform): void {
  let bot: BotProcess;
  beforeAll(async () => {
    bot = await startBotProcess({ OPENAI_MODEL: 'gpt-5.4-mini' }, { platforms: [platform.name] });
    await platform.ready(bot);
  });
  afterAll(() => bot.close());

  async function crash(): Promise<void> {
    await bot.kill();
    bot.start();
    await platform.ready(bot);
  }

  /** Crashes at the next such call. */
  function crashAt(match: Platform['writes'], when: 'before' | 'after'): Promise<void> {
    return new Promise((resolve, reject) => {
      platform.rule(bot)({ match, times: 1, drop: when, [when]: () => void crash().then(resolve, reject) });
    });
  }

  /** The model answers as the gesture says. */
  function script(model: Gesture['model'] = {}): void {
    const asked = new Map<string, number>();
    bot.openai.scriptMedia({ hear: () => 'teh cat' });
    bot.openai.script(({ messages }) => {
      const text = messages.at(-1)?.text ?? '';
      const times = (asked.get(text) ?? 0) + 1;
      asked.set(text, times);
      return model[times > 1 ? `${text} ${times}` : text] ?? (/go on/i.test(text) ? 'and the rest.' : `Re: ${text}`);
    });
  }

  /** What the model was asked last. */
  /** Last request, without what is said of tools. */
  const heardLast = () => JSON.stringify({ ...bot.openai.requests.at(-1)?.body, tools: undefined });

  async function play(gesture: Gesture, moment: string): Promise<void> {
    const { seen, told, fills, heard = /./, unheard = /(?!)/ } = gesture;
    const driver = platform.open(bot);
    script(gesture.model);
    await gesture.before(driver);
    const killed = moment === 'noted' ? crashAt(platform.writes, 'before') : crashAt(platform.shows, 'after');
    gesture.do(driver);
    await killed;
    const due = [...seen, ...(fills ? platform.forms : []), ...(told ? platform.forgotten : [])];
    const done = (texts: string[]) =>
      texts.length === due.length && due.every((each, at) => each.test(texts[at] ?? ''));
    await driver.until(done).catch(() => undefined);
    await driver.idle();
    // A menu keeps an order of its own: what it does is kept a moment after it is seen.
    await expect.poll(() => openRows(bot.store), { timeout: 30_000 }).toEqual([]);
    expect(driver.texts()).toEqual(due.map((each) => expect.stringMatching(each)));
    await ask(driver, 'And then?');
    expect(heardLast()).toMatch(heard);
    expect(heardLast()).not.toMatch(unheard);
  }

  // Of those that are not tried here, the other platform has the other moment; seven of eight are left to the whole suite.
  describe.each(gestures.map((gesture, at) => ({ ...gesture, at })))('$name', ({ at, ...gesture }) => {
    const says = gesture.says || (gesture.told === true && platform.forgotten.length > 0);
    const moments = says && !platform.adopts ? ['noted'] : ['noted', 'shown'];
    const isOurs = at % 8 === 0 && isTried(Math.floor(at / 8), platform.adopts);
    const chosen = isOurs ? Math.floor(at / 8) % moments.length : -1;
    for (const [index, moment] of moments.entries())
      it.runIf(isWhole || index === chosen)(moment, () => play(gesture, moment));
  });

  it.runIf(isTried(1, platform.adopts))('while another answer grows: it ends in the same bubble, once', async () => {
    const driver = platform.open(bot);
    script({ Hi: 'Hello.', 'Hi 2': slow, 'Hi 3': 'Good day.' });
    await ask(driver, 'Hi');
    driver.press('↻');
    await driver.until(growing);
    await crash();
    await driver.until(one('Good day.'));
    driver.press('◀');
    await driver.until(one('Hello.'));
    await ask(driver, 'And then?');
    expect(heardLast()).toContain('Hello.');
    expect(heardLast()).not.toContain('word');
  });

  // That the third death alone ends a turn is tried on a new message, too.
  itWhole(
    'while new words are answered, again and again: what answered the old ones is gone from the screen and the context',
    async () => {
      const driver = platform.open(bot);
      script({ 'The cat': slow, 'The cat 2': slow, 'The cat 3': slow, 'The cat 4': slow, 'The cat 5': slow });
      const message = driver.say('Teh cat');
      await driver.until(one('Re: Teh cat'));
      await driver.idle();
      const begun = bot.openai.requests.length;
      message.edit('The cat');
      // Two deaths that may be anybody's, and three alone.
      for (let at = 1; at <= 5; at += 1) {
        // The more that was spent on it, the longer a process lives before it asks again.
        await bot.openai.waitFor(() => bot.openai.requests.length >= begun + at, 25_000);
        await crash();
      }
      await driver.until((texts) => texts.length === 1 && texts[0]?.includes('several times') === true);
      expect(driver.texts()[0]).not.toContain('cat');
      await ask(driver, 'And then?');
      expect(heardLast()).not.toContain('Teh');
    },
    150_000,
  );

  itWhole(
    'while another answer is made, again and again: the old one stays to be seen, as it stays in context',
    async () => {
      const driver = platform.open(bot);
      script({ Hi: 'Hello.', 'Hi 2': slow, 'Hi 3': slow, 'Hi 4': slow, 'Hi 5': slow, 'Hi 6': slow });
      await ask(driver, 'Hi');
      driver.press('↻');
      const begun = bot.openai.requests.length;
      // Two deaths that may be anybody's, and three alone.
      for (let at = 1; at <= 5; at += 1) {
        // The more that was spent on it, the longer a process lives before it asks again.
        await bot.openai.waitFor(() => bot.openai.requests.length >= begun + at, 25_000);
        await crash();
      }
      await driver.until((texts) => texts.length === 1 && texts[0]?.startsWith('Hello.\n') === true);
      await ask(driver, 'And then?');
      expect(heardLast()).toContain('Hello.');
      expect(bot.openai.requests).toHaveLength(begun + 6);
    },
    150_000,
  );
}
