import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { SUMMARISING } from '../../src/memory/prompts.ts';
import { keysBeside } from '../support/beside.ts';
import { withoutNonces } from '../support/marked.ts';
import { startBotProcess, startTestBot } from '../support/test-bot.ts';
import { isTried, itWhole } from '../support/whole.ts';
import { type ChatDriver, platforms } from './chat-driver.ts';

/** A long conversation in a small window: its older turns become one summary. */

const settings = { CONVERSATION_SUMMARIES: 'true', CONTEXT_TURNS: '10' };

interface Asked {
  instructions?: unknown;
  input?: unknown;
  messages?: unknown;
}

const FOLD = SUMMARISING.slice(0, 40);
const isFold = ({ body }: { body: Asked }) => JSON.stringify(body).includes(FOLD);
const saidIn = ({ input, messages }: Asked = {}) => input ?? messages;
const inputOf = (request: { body: Asked } | undefined) => withoutNonces(JSON.stringify(saidIn(request?.body)));
/** What the model was asked by people, oldest first. */
const questions = ({ requests }: { requests: readonly { body: Asked }[] }) =>
  requests.filter((each) => saidIn(each.body) !== undefined && !isFold(each));

/** Says something and waits for its answer. */
async function say(chat: ChatDriver, ...texts: string[]) {
  const said: ReturnType<ChatDriver['say']>[] = [];
  for (const text of texts) {
    said.push(chat.say(text));
    await chat.until((shown) => shown.includes(`Re: ${text}`));
  }
  await chat.idle();
  return said;
}

/** Has the lease of a job end, as time would. */
function endLease(path: string): void {
  const store = new DatabaseSync(path);
  store.prepare("UPDATE jobs SET due_at = 0 WHERE kind = 'summary'").run();
  store.close();
}

const words = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `Word ${from + at}`);

describe.each(Object.entries(platforms))('on %s', (_, platform) => {
  it.runIf(isTried(1, platform.adopts))(
    'older turns become one summary; an edit of such a turn voids it',
    async () => {
      const bot = await startTestBot({ platforms: [platform.name], settings });
      onTestFinished(() => bot.close());
      const { openai } = bot;
      openai.script(({ messages }) => `Re: ${messages.at(-1)?.text.split('\n').at(-1) ?? ''}`);
      const chat = platform.open(bot);
      const [first] = await say(chat, ...words(1, 8));
      await openai.waitFor(() => openai.requests.some((each) => isFold(each) && each.finished));
      await chat.idle();
      await say(chat, ...words(9, 10));
      expect(openai.requests.filter(isFold)).toHaveLength(1);
      const [before, after] = questions(openai).slice(-2);
      const told = inputOf(before);
      expect(told).toContain('A summary of the older turns');
      expect(told).toMatch(/<quoted_material kind=\\"summary\\">\\nthe person: Word 1\\nyou: Re: Word 1\\n/);
      expect(told.match(/Word 4/g)).toHaveLength(2);
      expect(told).toMatch(/End of the summary.*Word 5.*Word 9/);
      // The service's prompt cache knows it again, up to the newest question.
      const kept = (told.match(/^.*Word 8"/) ?? [''])[0];
      expect(kept).not.toBe('');
      expect(inputOf(after).startsWith(kept)).toBe(true);
      expect(after?.body.instructions).toBe(before?.body.instructions);
      first?.edit('Another 1');
      await chat.until((shown) => shown[0] === 'Re: Another 1');
      await chat.idle();
      await say(chat, 'Word 11');
      const last = inputOf(questions(openai).at(-1));
      expect(last).not.toContain('summary');
      expect(last).not.toContain('"Word 1"');
      expect(last).toContain('Word 4');
    },
    60_000,
  );

  itWhole(
    'kill -9 in the middle of a fold: each message has its answer, and the fold is made once its lease is over',
    async () => {
      const bot = await startBotProcess(settings, { platforms: [platform.name] });
      onTestFinished(() => bot.close());
      await platform.ready(bot);
      const { openai } = bot;
      openai.script(({ messages }) => `Re: ${messages.at(-1)?.text.split('\n').at(-1) ?? ''}`);
      const chat = platform.open(bot);
      const killed = new Promise<unknown>((resolve, reject) => {
        openai.rule({
          match: ({ body }) => String(body).includes(FOLD),
          times: 1,
          drop: 'after',
          after: () => void bot.kill().then(resolve, reject),
        });
      });
      for (const text of words(1, 8)) {
        chat.say(text);
        await chat.until((shown) => shown.includes(`Re: ${text}`));
      }
      await killed;
      const summaries = () => keysBeside(bot.store, 'summary|').length;
      expect(summaries()).toBe(0);
      bot.start();
      await platform.ready(bot);
      await say(chat, 'Word 9');
      expect(inputOf(questions(openai).at(-1))).toContain('"Word 1"');
      await bot.kill();
      endLease(bot.store);
      bot.start();
      await platform.ready(bot);
      await openai.waitFor(() => openai.requests.filter(isFold).length === 2, 30_000);
      await vi.waitUntil(() => summaries() === 1, 10_000);
      await say(chat, 'Word 10');
      expect(inputOf(questions(openai).at(-1))).toContain('A summary of the older turns');
      expect(chat.texts()).toEqual(words(1, 10).map((text) => `Re: ${text}`));
    },
    120_000,
  );
});
