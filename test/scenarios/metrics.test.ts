import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { labelValues } from '../../src/metrics/labels.ts';
import { metrics } from '../../src/metrics/list.ts';
import { holdNoCanary, secrets } from '../support/canary.ts';
import { figure, readFigures, type Series } from '../support/figures.ts';
import { startProgram } from '../support/process.ts';
import { type StandIns, startStandIns } from '../support/stand-ins.ts';
import { startBotProcess, startTestBot } from '../support/test-bot.ts';

/** Figures of the whole bot: they tell what happened, and of nobody. */

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const PORT = String(12_000 + (process.pid % 8000));
const settings = { METRICS: 'on', METRICS_TOKEN: secrets.METRICS_TOKEN, HTTP_PORT: PORT };
/** What a person says: no figure may hold it. */
const WORDS = 'Wombat';

const ask = (path: string, authorization?: string) =>
  fetch(`http://127.0.0.1:${PORT}${path}`, { headers: authorization === undefined ? {} : { authorization } });

async function scrape(): Promise<{ text: string; all: Series[] }> {
  const response = await ask('/metrics', `Bearer ${secrets.METRICS_TOKEN}`);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    expect.stringMatching(/^text\/plain; version=0\.0\.4/),
  ]);
  const text = await response.text();
  return { text, all: readFigures(text) };
}

/** The figures of these names and labels. */
const told = (all: readonly Series[], wanted: readonly [string, Series['labels']?][]) =>
  wanted.map(([name, labels]) => [name, figure(all, name, labels)]);

