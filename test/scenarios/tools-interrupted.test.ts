import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tool } from '../../src/ports/index.ts';
import { fixedTools } from '../../src/tools/tools.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';
import { isTried, isWhole } from '../support/whole.ts';
import { type Platform, platforms } from './chat-driver.ts';

/** What happens to an answer in the middle of one of its calls: edits, other answers, an end in good order. */

const pairs = (
  [
    ['Telegram', 'responses'],
    ['Discord', 'chat'],
    ['Telegram', 'chat'],
    ['Discord', 'responses'],
  ] as const
).filter((_, at) => isWhole || at < 2);

const UNKNOWN = 'It is not known whether';

describe.each(pairs)('on %s with the API %s', (name, api) => {
  const platform: Platform = platforms[name];
  let bot: TestBot;
  /** Runs of each tool, and what the one that is at work waits for. */
  const runs = { looks: 0, writes: 0 };
  let held = Promise.withResolvers<void>();
  let isHeld = true;
  const tool = (what: keyof typeof runs, effect: Tool['effect']): Tool => ({
    ...{ group: 'web', effect, title: what, ...(effect === 'write' ? { lasting: true as const } : {}) },
    spec: { name: what, description: `It ${what}.`, parameters: { type: 'object' } },
    async run() {
      runs[what] += 1;
      if (isHeld) await held.promise;
      return { text: `It ${what}.` };
    },
  });
  let count = 0;
  const half = (title: string, test: () => Promise<void>) => {
    it.runIf(isTried(count, platform.adopts))(title, test);
    count += 1;
  };

  beforeAll(async () => {
    const tools = fixedTools([tool('looks', 'read'), tool('writes', 'write')]);
    bot = await startTestBot({
      platforms: [platform.name],
      seams: { tools: (sources) => [...sources, tools] },
      settings: { OPENAI_API: api, TOOLS: 'web', SHUTDOWN_GRACE: '0.2' },
    });
  });
  afterAll(() => bot.close());
  beforeEach(() => {
    Object.assign(runs, { looks: 0, writes: 0 });
    held = Promise.withResolvers();
    isHeld = true;
  });

  /** Calls that are at work end, and those to come do not wait. */
  function letGo(): void {
    isHeld = false;
    held.resolve();
  }

  /** A chat in which the model calls a tool for each question, and then answers it. */
  function open(call: keyof typeof runs) {
    const begun = bot.openai.requests.length;
    let answers = 0;
    bot.openai.script(({ results }) => {
      if (results.length === 0) return { text: 'Let me see.', calls: [{ name: call }] };
      answers += 1;
      return `Answer ${answers}.`;
    });
    const driver = platform.open(bot);
    const atWork = (times = 1) => expect.poll(() => runs[call], { timeout: 10_000 }).toBe(times);
    const requests = () => bot.openai.requests.slice(begun);
    const shown = async (text: string) => {
      await driver.until((texts) => texts.some((each) => each.includes(text)));
      await driver.idle();
      return driver.texts();
    };
    /** Has the question asked and allowed; it is at work then. */
    const allowed = async (question = 'Go', times = 1) => {
      const said = driver.say(question);
      await shown('May I run');
      driver.press('Once');
      await atWork(times);
      return said;
    };
    return { driver, atWork, allowed, requests, shown };
  }

  half('an end within a call that reads: it runs once more, and no round is asked again', async () => {
    const { driver, atWork, requests, shown } = open('looks');
    driver.say('Go');
    await atWork();
    const ended = bot.stop();
    await ended;
    letGo();
    await bot.start();
    const [text, ...others] = await shown('Answer 1.');
    expect(others).toEqual([]);
    expect(text?.match(/Let me see\.|Answer \d\./g)).toEqual(['Let me see.', 'Answer 1.']);
    expect([runs.looks, requests().length]).toEqual([2, 2]);
  });

  half('an end within a call that changes something: it is not made again, and that is said', async () => {
    const { allowed, requests, shown } = open('writes');
    await allowed();
    await bot.stop();
    letGo();
    await bot.start();
    const [text, ...others] = await shown('Answer 1.');
    expect(others).toEqual([]);
    expect(text).toContain(UNKNOWN);
    expect(JSON.stringify(requests().at(-1)?.body)).toContain('not known whether');
    expect([runs.writes, requests().length]).toEqual([1, 2]);
  });

  half('an end that a call comes to its end before: its result is known', async () => {
    const { allowed, shown } = open('writes');
    await allowed();
    const ended = bot.stop();
    letGo();
    await ended;
    await bot.start();
    const texts = await shown('Answer 1.');
    expect(texts).toHaveLength(1);
    expect(texts[0]).not.toContain(UNKNOWN);
    expect(runs.writes).toBe(1);
  });

  half(
    'an edit within a call that changes something: the new words are answered, and what is not known is said',
    async () => {
      const { allowed, requests, shown } = open('writes');
      const said = await allowed();
      said.edit('Go on');
      await bot.received();
      letGo();
      const [text, ...others] = await shown('Answer 1.');
      expect(others).toEqual([]);
      expect(text).toContain(UNKNOWN);
      expect(text).not.toMatch(/Let me see|May I run/);
      expect(JSON.stringify(requests().at(-1)?.body)).toContain('not known whether');
      expect([runs.writes, requests().length]).toEqual([1, 2]);
    },
  );

  half('an edit within a call that runs by leave for the conversation: it is not made again', async () => {
    const { driver, atWork, requests, shown } = open('writes');
    letGo();
    driver.say('Go');
    await shown('May I run');
    driver.press('For this');
    await shown('Answer 1.');
    held = Promise.withResolvers();
    isHeld = true;
    const said = driver.say('Again');
    await atWork(2);
    said.edit('Again, please');
    await bot.received();
    letGo();
    const [, text, ...others] = await shown('Answer 2.');
    expect(others).toEqual([]);
    expect(text).toContain(UNKNOWN);
    expect([runs.writes, requests().length]).toEqual([2, 4]);
  });

  half('another answer asked for within a call that reads comes behind the first, in its place', async () => {
    const { driver, atWork, requests } = open('looks');
    driver.say('Go');
    await atWork();
    driver.say('/retry');
    await bot.received();
    letGo();
    await driver.idle();
    const [text, ...others] = driver.texts();
    expect(others).toEqual([]);
    expect(text?.match(/Let me see\.|Answer \d\./g)).toEqual(['Let me see.', 'Answer 2.']);
    expect([runs.looks, requests().length]).toEqual([2, 4]);
  });

  half('another answer asked for within a call that changes something asks for leave anew', async () => {
    const { driver, allowed, requests } = open('writes');
    await allowed();
    driver.say('/retry');
    await bot.received();
    letGo();
    await driver.idle();
    const [text, ...others] = driver.texts();
    expect(others).toEqual([]);
    expect(text).toContain('May I run');
    expect([runs.writes, requests().length]).toEqual([1, 3]);
  });
});
