import { examples } from './platforms.ts';

/** Definition of one setting. `default` has the form an environment variable has. */
export interface Setting {
  group: Group;
  type: SettingType;
  /** One line for people who set up the bot. */
  doc: string;
  /** The expected form, as a noun phrase: "a whole number of 0 or more". */
  form: string;
  default?: string;
  /** Never shown; may also come from a file named by `<KEY>_FILE`. */
  secret?: true;
  /** Pattern that a text must match. */
  pattern?: RegExp;
  choices?: readonly string[];
  min?: number;
  max?: number;
  /** Shown without a comment sign in `.env.example`: what a first start needs. */
  essential?: true;
}

export type SettingType =
  | 'text'
  | 'url'
  | 'flag'
  | 'whole'
  | 'number'
  | 'choice'
  | 'names'
  | 'people'
  | 'places'
  | 'locale'
  | 'storage';

type Group = keyof typeof groups;

/** Headings, in the order people read them. */
export const groups = {
  telegram: 'Telegram',
  discord: 'Discord',
  model: 'The model',
  access: 'Who may use it',
  context: 'What is remembered',
  storage: 'Storage',
  limits: 'Limits',
  network: 'Network and health',
  language: 'Language',
  log: 'Log',
} as const;

const rate = 'a number of 0 or more (0: no limit)';
const count = 'a whole number of 0 or more (0: no limit)';
const seconds = 'a number of seconds, 0 or more (0: no limit)';