it('count what happened, by closed labels, without a word or an id of anybody', async () => {
  const more = { SHUTDOWN_GRACE: '1', CONVERSATION_TITLES: 'true' };
  const bot = await startTestBot({ settings: { ...settings, ...more } });
  onTestFinished(() => bot.close());
  const { telegram, discord, openai, idle } = bot;
  const ann = telegram.user({ first_name: WORDS });
  const chat = telegram.privateChat(ann);
  const asked = async (words: string) => {
    telegram.say(chat, ann, words);
    await idle();
  };
  openai.script([
    'One.',
    { calls: [{ name: 'calculate', arguments: { expression: '6*7' } }] },
    'It is 42.',
    'Three.',
    'Four.',
    'Five.',
    { text: 'word '.repeat(2000), tokensPerSecond: 30 },
    'On Discord.',
    'A title',
  ]);
  const bob = discord.user({ username: 'bob' });
  const dm = discord.dm(bob);
  discord.say(dm, bob, `/remind in 1 second ${WORDS}`);
  await discord.waitFor(() => discord.messages(dm).some(({ content }) => content.includes('⏰')), 15_000);
  await asked(`${WORDS}?`);
  await asked('What is six times seven?');
  openai.fail('/responses', { status: 500, error: { message: 'oh', type: 'server_error', code: null, param: null } });
  await asked('Once more');
  telegram.fail('sendMessage', {
    error_code: 429,
    description: 'Too Many Requests: retry after 2',
    parameters: { retry_after: 2 },
  });
  await asked('And again');
  openai.fail('/responses', {
    status: 401,
    error: { message: 'no', type: 'invalid_request_error', code: 'invalid_api_key', param: null },
  });
  await asked('A key that is refused');
  telegram.fail('sendMessage', { error_code: 403, description: 'Forbidden: bot was blocked by the user' });
  await asked('To a person who has blocked it');
  telegram.say(chat, ann, 'Tell me a long story');
  await telegram.waitFor(() => telegram.messages(chat).some(({ text = '' }) => text.startsWith('word word')), 15_000);
  const during = await scrape();
  telegram.say(chat, ann, '/stop');
  await idle();
  discord.say(dm, bob, `${WORDS}!`);
  await idle();
  discord.say(dm, bob, '/new');
  await vi.waitUntil(() => openai.requests.length === 11, 5000);
  await idle();

  const telegramAsked = { surface: 'telegram', kind: 'prompt' };
  expect(
    told(during.all, [
      ['parley_open_turns'],
      ['parley_places_in_use', { surface: 'telegram' }],
      ['parley_turns_total', telegramAsked],
    ]),
  ).toEqual([
    ['parley_open_turns', 1],
    ['parley_places_in_use', 1],
    ['parley_turns_total', 6],
  ]);
  expect(figure(during.all, 'parley_oldest_turn_age_seconds')).toBeGreaterThan(0);

  const { text, all } = await scrape();
  const expected: [string, Series['labels'], number][] = [
    ['parley_turns_accepted_total', telegramAsked, 7],
    ['parley_turns_accepted_total', { surface: 'discord', kind: 'prompt' }, 1],
    // A reminder, its due time, and the beginning of another thread.
    ['parley_turns_accepted_total', { surface: 'discord', kind: 'command' }, 3],
    ['parley_turns_total', { ...telegramAsked, outcome: 'answered' }, 5],
    ['parley_turns_total', { ...telegramAsked, outcome: 'failed' }, 1],
    ['parley_turns_total', { ...telegramAsked, outcome: 'undeliverable' }, 1],
    ['parley_turns_total', {}, 11],
    ['parley_answers_total', { surface: 'telegram', reason: 'complete' }, 5],
    ['parley_answers_total', { surface: 'telegram', reason: 'error' }, 1],
    ['parley_answers_total', { surface: 'telegram', reason: 'stop' }, 1],
    ['parley_answers_total', { surface: 'discord', reason: 'complete' }, 4],
    ['parley_turn_first_bubble_seconds_count', telegramAsked, 6],
    ['parley_turn_final_seconds_count', telegramAsked, 7],
    ['parley_turn_retries_total', {}, 0],
    ['parley_open_turns', {}, 0],
    ['parley_oldest_turn_age_seconds', {}, 0],
    ['parley_places_in_use', { surface: 'telegram' }, 0],
    ['parley_places', { surface: 'telegram' }, 100],
    ['gen_ai_client_operation_duration_seconds_count', { gen_ai_operation_name: 'chat' }, 10],
    ['gen_ai_client_operation_duration_seconds_count', { error_type: 'model_auth' }, 1],
    // The one that was stopped came to no accounts.
    ['gen_ai_client_token_usage_count', { gen_ai_token_type: 'output' }, 8],
    ['gen_ai_client_operation_time_to_first_chunk_seconds_count', {}, 9],
    ['parley_model_calls_total', { purpose: 'answer' }, 9],
    ['parley_model_calls_total', { purpose: 'title' }, 1],
    ['parley_model_errors_total', {}, 1],
    ['parley_model_retries_total', {}, 1],
    ['parley_tool_calls_total', { group: 'math', effect: 'read' }, 1],
    ['parley_tool_errors_total', {}, 0],
    ['parley_platform_call_seconds_count', { surface: 'telegram', call: 'create' }, 8],
    ['parley_platform_errors_total', { surface: 'telegram', error_type: 'rate_limited' }, 1],
    ['parley_platform_errors_total', { surface: 'telegram', error_type: 'forbidden' }, 1],
    ['parley_platform_errors_total', {}, 2],
    ['parley_storage_write_seconds_count', { work: 'finalize' }, 11],
    ['parley_storage_errors_total', {}, 0],
    ['parley_penalty_seconds_count', { surface: 'telegram', calls: 'create' }, 1],
    ['parley_due_late_seconds_count', { surface: 'discord' }, 1],
    ['parley_job_seconds_count', { job: 'schedule', end: 'done' }, 1],
    ['parley_job_seconds_count', { job: 'title', end: 'done' }, 1],
  ];
  expect(
    told(
      all,
      expected.map(([name, labels]) => [name, labels]),
    ),
  ).toEqual(expected.map(([name, , value]) => [name, value]));
  for (const name of ['parley_disk_free_bytes', 'process_resident_memory_bytes', 'process_cpu_seconds_total'])
    expect(figure(all, name)).toBeGreaterThan(0);
  expect(figure(all, 'nodejs_eventloop_lag_p99_seconds')).toBeDefined();
  expect(unlisted(all)).toEqual([]);
  holdNoCanary('the figures', text);
  const labels = JSON.stringify(all.map(({ labels: { le: _, ...told } }) => told));
  for (const word of [WORDS, 'bob', String(ann.id), String(chat.id), bob.id]) expect(labels).not.toContain(word);

  // Nobody is told a figure without the token, and a process that ends says so.
  const statuses = ['', 'Bearer', `Bearer ${secrets.METRICS_TOKEN}x`, `bearer ${'x'.repeat(10_000)}`].map((given) =>
    ask('/metrics', given).then(({ status }) => status),
  );
  expect([(await ask('/metrics')).status, ...(await Promise.all(statuses))]).toEqual([401, 401, 401, 401, 401]);
  expect((await ask('/ready')).status).toBe(200);
  openai.script([{ text: 'word '.repeat(500), tokensPerSecond: 20 }]);
  telegram.say(chat, ann, 'And now a short one');
  await vi.waitUntil(() => openai.busy().length > 0, 5000);
  const stopped = bot.stop();
  expect(await (await ask('/ready')).json()).toEqual({ status: 'stopping', roles: { all: 'stopping' } });
  await stopped;
}, 60_000);

