import { expect, it, onTestFinished } from 'vitest';
import { startTestBot } from '../support/test-bot.ts';

it('the log has one line for each answer: who, where, what was asked for, what it took, and no words', async () => {
  const bot = await startTestBot({ platforms: ['telegram'] });
  onTestFinished(() => bot.close());
  const { telegram, openai, log } = bot;
  openai.script(() => 'Secret answer');
  const ann = telegram.user({ first_name: 'Ann' });
  const chat = telegram.privateChat(ann);
  const lines = () => log.lines.filter(({ message }) => message === 'Answered' || message === 'Ended in an error');
  for (const [index, text] of ['Secret question', '/new', 'fail'].entries()) {
    if (text === 'fail')
      openai.fail('/responses', {
        status: 401,
        error: { message: 'no', type: 'invalid_request_error', code: 'invalid_api_key' },
      });
    telegram.say(chat, ann, text);
    await expect.poll(lines, { timeout: 10_000 }).toHaveLength(index + 1);
  }
  const everywhere = {
    actor: `telegram:${ann.id}`,
    conversation: `telegram:${chat.id}`,
    turn: expect.any(String),
    ms: expect.any(Number),
  };
  const tokens = { inputTokens: expect.any(Number), outputTokens: expect.any(Number) };
  expect(lines()).toMatchObject([
    { message: 'Answered', fields: { ...everywhere, reason: 'complete', model: 'gpt-6-luna', ...tokens } },
    { message: 'Answered', fields: { ...everywhere, command: 'new' } },
    { message: 'Ended in an error', fields: { ...everywhere, reason: 'error' } },
  ]);
  const told = lines().map(({ fields }) => ({ ...fields, content: undefined }));
  expect(JSON.stringify(told)).not.toMatch(/Secret/);
});
