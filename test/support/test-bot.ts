import { type App, createApp } from '../../src/composition/app.ts';
import type { Seams } from '../../src/composition/seams.ts';
import { readConfig } from '../../src/config/index.ts';
import type { Clock } from '../../src/ports/index.ts';
import { systemClock } from '../../src/util/clock.ts';
import { createLog } from '../../src/util/log.ts';
import { createTestLog } from '../fake-clock.ts';
import { holdNoCanary } from './canary.ts';
import { apart, LIMIT_MS, together, untilIdle, watchInside, watchServices, watchStore } from './idle.ts';
import { holdNoLongTurn, SHARED_LIMIT_MS, watchLoop } from './loop-monitor.ts';
import { type Process, startProcess } from './process.ts';
import { type StandInOptions, type StandIns, startStandIns } from './stand-ins.ts';

export interface TestBotOptions extends StandInOptions {
  /** What stands between the rooms. */
  seams?: Seams;
  /** The bot's clock. */
  clock?: Clock;
  /** When the model service is looked at after a start, ms; without it so late that nothing waits for it. */
  checkAfterMs?: number;
  /** Is shown what whoever starts the program is shown. */
  tell?: (text: string) => void;
  /** Fills the store's file before the bot starts. */
  fill?: (path: string) => void;
  /** Settings over those that point at the stand-ins. */
  settings?: Record<string, string>;
}

/** The real bot between the three stand-ins. */
interface Running extends Omit<StandIns, 'close'> {
  /**
   * Resolves once nothing goes on: no call, no open turn, no wait. What is shown then stays. Rejects with what does go
   * on after `limitMs`.
   */
  idle(limitMs?: number): Promise<void>;
  /** Ends everything. */
  close(): Promise<void>;
}

export interface TestBot extends Running {
  log: ReturnType<typeof createTestLog>;
  /** Resolves once all that people did was taken in, whatever goes on with it. */
  received(): Promise<void>;
  start(): Promise<void>;
  /** Ends the bot in good order. */
  stop(): Promise<void>;
  /** Ends it and starts it again on the same store, with some settings changed. */
  restart(settings?: Record<string, string>): Promise<void>;
}

const IDLE_MS = 12_000;

/** Requests and platforms' rates are not limited but where a test asks for it. */
const unlimited = {
  REQUESTS_PER_MINUTE: '0',
  TELEGRAM_CHAT_RATE: '0',
  TELEGRAM_GROUP_RATE: '0',
  TELEGRAM_GLOBAL_RATE: '0',
};

type Lines = ReturnType<typeof createTestLog>['lines'];

/** The lines as the program would write them, but for its last line of defence, which blacks secrets out. */
function written(lines: Lines): string {
  let text = '';
  const log = createLog({ level: 'debug', format: 'json', write: (line) => (text += line) });
  for (const { level, fields, message } of lines) log[level](fields, message);
  return text;
}

/** Starts the stand-ins and the bot, in this process. */
export async function startTestBot(options: TestBotOptions = {}): Promise<TestBot> {
  const standIns = await startStandIns(options);
  options.fill?.(standIns.store);
  const services = watchServices(standIns);
  const log = createTestLog();
  const env = { ...standIns.settings, OPENAI_API: 'responses', ...unlimited, ...options.settings };
  let config = readConfig(env);
  const inside = watchInside(options.clock ?? systemClock, options.seams);
  const all = together(services, watchStore(standIns.store), inside);
  const { telegram, discord } = standIns;
  const arriving = { busy: () => [...telegram.unheard(), ...discord.unheard()], activity: () => 0 };
  const taken = together(arriving, inside.wayIn);
  let app: App | undefined;
  const loop = watchLoop(undefined, SHARED_LIMIT_MS);

  const self: TestBot = {
    ...standIns,
    log,
    async start() {
      app = await createApp(config, {
        log,
        seams: inside.seams,
        clock: inside.clock,
        checkAfterMs: options.checkAfterMs ?? LIMIT_MS,
        ...(options.tell ? { tell: options.tell } : {}),
      });
      app.ended.catch(() => undefined);
      await app.start();
    },
    async stop() {
      await app?.stop();
      app = undefined;
    },
    async restart(settings = {}) {
      await self.stop();
      config = readConfig({ ...env, ...settings });
      await self.start();
    },
    idle: (limitMs = IDLE_MS) => untilIdle(all, limitMs),
    received: () => untilIdle(taken, IDLE_MS),
    async close() {
      await self.stop();
      loop.stop();
      await standIns.close();
      holdNoLongTurn('the test', loop.long);
      holdNoCanary('the log', written(log.lines));
    },
  };
  await self.start();
  return self;
}

export interface BotProcess
  extends Running,
    Pick<Process, 'start' | 'end' | 'ended' | 'running' | 'output' | 'send' | 'tell' | 'longTurns'> {
  kill(): Promise<number | null>;
}

/** Starts the stand-ins, and the real program between them in a process that can be killed and started again. `listener` as in startProcess. */
export async function startBotProcess(
  settings: Record<string, string> = {},
  { listener, ...options }: StandInOptions & { listener?: string } = {},
): Promise<BotProcess> {
  const standIns = await startStandIns(options);
  const watch = together(watchServices(standIns), watchStore(standIns.store));
  const bot = startProcess({ ...standIns.settings, LOG_LEVEL: 'warn', ...settings }, standIns.folder, listener);
  return {
    ...standIns,
    start: bot.start,
    kill: () => bot.end('SIGKILL'),
    end: bot.end,
    ended: bot.ended,
    send: bot.send,
    tell: bot.tell,
    longTurns: bot.longTurns,
    running: bot.running,
    output: bot.output,
    idle: (limitMs = IDLE_MS) => untilIdle(watch, limitMs, apart),
    async close() {
      await bot.end('SIGKILL');
      const longTurns = bot.longTurns();
      await standIns.close();
      holdNoLongTurn('the process', longTurns);
      holdNoCanary('what the process printed', bot.output());
    },
  };
}
