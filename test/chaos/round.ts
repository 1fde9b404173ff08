import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDiscord } from '../simulator/discord/index.ts';
import { startOpenAI } from '../simulator/openai/index.ts';
import { startTelegram } from '../simulator/telegram/index.ts';
import { type Child, createChild, type End } from './child.ts';
import { createEngine, type Engine } from './engine.ts';
import type { Service } from './faults.ts';
import { judge, type Outcome, outcomes, owed, type Violation } from './judge.ts';
import { type ChaosModel, createModel } from './model.ts';
import { type LineProxy, startProxy } from './proxy.ts';
import { createRandom } from './random.ts';
import type { Plan, Step } from './schedule.ts';
import { createWorld, type World } from './world.ts';

/** What a round came to. */
export interface Result {
  plan: Plan;
  violations: Violation[];
  said: number;
  answered: number;
  errors: number;
  kills: number;
  restarts: number;
  faults: Map<string, number>;
  orphans: number;
  lostCreates: number;
  modelCalls: number;
  ms: number;
  /** The last the bot printed; for reading when something is wrong. */
  tail: string;
  /** What happened when, in one line each. */
  trace: string[];
}

export interface RoundOptions {
  catchUp: boolean;
  signal: AbortSignal;
}

/** How long the bot gets to come to rest after the last fault, ms. */
const SETTLE_MS = 75_000;
const CONTROL_SETTLE_MS = 12_000;
const QUIET_MS = 1500;

