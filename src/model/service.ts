import type { OpenAI } from 'openai/client.js';
import type { ModelRequest } from '../ports/index.ts';
import { keyed } from '../util/keyed.ts';
import { withPlainFailures } from './failure-body.ts';
import { createFetch } from './fetch.ts';
import { isOpenAi } from './official.ts';

/** Service that is asked. */
export interface Service extends Dialect {
  /** Gives the client. The first call loads its module. */
  client(): Promise<OpenAI>;
  api: 'responses' | 'chat';
}

/** Fields the service knows. */
export interface Dialect {
  /** The service is OpenAI itself: compatible servers may refuse fields they do not know. */
  official: boolean;
  /** Names the person and the conversation by keyed hashes, for OpenAI's abuse checks and cache; no one else is told. */
  pseudonyms(request: Pick<ModelRequest, 'onBehalf' | 'conversation'>): Pseudonyms;
}

interface Pseudonyms {
  safety_identifier?: string;
  prompt_cache_key?: string;
}

export interface ServiceOptions {
  apiKey: string;
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

export function createService({ apiKey, baseUrl, api, secret, official = isOpenAi(baseUrl) }: ServiceOptions): Service {
  let client: Promise<OpenAI> | undefined;
  return {
    api: api === 'auto' ? (official ? 'responses' : 'chat') : api,
    official,
    client() {
      client ??= connect(apiKey, baseUrl);
      return client;
    },
    pseudonyms({ onBehalf: { actor }, conversation }) {
      if (!official) return {};
      return {
        ...(actor === undefined ? {} : { safety_identifier: keyed(secret, 'person', actor) }),
        ...(conversation === undefined ? {} : { prompt_cache_key: keyed(secret, 'conversation', conversation) }),
      };
    },
  };
}

/** Loads the client (34 MB, 0.1 s). It takes nothing from the environment and writes no log of its own. */
async function connect(apiKey: string, baseURL: string): Promise<OpenAI> {
  // The CommonJS build: its 230 modules load a fifth quicker.
  const { OpenAI } = await import('openai/client.js');
  return new OpenAI({
    // Servers without keys still get a header, since the client insists on one.
    apiKey: apiKey || 'none',
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
