import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config/index.ts';
import type { Claim, Final, Inbox } from '../../src/ports/index.ts';
import { createLog } from '../../src/util/log.ts';
import { changed } from '../chaos/points.ts';
import type { Discord } from '../simulator/discord/index.ts';
import { failures, type OpenAISimulator } from '../simulator/openai/index.ts';
import type { TelegramSimulator } from '../simulator/telegram/index.ts';
import { startStandIns } from '../support/stand-ins.ts';

/** What the environment says about the model. */
export type ModelSettings = Partial<
  Record<
    | 'OPENAI_API_KEY'
    | 'OPENAI_BASE_URL'
    | 'OPENAI_API'
    | 'OPENAI_MODEL'
    | 'OPENAI_MODEL_ADVANCED'
    | 'OPENAI_IMAGE_MODEL'
    | 'OPENAI_TRANSCRIPTION_MODEL',
    string
  >
>;

export interface StageOptions {
  /** With a key: the real model. */
  model: ModelSettings;
  /** The stand-in of the model refuses everything. */
  broken: boolean;
  /** What the bot's environment says besides. */
  settings?: Record<string, string>;
  /** How fast the stand-in speaks; 0: at once, and the platforms take as much as comes. */
  tokensPerSecond: number;
  /** Takes each line of the bot's log. */
  log(line: string): void;
}

/** A turn that is over. */
export interface Done {
  /** `telegram:<chat>`, `discord:<channel>` */
  chat: string;
  final: Final | undefined;
}

/** The real bot between the stand-ins, watched from outside. */
export interface Stage {
  telegram: TelegramSimulator;
  discord: Discord;
  openai: OpenAISimulator;
  /** How often the stand-in of the model was asked because of what somebody did; titles come by themselves. */
  asked(): number;
  /** The real model answers. */
  real: boolean;
  /** Whether the bot works on an answer in this chat. */
  busy(chat: string): boolean;
  /** The next turn of this chat that ends. Rejects when the signal fires. */
  nextDone(chat: string, signal: AbortSignal): Promise<Done>;
  /** Rejects when the bot cannot go on. */
  ended: Promise<void>;
  close(): Promise<void>;
}

/** Starts everything. The store is a file in a folder of its own, gone at the end. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const hurried = options.tokensPerSecond === 0;
  const pace = hurried ? {} : { tokensPerSecond: options.tokensPerSecond, firstTokenMs: 250 };
  const standIns = await startStandIns({ openai: pace });
  const { telegram, discord, openai } = standIns;
  const { OPENAI_API_KEY, OPENAI_BASE_URL, ...settings } = standIns.settings;
  if (options.broken) openai.fail('/v1/', failures.quota(), Number.POSITIVE_INFINITY);
  const real = Boolean(options.model.OPENAI_API_KEY);
  const model = real ? options.model : { OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_API: 'responses' };
  try {
    const config = readConfig({
      ...settings,
      ...model,
      REQUESTS_PER_MINUTE: '0',
      SHUTDOWN_GRACE: '0',
      CONVERSATION_TITLES: 'true',
      LOG_LEVEL: 'warn',
      ...options.settings,
      ...(hurried ? { TELEGRAM_CHAT_RATE: '0', TELEGRAM_GROUP_RATE: '0' } : {}),
    });
    const log = createLog({ ...config.log, secrets: config.secrets, write: options.log });
    const watch = createWatch();
    const app = await createApp(config, { log, seams: { inbox: watch.inbox } });
    app.ended.catch(() => undefined);
    await app.start();
    // Slash commands are registered beside the connection.
    await discord.waitFor(() => discord.commands().length > 0);
    return {
      telegram,
      discord,
      openai,
      asked: () =>
        openai.requests.filter(({ body }) => !JSON.stringify(body).includes('Name this conversation')).length,
      real,
      busy: watch.busy,
      nextDone: watch.nextDone,
      ended: app.ended,
      async close() {
        await app.stop();
        await standIns.close();
      },
    };
  } catch (error) {
    await standIns.close();
    throw error;
  }
}

/** Stands beside the inbox and notes which turns run; the bot is not changed by it. */
function createWatch() {
  const running = new Map<string, number>();
  const waiting = new Set<(done: Done) => void>();

  function count(chat: string, by: number): void {
    running.set(chat, (running.get(chat) ?? 0) + by);
  }

  function watched(handler: (claim: Claim) => Promise<void>) {
    return async (claim: Claim) => {
      const { chat } = claim.task.target;
      count(chat, 1);
      let said = claim.final;
      const finalize = async (final: Final, promptVersion: number) => {
        said = final;
        return claim.finalize(final, promptVersion);
      };
      try {
        await handler(changed(claim, { finalize }));
      } finally {
        count(chat, -1);
        for (const tell of [...waiting]) tell({ chat, final: said });
      }
    };
  }

  return {
    inbox: (inbox: Inbox): Inbox => ({
      ...inbox,
      work: (handler, concurrency, signal) => inbox.work(watched(handler), concurrency, signal),
    }),
    busy: (chat: string) => (running.get(chat) ?? 0) > 0,
    nextDone(chat: string, signal: AbortSignal): Promise<Done> {
      return new Promise((resolve, reject) => {
        const end = () => {
          waiting.delete(tell);
          signal.removeEventListener('abort', onAbort);
        };
        const onAbort = () => {
          end();
          reject(signal.reason);
        };
        const tell = (done: Done) => {
          if (done.chat !== chat) return;
          end();
          resolve(done);
        };
        waiting.add(tell);
        signal.addEventListener('abort', onAbort);
      });
    },
  };
}
