import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/util/clock.ts';
import { startHttpDesk } from '../simulator/mcp/http.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';
import { isTried, isWhole } from '../support/whole.ts';
import { platforms } from './chat-driver.ts';
import { openDesk } from './desk.ts';

/** The whole bot with a real MCP server that books rooms, for the scenarios of leave. */

const tools = { look_up: 'read', injects: 'read', ends: 'ask', hangs: 'ask' } as const;

/** All pairs of a platform and an API in the whole suite, and both ways to a server on each; else each once. */
export const ways: readonly Way[] = (
  [
    ['Telegram', 'responses', 'stdio'],
    ['Discord', 'chat', 'http'],
    ['Telegram', 'chat', 'http'],
    ['Discord', 'responses', 'stdio'],
  ] satisfies Way[]
).filter((_, at) => isWhole || at < 2);

type Way = [platform: 'Telegram' | 'Discord', api: 'responses' | 'chat', by: 'stdio' | 'http'];

export const booking = (room: string, more: object = {}) => ({ name: 'desk__book', arguments: { room, ...more } });

/** Starts it for the tests of a suite. */
export function useDesk(...[name, api, by]: Way) {
  const platform = platforms[name];
  const desk = openDesk(tools);
  const served = { deeds: desk.deeds, terms: '' };
  const settings = { ...desk.settings, OPENAI_API: api, TOOLS: 'time,mcp' };
  let url: string | undefined;
  let close = async (): Promise<void> => undefined;
  let count = 0;
  let passed = 0;
  const clock = {
    ...systemClock,
    now: () => systemClock.now() + passed,
    elapsed: () => systemClock.elapsed() + passed,
  };

  const use = {
    platform,
    by,
    bot: undefined as unknown as TestBot,
    /** Lines of all that it did since the test began. */
    done: desk.done,
    /** Lists it for the operator, on whatever terms it books. A program that is started anew defines `book` with these words. */
    list(book: 'ask' | 'conversation' | 'off' = 'conversation', words = ''): void {
      served.terms = words;
      desk.list({ ...tools, book }, url === undefined ? { words } : { url });
    },
    /** Time goes by for the bot, ms. */
    pass(ms: number): void {
      passed += ms;
    },
    /** Declares a test that one of the platforms has, and both have in the whole suite. */
    half(title: string, test: () => Promise<void>): void {
      it.runIf(isTried(count, platform.adopts))(title, test);
      count += 1;
    },
    /** Opens a chat in which the model says these messages, one at a request. */
    open(script: Parameters<TestBot['openai']['script']>[0]) {
      const { bot } = use;
      const begun = bot.openai.requests.length;
      bot.openai.script(script);
      const driver = platform.open(bot);
      const told = (at: number) => JSON.stringify(bot.openai.requests[begun + at]?.body ?? {});
      const requests = () => bot.openai.requests.length - begun;
      const shows = async (...texts: string[]) => {
        await driver.idle();
        const all = driver.texts().join('\n');
        for (const text of texts) expect(all).toContain(text);
        return driver.texts();
      };
      return { driver, told, requests, shows };
    },
  };

  beforeAll(async () => {
    if (by === 'http') ({ url, close } = await startHttpDesk(served));
    use.list();
    use.bot = await startTestBot({ platforms: [platform.name], clock, settings });
  });
  afterAll(async () => {
    await use.bot.close();
    await close();
    desk.close();
  });
  beforeEach(desk.clear);
  return use;
}
