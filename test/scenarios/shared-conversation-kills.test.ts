import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../chaos/random.ts';
import { messagesIn } from '../simulator/openai/heard.ts';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { isWhole } from '../support/whole.ts';
import { type ChatDriver, platforms } from './chat-driver.ts';
import { ended, linked, share } from './sharing.ts';

/** One person's private chats on two platforms, which share a conversation, through kills at any moment. */

const WORDS = 16;
const KILLS = 8;
const LIMIT_MS = 60_000;
const settings = { TELEGRAM_CHAT_RATE: '0', OPENAI_API: 'responses', OPENAI_MODEL: 'gpt-5.4-mini' };

async function again(bot: BotProcess): Promise<void> {
  await bot.kill();
  bot.start();
  await Promise.all([platforms.Telegram.ready(bot), platforms.Discord.ready(bot)]);
}

async function open() {
  const bot = await startBotProcess(settings, { platforms: ['telegram', 'discord'] });
  await Promise.all([platforms.Telegram.ready(bot), platforms.Discord.ready(bot)]);
  return { bot, there: platforms.Telegram.open(bot), here: platforms.Discord.open(bot) };
}

const heard = (bot: BotProcess) => messagesIn(bot.openai.requests.at(-1)).map(({ text }) => text);

async function ask(chat: ChatDriver, text: string): Promise<void> {
  chat.say(text);
  await expect.poll(() => chat.texts().at(-1), { timeout: LIMIT_MS }).toBe(`Re: ${text}`);
  await chat.idle();
}

describe.runIf(isWhole)('a shared conversation', () => {
  it.each([1, 2])(
    'has each question answered once, in the order over both chats, whenever the process dies (seed %i)',
    async (seed) => {
      const random = createRandom(seed);
      const { bot, there, here } = await open();
      try {
        bot.openai.script(({ messages }) => ({
          text: `Re: ${messages.at(-1)?.text ?? ''}`,
          firstTokenMs: random.int(20, 300),
        }));
        await linked(there, here);
        await share(there);
        await share(here);
        const before = { there: there.texts().length, here: here.texts().length };
        const said: { chat: 'there' | 'here'; text: string }[] = [];
        const talking = (async () => {
          for (let at = 1; at <= WORDS; at += 1) {
            const [chat, text] = [random.int(0, 1) === 0 ? ('there' as const) : ('here' as const), `Word ${at}`];
            said.push({ chat, text });
            const driver = chat === 'there' ? there : here;
            driver.say(text);
            // Half of them are asked while the one before is being answered, once that is known to have come in.
            const asked = () => bot.openai.requests.some((each) => messagesIn(each).at(-1)?.text === text);
            if (random.int(0, 1) === 0) await expect.poll(asked, { timeout: LIMIT_MS }).toBe(true);
            else await expect.poll(() => driver.texts(), { timeout: LIMIT_MS }).toContain(`Re: ${text}`);
          }
        })();
        for (let kill = 0; kill < KILLS; kill += 1) {
          await sleep(random.int(50, 2500));
          await again(bot);
        }
        await talking;
        const due = (chat: 'there' | 'here') => said.flatMap((each) => (each.chat === chat ? `Re: ${each.text}` : []));
        await expect.poll(() => here.texts().slice(before.here), { timeout: LIMIT_MS }).toEqual(due('here'));
        // A lost response can leave one more bubble on Telegram.
        const shown = () =>
          [...new Set(there.texts().slice(before.there))].filter((text) => /^Re: Word \d+$/.test(text));
        await expect.poll(shown, { timeout: LIMIT_MS }).toEqual(due('there'));
        await bot.idle();
        await ask(here, 'The last one');
        const told = said.flatMap(({ text }) => [text, `Re: ${text}`]);
        expect(heard(bot)).toEqual([...told, 'The last one']);
      } finally {
        await bot.close();
      }
    },
    6 * LIMIT_MS,
  );

  it.each(['before', 'after'] as const)(
    'is agreed to, and taken back, though the process dies %s that is shown',
    async (when) => {
      const { bot, there, here } = await open();
      try {
        bot.openai.script(({ messages }) => `Re: ${messages.at(-1)?.text ?? ''}`);
        const dying = (act: () => Promise<void>) => {
          const dead = new Promise<void>((resolve, reject) => {
            const match = (call: Parameters<typeof platforms.Discord.shows>[0]) =>
              platforms.Discord.writes(call) &&
              /agreed for this chat|is one with|shared any more/i.test(String(call.body));
            const die = () => void again(bot).then(resolve, reject);
            bot.discord.rule({ match, times: 1, drop: when, [when]: die });
          });
          return Promise.all([dead, act()]);
        };
        await ask(there, 'Plums are blue');
        await linked(there, here);
        await share(there);
        await dying(() => share(here));
        await ask(here, 'And here?');
        expect(heard(bot)).toEqual(['Plums are blue', 'Re: Plums are blue', 'And here?']);
        await dying(() => ended(here));
        await ask(here, 'And now?');
        expect(heard(bot)).toEqual(['And now?']);
      } finally {
        await bot.close();
      }
    },
    6 * LIMIT_MS,
  );
});
