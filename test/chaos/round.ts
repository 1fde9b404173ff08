import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDiscord } from '../simulator/discord/index.ts';
import { startOpenAI } from '../simulator/openai/index.ts';
import { startTelegram } from '../simulator/telegram/index.ts';
import { type Actors, act } from './acts.ts';
import { type Child, createChild } from './child.ts';
import { openDeeds } from './deeds.ts';
import { lateDrafts } from './drafts.ts';
import { createEngine } from './engine.ts';
import type { Service } from './faults.ts';
import { judge } from './judge.ts';
import { isOpenBatch } from './judge-batch.ts';
import { isOpenReminder } from './judge-tools.ts';
import { type Left, openRows, readAccepted, readClosed, readLeft, readWords } from './kept.ts';
import { createModel } from './model.ts';
import { outcomes } from './outcomes.ts';
import { ofProcess, secretsIn } from './process-judge.ts';
import { startProxy } from './proxy.ts';
import { createRandom } from './random.ts';
import { type Result, resultOf } from './result.ts';
import type { Plan } from './schedule.ts';
import { TOKENS } from './schedule-behind.ts';
import { settle, until } from './settle.ts';
import { storyOf } from './story.ts';
import { newestIn } from './telegram-place.ts';
import { createWorld } from './world.ts';
import type { Batched } from './world-behind.ts';
import type { Reminded } from './world-tools.ts';

export interface RoundOptions {
  catchUp: boolean;
  signal: AbortSignal;
}

/** How long the bot gets to come to rest after the last fault, ms. */
const SETTLE_MS = 120_000;
const CONTROL_SETTLE_MS = 12_000;

/** Many chats go by the platform's own limits; in few, more is to happen than they allow. */
const quick = { TELEGRAM_CHAT_RATE: '8', TELEGRAM_GROUP_RATE: '0' };
const ways: Partial<Record<Plan['profile'], Record<string, string>>> = {
  pair: quick,
  mixed: quick,
  steered: quick,
  joint: quick,
  behind: quick,
  tools: quick,
};

