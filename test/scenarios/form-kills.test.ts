import { expect, onTestFinished } from 'vitest';
import { startBotProcess } from '../support/test-bot.ts';
import { isWhole, itEach } from '../support/whole.ts';

/** A form of several fields on Telegram, whose bot is killed at its steps. */

const moments: ['before' | 'after'][] = [['after'], ['before']];

itEach(1, moments)(
  'goes on where it was, killed %s each of its questions is taken',
  async (when) => {
    const bot = await startBotProcess({ TELEGRAM_CHAT_RATE: '0' }, { platforms: ['telegram'] });
    onTestFinished(() => bot.close());
    const { telegram } = bot;
    const ann = telegram.user({ first_name: 'Ann', language_code: 'en' });
    const chat = telegram.privateChat(ann);
    const mine = () => telegram.messages(chat).filter((each) => each.mine && !each.deleted);
    const last = () => mine().at(-1);
    const crash = () =>
      new Promise<void>((resolve, reject) => {
        const again = async () => {
          await bot.kill();
          bot.start();
        };
        telegram.rule({
          match: ({ path }) => path.endsWith('/sendMessage'),
          times: 1,
          drop: when,
          [when]: () => void again().then(resolve, reject),
        });
      });
    telegram.say(chat, ann, '/persona new=true');
    await telegram.waitFor(() => last()?.text.includes('1/5'), 30_000);
    await bot.idle();
    const words = ['Grandma Ana', '/skip', 'Be kind and cook.', 'Hello *dear*', 'What is for lunch?'];
    for (const [at, text] of words.entries()) {
      const killed = isWhole || at % 3 === 1 ? crash() : undefined;
      telegram.say(chat, ann, text, { replyTo: last()?.id ?? 0 });
      await killed;
      const next = at + 1 < words.length ? `${at + 2}/5` : 'Grandma Ana is kept';
      await telegram.waitFor(() => last()?.text.includes(next), 30_000);
      await bot.idle();
    }
    telegram.say(chat, ann, '/persona show=grandma-ana');
    await telegram.waitFor(() => last()?.text.includes('Be kind and cook.'), 30_000);
    expect(last()?.text).toContain('Hello dear');
    expect(mine().filter(({ text }) => /taken|already/.test(text))).toEqual([]);
  },
  120_000,
);
