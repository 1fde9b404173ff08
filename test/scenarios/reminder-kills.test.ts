import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
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
