import { readFileSync } from 'node:fs';
import { isOpenAi } from '../model/official.ts';
import { codeOf, type Fault } from '../util/errors.ts';
import { arrange, type Config } from './arrange.ts';
import { httpProblems } from './http.ts';
import { readMcp } from './mcp.ts';
import { enablers } from './platforms.ts';
import { ConfigError, NoPlatformError, noPlatformProblem } from './problems.ts';
import { isKey, type Key, settingKeys, settingOf } from './settings.ts';
import { groupProblems, searchProblems } from './tools.ts';
import { misnamed } from './unknown.ts';
import { type HostKey, readValue, type StorageLocation, type Values } from './values.ts';

export { type Config, ConfigError, type HostKey, NoPlatformError };

type Environment = Readonly<Record<string, string | undefined>>;
type ReadFile = (path: string) => string;

/** Contents of .env; its values are in the environment already. */
export interface EnvFile {
  found: boolean;
  names: readonly string[];
  /** Lines that say nothing, one sentence each. */
  problems: readonly string[];
  /** Reason for which none of it could be read. */
  unreadable?: Fault;
}

const noFile: EnvFile = { found: false, names: [], problems: [] };

/**
 * Reads and checks all settings.
 * @param readFile reads a secret's file; for tests
 * @param file what stands in .env: there, unlike in the environment, every name has to be a setting's
 * @throws ConfigError with every problem there is, or NoPlatformError when only the platforms' tokens are missing
 */
export function readConfig(env: Environment, readFile: ReadFile = readText, file: EnvFile = noFile): Config {
  const { config, problems, platform } = surveyConfig(env, file, readFile);
  if (problems.length > 0) throw new ConfigError(platform ? problems : [...problems, noPlatformProblem]);
  if (!platform) throw new NoPlatformError(file.found);
  return config;
}

const readText: ReadFile = (path) => readFileSync(path, 'utf8');

/** Settings as far as they are sound. */
export interface ConfigSurvey {
  /** Defaults stand for what is wrong. A platform whose address is wrong is left out: its token would go elsewhere. */
  config: Config;
  /** One sentence each. */
  problems: readonly string[];
  /** The token of a platform is set. */
  platform: boolean;
  /** Tells whether nothing is wrong with the value of a setting. */
  isSound(key: Key): boolean;
}

/** Reads all settings, whatever is wrong with some. Never throws. */
export function surveyConfig(env: Environment, file: EnvFile, readFile: ReadFile = readText): ConfigSurvey {
  const { values, problems, broken, mcp } = readAll(env, readFile, file);
  const platform = enablers.some((key) => isSet(env, key));
  if (platform && !isSet(env, 'OPENAI_API_KEY') && isOpenAi(values.OPENAI_BASE_URL)) {
    problems.push(
      `OPENAI_API_KEY is not set; expected ${settingOf('OPENAI_API_KEY').form}, or another OPENAI_BASE_URL`,
    );
  }
  return {
    config: arrange(mended(values, broken), filesIn(env), mcp),
    problems,
    platform,
    isSound: (key) => !broken.has(key),
  };
}

/** Puts defaults in the place of what is wrong, and leaves platforms out that could not be asked where they should be. */
function mended(values: Partial<Values>, broken: ReadonlySet<Key>): Values {
  const lost = [...broken].filter((key) => settingOf(key).type === 'url').map((key) => settingOf(key).group);
  const isLost = (key: Key) =>
    enablers.includes(key) && (lost.includes('network') || lost.includes(settingOf(key).group));
  const entries = settingKeys.map((key) => {
    if (isLost(key)) return [key, undefined];
    return [key, broken.has(key) ? defaultOf(key) : values[key]];
  });
  return Object.fromEntries(entries);
}

function defaultOf(key: Key): unknown {
  const setting = settingOf(key);
  const reading = setting.default === undefined ? undefined : readValue(setting, setting.default);
  return reading && 'value' in reading ? reading.value : undefined;
}

/**
 * Reads the settings that there are, for verbs that look for the others: tokens and keys may be missing.
 * @throws ConfigError with every problem of those that are set
 */
