import { expect, it } from 'vitest';
import { failures } from '../../simulator/openai/index.ts';
import { openDiscord } from './open.ts';

it('where the chosen model cannot answer, the next one does, and the answer says so', async () => {
  const { bot, discord, openai, ann, dm, texts } = await openDiscord({
    settings: { OPENAI_FALLBACK_MODELS: 'gpt-5-mini' },
  });
  openai.fail('/responses', failures.quota());
  openai.script(['From the second.']);
  discord.say(dm, ann, 'Hi');
  await discord.waitFor(() => texts().some((text) => text.includes('gpt-5-mini answered this')));
  await bot.idle();
  expect(texts()).toEqual([expect.stringMatching(/^From the second\.\n+.*gpt-6-luna isn't available/s)]);
  expect(openai.requests.map(({ body }) => body['model'])).toEqual(['gpt-6-luna', 'gpt-5-mini']);
});
