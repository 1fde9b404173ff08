import { describe, expect, it } from 'vitest';
import { foreign } from '../../simulator/openai/dialects.ts';
import { openTelegram, slow } from './open.ts';

/** Servers that speak OpenAI's API in words and ways of their own, through the whole bot. */

const open = () => openTelegram({ settings: { OPENAI_API: 'chat', CONVERSATION_TITLES: 'false' } });
const said = (body: Record<string, unknown> | undefined) => JSON.stringify(body?.['messages']);

describe('reasoning is never shown as the answer, nor sent back', () => {
  it.each([
    ['in a field of its own', 'reasoning_content'],
    ['between marks', ['<think>', '</think>\n\n']],
    ['with a closing mark alone', ['', '\n</think>\n\n']],
  ] as const)('%s', async (_, as) => {
    const { telegram, openai, ann, chat, shown, bot } = await open();
    const text = 'Let me see: two and two.';
    openai.script([{ text: 'It is 4.', reasoning: { text, as }, tokensPerSecond: 20 }, 'You are welcome.']);
    telegram.say(chat, ann, 'What is 2+2?');
    await shown(['It is 4.']);
    telegram.say(chat, ann, 'Thanks');
    await shown(['It is 4.', 'You are welcome.']);
    await bot.idle();
    expect(said(openai.requests.at(-1)?.body)).toContain('It is 4.');
    expect(said(openai.requests.at(-1)?.body)).not.toContain('Let me see');
  });
});

it.each(
  foreign.overflow.filter(({ server }) =>
    ['Gemini', 'Groq, 413', 'llama.cpp, as a failure of its own'].includes(server),
  ),
)('a conversation that grew too long for $server goes on', async ({ status, body }) => {
  const { telegram, openai, ann, chat, answers, shown } = await open();
  for (const count of [1, 2, 3]) {
    telegram.say(chat, ann, `say number ${count}`);
    await answers(count);
  }
  openai.fail('/chat/completions', { status, body: JSON.stringify(body) }, 1);
  telegram.say(chat, ann, 'say here I am');
  await shown(['number 1', 'number 2', 'number 3', 'here I am']);
  expect(said(openai.requests.at(-1)?.body)).not.toContain('number 1');
});

it('what a server taught is known after a restart', async () => {
  const { telegram, openai, ann, chat, shown, bot } = await open();
  openai.script(() => 'Yes.');
  const refused = foreign.refusedField.filter(({ server }) => /^vLLM/.test(server));
  for (const { status, body } of refused) openai.fail('/chat/completions', { status, body: JSON.stringify(body) });
  telegram.say(chat, ann, 'Are you there?');
  await shown(['Yes.']);
  expect(openai.requests).toHaveLength(refused.length + 1);
  await bot.restart();
  telegram.say(chat, ann, 'Still?');
  await shown(['Yes.', 'Yes.']);
  expect(openai.requests).toHaveLength(refused.length + 2);
  expect(said(openai.requests.at(-1)?.body)).not.toContain('"system"');
  expect(openai.requests.at(-1)?.body).not.toHaveProperty('stream_options');
});

it('an answer that its window cuts off can be gone on with', async () => {
  const { telegram, openai, ann, chat, labels, bot } = await open();
  const error = { message: 'Context size has been exceeded.', type: 'server_error', code: null };
  openai.script([{ ...slow, tokensPerSecond: 0, breaks: { how: 'error', afterTokens: 20, error } }]);
  telegram.say(chat, ann, 'Tell me all');
  await telegram.waitFor(() => labels()?.some((label) => label.includes('Continue')));
  await bot.idle();
});
