import { readFileSync } from 'node:fs';
import { isOpenAi } from '../model/official.ts';
import type { Who } from '../ports/index.ts';
import { enablers } from './platforms.ts';
import { ConfigError, NoPlatformError, noPlatformProblem } from './problems.ts';
import { secretsOf } from './secrets.ts';
import { type Key, settingKeys, settingOf } from './settings.ts';
import { misnamed } from './unknown.ts';
import { readValue, type StorageLocation, type Values } from './values.ts';

/** The settings as the rooms want them. Frozen. Times in ms; 0 means none for limits. */
export interface Config {
  telegram?: {
    token: string;
    apiRoot: string;
    streaming: 'edits' | 'drafts';
    /** Sends and edits. */
    chatPerSecond: number;
    groupPerMinute: number;
    globalPerSecond: number;
  };
  discord?: { token: string; apiUrl: string; messageContent: boolean; globalPerSecond: number };
  openai: { apiKey?: string; baseUrl: string; api: 'auto' | 'responses' | 'chat' };
  model: {
    basic: string;
    advanced: string;
    image: string;
    systemPrompt: string;
    temperature?: number;
    topP?: number;
    maxOutputTokens?: number;
    effort?: string;
    verbosity?: string;
    /** Models people may choose besides the two tiers. */
    offered: readonly string[];
    /** Before the first word. */
    firstTimeoutMs: number;
    /** Between two. */
    idleTimeoutMs: number;
    totalTimeoutMs: number;
  };
  /** `users` and `owners` are actor ids, `chats` scopes of places. */
  access: {
    mode: 'allowlist' | 'open';
    users: readonly string[];
    chats: readonly string[];
    owners: readonly string[];
    /** Person for whom a command, or an option of it, is; `scope` as in `chats`. */
    commands: readonly { command: string; who: Who; scope?: string }[];
  };
  context: {
    tokens: number;
    turns: number;
    /** After so long without a word a new thread begins, ms; 0 for never. */
    idleMs: number;
    /** Threads are named by the model. */
    titles: boolean;
    history: 'topic' | 'group' | 'member';
  };
  /** Buttons under answers. */
  buttons: boolean;
  storage: StorageLocation & { sync: 'normal' | 'full' };
  /** Age at which what was said is deleted, ms, and most bytes of one person. */
  retention: { retentionMs: number; personBytes: number };
  limits: {
    requestsPerMinute: number;
    chatQueue: number;
    personQueue: number;
    queue: number;
    concurrentTurns: number;
    personConcurrentTurns: number;
    pictures: number;
    personDailyBytes: number;
    /** Age of a message from which its answer says that it is late, ms. */
    lateAfterMs: number;
    /** Age of an arriving message from which it is not answered any more, ms. */
    lateLimitMs: number;
  };
  proxyUrl?: string;
  /** Health page; absent when off. */
  http?: { host: string; port: number };
  shutdownGraceMs: number;
  /** Language where a person's client tells none; English when absent. */
  locale?: string;
  log: { level: 'debug' | 'info' | 'warn' | 'error' | 'silent'; format: 'text' | 'json'; content: boolean };
  /** Every secret's value, for the log to black out. */
  secrets: readonly string[];
}

export { ConfigError, NoPlatformError };

const MEGABYTE = 1_000_000;

type Environment = Readonly<Record<string, string | undefined>>;
type ReadFile = (path: string) => string;

/** Contents of .env; its values are in the environment already. */
export interface EnvFile {
  found: boolean;
  names: readonly string[];
  /** Lines that say nothing, one sentence each. */
  problems: readonly string[];
}

const noFile: EnvFile = { found: false, names: [], problems: [] };

/**
 * Reads and checks all settings.
 * @param readFile reads a secret's file; for tests
 * @param file what stands in .env: there, unlike in the environment, every name has to be a setting's
 * @throws ConfigError with every problem there is, or NoPlatformError when only the platforms' tokens are missing
 */
export function readConfig(
  env: Environment,
  readFile: ReadFile = (path) => readFileSync(path, 'utf8'),
  file: EnvFile = noFile,
): Config {
  const problems = [...file.problems, ...unknownKeys(env, file.names)];
  const entries = settingKeys.map((key) => [key, readSetting(key, env, readFile, problems)] as const);
  const values = Object.fromEntries(entries) as Values;
  const platform = enablers.some((key) => isSet(env, key));
  if (platform && !isSet(env, 'OPENAI_API_KEY') && isOpenAi(values.OPENAI_BASE_URL)) {
    problems.push(
      `OPENAI_API_KEY is not set; expected ${settingOf('OPENAI_API_KEY').form}, or another OPENAI_BASE_URL`,
    );
  }
  if (problems.length > 0) {
    if (!platform) problems.push(noPlatformProblem);
    throw new ConfigError(problems);
  }
  if (!platform) throw new NoPlatformError(file.found);
  return freeze(arrange(values));
}

/**
 * Place of the database, for verbs that need no platform and no model.
 *
 * @throws ConfigError when STORAGE_URL is not understood
 */
