import type { Discord } from '../simulator/discord/index.ts';
import { failures, type OpenAISimulator } from '../simulator/openai/index.ts';
import type { TelegramSimulator } from '../simulator/telegram/index.ts';
import { startStandIns } from '../support/stand-ins.ts';
import { type Bot, createBotProcess } from './bot-process.ts';
import { startServices } from './services.ts';
import type { Over, TurnStep } from './told.ts';
import { createWatch } from './watch.ts';

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
  /** With a key or an address: the real model. */
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

/** The real bot between the stand-ins, in a process of its own, watched from outside. */
export interface Stage {
  telegram: TelegramSimulator;
  discord: Discord;
  openai: OpenAISimulator;
  bot: Bot;
  /** How often the stand-in of the model was asked because of what somebody did; titles come by themselves. */
  asked(): number;
  /** The real model answers. */
  real: boolean;
  /** Whether an answer is being made in this chat, also while the bot that began it is gone. */
  busy(chat: string): boolean;
  /** The next turn of this chat that ends. Rejects when the signal fires. */
  nextDone(chat: string, signal: AbortSignal): Promise<Over>;
  /** The last steps of turns, oldest first. */
  steps: readonly TurnStep[];
  /** Calls the listener after each step; call the result to be told no more. */
  onStep(listener: (step: TurnStep) => void): () => void;
  /** Rejects when the bot has ended though nobody asked for that. */
  ended: Promise<never>;
  close(): Promise<void>;
}

/** Starts everything. The store is a file in a folder of its own, gone at the end. Rejects when the signal fires before that. */
export async function openStage(options: StageOptions, signal?: AbortSignal): Promise<Stage> {
  const hurried = options.tokensPerSecond === 0;
  const pace = hurried ? {} : { tokensPerSecond: options.tokensPerSecond, firstTokenMs: 250 };
  const standIns = await startStandIns({ openai: pace });
  const { telegram, discord, openai, folder } = standIns;
  const services = await startServices(folder);
  if (options.broken) openai.fail('/v1/', failures.quota(), Number.POSITIVE_INFINITY);
  const real = isReal(options.model);
  const watch = createWatch();
  const bot = createBotProcess({
    env: settingsOf({ ...standIns.settings, ...services.settings }, options),
    folder,
    ...watch,
    log: options.log,
  });
  const close = async () => {
    await bot.close();
    await services.close();
    await standIns.close();
  };
  try {
    signal?.throwIfAborted();
    const begun = bot.start().then(() =>
      // Slash commands are registered beside the connection.
      discord.waitFor(() => discord.commands().length > 0),
    );
    await Promise.race([begun, ...(signal ? [aborted(signal)] : [])]);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ telegram, discord, openai, bot, real, close },
    asked: () => openai.requests.filter(({ body }) => !JSON.stringify(body).includes('Name this conversation')).length,
    ...{ busy: watch.busy, nextDone: watch.nextDone, steps: watch.steps, onStep: watch.onStep },
    ended: bot.ended,
  };
}

/** Rejects when the signal fires. */
async function aborted(signal: AbortSignal): Promise<never> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  throw signal.reason;
}

/** Whether the environment names a model of its own: by a key, or by the address of a server that may need none. */
function isReal({ OPENAI_API_KEY, OPENAI_BASE_URL }: ModelSettings): boolean {
  return Boolean(OPENAI_API_KEY ?? OPENAI_BASE_URL);
}

function settingsOf(standIns: Record<string, string>, { model, settings, tokensPerSecond }: StageOptions) {
  // The key of the stand-in is nobody else's.
  const { OPENAI_API_KEY: _key, OPENAI_BASE_URL: _address, ...platforms } = standIns;
  return {
    ...(isReal(model) ? { ...platforms, ...model } : { ...standIns, OPENAI_API: 'responses' }),
    REQUESTS_PER_MINUTE: '0',
    SHUTDOWN_GRACE: '0',
    CONVERSATION_TITLES: 'true',
    LOG_LEVEL: 'warn',
    ...settings,
    ...(tokensPerSecond === 0 ? { TELEGRAM_CHAT_RATE: '0', TELEGRAM_GROUP_RATE: '0' } : {}),
  };
}