/** Many chats go by the platform's own limits; in few, more is to happen than they allow. */
const quick = { TELEGRAM_CHAT_RATE: '8', TELEGRAM_GROUP_RATE: '0' };
const rates: Record<Plan['profile'], Record<string, string>> = { pair: quick, mixed: quick, crowd: {}, slow: {} };

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
  const telegram = await startTelegram({ clock, ...(plan.profile === 'crowd' ? { limits: true } : {}) });
  const discord = await startDiscord({ gatewayUrl: () => `ws://127.0.0.1:${proxies.discord.port}` });
  const openai = await startOpenAI();
  targets.telegram = portOf(telegram.apiRoot);
  targets.discord = discord.port;
  targets.model = portOf(openai.baseUrl);

  const world = createWorld(telegram, discord, plan.profile);
  const model = createModel(
    random.fork('answers'),
    (id) => world.turns.find((turn) => turn.id === id)?.ask,
    () => {
      child.kill('poison');
    },
  );
  openai.script((heard) => model.speak(heard));

  const engine = createEngine({
    kill: (why) => child.kill(why),
    speed: plan.speed,
    trace: note,
    newest: (chat) => newestIn(telegram.messages({ id: Number(chat) })),
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
      DISCORD_API_URL: `http://127.0.0.1:${proxies.discord.port}/api`,
      OPENAI_API_KEY: openai.key,
      OPENAI_BASE_URL: `http://127.0.0.1:${proxies.model.port}/v1`,
      OPENAI_API: random.fork('api').pick(['responses', 'chat']),
      STORAGE_URL: `sqlite://${join(folder, 'parley.db')}`,
      OWNERS: world.owners.join(','),
      ...rates[plan.profile],
      REQUESTS_PER_MINUTE: '0',
      CHAT_QUEUE_LIMIT: '0',
      CONTEXT_TOKENS: '0',
      MODEL_IDLE_TIMEOUT: '2',
      MODEL_TOTAL_TIMEOUT: '30',
      SHUTDOWN_GRACE: '3',
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
      ['message text', /[QA]\d+c\d+\b/],
    ],
    ended(end) {
      note(`the bot ended: ${end.how} ${end.why}`);
      engine.unsure('all');
      if (over) return;
      const ms = plan.pauses[pause++ % plan.pauses.length] ?? 0;
      setTimeout(start, ms);
    },
  });

  function start(): void {
    if (over) return;
    child.start();
    for (const act of starting.splice(0)) act(child);
  }

  const actors: Actors = { plan, world, engine, model, proxies, child, starting, note, telegram, discord };
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
    const evidence = { turns: world.turns, places: world.places, engine, model, ends: child.ends, catchUp };
    const rest = await settle(evidence, child, plan.control ? CONTROL_SETTLE_MS : SETTLE_MS, signal);
    note(rest ? 'quiet' : 'not quiet in time');
    await child.terminate('the end');
    over = true;
    await child.gone();
    const accepted = readAccepted(join(folder, 'parley.db'));
    const results = outcomes(evidence);
    const violations = judge({ ...evidence, accepted }, results);
    if (!rest && violations.length === 0) violations.push({ kind: 'restless', what: 'the bot never came to rest' });
    for (const end of child.ends)
      if (end.how === 'crash') violations.push({ kind: 'crash', what: `the bot ended by itself: ${end.why}` });
    for (const end of child.ends)
      if (end.how === 'term' && end.code !== 0)
        violations.push({ kind: 'crash', what: `SIGTERM ended with code ${end.code}` });
    for (const name of child.spilled) violations.push({ kind: 'secret', what: `the bot printed a ${name}` });
    for (const what of openRows(join(folder, 'parley.db'))) violations.push({ kind: 'store', what });
    return summary(plan, actors, results, violations, trace, Date.now() - began);
  } finally {
    over = true;
    signal.removeEventListener('abort', abort);
    child.kill('the round is over');
    await child.gone();
    await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
    await Promise.all([telegram.close(), discord.close(), openai.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Actors {
  plan: Plan;
  world: World;
  engine: Engine;
  model: ChaosModel;
  proxies: Record<Service, LineProxy>;
  child: Child;
  starting: ((child: Child) => void)[];
  note: (what: string) => void;
  telegram: Awaited<ReturnType<typeof startTelegram>>;
  discord: Awaited<ReturnType<typeof startDiscord>>;
}

/** A kill that found no occasion happens anyway after so long, ms. */
const OCCASION_MS = 2500;

function act(step: Step, actors: Actors): void {
  const { world, engine, model, proxies, child, telegram, discord, note } = actors;
  const count = (name: string) => engine.faults.set(name, (engine.faults.get(name) ?? 0) + 1);
  switch (step.do) {
    case 'say': {
      const turn = world.say(step.place, step.ask);
      if (turn) note(`Q${turn.id} said in ${turn.place.name} (${turn.ask})`);
      return;
    }
    case 'stop':
      if (world.places[step.place]?.open()) world.places[step.place]?.stop();
      return;
    case 'kill':
      kill(step, actors);
      return;
    case 'terminate':
      note('SIGTERM');
      void child.terminate('SIGTERM');
      return;
    case 'trap':
      engine.set(step.trap, () => note(`${step.trap.service} ${step.trap.call}: ${JSON.stringify(step.trap.effect)}`));
      return;
    case 'stream':
      model.breakNext(step.break);
      return;
    case 'line':
      note(`line to ${step.service}: ${step.trouble} ${step.ms} ms`);
      count(`line ${step.trouble}`);
      engine.unsure(step.service);
      proxies[step.service].disturb(step.trouble, step.ms);
      return;
    case 'gateway':
      note(`gateway ${JSON.stringify(step.kind)}`);
      count('gateway');
      discord.disconnect(step.kind);
      return;
    case 'redeliver': {
      const known = telegram.updates.filter(({ message }) => message !== undefined).slice(-40);
      const update = known[Math.floor(known.length / 2)];
      if (!update || telegram.pending().length > 0) return;
      count('duplicate delivery');
      note(`update ${update.update_id} delivered again ${step.count} times`);
      telegram.redeliver(...Array.from({ length: step.count }, () => update));
      return;
    }
    case 'jump':
      count('update ids jump down');
      note('update ids jump down');
      telegram.nextUpdateId(50_000_000);
      return;
    case 'bar':
      count('bot blocked');
      note('the bot is blocked in a chat');
      world.bar();
      return;
    case 'migrate':
      count('group migrated');
      note('a group moves');
      world.migrate();
      return;
  }
}

function kill(step: Extract<Step, { do: 'kill' }>, { child, engine, proxies, starting }: Actors): void {
  const { kill: how } = step;
  if (how.by === 'chance') {
    child.kill('at random');
    return;
  }
  if (how.by === 'start') {
    starting.push(() => setTimeout(() => child.kill(`${how.ms} ms after its start`), how.ms));
    child.kill('at random, and again at its start');
    return;
  }
  const ends = child.ends.length;
  let cancel = (): unknown => undefined;
  if (how.by === 'trap') cancel = engine.set(how.trap);
  else if (how.by === 'piece')
    proxies.model.afterPieces(how.pieces, () => child.kill(`at piece ${how.pieces} from the model`));
  else child.arm(how.armed, `point ${how.armed.point}`);
  setTimeout(() => {
    cancel();
    if (child.ends.length === ends) child.kill('at random, for want of an occasion');
  }, OCCASION_MS);
}

async function until(look: () => boolean, ms: number, signal: AbortSignal): Promise<boolean> {
  const end = Date.now() + ms;
  while (!look()) {
    if (Date.now() > end) return false;
    await sleep(50, undefined, { signal });
  }
  return true;
}

type Watched = Parameters<typeof outcomes>[0] & { catchUp: boolean };

/** Waits until everything owed is there and nothing changes any more. */
async function settle(watched: Watched, child: Child, ms: number, signal: AbortSignal): Promise<boolean> {
  const end = Date.now() + ms;
  let last = '';
  let since = Date.now();
  while (Date.now() < end) {
    const found = outcomes(watched);
    const state = `${child.ends.length} ${found.map(({ bubbles }) => bubbles.map(({ id, text }) => `${id}${text.length}`).join()).join(';')}`;
    if (state !== last) since = Date.now();
    last = state;
    const open = found.filter(
      (outcome) =>
        outcome.reading?.whole !== true &&
        (outcome.bubbles.length > 0 || owed(outcome, { accepted: undefined, catchUp: watched.catchUp })) &&
        !outcome.turn.place.stranger &&
        !outcome.turn.place.excused,
    );
    const quietFor = Date.now() - since;
    if (child.ready() && open.length === 0 && quietFor > QUIET_MS) return true;
    if (child.ready() && quietFor > 40_000) return false;
    await sleep(200, undefined, { signal });
  }
  return false;
}

function readAccepted(path: string): Set<string> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return new Set(
      database
        .prepare('SELECT key FROM keys')
        .all()
        .map((row) => String(row['key'])),
    );
  } finally {
    database.close();
  }
}

function openRows(path: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare('SELECT conversation, state, attempt FROM turns').all();
    return rows.map(
      (row) =>
        `a turn is still ${String(row['state'])} in ${String(row['conversation'])}, attempt ${String(row['attempt'])}`,
    );
  } finally {
    database.close();
  }
}

