import { describe, expect, it, onTestFinished } from 'vitest';
import { type Ask, Cancelled } from '../../src/cli/init/ask.ts';
import { createDraft } from '../../src/cli/init/draft.ts';
import { interview } from '../../src/cli/init/interview.ts';
import { looks, type Nearby } from '../../src/cli/init/looks.ts';
import { createSilent } from '../../src/cli/init/silent.ts';
import { startDiscord } from '../simulator/discord/index.ts';
import { startOpenAI } from '../simulator/openai/index.ts';
import { startTelegram } from '../simulator/telegram/index.ts';

/** Questions of `npm run init`, asked of somebody who answers by a list; the services are the stand-ins. */

type Said = string | readonly string[];

/** Answers in turn; cancels at the end of them. Everything that was shown is kept. */
function listed(answers: readonly Said[]) {
  const shown: string[] = [];
  const left = [...answers];
  const next = (text: string) => {
    shown.push(text);
    const answer = left.shift();
    if (answer === undefined) throw new Cancelled('cancelled');
    return answer;
  };
  const one = (text: string) => String(next(text));
  const ask: Ask = {
    tell: (text) => void shown.push(text),
    refuse: (why) => void shown.push(why),
    during: (_, work) => work,
    async choose({ text }, choices) {
      const answer = one(`${text} ${choices.map(({ label }) => label).join(' | ')}`);
      const choice = choices.find(({ value, label }) => value === answer || label === answer);
      if (!choice) throw new Error(`There is no "${answer}" among: ${shown.at(-1)}`);
      return choice.value;
    },
    several: async ({ text }) => [next(text)].flat(),
    async write({ text }, { problem }) {
      for (;;) {
        const answer = one(text);
        const wrong = problem(answer);
        if (wrong === undefined) return answer;
        shown.push(wrong);
      }
    },
    agree: async ({ text }) => next(text) === 'yes',
  };
  return { ask, shown, left };
}

async function asked(answers: readonly Said[], env: Record<string, string>, nearby: readonly Nearby[] = []) {
  const { ask, shown, left } = listed(answers);
  const file = { found: false, names: [], problems: [] };
  const draft = createDraft(env, file, new Map());
  const parts = { ask, draft, looks: { ...looks, nearby: async () => nearby }, unchecked: false };
  const done = await interview(parts, true).then(
    (bots) => bots,
    (error: unknown) => error,
  );
  expect(left).toEqual([]);
  return { done, answers: Object.fromEntries(draft.answers), shown: shown.join('\n') };
}

async function telegram() {
  const server = await startTelegram();
  onTestFinished(() => server.close());
  return { server, env: { TELEGRAM_API_ROOT: server.apiRoot } };
}

const ollama = (baseUrl: string): Nearby => ({ title: 'Ollama', baseUrl, models: ['llama3.3:latest', 'qwen3:8b'] });

