import { describe, expect, it } from 'vitest';
import { foreign } from '../../simulator/openai/dialects.ts';
import { openDiscord } from './open.ts';

/** Servers that speak OpenAI's API in words and ways of their own, through the whole bot. */

const open = () => openDiscord({ settings: { OPENAI_API: 'chat', CONVERSATION_TITLES: 'false' } });
const said = (body: Record<string, unknown> | undefined) => JSON.stringify(body?.['messages']);

describe('reasoning is never shown as the answer, nor sent back', () => {
  it.each([
    ['in parts of the content', 'part'],
    ['between marks', ['<think>\n', '\n</think>\n\n']],
    ['with a closing mark alone', ['', '\n</think>\n\n']],
  ] as const)('%s', async (_, as) => {
    const { discord, openai, ann, dm, shown } = await open();
    const reasoning = { text: 'Let me see: two and two.', as };
    openai.script([{ text: 'It is 4.', reasoning, tokensPerSecond: 20 }, 'You are welcome.']);
    discord.say(dm, ann, 'What is 2+2?');
    await shown(['It is 4.']);
    discord.say(dm, ann, 'Thanks');
    await shown(['It is 4.', 'You are welcome.']);
    expect(said(openai.requests.at(-1)?.body)).toContain('It is 4.');
    expect(said(openai.requests.at(-1)?.body)).not.toContain('Let me see');
  });
});

it('a conversation that grew too long for its server goes on, and an answer that comes whole is one', async () => {
  const { discord, openai, ann, dm, shown } = await open();
  openai.script((_, count) => ({ text: `number ${count + 1}`, whole: true, ending: null }));
  for (const count of [1, 2, 3]) {
    discord.say(dm, ann, `question ${count}`);
    await shown(Array.from({ length: count }, (__, index) => `number ${index + 1}`));
  }
  const [{ status, body } = { status: 0, body: '' }] = foreign.overflow.filter(({ server }) => server === 'Gemini');
  openai.fail('/chat/completions', { status, body: JSON.stringify(body) }, 1);
  discord.say(dm, ann, 'question 4');
  await shown(['number 1', 'number 2', 'number 3', 'number 4']);
  expect(said(openai.requests.at(-1)?.body)).not.toContain('question 1');
});

it('a failure inside a stream has its own sentence, at once', async () => {
  const { discord, openai, ann, dm, shown } = await open();
  const headers = { 'content-type': 'text/event-stream' };
  const body = 'data: {"error":{"message":"Insufficient credits","code":402}}\n\n';
  openai.fail('/chat/completions', { status: 200, headers, body }, 1);
  discord.say(dm, ann, 'Hello?');
  await shown([expect.stringMatching(/budget|quota/i)]);
  expect(openai.requests).toHaveLength(1);
});
