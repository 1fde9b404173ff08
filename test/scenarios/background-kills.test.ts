import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../chaos/random.ts';
import { messagesIn } from '../simulator/openai/heard.ts';
import { startBotProcess } from '../support/test-bot.ts';
import { isWhole } from '../support/whole.ts';
import { platforms, type Said } from './chat-driver.ts';

/** Work behind people's turns, through kills at any moment: a batch, and summaries of a conversation that is edited meanwhile. */

const LINES = 30;
const WORDS = 16;
const KILLS = 10;
const LIMIT_MS = 90_000;

const settings = {
  TELEGRAM_CHAT_RATE: '0',
  OPENAI_API: 'responses',
  CONVERSATION_SUMMARIES: 'true',
  CONTEXT_TURNS: '8',
};

const table = Buffer.from(`word\n${Array.from({ length: LINES }, (_, at) => `line ${at}`).join('\n')}\n`);
const file = { kind: 'file' as const, name: 'lines.csv', mime: 'text/csv', bytes: table };

const variants = Object.entries(platforms).flatMap(([name, platform]) =>
  [1, 2, 3].map((seed) => ({ name, platform, seed })),
);

describe.runIf(isWhole)('work behind people’s turns', () => {
  it.each(variants)(
    'each line is answered once, and nothing that was changed is told, whenever the process dies ($name, seed $seed)',
    async ({ platform, seed }) => {
      const random = createRandom(seed);
      const bot = await startBotProcess(settings, { platforms: [platform.name] });
      try {
        await platform.ready(bot);
        bot.openai.script((heard) => {
          const last = heard.messages.at(-1)?.text ?? '';
          return { text: `Re: ${last.split('\n').at(-1) ?? ''}`, firstTokenMs: random.int(20, 200) };
        });
        const changed = (at: number) => at % 3 === 1;
        const [batch, talk] = [platform.open(bot), platform.open(bot)];
        batch.send('/batch', [file]);
        // What was never accepted is nobody's promise: a chat is known once it was answered.
        await batch.until((texts) => texts.length > 0);
        talk.say('Hello');
        await talk.until((texts) => texts.at(-1) === 'Re: Hello');
        let starts = 0;
        /** Edits a message, once more where the process that was to hear of it has died. */
        const edited = async (said: Said, words: string) => {
          let told: number | undefined;
          const look = () => {
            if (told === undefined || (platform.tellsOnce && told !== starts)) said.edit(words);
            told = starts;
            return talk.texts().at(-1);
          };
          await expect.poll(look, { timeout: LIMIT_MS }).toBe(`Re: ${words}`);
        };
        const talking = (async () => {
          for (let at = 1; at <= WORDS; at += 1) {
            const said = talk.say(`Word ${at} old`);
            await expect.poll(() => talk.texts().at(-1), { timeout: LIMIT_MS }).toBe(`Re: Word ${at} old`);
            if (!changed(at)) continue;
            await edited(said, `Word ${at} new`);
          }
        })();
        for (let kill = 0; kill < KILLS; kill += 1) {
          await sleep(random.int(50, 1500));
          await bot.kill();
          bot.start();
          await platform.ready(bot);
          starts += 1;
        }
        await talking;
        await expect.poll(() => batch.documents().length, { timeout: LIMIT_MS }).toBe(1);
        await talk.idle();
        const [[, answers] = ['', '']] = batch.documents();
        const rows = answers.replace('\ufeff', '').trim().split('\r\n').slice(1);
        expect(rows).toEqual(Array.from({ length: LINES }, (_each, at) => `line ${at},Re: line ${at},`));
        const asked = bot.openai.requests.map((request) => messagesIn(request).at(-1)?.text ?? '');
        // Two lines are under way at a time: no more can be asked again for a kill.
        expect(asked.filter((text) => text.startsWith('line ')).length).toBeLessThanOrEqual(LINES + 2 * KILLS);
        const expected = Array.from(
          { length: WORDS },
          (_each, at) => `Re: Word ${at + 1} ${changed(at + 1) ? 'new' : 'old'}`,
        );
        expect(talk.texts()).toEqual(['Re: Hello', ...expected]);
        talk.say('The last one');
        await expect.poll(() => talk.texts().at(-1), { timeout: LIMIT_MS }).toBe('Re: The last one');
        const told = JSON.stringify(bot.openai.requests.at(-1)?.body['input']);
        for (let at = 1; at <= WORDS; at += 1) if (changed(at)) expect(told).not.toContain(`Word ${at} old`);
      } finally {
        await bot.close();
      }
    },
    4 * LIMIT_MS,
  );
});
