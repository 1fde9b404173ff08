import type { McpServer } from '../ports/index.ts';
import { type Connections, connectionsIn } from './connections.ts';
import { type HttpConfig, httpIn } from './http.ts';
import type { McpReading } from './mcp.ts';
import { type ScheduleLimits, scheduleLimits } from './schedules.ts';
import { secretsOf } from './secrets.ts';
import type { Key } from './settings.ts';
import { type ToolsConfig, toolsIn } from './tools.ts';
import type { CommandRule, Contact, FallbackModel, HostKey, Hosts, StorageLocation, Values } from './values.ts';

/** The settings as the rooms want them. Frozen. Times in ms; 0 means none for limits. */
export interface Config extends Connections, HttpConfig {
  openai: {
    /** Keys of `baseUrl`; none where it wants none. */
    keys: readonly string[];
    /** File they are from. */
    keyFile?: string;
    baseUrl: string;
    api: 'auto' | 'responses' | 'chat';
    /** Models that are asked where the one that was chosen cannot answer, in order. */
    fallbacks: readonly FallbackModel[];
    fallbackKeys: readonly HostKey[];
    /** File they are from. */
    fallbackKeyFile?: string;
  };
  model: {
    basic: string;
    advanced: string;
    image: string;
    /** Previews of a picture, 0 to 3. */
    previews: number;
    /** Absent: sound is not heard. */
    transcription?: string;
    /** Absent: nothing is spoken. */
    speech?: string;
    voice: string;
    systemPrompt: string;
    /** Path of the folder that personas' documents are in. */
    knowledge?: string;
    contacts: readonly Contact[];
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
  tools: ToolsConfig;
  /** `folder`: that of the operator's files. */
  personas: { folder?: string };
  /** `users` and `owners` are actor ids, `chats` scopes of places; `bots` are ids of applications, in the form of a person's. */
  access: {
    mode: 'allowlist' | 'open';
    users: readonly string[];
    chats: readonly string[];
    owners: readonly string[];
    bots: readonly string[];
    commands: readonly CommandRule[];
  };
  context: {
    tokens: number;
    turns: number;
    /** After so long without a word a new thread begins, ms; 0 for never. */
    idleMs: number;
    /** Threads are named by the model. */
    titles: boolean;
    /** Older turns are folded into summaries. */
    summaries: boolean;
    history: 'topic' | 'group' | 'member';
  };
  /** Buttons under answers. */
  buttons: boolean;
  /** Defaults of what a chat can choose. */
  chats: {
    /** Messages that one person sends while none of them is begun with: one answer each, or one for all. */
    bursts: 'each' | 'together';
    /** Most messages that one answer takes; 0 for no bound. */
    messages: number;
    /** Signs of what is being answered, as reactions. */
    receipts: boolean;
    suggestions: boolean;
    /** Threads that mentions are answered in, where the platform has such. */
    threads: 'off' | 'mention';
    /** Words that were heard in a recording: quoted above its answer, or not. */
    transcripts: 'shown' | 'hidden';
    /** Pictures within answers: none, or where one is asked for. */
    drawing: 'off' | 'asked';
  };
  /** `blobBytes`: most bytes of all blobs. */
  storage: StorageLocation & { sync: 'normal' | 'full'; blobBytes: number };
  /** Age at which what was said is deleted, ms, and most bytes of one person. */
  retention: { retentionMs: number; personBytes: number };
  /** Fate of a forgotten person's words in others' questions that quote them. */
  quotes: 'stay' | 'redact';
  limits: {
    requestsPerMinute: number;
    chatQueue: number;
    personQueue: number;
    queue: number;
    concurrentTurns: number;
    personConcurrentTurns: number;
    pictures: number;
    personDailyBytes: number;
    /** Most lines of one batch; 0 where there are none. */
    batchLines: number;
    /** Age of a message from which its answer says that it is late, ms. */
    lateAfterMs: number;
    /** Age of an arriving message from which it is not answered any more, ms. */
    lateLimitMs: number;
  };
  schedules: ScheduleLimits;
  proxyUrl?: string;
  /** Hosts that pages are read from. */
  web: Hosts;
  shutdownGraceMs: number;
  /** Language where a person's client tells none; English when absent. */
  locale?: string;
  log: { level: 'debug' | 'info' | 'warn' | 'error' | 'silent'; format: 'text' | 'json'; content: boolean };
  /** Servers of tools. */
  mcp: readonly McpServer[];
  /** Searching of the web. `endpoint`: as in SearchEndpoint. */
  search: {
    by: 'auto' | 'service' | 'endpoint' | 'off';
    endpoint?: { url: string; key?: string; model?: string };
  };
  /** Every secret's value, for the log to black out. */
  secrets: readonly string[];
}

const MEGABYTE = 1_000_000;

/** Arranges the values as the rooms want them. `files`: where those are from that came in a file. */
export function arrange(
  values: Values,
  files: Partial<Record<Key, string>> = {},
  mcp: Pick<McpReading, 'servers' | 'secrets'> = { servers: [], secrets: [] },
): Config {
  const config: Config = {
    ...connectionsIn(values),
    openai: {
      keys: values.OPENAI_API_KEY ?? [],
      ...given('keyFile', files.OPENAI_API_KEY),
      baseUrl: values.OPENAI_BASE_URL,
      api: values.OPENAI_API,
      fallbacks: values.OPENAI_FALLBACK_MODELS,
      fallbackKeys: values.OPENAI_FALLBACK_KEYS,
      ...given('fallbackKeyFile', files.OPENAI_FALLBACK_KEYS),
    },
    model: modelSettings(values),
    tools: toolsIn(values),
    personas: given('folder', values.PERSONAS_DIR),
    access: {
      mode: values.ACCESS,
      users: values.ALLOWED_USERS,
      chats: values.ALLOWED_CHATS,
      owners: values.OWNERS,
      bots: values.ADMITTED_BOTS,
      commands: values.COMMANDS,
    },
    context: {
      tokens: values.CONTEXT_TOKENS,
      turns: values.CONTEXT_TURNS,
      idleMs: values.CONVERSATION_IDLE * 1000,
      titles: values.CONVERSATION_TITLES,
      summaries: values.CONVERSATION_SUMMARIES,
      history: values.HISTORY_SCOPE,
    },
    buttons: values.ANSWER_BUTTONS,
    chats: {
      bursts: values.BURSTS,
      messages: values.ANSWER_MESSAGES,
      receipts: values.RECEIPTS,
      suggestions: values.SUGGESTIONS,
      threads: values.THREADS,
      transcripts: values.TRANSCRIPTS,
      drawing: values.DRAWING,
    },
    storage: { ...values.STORAGE_URL, sync: values.STORAGE_SYNC, blobBytes: values.BLOBS_MAX_MB * MEGABYTE },
    retention: {
      retentionMs: values.RETENTION_DAYS * 86_400_000,
      personBytes: values.PERSON_STORAGE * MEGABYTE,
    },
    quotes: values.FORGET_QUOTES,
    limits: {
      requestsPerMinute: values.REQUESTS_PER_MINUTE,
      chatQueue: values.CHAT_QUEUE_LIMIT,
      personQueue: values.PERSON_QUEUE_LIMIT,
      queue: values.QUEUE_LIMIT,
      concurrentTurns: values.MAX_CONCURRENT_TURNS,
      personConcurrentTurns: values.PERSON_CONCURRENT_TURNS,
      pictures: values.MAX_CONCURRENT_PICTURES,
      personDailyBytes: values.PERSON_DAILY_MEGABYTES * MEGABYTE,
      batchLines: values.BATCH_MAX_LINES,
      lateAfterMs: values.LATE_AFTER * 1000,
      lateLimitMs: values.LATE_LIMIT * 1000,
    },
    schedules: scheduleLimits(values),
    ...given('proxyUrl', values.PROXY_URL),
    web: values.WEB_HOSTS,
    ...httpIn(values),
    shutdownGraceMs: values.SHUTDOWN_GRACE * 1000,
    ...given('locale', values.LOCALE),
    log: { level: values.LOG_LEVEL, format: values.LOG_FORMAT, content: values.LOG_CONTENT },
    mcp: mcp.servers,
    search: {
      by: values.WEB_SEARCH,
      ...given(
        'endpoint',
        values.SEARCH_URL === undefined
          ? undefined
          : {
              url: values.SEARCH_URL,
              ...given('key', values.SEARCH_KEY),
              ...given('model', values.SEARCH_MODEL),
            },
      ),
    },
    secrets: [...secretsOf(values), ...mcp.secrets],
  };
  return freeze(config);
}

function modelSettings(values: Values): Config['model'] {
  return {
    basic: values.OPENAI_MODEL,
    advanced: values.OPENAI_MODEL_ADVANCED,
    image: values.OPENAI_IMAGE_MODEL,
    previews: values.OPENAI_IMAGE_PREVIEWS,
    ...given('transcription', unlessOff(values.OPENAI_TRANSCRIPTION_MODEL)),
    ...given('speech', unlessOff(values.OPENAI_SPEECH_MODEL)),
    voice: values.OPENAI_SPEECH_VOICE,
    systemPrompt: values.SYSTEM_PROMPT,
    ...given('knowledge', values.KNOWLEDGE_DIR),
    contacts: values.HANDOVER_CONTACTS,
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

const unlessOff = (model: string) => (model === 'off' ? undefined : model);

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
