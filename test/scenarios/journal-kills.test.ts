import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Armed, Point } from '../chaos/points.ts';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { isWhole } from '../support/whole.ts';
import { type ChatDriver, type Platform, platforms } from './chat-driver.ts';
import { openDesk } from './desk.ts';

/** The bot killed before and after each step of an answer that calls tools, and of a press that allows a call. */

const BOT = new URL('../chaos/bot.ts', import.meta.url).pathname;
const UNKNOWN = 'It is not known whether';

/** What has come of it in the end: requests to the model, and runs of the tool. */
interface Traces {
  requests: number;
  runs: number;
  /** Nobody knows whether the call was run, and both the person and the model are told. */
  unknown?: true;
}

type Reply = string | { text: string; tokensPerSecond: number };

/** Steps that are tried, and what a kill there may cost. `on`: the platform that has it in the short round. */
type Row = [point: Point, traces: Traces, on?: 'Telegram' | 'Discord'];

const once = { requests: 2, runs: 1 };
const ends = (['apply:before', 'apply:after', 'close:before', 'close:after'] as const).map(
  (point): Row => [point, once],
);

/** A call that reads: the request that was under way is made once more, or the call. */
const reads: readonly Row[] = [
  ['round:before', { requests: 3, runs: 1 }],
  ['round:after', once],
  ['result:before', { requests: 2, runs: 2 }, 'Telegram'],
  ['result:after', once],
  ['settle:before', { requests: 3, runs: 1 }],
  ['settle:after', once],
  ...ends,
];

/** A question of leave that is about to be asked, and then answered. */
const asks: readonly Row[] = [
  ['round:before', { requests: 3, runs: 1 }],
  ['round:after', once],
  ['settle:before', once],
  ['settle:after', once],
  ...ends,
];

/** A press that allows a call. */
const deeds: readonly Row[] = [
  ['decided:before', once],
  ['decided:after', once],
  ['begun:before', once],
  ['begun:after', { requests: 2, runs: 0, unknown: true }, 'Telegram'],
  ['result:before', { requests: 2, runs: 1, unknown: true }],
  ['result:after', once],
  ['settle:before', { requests: 3, runs: 1 }],
  ['settle:after', once],
  ...ends,
];

/** A call that runs by leave for the conversation, in the turn that makes it. */
const lasting: readonly Row[] = [
  ['begun:before', once],
  ['begun:after', { requests: 2, runs: 0, unknown: true }],
  ['result:before', { requests: 2, runs: 1, unknown: true }],
  ['result:after', once],
];