describe('the questions of init', () => {
  it('go on until a token is a bot’s, and show where it is had', async () => {
    const { server, env } = await telegram();
    const openai = await startOpenAI();
    onTestFinished(() => openai.close());
    const said = [['telegram'], 'no token', '1:wrong', server.token, 'other', new URL(openai.baseUrl).origin];
    const { answers, shown, done } = await asked([...said, 'sk-wrong', openai.key, '简体中文', 'owner'], env);
    expect(answers).toEqual({
      TELEGRAM_BOT_TOKEN: server.token,
      OPENAI_BASE_URL: openai.baseUrl,
      OPENAI_API_KEY: openai.key,
      LOCALE: 'zh-CN',
    });
    expect(done).toMatchObject([{ title: 'Telegram', introduction: { name: '@parley_bot' } }]);
    for (const part of ['https://t.me/BotFather', 'another form', 'does not know this bot token', 'refuses this key'])
      expect(shown).toContain(part);
  });

  it('offer the models of this machine, and who may use them', async () => {
    const { server, env } = await telegram();
    const models = {
      llama: { kind: 'text', window: 8000 },
      'nomic-embed-text': { kind: 'text', window: 8000 },
    } as const;
    const openai = await startOpenAI({ models });
    onTestFinished(() => openai.close());
    const said = [
      ['telegram'],
      server.token,
      openai.baseUrl,
      openai.key,
      'English',
      'people',
      'telegram:x',
      'telegram:7',
    ];
    const { answers, shown } = await asked(said, env, [ollama(openai.baseUrl)]);
    expect(shown).toMatch(/Which model shall answer\? OpenAI's \| Ollama on this machine \| One at/);
    expect(answers).toMatchObject({ OPENAI_BASE_URL: openai.baseUrl, ALLOWED_USERS: 'telegram:7' });
  });

  it('name the switch that stands against a setting, and look again or do without', async () => {
    const server = await startDiscord({ messageContent: false });
    onTestFinished(() => server.close());
    const env = { DISCORD_API_URL: server.apiUrl };
    const wanted = 'Do without: DISCORD_MESSAGE_CONTENT=false';
    const { answers, shown, done } = await asked([['discord'], server.token, 'again', wanted], env);
    expect(done).toBeInstanceOf(Cancelled);
    expect(shown).toMatch(/Message Content intent is off.*\nSwitch on .*https:\/\/discord\.com\/developers/);
    expect(answers).toEqual({ DISCORD_BOT_TOKEN: server.token, DISCORD_MESSAGE_CONTENT: 'false' });
  });

  it('keep a token where no network is there to check it, if that is wanted', async () => {
    const env = { TELEGRAM_API_ROOT: 'http://127.0.0.1:9', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' };
    const said = [
      ['telegram'],
      '1:x',
      'again',
      'other',
      '2:x',
      'keep',
      'keep',
      'no model',
      'llama',
      'English',
      'everybody',
    ];
    const { answers, shown } = await asked(said, env);
    expect(shown).toMatch(/No answer from Telegram\. Check the network/);
    expect(answers).toEqual({
      TELEGRAM_BOT_TOKEN: '2:x',
      OPENAI_MODEL: 'llama',
      OPENAI_MODEL_ADVANCED: 'llama',
      ACCESS: 'open',
    });
  });
});

describe('where nobody can be asked', () => {
  async function silent(given: Record<string, string>, unchecked = false) {
    const { server, env } = await telegram();
    const openai = await startOpenAI();
    onTestFinished(() => openai.close());
    const answers = { TELEGRAM_BOT_TOKEN: server.token, OPENAI_API_KEY: openai.key, OPENAI_BASE_URL: openai.baseUrl };
    const all = { ...env, ...answers, ...given };
    const draft = createDraft(all, { found: false, names: [], problems: [] }, new Map(Object.entries(answers)));
    for (const [name, value] of Object.entries(given)) draft.answer(name, value);
    await interview({ ask: createSilent(() => undefined), draft, looks, unchecked }, true);
    return Object.fromEntries(draft.answers);
  }

  it.each([
    [{ TELEGRAM_BOT_TOKEN: '1:wrong' }, /^Telegram does not know this bot token\. Copy/],
    [{ TELEGRAM_API_ROOT: 'http://127.0.0.1:9' }, /^No answer from Telegram\./],
    [{ OPENAI_API_KEY: 'sk-wrong' }, /^The model service refuses this key/],
    [{ OPENAI_MODEL: 'gpt-1' }, /^The model service has no model gpt-1/],
    [{ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }, /^No connection to the model service/],
  ])('%j ends it in a sentence', async (wrong, said) => {
    await expect(silent(wrong)).rejects.toMatchObject({ message: expect.stringMatching(said), kind: 'config' });
  });

  it('what cannot be checked is kept if that is wanted', async () => {
    const away = { TELEGRAM_API_ROOT: 'http://127.0.0.1:9', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' };
    expect(await silent({ ...away, OPENAI_MODEL: 'llama' }, true)).toMatchObject({ OPENAI_MODEL_ADVANCED: 'llama' });
  });
});
