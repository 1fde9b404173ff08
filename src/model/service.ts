import type { OpenAI } from 'openai/client.js';
import type { ModelRequest } from '../ports/index.ts';
import { keyed } from '../util/keyed.ts';
import { loadNamed } from '../util/named-files.ts';
import { withPlainFailures } from './failure-body.ts';
import { createFetch } from './fetch.ts';
import { createKeyRing, type KeyRing, type KeyRingOptions, type KeySource } from './keys.ts';
import { isOpenAi } from './official.ts';

/** Service that is asked. */
export interface Service extends Dialect {
  /** Gives the client. The first call loads its module. */
  client(): Promise<OpenAI>;
  api: 'responses' | 'chat';
  baseUrl: string;
  keys: KeyRing;
  /** Keyed hash of an id of ours, under which the service keeps something for us. */
  mark(id: string): string;
}

/** Fields the service knows. */
export interface Dialect {
  /** The service is OpenAI itself: compatible servers may refuse fields they do not know. */
  official: boolean;
  /** Names the person and the conversation by keyed hashes, for OpenAI's abuse checks and cache; no one else is told. */
  pseudonyms(request: Pick<ModelRequest, 'onBehalf' | 'conversation'>): Pseudonyms;
  /** Names the model that makes items, and its service where that is not the main one: no other can read them. */
  maker(request: Pick<ModelRequest, 'model' | 'link'>): string;
}

interface Pseudonyms {
  safety_identifier?: string;
  prompt_cache_key?: string;
}

export interface ServiceOptions extends Omit<KeyRingOptions, 'keys' | 'file'> {
  keys: KeySource;
  baseUrl: string;
  /** `auto`: responses at OpenAI itself, chat elsewhere. */
  api: 'auto' | 'responses' | 'chat';
  /** Default: told by the host of `baseUrl`. */
  official?: boolean;
  /** Secret of the installation: ids of people can be counted through, keyed hashes of them cannot. */
  secret: Uint8Array;
}

/** Longest time the client itself waits for headers, ms: our watchdog is stricter. */
const NEVER = 2 ** 31 - 1;

/** Tells which API a service is asked by. */
export function apiOf({
  baseUrl,
  api,
  official = isOpenAi(baseUrl),
}: Pick<ServiceOptions, 'baseUrl' | 'api' | 'official'>): Service['api'] {
  return api === 'auto' ? (official ? 'responses' : 'chat') : api;
}

export function createService(options: ServiceOptions): Service {
  const { baseUrl, secret, official = isOpenAi(baseUrl) } = options;
  let client: Promise<OpenAI> | undefined;
  return {
    api: apiOf(options),
    official,
    baseUrl,
    client() {
      client ??= connect(baseUrl);
      return client;
    },
    keys: createKeyRing({ ...options, ...options.keys }),
    mark: (id) => keyed(secret, 'mark', id),
    maker: ({ model, link }) => (link === undefined ? model : `${model}@${keyed(secret, 'mark', link)}`),
    pseudonyms({ onBehalf: { actor }, conversation }) {
      if (!official) return {};
      return {
        ...(actor === undefined ? {} : { safety_identifier: keyed(secret, 'person', actor) }),
        ...(conversation === undefined ? {} : { prompt_cache_key: keyed(secret, 'conversation', conversation) }),
      };
    },
  };
}

/** Headers that a key is sent in. */
export function headersFor(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}

/** Loads the client (34 MB, 0.1 s). It takes nothing from the environment and writes no log of its own. */
export async function connect(baseURL: string): Promise<OpenAI> {
  // The CommonJS build: its 230 modules load a fifth quicker.
  const { OpenAI } = await loadNamed('.js', () => import('openai/client.js'));
  return new OpenAI({
    // Each call brings a key of its own. Servers without keys still get a header, since the client insists on one.
    apiKey: 'none',
    baseURL,
    maxRetries: 0,
    timeout: NEVER,
    fetch: withPlainFailures(createFetch(baseURL)),
    logLevel: 'off',
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
  });
}
