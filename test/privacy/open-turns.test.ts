import * as fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { openTelegram } from '../scenarios/telegram/open.ts';
import { casesOf } from '../support/whole.ts';
import { bytesIn, rowsOf } from './left.ts';

/** Turns that are waiting, asked, shown or ending while who asked them is forgotten. */

const acts = ['ask', 'ask', 'draw', 'remember', 'in the group', 'aside'] as const;
const plans = fc.record({
  acts: fc.array(fc.constantFrom(...acts), { minLength: 1, maxLength: 5 }),
  /** Calls of the bot after which the person has themselves forgotten. */
  after: fc.nat(14),
  /** Words of each answer, and how many come in a second. */
  words: fc.constantFrom(1, 40, 120),
  speed: fc.constantFrom(200, 2000),
});

it('leave nothing, whenever it comes', async () => {
  const { bot, telegram, openai, group, press, texts } = await openTelegram({
    settings: { OPENAI_IMAGE_MODEL: 'gpt-image-2' },
  });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(plans, async ({ acts: given, after, words, speed }) => {
      count += 1;
      const word = `zeppelin${count}x`;
      const person = telegram.user({ first_name: `Wilhelmina${word}`, language_code: 'en' });
      const chat = telegram.privateChat(person);
      openai.script(() => ({ text: `${word} `.repeat(words).trim(), tokensPerSecond: speed }));
      telegram.say(chat, person, `Hello ${word}`);
      await bot.idle();
      telegram.say(chat, person, '/privacy');
      await telegram.waitFor(() => texts(chat).some((text) => text.includes('What I keep of you')));
      await press('✕ Forget everything', chat, person);
      await telegram.waitFor(() => texts(chat).some((text) => text.includes('Delete everything I keep')));
      const from = telegram.calls.length;
      for (const act of given) {
        if (act === 'in the group') telegram.say(group, person, `@parley_bot what of ${word}?`);
        else if (act === 'draw') telegram.say(chat, person, `/image a ${word}`);
        else if (act === 'remember') telegram.say(chat, person, `/remember ${word}`);
        else if (act === 'aside') telegram.say(chat, person, `/ask ${word}?`);
        else telegram.say(chat, person, `And ${word}?`);
      }
      await telegram.waitFor(() => telegram.calls.length >= from + after, 1500).catch(() => undefined);
      await press('Yes, forget me', chat, person);
      await telegram.waitFor(() => texts(chat).some((text) => text.startsWith('Done:')));
      await bot.idle();
      const id = new RegExp(`telegram:${person.id}\\b|"${person.id}"`);
      const left = rowsOf(bot.store).filter((row) => row.includes(word) || id.test(row));
      expect(left).toEqual([]);
      await vi.waitFor(() => expect(bytesIn(bot.folder)).not.toContain(word), 8000);
    }),
    casesOf(30),
  );
}, 240_000);