/** Plays one plan to its end and judges it. */
export async function playRound(plan: Plan, { catchUp, signal }: RoundOptions): Promise<Result> {
  const began = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'parley-chaos-'));
  const random = createRandom(plan.seed);
  const trace: string[] = [];
  const note = (what: string) => trace.push(`${((Date.now() - began) / 1000).toFixed(2).padStart(7)} s  ${what}`);
  const clock = { now: () => began + (Date.now() - began) * plan.speed };

  const targets: Record<Service, number> = { telegram: 0, discord: 0, model: 0 };
  const proxies = {
    telegram: await startProxy(() => targets.telegram),
    discord: await startProxy(() => targets.discord),
    model: await startProxy(() => targets.model),
  };
  const telegram = await startTelegram({
    clock,
    privacy: plan.profile !== 'joint',
    ...(plan.profile === 'crowd' ? { limits: true } : {}),
  });
  const discordUrl = (scheme: string) => `${scheme}://127.0.0.1:${proxies.discord.port}`;
  const discord = await startDiscord({ gatewayUrl: () => discordUrl('ws'), filesUrl: () => discordUrl('http') });
  const openai = await startOpenAI({ speaker: (heard) => model.speak(heard) });
  targets.telegram = portOf(telegram.apiRoot);
  targets.discord = discord.port;
  targets.model = portOf(openai.baseUrl);

  const desk = random.fork('desk').pick(['http', 'http', 'stdio'] as const);
  const deeds = plan.profile === 'tools' ? await openDeeds(folder, plan.control ? 'http' : desk) : undefined;
  const world = createWorld(telegram, discord, plan.profile, catchUp, deeds);
  const model = createModel(
    random.fork('answers'),
    (id) => world.turns.find((turn) => turn.id === id || turn.former.includes(id))?.ask,
    () => {
      child.kill('poison');
    },
  );

  const engine = createEngine({
    kill: (why) => child.kill(why),
    speed: plan.speed,
    trace: note,
    newest: (of) => {
      if ('chat' in of) return newestIn(telegram.messages({ id: Number(of.chat) })).map((id) => `${of.chat}:${id}`);
      // The first bubble is the response to the interaction itself, which is known by its token.
      const [, ...more] = world.turns.find(({ used }) => used?.token === of.token)?.used?.messages() ?? [];
      return more.slice(-1).map(({ id, channel }) => `${channel.id}:${id}`);
    },
    troubled: (service) => proxies[service].troubledSince(Date.now() - 300),
  });
  telegram.rule({ match: (call) => engine.judge('telegram', call) });
  discord.rule({ match: (call) => engine.judge('discord', call) });
  openai.rule({ match: (call) => engine.judge('model', call) });

  let over = false;
  let pause = 0;
  const starting: ((child: Child) => void)[] = [];
  const child = createChild({
    folder,
    patienceMs: 15_000,
    env: {
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: `http://127.0.0.1:${proxies.telegram.port}`,
      DISCORD_BOT_TOKEN: discord.token,
      DISCORD_API_URL: `${discordUrl('http')}/api`,
      OPENAI_API_KEY: openai.key,
      OPENAI_BASE_URL: `http://127.0.0.1:${proxies.model.port}/v1`,
      OPENAI_API: random.fork('api').pick(['responses', 'chat']),
      STORAGE_URL: `sqlite://${join(folder, 'parley.db')}`,
      ...deeds?.env,
      // Titles are asked for in the background: the judge counts the calls of answers.
      CONVERSATION_TITLES: 'false',
      OWNERS: world.owners.join(','),
      ...ways[plan.profile],
      ...(plan.drafts ? { TELEGRAM_STREAMING: 'drafts' } : {}),
      ...(plan.profile === 'joint' ? { BURSTS: plan.bursts, THREADS: 'mention' } : {}),
      REQUESTS_PER_MINUTE: '0',
      CHAT_QUEUE_LIMIT: '0',
      PERSON_QUEUE_LIMIT: '0',
      // So small a window has no room for tools.
      ...(plan.profile === 'behind' ? { CONTEXT_TOKENS: String(TOKENS), TOOLS: 'off' } : { CONTEXT_TOKENS: '0' }),
      // These go by the bot's clock, the stand-ins by ours.
      MODEL_IDLE_TIMEOUT: String(2 * plan.speed),
      MODEL_TOTAL_TIMEOUT: String(30 * plan.speed),
      SHUTDOWN_GRACE: String(3 * plan.speed),
      LOG_LEVEL: 'debug',
      CHAOS_CLOCK: `${plan.speed},${began}`,
      CHAOS_STRETCH: String(plan.stretchMs),
      CHAOS_CONTROL: plan.control ?? '',
    },
    forbidden: () => [
      ['Telegram token', telegram.token.split(':')[1] ?? telegram.token],
      ['Discord token', discord.token],
      ['model key', openai.key],
      ['interaction token', /aW50ZXJhY3Rpb24\d{10}/],
      ['message text', /[QAOLRSBKM]\d+c\d+(n\d+)?\b/],
    ],
    ended(end) {
      note(`the bot ended: ${end.how} ${end.why}`);
      engine.ended(leftNow());
      if (over) return;
      const ms = plan.pauses[pause++ % plan.pauses.length] ?? 0;
      setTimeout(start, ms);
    },
  });

  function leftNow(): Left | undefined {
    const left = readLeft(join(folder, 'parley.db'));
    // Turns of a group that moved go by its old id, and speak under the new one.
    for (const place of world.places) {
      const chats = place.chats();
      if (chats.some((chat) => left?.chats.has(chat))) for (const chat of chats) left?.chats.add(chat);
    }
    return left;
  }

  function start(): void {
    if (over) return;
    child.start();
    for (const act of starting.splice(0)) act(child);
  }

  const disturbed: number[] = [];
  const jolts: number[] = [];
  const troubled = { disturbed, jolts, patient: plan.profile === 'behind' || plan.profile === 'tools' };
  const actors: Actors = { world, engine, model, proxies, child, starting, note, telegram, discord, ...troubled };
  const abort = () => {
    over = true;
    child.kill('the suite was ended');
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    start();
    await until(child.ready, 10_000, signal);
    const from = Date.now();
    for (const step of plan.steps) {
      await sleep(Math.max(0, from + step.at - Date.now()), undefined, { signal });
      act(step, actors);
    }
    await sleep(Math.max(0, from + plan.lengthMs - Date.now()), undefined, { signal });
    engine.calm();
    model.calm();
    note('the faults are over');
    const { turns, places, talks, batches, pressed, reminders } = world;
    const { bursts } = plan;
    const tools = { pressed, reminders, deeds, starts: child.starts };
    const heard = {
      ...tools,
      turns,
      places,
      talks,
      batches,
      bursts,
      jolts,
      catchUp,
      trimmed: plan.profile === 'behind',
    };
    const evidence = { ...heard, engine, model, ends: child.ends, disturbed };
    const path = join(folder, 'parley.db');
    const isOpen = (batch: Batched) => isOpenBatch(batch, { accepted: undefined, catchUp });
    const isDue = (reminder: Reminded) => isOpenReminder(reminder, { accepted: undefined, catchUp });
    const busy = () => openRows(path).length > 0 || batches.some(isOpen) || reminders.some(isDue);
    const rest = await settle({ ...evidence, busy }, child, plan.control ? CONTROL_SETTLE_MS : SETTLE_MS, signal);
    const limited = telegram.calls.filter(({ error }) => error?.error_code === 429);
    note(`${rest ? 'quiet' : 'not quiet in time'}; Telegram's own limits refused ${limited.length} calls`);
    if (limited.length > 0) engine.faults.set("telegram's own limits", limited.length);
    await child.terminate('the end');
    over = true;
    await child.gone();
    const accepted = readAccepted(path);
    const closed = readClosed(path);
    const results = outcomes(evidence);
    const isLost = (key: string) => engine.made.get(key)?.lost === true;
    const violations = judge(
      {
        ...evidence,
        accepted,
        closed,
        words: readWords(path),
        drafts: lateDrafts(telegram.calls, turns, child.ends, isLost),
      },
      results,
    );
    if (!rest && violations.length === 0) violations.push({ kind: 'restless', what: 'the bot never came to rest' });
    for (const end of child.ends)
      if (end.how === 'crash') violations.push({ kind: 'crash', what: `the bot ended by itself: ${end.why}` });
    for (const end of child.ends)
      if (end.how === 'term' && end.code !== 0)
        violations.push({ kind: 'crash', what: `SIGTERM ended with code ${end.code}` });
    violations.push(...ofProcess(child), ...secretsIn({ telegram, discord, openai, folder }));
    for (const what of openRows(path)) violations.push({ kind: 'store', what });
    const witnesses = { telegram, discord, output: child.tail(), path, began, ends: child.ends, made: engine.made };
    const stories = new Map(violations.flatMap((each) => (each.turn ? [[each, storyOf(each.turn, witnesses)]] : [])));
    return { ...resultOf(plan, actors, results, violations, trace, Date.now() - began), stories };
  } finally {
    over = true;
    signal.removeEventListener('abort', abort);
    child.kill('the round is over');
    await child.gone();
    await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
    await Promise.all([telegram.close(), discord.close(), openai.close(), deeds?.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
