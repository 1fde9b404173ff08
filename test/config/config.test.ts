import { describe, expect, it } from 'vitest';
import { ConfigError, NoPlatformError, readConfig } from '../../src/config/index.ts';
import { platforms } from '../../src/config/platforms.ts';
import { settingKeys, settingOf } from '../../src/config/settings.ts';

const base = { TELEGRAM_BOT_TOKEN: '1:token', OPENAI_API_KEY: 'sk-key' };

function problems(env: Record<string, string>, readFile?: (path: string) => string): readonly string[] {
  try {
    readConfig(env, readFile);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('needs one token and a key, and fills in the rest', () => {
    const config = readConfig(base);
    expect(config.telegram).toEqual({
      token: '1:token',
      apiRoot: 'https://api.telegram.org',
      streaming: 'edits',
      chatPerSecond: 1,
      groupPerMinute: 20,
      globalPerSecond: 30,
    });
    expect(config.discord).toBeUndefined();
    expect(config.openai).toEqual({
      keys: ['sk-key'],
      baseUrl: 'https://api.openai.com/v1',
      api: 'auto',
      fallbacks: [],
      fallbackKeys: [],
    });
    expect(config.access).toEqual({ mode: 'allowlist', users: [], chats: [], owners: [], bots: [], commands: [] });
    expect(config.chats).toEqual({
      bursts: 'each',
      messages: 10,
      ...{ receipts: false, suggestions: false },
      threads: 'off',
      transcripts: 'shown',
      drawing: 'off',
    });
    expect(config.storage).toEqual({ kind: 'sqlite', path: 'data/parley.db', sync: 'normal', blobBytes: 1e9 });
    expect(config.limits).toEqual({
      requestsPerMinute: 20,
      chatQueue: 20,
      personQueue: 40,
      queue: 2000,
      concurrentTurns: 100,
      personConcurrentTurns: 4,
      pictures: 16,
      personDailyBytes: 10_000_000,
      batchLines: 500,
      lateAfterMs: 5_400_000,
      lateLimitMs: 21_600_000,
    });
    expect(config.model).toMatchObject({
      image: 'gpt-image-2.5-flare',
      previews: 2,
      transcription: 'gpt-transcribe',
      speech: 'gpt-realtime-2.1-mini',
      voice: 'marin',
    });
    expect(config.model.idleTimeoutMs).toBe(45_000);
    expect(config.model.maxOutputTokens).toBe(32_000);
    expect(config.personas).toEqual({});
    expect(config.shutdownGraceMs).toBe(10_000);
    expect('http' in config || 'proxyUrl' in config || 'locale' in config).toBe(false);
    expect([...new Set(config.secrets)]).toEqual(['1:token', 'sk-key']);
  });

  it('hears and speaks nothing where that is off', () => {
    const off = { OPENAI_TRANSCRIPTION_MODEL: 'off', OPENAI_SPEECH_MODEL: 'off' };
    const { model } = readConfig({ ...base, ...off });
    expect('transcription' in model || 'speech' in model).toBe(false);
  });

  it('is frozen to the ground', () => {
    const config = readConfig({ ...base, ALLOWED_USERS: 'telegram:1' });
    expect(Object.isFrozen(config) && Object.isFrozen(config.model) && Object.isFrozen(config.access.users)).toBe(true);
  });

  it('reads every form', () => {
    const config = readConfig({
      ...base,
      DISCORD_BOT_TOKEN: 'a.b.c',
      DISCORD_MESSAGE_CONTENT: 'No',
      OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1/',
      OPENAI_API: 'chat',
      TEMPERATURE: '0',
      TELEGRAM_CHAT_RATE: '0.5',
      MAX_OUTPUT_TOKENS: '0',
      ALLOWED_USERS: 'telegram:123, discord:456,telegram:123',
      ALLOWED_CHATS: 'telegram:-1001234567890',
      HTTP_PORT: '8080',
      LOCALE: 'zh-cn',
      STORAGE_URL: 'sqlite:///var/lib/parley.db',
      PROXY_URL: 'http://me:pass%20word@proxy:8080',
    });
    expect(config.discord?.messageContent).toBe(false);
    expect(config.openai).toMatchObject({ baseUrl: 'http://127.0.0.1:11434/v1', api: 'chat' });
    expect(config.model.temperature).toBe(0);
    expect('maxOutputTokens' in config.model).toBe(false);
    expect(config.telegram?.chatPerSecond).toBe(0.5);
    expect(config.access).toMatchObject({ users: ['telegram:123', 'discord:456'], chats: ['telegram:-1001234567890'] });
    expect(config.http).toEqual({ host: '127.0.0.1', port: 8080 });
    expect(config.locale).toBe('zh-CN');
    expect(config.storage.path).toBe('/var/lib/parley.db');
    expect(config.secrets).toContain('pass word');
  });

  it('reads models to fall back on, with their addresses and keys', () => {
    const config = readConfig({
      ...base,
      OPENAI_FALLBACK_MODELS:
        'gpt-6-mini, @cf/meta/llama@https://one.example/v1/ qwen@http://me:p%61ss@127.0.0.1:8080/v1,@cf/x',
      OPENAI_FALLBACK_KEYS: 'One.example=sk-one,127.0.0.1:8080=a=b',
    });
    expect(config.openai.fallbacks).toEqual([
      { model: 'gpt-6-mini' },
      { model: '@cf/meta/llama', baseUrl: 'https://one.example/v1' },
      { model: 'qwen', baseUrl: 'http://me:p%61ss@127.0.0.1:8080/v1' },
      { model: '@cf/x' },
    ]);
    expect(config.openai.fallbackKeys).toEqual([
      { host: 'one.example', key: 'sk-one' },
      { host: '127.0.0.1:8080', key: 'a=b' },
    ]);
    expect(config.secrets).toEqual(expect.arrayContaining(['sk-one', 'a=b', 'p%61ss', 'pass']));
  });

  it.each(['https://one.example/v1', 'x@https://', '@https://one.example'])(
    '%s is no model to fall back on',
    (link) => {
      expect(problems({ ...base, OPENAI_FALLBACK_MODELS: link })).toEqual([
        `OPENAI_FALLBACK_MODELS has ${JSON.stringify(link.replace(/\/\/.*/, '//…'))}; expected ${settingOf('OPENAI_FALLBACK_MODELS').form}`,
      ]);
    },
  );

  it('wants every key to have the host of a model, and shows neither', () => {
    const OPENAI_FALLBACK_MODELS = 'x@https://me:hush@one.example/v1';
    const found = (OPENAI_FALLBACK_KEYS: string) => problems({ ...base, OPENAI_FALLBACK_MODELS, OPENAI_FALLBACK_KEYS });
    expect(found('one.example=hush')).toEqual([]);
    expect(found('hush=one.example')).toEqual([
      expect.stringMatching(/^OPENAI_FALLBACK_KEYS has a host [^h]*(?!hush)/),
    ]);
    expect(found('hush')).toEqual([expect.stringMatching(/^OPENAI_FALLBACK_KEYS has a value of another form/)]);
    expect([...found('hush=one.example'), ...found('hush')].join()).not.toContain('hush');
    expect(problems({ ...base, OPENAI_FALLBACK_MODELS: 'ftp://me:hush@one' }).join()).not.toContain('hush');
  });

  it('takes an empty or blank value for unset', () => {
    expect(readConfig({ ...base, OPENAI_MODEL: '', LOG_LEVEL: '  ' })).toEqual(readConfig(base));
  });

  it('names every problem at once, each with its key, what it got and what it expected', () => {
    const found = problems({
      ...base,
      OPENAI_API: 'rest',
      TEMPERATURE: '3',
      CHAT_QUEUE_LIMIT: '1.5',
      TELEGRAM_API_ROOT: 'api.telegram.org',
      LOG_CONTENT: 'maybe',
      LOCALE: 'not a tag',
    });
    expect(found).toHaveLength(6);
    expect(found).toContain('OPENAI_API is "rest"; expected auto, responses or chat');
    expect(found).toContain('TEMPERATURE is "3"; expected a number from 0 to 2');
  });

  it('never shows a secret', () => {
    const shown = problems({
      TELEGRAM_BOT_TOKEN: 'hush hush',
      OPENAI_API_KEY: 'two words',
      STORAGE_URL: 'oracle://me:hush@db/x',
      PROXY_URL: 'hush://proxy',
    }).join('\n');
    expect(shown).toContain('TELEGRAM_BOT_TOKEN has a value of another form');
    expect(shown).not.toMatch(/hush|two words/);
  });

  it('tells a chat from a person', () => {
    expect(problems({ ...base, ALLOWED_USERS: 'telegram:-100, 77' })).toEqual([
      'ALLOWED_USERS has "telegram:-100", which is a chat and no person; name it in ALLOWED_CHATS',
      `ALLOWED_USERS has "77"; expected ${settingOf('ALLOWED_USERS').form}`,
    ]);
  });

  it('says that other storage is not supported yet', () => {
    expect(problems({ ...base, STORAGE_URL: 'redis://localhost' })[0]).toContain('not supported yet');
    expect(problems({ ...base, STORAGE_URL: 'sqlite://' })).toHaveLength(1);
    expect(readConfig({ ...base, STORAGE_URL: 'sqlite://:memory:' }).storage.path).toBe(':memory:');
  });

  it('asks for a key at OpenAI itself only', () => {
    const { TELEGRAM_BOT_TOKEN } = base;
    expect(problems({ TELEGRAM_BOT_TOKEN })).toHaveLength(1);
    expect(problems({ TELEGRAM_BOT_TOKEN, OPENAI_BASE_URL: 'https://eu.api.openai.com/v1' })).toHaveLength(1);
    expect(problems({ TELEGRAM_BOT_TOKEN, OPENAI_BASE_URL: 'https://api.openai.com.example/v1' })).toEqual([]);
  });

  it('has a friendly word when there is no platform, and when nothing else is wrong', () => {
    expect(() => readConfig({})).toThrow(NoPlatformError);
    expect(() => readConfig({})).toThrow(/BotFather[\s\S]*discord\.com\/developers[\s\S]*npm run demo/);
    expect(problems({ LOG_LEVEL: 'loud' })).toHaveLength(2);
  });
});

