import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRandom } from '../chaos/random.ts';
import { startBotProcess } from '../support/test-bot.ts';
import { itWhole } from '../support/whole.ts';
import { platforms } from './chat-driver.ts';

/** Reminders whose bot is killed again and again around the time they are due. */

const COUNT = 6;
const KILLS = 8;

describe.each(Object.entries(platforms))('on %s', (_, platform) => {
  itWhole(
    'each reminder comes once, whenever the process dies around its time',
    async () => {
      const random = createRandom(7);
      const bot = await startBotProcess({ TELEGRAM_CHAT_RATE: '0' }, { platforms: [platform.name] });
      try {
        await platform.ready(bot);
        const chats = Array.from({ length: COUNT }, () => platform.open(bot));
        for (const [at, chat] of chats.entries()) {
          chat.say(`/remind in ${8 + at} seconds tell ${at}`);
          await chat.until((texts) => texts.some((text) => text.includes("I'll tell you")));
        }
        for (let kill = 0; kill < KILLS; kill += 1) {
          await sleep(random.int(200, 2500));
          await bot.kill();
          bot.start();
          if (random.chance(0.7)) await platform.ready(bot);
        }
        for (const [at, chat] of chats.entries()) {
          await expect
            .poll(() => chat.texts().filter((text) => text.includes(`⏰ tell ${at}`)), { timeout: 60_000 })
            .toHaveLength(1);
        }
        await chats[0]?.idle();
        const told = chats.map((chat) => chat.texts().filter((text) => text.includes('⏰')).length);
        expect(told).toEqual(chats.map(() => 1));
      } finally {
        await bot.close();
      }
    },
    180_000,
  );
});

it('rings once around a kill: what may have rung is shown again, and rings no more', async () => {
  const bot = await startBotProcess({}, { platforms: ['telegram'] });
  onTestFinished(() => bot.close());
  const { telegram } = bot;
  const ann = telegram.user({ first_name: 'Ann' });
  const group = telegram.group({ title: 'Friends' });
  telegram.join(group, ann);
  let killed: Promise<unknown> | undefined;
  telegram.rule({
    match: ({ path, body }) => path.endsWith('/sendMessage') && String(body).includes('⏰'),
    times: 1,
    drop: 'after',
    after: async () => {
      killed = bot.kill();
    },
  });
  telegram.say(group, ann, '/remind in 3 seconds stretch');
  await telegram.waitFor(() => killed, 30_000);
  await killed;
  bot.start();
  const told = () => telegram.messages(group).filter(({ text }) => text.includes('⏰'));
  await telegram.waitFor(() => told().length === 2, 30_000);
  await bot.idle();
  expect(told().map(({ text }) => text)).toEqual(['Ann ⏰ stretch', 'Ann ⏰ stretch']);
  expect(told().map(({ entities }) => entities.map(({ type }) => type))).toEqual([['text_mention'], ['code']]);
}, 60_000);
