import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTelegram, type TelegramSimulator } from '../../simulator/telegram/index.ts';
import { describeCommand, type Harness, harness } from './harness.ts';

const commands = [
  describeCommand('new', { en: 'Start over', 'zh-CN': '重新开始' }),
  describeCommand('ask', { en: 'Ask', 'zh-CN': '提问' }),
  describeCommand('start', { en: 'Say hello', 'zh-CN': '你好' }, true),
];

let telegram: TelegramSimulator;
let core: Harness | undefined;

beforeEach(async () => {
  telegram = await startTelegram();
});
afterEach(async () => {
  await core?.stop();
  await telegram.close();
});

/** Starts the bot anew and waits until it has looked at both menus. */
async function restart(with_ = commands): Promise<void> {
  await core?.stop();
  const before = telegram.callsOf('getMyCommands').length;
  core = harness(telegram, with_);
  await core.start();
  await telegram.waitFor(() => telegram.callsOf('getMyCommands').length >= before + 2);
}

const written = () => telegram.callsOf('setMyCommands').map(({ params }) => params);

it('registers a menu for each language, hidden commands left out', async () => {
  await restart();
  await telegram.waitFor(() => written().length === 2);
  expect(written()).toEqual([
    {
      commands: [
        { command: 'new', description: 'Start over' },
        { command: 'ask', description: 'Ask' },
      ],
    },
    {
      language_code: 'zh',
      commands: [
        { command: 'new', description: '重新开始' },
        { command: 'ask', description: '提问' },
      ],
    },
  ]);
});

it('registers only what changed', async () => {
  await restart();
  await telegram.waitFor(() => written().length === 2);
  await restart();
  await core?.stop();
  expect(written()).toHaveLength(2);
  await restart([describeCommand('new', { en: 'Start over', 'zh-CN': '新的' }), ...commands.slice(1)]);
  await telegram.waitFor(() => written().length === 3);
  expect(written().at(-1)).toMatchObject({ language_code: 'zh' });
});

it('knows other languages by two letters, and registers no options at all', async () => {
  const spanish = describeCommand('chats', { en: 'Chats', 'zh-CN': '对话', es: 'Conversaciones' });
  const option = { name: 'page', type: 'integer' as const, internal: true };
  await restart([{ ...spanish, spec: { ...spanish.spec, options: [option] } }]);
  await telegram.waitFor(() => written().length === 3);
  expect(written()).toEqual([
    { commands: [{ command: 'chats', description: 'Chats' }] },
    { language_code: 'zh', commands: [{ command: 'chats', description: '对话' }] },
    { language_code: 'es', commands: [{ command: 'chats', description: 'Conversaciones' }] },
  ]);
});

it('starts all the same when the menus cannot be written', async () => {
  telegram.fail('setMyCommands', { error_code: 400, description: 'Bad Request: BOT_COMMAND_INVALID' }, 9);
  await restart();
  await telegram.waitFor(
    () => core?.lines.filter(({ message }) => /could not be registered/.test(message)).length === 2,
  );
  const ada = telegram.user({ first_name: 'Ada' });
  telegram.say(telegram.privateChat(ada), ada, 'hi');
  await telegram.waitFor(() => core?.texts().includes('hi'));
});