export function readDraft(env: Environment, file: EnvFile = noFile): Config {
  const { values, problems, broken, mcp } = readAll(env, readText, file);
  if (problems.length > 0) throw new ConfigError(problems);
  return arrange(mended(values, broken), filesIn(env), mcp);
}

/** Tells what is wrong with a text for a setting, as a sentence without the text of a secret; undefined where nothing is. */
export function problemWith(key: string, text: string): string | undefined {
  if (!isKey(key)) return `${key} is no setting`;
  const reading = readValue(settingOf(key), text.trim());
  return 'value' in reading ? undefined : `${key} ${reading.problems.join('; ')}`;
}

/** Reads all settings. Those that something is wrong with are `broken`, and have no value. */
function readAll(env: Environment, readFile: ReadFile, file: EnvFile) {
  const problems = [...file.problems];
  const broken = new Set<Key>();
  const entries = settingKeys.map((key) => {
    const before = problems.length;
    const value = readSetting(key, env, readFile, problems);
    if (problems.length > before) broken.add(key);
    return [key, value] as const;
  });
  const values: Partial<Values> = Object.fromEntries(entries);
  problems.push(...strayKeys(values));
  const mcp = readMcp(values.MCP_SERVERS, env, readFile);
  problems.push(...groupProblems(values.TOOLS ?? [], mcp.problems.length > 0 ? undefined : mcp.listed));
  // An address that is not understood is told of already.
  if (!broken.has('SEARCH_URL')) problems.push(...searchProblems(values));
  if (!broken.has('HTTP_PORT')) problems.push(...httpProblems(values));
  problems.push(...mcp.problems, ...unknownKeys(env, file.names, mcp.names));
  return { values, problems, broken, mcp };
}

/**
 * Place of the database, for verbs that need no platform and no model.
 *
 * @throws ConfigError when STORAGE_URL is not understood
 */
export function readStorage(env: Environment): StorageLocation & Pick<Config, 'quotes'> {
  const problems: string[] = [];
  const location = readSetting('STORAGE_URL', env, readText, problems);
  const quotes = readSetting('FORGET_QUOTES', env, readText, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...(location as StorageLocation), quotes: quotes as Config['quotes'] };
}

/** Files that secrets are from, by the setting. */
function filesIn(env: Environment): Partial<Record<Key, string>> {
  const secret = settingKeys.filter((key) => settingOf(key).secret);
  return Object.fromEntries(secret.flatMap((key) => fileOf(key, env).map((path) => [key, path])));
}

function fileOf(key: Key, env: Environment): string[] {
  const path = env[`${key}_FILE`]?.trim();
  return path ? [path] : [];
}

/** Reads what a file of keys says now, as it was read at the start; undefined where it is not of the form expected. */
export function keysIn(text: string): readonly string[] | undefined {
  return readAnew('OPENAI_API_KEY', text);
}

function readAnew<K extends Key>(key: K, text: string): Values[K] | undefined {
  const reading = readValue(settingOf(key), text.trim());
  return 'value' in reading ? (reading.value as Values[K]) : undefined;
}

/** Reads the same of a file of keys for the models to fall back on. */
export function hostKeysIn(text: string): readonly HostKey[] | undefined {
  return readAnew('OPENAI_FALLBACK_KEYS', text);
}

/** Tells of keys of hosts that no model has. They are not named: a key may stand in a host's place. */
function strayKeys({ OPENAI_FALLBACK_KEYS: keys, OPENAI_FALLBACK_MODELS: models }: Partial<Values>): string[] {
  if (!keys || !models) return [];
  const hosts = models.map(({ baseUrl }) => baseUrl && new URL(baseUrl).host);
  if (keys.every(({ host }) => hosts.includes(host))) return [];
  return ['OPENAI_FALLBACK_KEYS has a host that is in no address of OPENAI_FALLBACK_MODELS'];
}

/** `others`: names that the list of MCP servers uses. */
function unknownKeys(env: Environment, inFile: readonly string[], others: readonly string[]): string[] {
  return Object.keys(env)
    .filter((name) => env[name]?.trim() && !others.includes(name))
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
    const code = codeOf(error);
    return { problem: `${key}_FILE names a file that cannot be read${code === undefined ? '' : ` (${code})`}` };
  }
}