describe.each(['Telegram', 'Discord'] as const)('on %s', (name) => {
  const platform: Platform = platforms[name];
  const desk = openDesk({ look_up: 'read', book: 'conversation' });
  let bot: BotProcess;
  let rooms = 0;
  beforeAll(async () => {
    const settings = {
      ...desk.settings,
      TELEGRAM_CHAT_RATE: '0',
      OPENAI_API: name === 'Telegram' ? 'chat' : 'responses',
    };
    bot = await startBotProcess(settings, { platforms: [platform.name], listener: BOT });
    await platform.ready(bot);
  });
  afterAll(async () => {
    await bot.close();
    desk.close();
  });

  /** Has it die at a step that `act` leads to, and starts it again. */
  async function dieAt(point: Point, act: () => void): Promise<void> {
    // The first bubble may just be on its way: Telegram has no way to find one whose id was lost with the process.
    const armed: Armed = { point, nth: 1, holdMs: platform.adopts ? 300 : 1500 };
    await bot.tell(armed);
    act();
    await bot.ended();
    await again();
  }

  async function again(): Promise<void> {
    bot.start();
    await platform.ready(bot);
  }

  /** A chat in which the model books a room, or looks up a day, until it has a result. */
  function open(call: 'desk__book' | 'desk__look_up', rest: Reply = 'Here it is.') {
    rooms += 1;
    const room = `room ${rooms}`;
    const day = `2027-01-${String(rooms).padStart(2, '0')}`;
    const begun = bot.openai.requests.length;
    bot.openai.script(({ results }) => {
      if (results.length > 0) return rest;
      return { text: 'Let me see.', calls: [{ name: call, arguments: call === 'desk__book' ? { room } : { day } }] };
    });
    const driver = platform.open(bot);
    const lines = call === 'desk__book' ? [`begun ${room}`] : [`looked up ${day}`];
    const traces = (): Traces => {
      const told = JSON.stringify(bot.openai.requests.at(-1)?.body);
      return {
        requests: bot.openai.requests.length - begun,
        runs: desk.done().filter((line) => lines.includes(line)).length,
        ...(shown(driver).includes(UNKNOWN) && told.includes('not known whether') ? { unknown: true } : {}),
      };
    };
    return { driver, traces };
  }

  const shown = (driver: ChatDriver) => driver.texts().join('\n---\n');

  /** Exactly one answer is there, with each of its words once. */
  async function answered(driver: ChatDriver): Promise<void> {
    await driver.until((texts) => texts.some((text) => text.includes('Here it is.')));
    await bot.idle();
    expect(driver.texts()).toHaveLength(1);
    expect(shown(driver).match(/Let me see\.|Here it is\./g)).toEqual(['Let me see.', 'Here it is.']);
    expect(shown(driver).split(UNKNOWN).length).toBeLessThanOrEqual(2);
  }

  async function asked(driver: ChatDriver): Promise<void> {
    await driver.until((texts) => texts.some((text) => text.includes('May I run')));
    await bot.idle();
    expect(driver.texts()).toHaveLength(1);
  }

  function each(what: string, rows: readonly Row[], test: (point: Point, expected: Traces) => Promise<void>): void {
    for (const [at, [point, expected, on]] of rows.entries()) {
      // In the whole suite each moment is tried on one platform, in turns, and what the short round has on both.
      const isOurs = isWhole && (on !== undefined || at % 2 === Number(platform.adopts));
      it.runIf(on === name || isOurs)(`${what}, ${point}`, () => test(point, expected), 90_000);
    }
  }

  each('a call that reads', reads, async (point, expected) => {
    const { driver, traces } = open('desk__look_up');
    await dieAt(point, () => driver.say('Look it up'));
    await answered(driver);
    expect(traces()).toEqual(expected);
  });

  each('a question of leave', asks, async (point, expected) => {
    const { driver, traces } = open('desk__book');
    await dieAt(point, () => driver.say('Book it'));
    await asked(driver);
    expect(traces().runs).toBe(0);
    driver.press('Once');
    await answered(driver);
    expect(traces()).toEqual(expected);
  });

  each('a press that allows a call', deeds, async (point, expected) => {
    const { driver, traces } = open('desk__book');
    driver.say('Book it');
    await asked(driver);
    await dieAt(point, () => driver.press('Once'));
    await answered(driver);
    expect(traces()).toEqual(expected);
  });

  each('a call by leave for the conversation', lasting, async (point, expected) => {
    const { driver, traces } = open('desk__book');
    driver.say('Book it');
    await asked(driver);
    driver.press('For this');
    await answered(driver);
    const before = traces();
    await dieAt(point, () => driver.say('And again'));
    await driver.until((texts) => texts.at(1)?.includes('Here it is.') === true);
    await bot.idle();
    expect(driver.texts()).toHaveLength(2);
    const { requests, runs, ...doubt } = traces();
    expect({ requests: requests - before.requests, runs: runs - before.runs, ...doubt }).toEqual(expected);
  });

  it.runIf(isWhole)(
    'while the last words are streamed',
    async () => {
      const rest = { text: `Here it is. ${'word '.repeat(150)}The end.`, tokensPerSecond: 60 };
      const { driver, traces } = open('desk__look_up', rest);
      const killed = new Promise<void>((resolve, reject) => {
        let shows = 0;
        platform.rule(bot)({
          match: (call) => platform.shows(call) && call.body.includes('Here it is.') && ++shows === 2,
          times: 1,
          after: () => void bot.kill().then(again).then(resolve, reject),
        });
      });
      driver.say('Look it up');
      await killed;
      await driver.until((texts) => texts.some((text) => text.includes('The end.')));
      await answered(driver);
      expect(traces()).toEqual({ requests: 3, runs: 1 });
    },
    90_000,
  );
});
