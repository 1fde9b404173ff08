import { expect, it } from 'vitest';
import { openTelegram } from './open.ts';

it('a rate limit holds over a restart, and the answer comes once it is over', async () => {
  const { bot, telegram, openai, ann, chat, shown } = await openTelegram({
    settings: { SHUTDOWN_GRACE: '0' },
  });
  openai.script(() => 'Hello.');
  telegram.fail('sendMessage', {
    error_code: 429,
    description: 'Too Many Requests: retry after 3',
    parameters: { retry_after: 3 },
  });
  telegram.say(chat, ann, 'Hi');
  await telegram.waitFor(() => telegram.callsOf('sendMessage').length === 1);
  await bot.restart();
  await shown(['Hello.']);
  const [refused, taken] = telegram.callsOf('sendMessage');
  expect(telegram.callsOf('sendMessage')).toHaveLength(2);
  expect((taken?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(3000);
});
