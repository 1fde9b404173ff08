import { describe, expect, it, onTestFinished } from 'vitest';
import { failures, startOpenAI } from '../../simulator/openai/index.ts';
import type { TestBotOptions } from '../../support/test-bot.ts';
import { openTelegram } from './open.ts';

const KEY = 'sk-of-the-other-service';

/** The bot with one model more at its service, and one at another. */
async function openChain(settings: Record<string, string> = {}, options: TestBotOptions = {}) {
  const other = await startOpenAI({ key: KEY, models: { llama: { kind: 'text', window: 400_000 } } });
  onTestFinished(() => other.close());
  const { host } = new URL(other.baseUrl);
  const links = {
    OPENAI_FALLBACK_MODELS: `gpt-5-mini, llama@${other.baseUrl}`,
    OPENAI_FALLBACK_KEYS: `${host}=${KEY}`,
  };
  const bot = await openTelegram({ ...options, settings: { ...links, ...settings } });
  const asked = () =>
    [...bot.openai.requests, ...other.requests].toSorted((a, b) => a.at - b.at).map(({ body }) => body['model']);
  const warned = () => bot.bot.log.lines.filter(({ message }) => message === 'Asking another model instead');
  return { ...bot, other, asked, warned };
}

describe('where the model cannot answer', () => {
  it('the next one does, for this turn, and says so; the log says why', async () => {
    const { bot, telegram, openai, ann, chat, shown, asked, warned, labels } = await openChain();
    openai.fail('/responses', failures.quota());
    openai.script(['From the second.', 'From the first again.']);
    telegram.say(chat, ann, 'Hi');
    const notice = "gpt-5-mini answered this: gpt-6-luna isn't available right now.";
    await shown([expect.stringMatching(`^From the second\\.\\n+${notice}$`)] as string[]);
    expect(labels()).toContain('↻ Again');
    telegram.say(chat, ann, 'And now?');
    await telegram.waitFor(() => telegram.answers(chat).includes('From the first again.'));
    expect(asked()).toEqual(['gpt-6-luna', 'gpt-5-mini', 'gpt-6-luna']);
    expect(warned().map(({ fields }) => fields)).toEqual([
      expect.objectContaining({ from: 'gpt-6-luna', to: 'gpt-5-mini', kind: 'model_quota', status: 429 }),
    ]);
    // The notice is none of the answer.
    expect(JSON.stringify(openai.requests.at(-1)?.body)).not.toContain('answered this');
    await bot.idle();
  });

  it('a service of its own is asked with its own key, and no other', async () => {
    const { telegram, openai, other, ann, chat, answers, asked } = await openChain();
    openai.fail('/responses', { status: 401, error: { message: 'no', type: 'x', code: 'invalid_api_key' } }, 9);
    other.script(['From elsewhere.']);
    telegram.say(chat, ann, 'Hi');
    await expect(answers(1)).resolves.toEqual([expect.stringMatching(/^From elsewhere\.\n+llama answered this/)]);
    expect(asked()).toEqual(['gpt-6-luna', 'gpt-5-mini', 'llama']);
    expect(other.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/v1/chat/completions', `Bearer ${KEY}`],
    ]);
    expect(openai.requests.every(({ headers }) => headers.authorization === `Bearer ${openai.key}`)).toBe(true);
  });

  it('it is told of the one that was chosen where none can', async () => {
    const { telegram, openai, other, ann, chat, answers, asked } = await openChain();
    openai.fail('/responses', failures.quota(), 1);
    openai.fail('/responses', { status: 404, error: { message: 'no', type: 'x', code: 'model_not_found' } }, 1);
    other.fail('/chat', { status: 401, error: { message: 'no', type: 'x', code: 'invalid_api_key' } }, 9);
    telegram.say(chat, ann, 'Hi');
    await expect(answers(1)).resolves.toEqual([expect.stringContaining('budget is used up')]);
    expect(asked()).toEqual(['gpt-6-luna', 'gpt-5-mini', 'llama']);
  });

  it('nothing is asked elsewhere once a word was shown, nor for what every model would refuse', async () => {
    const { bot, telegram, openai, ann, chat, answers, asked } = await openChain();
    openai.script(() => ({ text: 'This is the beginning', breaks: { afterTokens: 2, how: 'end' } }));
    telegram.say(chat, ann, 'Hi');
    await telegram.waitFor(() => telegram.answers(chat)[0]?.includes('broke off'));
    openai.fail('/responses', { status: 400, error: { message: 'no', type: 'x', code: 'content_filter' } });
    telegram.say(chat, ann, 'Hi again');
    await answers(2);
    await bot.idle();
    expect(new Set(asked())).toEqual(new Set(['gpt-6-luna']));
  });

  it('a lesson of one service is none of another: a refused parameter is left out there alone', async () => {
    const { telegram, openai, other, ann, chat, answers } = await openChain({ TEMPERATURE: '0.5', EFFORT: 'none' });
    openai.fail('/responses', failures.quota(), 9);
    const words = { message: "Unsupported parameter: 'temperature' is not supported with this model.", type: 'x' };
    other.fail('/chat', { status: 400, error: { ...words, code: 'unsupported_parameter', param: 'temperature' } });
    telegram.say(chat, ann, 'Hi');
    await answers(1);
    const sent = other.requests.map(({ body }) => body['temperature']);
    expect([sent[0], sent.at(-1)]).toEqual([0.5, undefined]);
    expect(openai.requests[0]?.body['temperature']).toBe(0.5);
    telegram.say(chat, ann, 'Hi again');
    await answers(2);
    expect(openai.requests.findLast(({ body }) => body['model'] === 'gpt-6-luna')?.body['temperature']).toBe(0.5);
    expect(other.requests.at(-1)?.body['temperature']).toBeUndefined();
  });

  it('names of conversations come from the next one, too', async () => {
    const { bot, telegram, openai, other, ann, chat, answers } = await openChain({ CONVERSATION_TITLES: 'true' });
    telegram.say(chat, ann, 'say one');
    await answers(1);
    openai.fail('/responses', failures.quota(), 99);
    telegram.say(chat, ann, '/new');
    await other.waitFor(({ body }) => body['model'] === 'llama');
    await bot.idle();
  });
});

it('every link of the chain is looked at when the bot starts', async () => {
  const { bot, other } = await openChain({}, { checkAfterMs: 0 });
  await expect.poll(() => other.looks.map(({ path }) => path), { timeout: 30_000 }).toContain('/v1/models');
  await bot.restart({ OPENAI_FALLBACK_MODELS: `gemma@${other.baseUrl}` });
  const line = () => bot.log.lines.find(({ message }) => message === 'The model service has no such model');
  await expect.poll(() => line()?.fields, { timeout: 30_000 }).toMatchObject({ model: 'gemma' });
});
