import { expect, it } from 'vitest';
import { startBotProcess } from '../support/test-bot.ts';
import { isWhole } from '../support/whole.ts';
import { platforms } from './chat-driver.ts';

const LIMIT_MS = 90_000;

/** The message that a batch is begun and the file of its answers reply to one message: a crash between them mixes up neither. */
const title = 'a crash just before the file of answers is sent leaves the message that the batch was begun as it was';
it.runIf(isWhole)(
  title,
  async () => {
    const platform = platforms.Discord;
    const bot = await startBotProcess({}, { platforms: [platform.name] });
    try {
      await platform.ready(bot);
      bot.openai.script(() => 'It is so.');
      const chat = platform.open(bot);
      const killed = new Promise<unknown>((resolve, reject) => {
        const before = () =>
          void bot
            .kill()
            .then(() => bot.start())
            .then(() => platform.ready(bot))
            .then(resolve, reject);
        platform.rule(bot)({ match: platform.showsFiles, times: 1, drop: 'before', before });
      });
      const bytes = Buffer.from('Is it so?\n');
      chat.send('/batch', [{ kind: 'file', name: 'asked.txt', mime: 'text/plain', bytes }]);
      await killed;
      await expect.poll(() => chat.documents().length, { timeout: LIMIT_MS }).toBe(1);
      await bot.idle(LIMIT_MS);
      expect(chat.documents()).toHaveLength(1);
      expect(chat.texts().filter((text) => text.includes('asked.txt'))).toHaveLength(1);
    } finally {
      await bot.close();
    }
  },
  2 * LIMIT_MS,
);