describe('secrets from files', () => {
  const { OPENAI_API_KEY } = base;

  it('reads and trims them', () => {
    const config = readConfig({ OPENAI_API_KEY, TELEGRAM_BOT_TOKEN_FILE: '/run/t' }, (path) => `9:${path.slice(5)}\n`);
    expect(config.telegram?.token).toBe('9:t');
  });

  it('holds several keys, parted by commas or lines, all of which the log knows, and tells where they are from', () => {
    const keys = ['sk-one', 'sk-two', 'sk-three'];
    const listed = readConfig({ ...base, OPENAI_API_KEY: 'sk-one, sk-two,sk-three,sk-one' });
    expect([listed.openai.keys, listed.openai.keyFile]).toEqual([keys, undefined]);
    expect(listed.secrets).toEqual(expect.arrayContaining(keys));
    const { TELEGRAM_BOT_TOKEN } = base;
    const env = { TELEGRAM_BOT_TOKEN, OPENAI_API_KEY_FILE: '/run/keys' };
    const filed = readConfig(env, () => 'sk-one\nsk-two\r\n\nsk-three\n');
    expect([filed.openai.keys, filed.openai.keyFile]).toEqual([keys, '/run/keys']);
    expect(filed.secrets).toEqual(expect.arrayContaining(keys));
  });

  it('refuses both, an unreadable and an empty one, and a file for what is no secret', () => {
    const both = { ...base, TELEGRAM_BOT_TOKEN_FILE: '/run/t' };
    expect(problems(both, () => '1:x')).toEqual([expect.stringContaining('are both set')]);
    expect(problems({ OPENAI_API_KEY, TELEGRAM_BOT_TOKEN_FILE: '/does/not/exist' })).toEqual([
      'TELEGRAM_BOT_TOKEN_FILE names a file that cannot be read (ENOENT)',
    ]);
    expect(problems({ OPENAI_API_KEY, TELEGRAM_BOT_TOKEN_FILE: '/run/t' }, () => ' ')).toHaveLength(1);
    expect(problems({ ...base, OPENAI_MODEL_FILE: '/x' })).toEqual([expect.stringContaining('only secrets')]);
  });
});