function summary(
  plan: Plan,
  actors: Actors,
  results: readonly Outcome[],
  violations: Violation[],
  trace: string[],
  ms: number,
): Result {
  const { engine, model, child } = actors;
  const ends = (how: End['how']) => child.ends.filter((end) => end.how === how).length;
  if (model.broken() > 0) engine.faults.set('model stream', model.broken());
  return {
    plan,
    violations,
    said: results.length,
    answered: results.filter(({ reading }) => reading?.whole && reading.ended !== 'error').length,
    errors: results.filter(({ reading }) => reading?.whole && reading.ended === 'error').length,
    kills: ends('kill'),
    restarts: ends('term'),
    faults: engine.faults,
    orphans: results.reduce((sum, { orphans }) => sum + orphans, 0),
    lostCreates: [...engine.made.values()].filter(({ lost }) => lost).length,
    modelCalls: model.asked.length,
    ms,
    tail: child.tail(),
    trace,
  };
}

/** The ids of a chat's newest bubble, or of all that came with it as an album. */
function newestIn(seen: readonly { id: number; mine: boolean; album?: string }[]): string[] {
  const last = seen.findLast(({ mine }) => mine);
  if (!last) return [];
  return seen
    .filter(({ id, album }) => id === last.id || (album !== undefined && album === last.album))
    .map(({ id }) => String(id));
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