export function readStorage(env: Environment): StorageLocation {
  const problems: string[] = [];
  const location = readSetting('STORAGE_URL', env, (path) => readFileSync(path, 'utf8'), problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return location as StorageLocation;
}

function unknownKeys(env: Environment, inFile: readonly string[]): string[] {
  return Object.keys(env)
    .filter((name) => env[name]?.trim())
    .flatMap((name) => misnamed(name, inFile.includes(name)) ?? []);
}

function isSet(env: Environment, key: string): boolean {
  return Boolean(env[key]?.trim() || env[`${key}_FILE`]?.trim());
}

/** The value of one setting; what is wrong with it goes to `problems`. */
function readSetting(key: Key, env: Environment, readFile: ReadFile, problems: string[]): unknown {
  const setting = settingOf(key);
  const source = setting.secret ? secretText(key, env, readFile) : { text: env[key]?.trim() };
  if ('problem' in source) {
    problems.push(source.problem);
    return undefined;
  }
  const text = source.text || setting.default;
  if (text === undefined) return undefined;
  const reading = readValue(setting, text);
  if ('value' in reading) return reading.value;
  problems.push(...reading.problems.map((problem) => `${key} ${problem}`));
  return undefined;
}

function secretText(
  key: Key,
  env: Environment,
  readFile: ReadFile,
): { text: string | undefined } | { problem: string } {
  const text = env[key]?.trim();
  const path = env[`${key}_FILE`]?.trim();
  if (!path) return { text };
  if (text) return { problem: `${key} and ${key}_FILE are both set; expected one of them` };
  try {
    const content = readFile(path).trim();
    return content === '' ? { problem: `${key}_FILE names an empty file` } : { text: content };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return { problem: `${key}_FILE names a file that cannot be read${code}` };
  }
}

function arrange(values: Values): Config {
  return {
    ...platforms(values),
    openai: { ...given('apiKey', values.OPENAI_API_KEY), baseUrl: values.OPENAI_BASE_URL, api: values.OPENAI_API },
    model: modelSettings(values),
    access: {
      mode: values.ACCESS,
      users: values.ALLOWED_USERS,
      chats: values.ALLOWED_CHATS,
      owners: values.OWNERS,
      commands: values.COMMANDS,
    },
    context: {
      tokens: values.CONTEXT_TOKENS,
      turns: values.CONTEXT_TURNS,
      idleMs: values.CONVERSATION_IDLE * 1000,
      titles: values.CONVERSATION_TITLES,
      history: values.HISTORY_SCOPE,
    },
    buttons: values.ANSWER_BUTTONS,
    storage: { ...values.STORAGE_URL, sync: values.STORAGE_SYNC },
    retention: {
      retentionMs: values.RETENTION_DAYS * 86_400_000,
      personBytes: values.PERSON_STORAGE * 1_000_000,
    },
    limits: {
      requestsPerMinute: values.REQUESTS_PER_MINUTE,
      chatQueue: values.CHAT_QUEUE_LIMIT,
      personQueue: values.PERSON_QUEUE_LIMIT,
      queue: values.QUEUE_LIMIT,
      concurrentTurns: values.MAX_CONCURRENT_TURNS,
      personConcurrentTurns: values.PERSON_CONCURRENT_TURNS,
      pictures: values.MAX_CONCURRENT_PICTURES,
      personDailyBytes: values.PERSON_DAILY_MEGABYTES * MEGABYTE,
      lateAfterMs: values.LATE_AFTER * 1000,
      lateLimitMs: values.LATE_LIMIT * 1000,
    },
    ...given('proxyUrl', values.PROXY_URL),
    ...given('http', values.HTTP_PORT === undefined ? undefined : { host: values.HTTP_HOST, port: values.HTTP_PORT }),
    shutdownGraceMs: values.SHUTDOWN_GRACE * 1000,
    ...given('locale', values.LOCALE),
    log: { level: values.LOG_LEVEL, format: values.LOG_FORMAT, content: values.LOG_CONTENT },
    secrets: secretsOf(values),
  };
}

function platforms(values: Values): Pick<Config, 'telegram' | 'discord'> {
  const { TELEGRAM_BOT_TOKEN: telegram, DISCORD_BOT_TOKEN: discord } = values;
  return {
    ...(telegram && {
      telegram: {
        token: telegram,
        apiRoot: values.TELEGRAM_API_ROOT,
        streaming: values.TELEGRAM_STREAMING,
        chatPerSecond: values.TELEGRAM_CHAT_RATE,
        groupPerMinute: values.TELEGRAM_GROUP_RATE,
        globalPerSecond: values.TELEGRAM_GLOBAL_RATE,
      },
    }),
    ...(discord && {
      discord: {
        token: discord,
        apiUrl: values.DISCORD_API_URL,
        messageContent: values.DISCORD_MESSAGE_CONTENT,
        globalPerSecond: values.DISCORD_GLOBAL_RATE,
      },
    }),
  };
}

function modelSettings(values: Values): Config['model'] {
  return {
    basic: values.OPENAI_MODEL,
    advanced: values.OPENAI_MODEL_ADVANCED,
    image: values.OPENAI_IMAGE_MODEL,
    systemPrompt: values.SYSTEM_PROMPT,
    ...given('temperature', values.TEMPERATURE),
    ...given('topP', values.TOP_P),
    ...given('effort', values.EFFORT),
    ...given('verbosity', values.VERBOSITY),
    offered: values.MODELS_OFFERED,
    // 0 is "no limit", which is what leaving it out means to the service.
    ...given('maxOutputTokens', values.MAX_OUTPUT_TOKENS || undefined),
    firstTimeoutMs: values.MODEL_FIRST_TIMEOUT * 1000,
    idleTimeoutMs: values.MODEL_IDLE_TIMEOUT * 1000,
    totalTimeoutMs: values.MODEL_TOTAL_TIMEOUT * 1000,
  };
}

/** `{[key]: value}`, or nothing when there is no value: an absent field is absent, not undefined. */
function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  const record: Partial<Record<K, V>> = {};
  if (value !== undefined) record[key] = value;
  return record;
}

function freeze<T extends object>(value: T): T {
  for (const each of Object.values(value)) if (typeof each === 'object' && each !== null) freeze(each);
  return Object.freeze(value);
}
