import * as fc from 'fast-check';
import { type Config, ConfigError, NoPlatformError, readConfig } from '../../src/config/index.ts';
import { settingKeys, settingOf } from '../../src/config/settings.ts';
import { type Fuzz, fuzz, hold, wrong } from './property.ts';
import { text } from './values.ts';

/** Settings: any environment is either a whole configuration or an error that says no secret. */

/** Turns up in every secret, and so must turn up in no message. */
const SECRET = 'hush0hush';

const valid: Readonly<Record<string, readonly string[]>> = {
  text: ['gpt-6-luna', '127.0.0.1', 'You are kind.'],
  url: ['http://127.0.0.1:1', 'https://api.openai.com/v1', 'https://a.example/v1///'],
  flag: ['true', 'no', 'ON', '1'],
  whole: ['0', '1', '8080', '100000'],
  number: ['0', '0.5', '1', '.25'],
  choice: ['auto', 'open', 'allowlist', 'normal', 'full', 'info', 'json', 'chat'],
  people: ['telegram:1', 'discord:123456789012345678 telegram:2', ''],
  links: ['gpt-6-mini', 'x@http://127.0.0.1:1/v1, @cf/y', ''],
  keys: [''],
  places: ['telegram:-100123', 'discord:1,telegram:2'],
  locale: ['en', 'zh-CN', 'x', 'en_US'],
  storage: ['sqlite://data/x.db', 'sqlite://:memory:', `redis://u:${SECRET}@h`, 'sqlite:/x'],
};

/** Passwords in addresses are secrets wherever an address may stand. */
const addresses = fc
  .tuple(
    fc.constantFrom('http', 'https', 'socks5', 'ftp', 'redis', ''),
    fc.constantFrom('user', '', 'u%20r', 'a b'),
    fc.constantFrom('', '@', '/', '%zz', '%40', ':', '?', '#', ' '),
    fc.constantFrom('host', '127.0.0.1:8080', '', 'h:99999', '[::1]'),
  )
  .map(([scheme, user, odd, host]) => `${scheme}://${user}:${SECRET}${odd}@${host}`);

const tokens = fc.oneof(
  fc.constantFrom(
    `123456:${SECRET}`,
    SECRET,
    `sk-${SECRET}`,
    `Bot ${SECRET}`,
    `${SECRET} ${SECRET}`,
    `x\n${SECRET}`,
    '',
  ),
  text.map((odd) => `${odd}${SECRET}`),
);

/** Keys by hosts, some the wrong way round. */
const keys = fc
  .tuple(fc.constantFrom('127.0.0.1:1', 'host', '[::1]', ''), fc.constantFrom('=', ' = ', ''), fc.boolean())
  .map(([host, sign, turned]) => (turned ? `${SECRET}${sign}${host}` : `${host}${sign}${SECRET}`));

type Entry = [name: string, value: string];

const entries: fc.Arbitrary<Entry[]> = fc.array(
  fc.constantFrom(...settingKeys).chain((key): fc.Arbitrary<Entry> => {
    const setting = settingOf(key);
    const values = setting.secret
      ? fc.oneof(tokens, ...(setting.type === 'url' ? [addresses] : []), ...(setting.type === 'keys' ? [keys] : []))
      : fc.oneof(
          { weight: 4, arbitrary: fc.constantFrom(...(valid[setting.type] ?? [''])) },
          { weight: 1, arbitrary: text },
          { weight: setting.type === 'url' ? 3 : 0, arbitrary: addresses },
          { weight: setting.type === 'links' ? 3 : 0, arbitrary: addresses.map((address) => `model@${address}`) },
        );
    const name = fc.oneof(
      { weight: 12, arbitrary: fc.constant<string>(key) },
      { weight: setting.secret ? 3 : 1, arbitrary: fc.constant(`${key}_FILE`) },
      { weight: 1, arbitrary: fc.constantFrom(key.toLowerCase(), `${key}S`, key.replace('_', ''), `X_${key}`) },
    );
    return fc.tuple(name, values);
  }),
  { maxLength: 8 },
);

const strays = fc.array(fc.tuple(fc.oneof(text, fc.constantFrom('OPENAI_KEY', 'PATH', '__proto__')), text), {
  maxLength: 2,
});

/** A whole set that is right, so that errors do not hide what comes after them. */
const sound: fc.Arbitrary<Entry[]> = fc.constantFrom<Entry[]>(
  [],
  [
    ['TELEGRAM_BOT_TOKEN', `1:${SECRET}`],
    ['OPENAI_API_KEY', `sk-${SECRET}`],
  ],
);

const files = fc.oneof(tokens, fc.constant(undefined));

function secretsIn(config: Config): void {
  const open = { ...config, secrets: [] };
  const keys = config.openai.fallbackKeys.map(({ key }) => key);
  for (const secret of [
    config.telegram?.token,
    config.discord?.token,
    ...config.openai.keys,
    config.proxyUrl,
    ...keys,
  ]) {
    if (secret !== undefined) hold(config.secrets.includes(secret), 'a secret the log does not know');
  }
  hold(Object.isFrozen(config) && Object.isFrozen(config.access.users) && Object.isFrozen(open.model), 'not frozen');
}

export const configProperties: readonly Fuzz[] = [
  fuzz('config', fc.tuple(sound, entries, strays, files), ([first, second, third, file]) => {
    const env = Object.fromEntries([...third, ...first, ...second]);
    const readFile = () => file ?? wrongFile();
    let config: Config;
    try {
      config = readConfig(env, readFile);
    } catch (error) {
      if (!(error instanceof ConfigError || error instanceof NoPlatformError)) {
        wrong(`no ConfigError but ${error instanceof Error ? error.name : typeof error}`);
      }
      const shown = [
        error.message,
        JSON.stringify(error.facts),
        ...(error instanceof ConfigError ? error.problems : []),
      ];
      // A name with a secret in it, or a value of a setting that is none, is shown on purpose.
      hold(!shown.join('\n').includes(SECRET), () => `a secret is shown: ${error.message}`);
      return;
    }
    secretsIn(config);
  }),
];

function wrongFile(): never {
  throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
}