describe('unknown names', () => {
  it.each([
    ['TELEGRAM_TOKEN', 'TELEGRAM_BOT_TOKEN'],
    ['DISCORD_TOKEN', 'DISCORD_BOT_TOKEN'],
    ['DISCORD_TOKEN_FILE', 'DISCORD_BOT_TOKEN'],
    ['TELEGRAM_ALLOWED_USERS', 'ALLOWED_USERS'],
    ['OPENAI_API_BASE', 'OPENAI_BASE_URL'],
    ['OPENAI_MODELS', 'OPENAI_MODEL'],
    ['ALOWED_USERS', 'ALLOWED_USERS'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['OWNER', 'OWNERS'],
    ['log_level', 'LOG_LEVEL'],
  ])('%s is taken for %s', (name, meant) => {
    const [problem] = problems({ ...base, [name]: 'private' });
    expect(problem).toBe(`${name} is no setting; did you mean ${meant}?`);
  });

  it.each(['PATH', 'HOME', 'LANG', 'PORT', 'HTTP_PROXY', 'NO_PROXY', 'npm_config_locale', 'LC_ALL', 'NODE_ENV'])(
    '%s is none of our business',
    (name) => expect(problems({ ...base, [name]: 'x' })).toEqual([]),
  );
});

describe('what stands in .env', () => {
  const found = (names: Record<string, string>) => {
    try {
      readConfig({ ...base, ...names }, undefined, { found: true, names: Object.keys(names), problems: [] });
    } catch (error) {
      return error instanceof ConfigError ? error.problems : error;
    }
    return [];
  };

  it('is a setting, or something of Node or of Docker Compose', () => {
    const ours = { LOG_LEVEL: 'info', TELEGRAM_BOT_TOKEN: '1:t' };
    expect(found({ ...ours, NODE_OPTIONS: '--no-warnings', TZ: 'UTC', COMPOSE_PROJECT_NAME: 'bot' })).toEqual([]);
    expect(found({ STREAM: 'true' })).toEqual(['STREAM in .env is no setting; did you mean TELEGRAM_STREAMING?']);
    expect(found({ COLOUR: 'red' })).toEqual(['COLOUR in .env is no setting']);
    expect(problems({ ...base, STREAM: 'true', COLOUR: 'red' })).toEqual([]);
  });

  it('is not to be copied over', () => {
    const read = (exists: boolean) => () => readConfig({}, undefined, { found: exists, names: [], problems: [] });
    expect(read(false)).toThrow(/cp \.env\.example/);
    expect(read(true)).not.toThrow(/cp \.env\.example/);
    expect(read(true)).toThrow(NoPlatformError);
  });
});

it('knows the setting that turns each platform on', () => {
  for (const { enabledBy } of Object.values(platforms)) expect(settingKeys).toContain(enabledBy);
});

it('has a default of the right form for every setting', () => {
  expect(readConfig(base)).toBeDefined();
  for (const key of settingKeys) expect(settingOf(key).doc, key).toMatch(/\.$/);
});