/** Series whose name or label is in no list, or whose value of a label is not. What Node itself tells has lists of its own. */
function unlisted(all: readonly Series[]): Series[] {
  const values: Readonly<Record<string, readonly string[]>> = {
    ...labelValues,
    surface: ['telegram', 'discord'],
    gen_ai_request_model: ['gpt-6-luna', 'gpt-6-sol', 'gpt-image-2.5', 'gpt-5-mini'],
    kind: [...labelValues.kind, 'major', 'minor', 'incremental', 'weakcb'],
    ...{ version: [process.version], ...versionLabels() },
  };
  const names = Object.keys(metrics);
  const isListed = ({ name, labels }: Series) => {
    const plain = name.replace(/_(?:bucket|sum|count)$/, '');
    if (![plain, name].some((each) => names.includes(each) || /^(?:process|nodejs)_/.test(each))) return false;
    return Object.entries(labels).every(
      ([label, value]) => (label === 'le' && value !== '') || value === '_OTHER' || values[label]?.includes(value),
    );
  };
  return all.filter((each) => !isListed(each));
}

function versionLabels(): Record<string, string[]> {
  const [major = '', minor = '', patch = ''] = process.versions.node.split('.');
  return { major: [major], minor: [minor], patch: [patch] };
}

it('begin anew after a kill, but for what is open: that is read from the store', async () => {
  const bot = await startBotProcess({ ...settings, SHUTDOWN_GRACE: '0' }, { platforms: ['telegram'] });
  onTestFinished(() => bot.close());
  const { telegram, openai, idle } = bot;
  const ann = telegram.user({ first_name: 'Ann' });
  const chat = telegram.privateChat(ann);
  openai.script((_, at) => (at === 0 ? { text: 'word '.repeat(500), tokensPerSecond: 30 } : 'The answer.'));
  telegram.say(chat, ann, 'Tell me');
  await telegram.waitFor(() => telegram.messages(chat).some(({ editCount }) => editCount > 0), 30_000);
  const before = (await scrape()).all;
  await bot.kill();
  bot.start();
  await telegram.waitFor(() => telegram.answers(chat)[0] === 'The answer.', 30_000);
  await idle();
  const after = (await scrape()).all;
  const names = [
    'parley_turns_accepted_total',
    'parley_turns_total',
    'parley_turn_retries_total',
    'parley_turn_first_bubble_seconds_count',
    'parley_turn_final_seconds_count',
    'parley_model_calls_total',
    'parley_open_turns',
  ];
  const both = names.map((name) => [name, figure(before, name) ?? 0, figure(after, name) ?? 0]);
  expect(both).toEqual([
    ['parley_turns_accepted_total', 1, 0],
    ['parley_turns_total', 0, 1],
    ['parley_turn_retries_total', 0, 1],
    // Its first bubble was shown by the process before.
    ['parley_turn_first_bubble_seconds_count', 1, 0],
    ['parley_turn_final_seconds_count', 0, 1],
    ['parley_model_calls_total', 1, 1],
    ['parley_open_turns', 1, 0],
  ]);
}, 90_000);

/** Starts the program and has it tell of what it loads for figures. `missing`: a package that is not there. */
function startWatched(standIns: StandIns, more: Record<string, string>, missing = '') {
  const hook = `import { registerHooks } from 'node:module';
    registerHooks({
      resolve(name, context, next) {
        if (name === '${missing}') throw Object.assign(new Error('gone'), { code: 'ERR_MODULE_NOT_FOUND' });
        return next(name, context);
      },
      load(url, context, next) {
        if (/\\/(src\\/metrics|src\\/http\\/metrics.ts|prom-client)/.test(url)) console.log('LOADS ' + url);
        return next(url, context);
      },
    });`;
  const options = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`];
  const program = startProgram(MAIN, { env: { ...standIns.settings, ...more }, folder: standIns.folder, options });
  onTestFinished(() => void program.kill('SIGKILL'));
  let printed = '';
  for (const stream of [program.stdout, program.stderr]) stream?.on('data', (chunk: Buffer) => (printed += chunk));
  return { program, printed: () => printed };
}

it('cost nothing where nobody asks for them, and say so where their package is missing', async () => {
  const standIns = await startStandIns({ platforms: ['telegram'] });
  onTestFinished(() => standIns.close());
  const { telegram } = standIns;
  const ann = telegram.user({ first_name: 'Ann' });
  const chat = telegram.privateChat(ann);
  const without = startWatched(standIns, { HTTP_PORT: PORT });
  telegram.say(chat, ann, 'Hi');
  await telegram.waitFor(() => telegram.answers(chat).length === 1, 30_000);
  expect([(await ask('/health')).status, (await ask('/metrics')).status]).toEqual([200, 404]);
  without.program.kill('SIGKILL');
  await once(without.program, 'exit');
  expect(without.printed()).not.toContain('LOADS');

  const lacking = startWatched(standIns, settings, 'prom-client');
  const [code] = await once(lacking.program, 'exit');
  expect([code, lacking.printed()]).toEqual([1, expect.stringMatching(/LOADS .*src\/metrics/)]);
  expect(lacking.printed()).toMatch(/METRICS needs the package prom-client, which is not installed/);
}, 60_000);