/** Every setting there is, once. Whatever reads, checks or documents settings reads this. */
export const settings = {
  TELEGRAM_BOT_TOKEN: {
    group: 'telegram',
    type: 'text',
    secret: true,
    essential: true,
    pattern: /^\d+:[\w-]+$/,
    form: 'a token as BotFather gives it, like 123456789:AAE…',
    doc: 'Token of the bot, from @BotFather. Unset: no Telegram.',
  },
  TELEGRAM_API_ROOT: {
    group: 'telegram',
    type: 'url',
    default: 'https://api.telegram.org',
    form: 'an http or https address',
    doc: 'Where the Bot API is, for a Bot API server of your own.',
  },
  TELEGRAM_STREAMING: {
    group: 'telegram',
    type: 'choice',
    choices: ['edits', 'drafts'],
    default: 'edits',
    form: 'edits or drafts',
    doc: "How answers grow in private chats: by edits of the message, or as Telegram's own drafts, which pass until it is sent.",
  },
  DISCORD_BOT_TOKEN: {
    group: 'discord',
    type: 'text',
    secret: true,
    essential: true,
    pattern: /^(?!Bot\s)\S+$/i,
    form: 'a bot token as the Developer Portal gives it, without "Bot " before it',
    doc: 'Token of the bot, from the Discord Developer Portal. Unset: no Discord.',
  },
  DISCORD_API_URL: {
    group: 'discord',
    type: 'url',
    default: 'https://discord.com/api',
    form: 'an http or https address',
    doc: 'Where the REST API is; the gateway address comes from the API itself.',
  },
  DISCORD_MESSAGE_CONTENT: {
    group: 'discord',
    type: 'flag',
    default: 'true',
    form: 'true or false',
    doc: 'Ask for the message content intent. false: only direct messages, mentions and commands are read.',
  },
  OPENAI_API_KEY: {
    group: 'model',
    type: 'text',
    secret: true,
    essential: true,
    pattern: /^\S+$/,
    form: 'an API key without spaces',
    doc: 'API key. Needed unless OPENAI_BASE_URL is not OpenAI itself.',
  },
  OPENAI_BASE_URL: {
    group: 'model',
    type: 'url',
    default: 'https://api.openai.com/v1',
    form: 'an http or https address',
    doc: 'Where the model is: OpenAI or any server that speaks its API, e.g. http://127.0.0.1:11434/v1 for Ollama.',
  },
  OPENAI_API: {
    group: 'model',
    type: 'choice',
    choices: ['auto', 'responses', 'chat'],
    default: 'auto',
    form: 'auto, responses or chat',
    doc: 'Which API to speak. auto: responses at OpenAI itself, chat elsewhere.',
  },
  OPENAI_MODEL: {
    group: 'model',
    type: 'text',
    default: 'gpt-6-luna',
    pattern: /^\S+$/,
    form: 'the name of a model',
    doc: 'The model that answers.',
  },
  OPENAI_MODEL_ADVANCED: {
    group: 'model',
    type: 'text',
    default: 'gpt-6.1-sol',
    pattern: /^\S+$/,
    form: 'the name of a model',
    doc: 'The model people get with "/model advanced".',
  },
  OPENAI_IMAGE_MODEL: {
    group: 'model',
    type: 'text',
    default: 'gpt-image-2.6-flare',
    pattern: /^\S+$/,
    form: 'the name of an image model',
    doc: 'The model that draws for /image.',
  },
  SYSTEM_PROMPT: {
    group: 'model',
    type: 'text',
    default:
      'You are a helpful assistant in a chat. Answer in the language of the question, clearly and no longer than needed. Use Markdown where it helps.',
    form: 'a text',
    doc: 'What the model is told before every conversation.',
  },
  TEMPERATURE: {
    group: 'model',
    type: 'number',
    min: 0,
    max: 2,
    form: 'a number from 0 to 2',
    doc: "How freely the model chooses words. Unset: the model's own.",
  },
  TOP_P: {
    group: 'model',
    type: 'number',
    min: 0,
    max: 1,
    form: 'a number from 0 to 1',
    doc: "Share of the likeliest words the model chooses from. Unset: the model's own.",
  },
  EFFORT: {
    group: 'model',
    type: 'choice',
    choices: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
    form: 'none, minimal, low, medium, high, xhigh or max',
    doc: "How long a reasoning model thinks, where it can be told. Unset: the model's own.",
  },
  VERBOSITY: {
    group: 'model',
    type: 'choice',
    choices: ['low', 'medium', 'high'],
    form: 'low, medium or high',
    doc: "How much the model says, where it can be told. Unset: the model's own.",
  },
  MODELS_OFFERED: {
    group: 'model',
    type: 'names',
    default: '',
    form: 'names of models, separated by commas',
    doc: 'Further models people may choose with /model.',
  },
  MAX_OUTPUT_TOKENS: {
    group: 'model',
    type: 'whole',
    min: 0,
    form: count,
    doc: 'Most tokens of one answer, reasoning included. /settings can lower it for a chat, not raise it.',
  },
  MODEL_IDLE_TIMEOUT: {
    group: 'model',
    type: 'number',
    default: '45',
    min: 0,
    max: 86_400,
    form: seconds,
    doc: 'Seconds the model may be silent within an answer.',
  },
  MODEL_FIRST_TIMEOUT: {
    group: 'model',
    type: 'number',
    default: '120',
    min: 0,
    max: 86_400,
    form: seconds,
    doc: 'Seconds the model may think before its first word.',
  },
  MODEL_TOTAL_TIMEOUT: {
    group: 'model',
    type: 'number',
    default: '600',
    min: 0,
    max: 86_400,
    form: seconds,
    doc: 'Seconds one answer may take in all.',
  },
  ACCESS: {
    group: 'access',
    type: 'choice',
    choices: ['allowlist', 'open'],
    default: 'allowlist',
    form: 'allowlist or open',
    doc: 'allowlist: only whom the lists below name. open: everybody who finds the bot, at your cost.',
  },
  ALLOWED_USERS: {
    group: 'access',
    type: 'people',
    default: '',
    essential: true,
    form: `people, separated by commas, each as ${examples.people}`,
    doc: 'People who may talk to the bot alone, and bring it along on Discord. It tells everybody else their id.',
  },
  ALLOWED_CHATS: {
    group: 'access',
    type: 'places',
    default: '',
    form: `chats, separated by commas, each as ${examples.chats}`,
    doc: 'Groups, channels or servers in which everybody may use the bot. A Telegram group stays allowed when it gets a new id.',
  },
  OWNERS: {
    group: 'access',
    type: 'people',
    default: '',
    form: `people, separated by commas, each as ${examples.people}`,
    doc: 'People who run the bot; they may use it anywhere.',
  },
  CONTEXT_TOKENS: {
    group: 'context',
    type: 'whole',
    default: '32000',
    min: 0,
    form: count,
    doc: 'Most tokens of one request; the oldest turns are left out first.',
  },
  CONTEXT_TURNS: {
    group: 'context',
    type: 'whole',
    default: '40',
    min: 0,
    form: count,
    doc: 'Most earlier turns in one request.',
  },
  CONVERSATION_IDLE: {
    group: 'context',
    type: 'number',
    default: '0',
    min: 0,
    form: 'a number of seconds, 0 or more (0: never)',
    doc: 'After so many seconds without a word a new conversation begins by itself; /chats still lists the old one.',
  },
  CONVERSATION_TITLES: {
    group: 'context',
    type: 'flag',
    default: 'true',
    form: 'true or false',
    doc: 'The model names conversations that are left, in the background, for the list of /chats.',
  },
  HISTORY_SCOPE: {
    group: 'context',
    type: 'choice',
    choices: ['topic', 'group', 'member'],
    default: 'topic',
    form: 'topic, group or member',
    doc: 'Whose history it is in groups: one a topic or thread, one for the whole group, or one a member. /settings changes it for a chat.',
  },
  STORAGE_URL: {
    group: 'storage',
    type: 'storage',
    default: 'sqlite://data/parley.db',
    form: 'sqlite://path/to/file.db, sqlite:///absolute/path.db or sqlite://:memory:',
    doc: 'Where everything is kept.',
  },
  STORAGE_SYNC: {
    group: 'storage',
    type: 'choice',
    choices: ['normal', 'full'],
    default: 'normal',
    form: 'normal or full',
    doc: 'normal survives a crash of the bot; full also a power cut, a little slower.',
  },
  REQUESTS_PER_MINUTE: {
    group: 'limits',
    type: 'whole',
    default: '20',
    min: 0,
    form: count,
    doc: 'Requests one person may make a minute.',
  },
  CHAT_QUEUE_LIMIT: {
    group: 'limits',
    type: 'whole',
    default: '20',
    min: 0,
    form: count,
    doc: 'Turns that may wait in one conversation.',
  },
  LATE_AFTER: {
    group: 'limits',
    type: 'number',
    default: '5400',
    min: 0,
    form: 'a number of seconds, 0 or more (0: never)',
    doc: 'An answer to a message older than these seconds says that it is late. Below an hour a wrong clock shows.',
  },
  LATE_LIMIT: {
    group: 'limits',
    type: 'number',
    default: '21600',
    min: 0,
    form: 'a number of seconds, 0 or more (0: no limit)',
    doc: 'Messages that arrive older than this (the bot was down) are not answered; each chat gets one line that says so.',
  },
  MAX_CONCURRENT_TURNS: {
    group: 'limits',
    type: 'whole',
    default: '100',
    min: 0,
    form: count,
    doc: 'Conversations answered at the same time, on each platform; those of one chat take half of it at most.',
  },
  TELEGRAM_CHAT_RATE: {
    group: 'limits',
    type: 'number',
    default: '1',
    min: 0,
    form: rate,
    doc: 'Sends and edits a second in one Telegram chat; a short answer never waits for it.',
  },
  TELEGRAM_GROUP_RATE: {
    group: 'limits',
    type: 'number',
    default: '20',
    min: 0,
    form: rate,
    doc: 'Sends and edits a minute in one Telegram group.',
  },
  TELEGRAM_GLOBAL_RATE: {
    group: 'limits',
    type: 'number',
    default: '30',
    min: 0,
    form: rate,
    doc: 'Sends and edits a second on Telegram in all.',
  },
  DISCORD_GLOBAL_RATE: {
    group: 'limits',
    type: 'number',
    default: '50',
    min: 0,
    form: rate,
    doc: 'Sends and edits a second on Discord in all.',
  },
  PROXY_URL: {
    group: 'network',
    type: 'url',
    secret: true,
    form: 'an http or https address, with user:password@ where the proxy wants it',
    doc: 'Proxy for Telegram, Discord and the model.',
  },
  HTTP_HOST: {
    group: 'network',
    type: 'text',
    default: '127.0.0.1',
    pattern: /^[\w.:-]+$/,
    form: 'a host name or address',
    doc: 'Where the health page listens; 0.0.0.0 in a container.',
  },
  HTTP_PORT: {
    group: 'network',
    type: 'whole',
    min: 1,
    max: 65_535,
    form: 'a port from 1 to 65535',
    doc: 'Port of the health page. Unset: none.',
  },
  SHUTDOWN_GRACE: {
    group: 'network',
    type: 'number',
    default: '10',
    min: 0,
    max: 3600,
    form: 'a number of seconds from 0 to 3600 (0: none)',
    doc: 'Seconds running answers get to finish when the bot is told to stop; the rest resume at the next start.',
  },
  ANSWER_BUTTONS: {
    group: 'language',
    type: 'flag',
    default: 'true',
    form: 'true or false',
    doc: 'Buttons under answers: stop, once more, go on, delete.',
  },
  LOCALE: {
    group: 'language',
    type: 'locale',
    form: 'a language tag, like en or zh-CN',
    doc: "The bot's language where a person's client tells none. Unset: English.",
  },
  LOG_LEVEL: {
    group: 'log',
    type: 'choice',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    form: 'debug, info, warn, error or silent',
    doc: 'How much is logged.',
  },
  LOG_FORMAT: {
    group: 'log',
    type: 'choice',
    choices: ['text', 'json'],
    default: 'text',
    form: 'text or json',
    doc: 'text for people, json for machines.',
  },
  LOG_CONTENT: {
    group: 'log',
    type: 'flag',
    default: 'false',
    form: 'true or false',
    doc: 'Log what people and the model say. For finding faults only.',
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** Name of a setting. */
export type Key = keyof typeof settings;

const names: ReadonlySet<string> = new Set(Object.keys(settings));

/** Tells whether a setting has this name. */
export function isKey(name: string): name is Key {
  return names.has(name);
}

/** All names, in the order of the table. */
export const keys: readonly Key[] = [...names].filter(isKey);

/** The setting of this name, in its general form. */
export function settingOf(key: Key): Setting {
  return settings[key];
}
