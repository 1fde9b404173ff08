import type OpenAI from 'openai';
import { isOpenAi } from './official.ts';

/** Who is asked, and in which dialect. */
export interface Service {
  /** The client; its module is loaded at the first call. */
  client(): Promise<OpenAI>;
  api: 'responses' | 'chat';
  /** It is OpenAI itself: compatible servers may refuse fields they do not know. */
  official: boolean;
}

export interface ServiceOptions {
  apiKey: string;
  baseUrl: string;
  /** `auto`: responses at OpenAI itself, chat elsewhere. */
  api: 'auto' | 'responses' | 'chat';
  /** Default: told by the host of `baseUrl`. */
  official?: boolean;
}

/** Longest time the client itself waits for headers, ms: our watchdog is stricter. */
const NEVER = 2 ** 31 - 1;

export function createService({ apiKey, baseUrl, api, official = isOpenAi(baseUrl) }: ServiceOptions): Service {
  let client: Promise<OpenAI> | undefined;
  return {
    api: api === 'auto' ? (official ? 'responses' : 'chat') : api,
    official,
    client() {
      client ??= connect(apiKey, baseUrl);
      return client;
    },
  };
}

/** Loads the client (34 MB, 0.1 s). It takes nothing from the environment and writes no log of its own. */
async function connect(apiKey: string, baseURL: string): Promise<OpenAI> {
  const { OpenAI } = await import('openai');
  return new OpenAI({
    // Servers without keys still get a header, since the client insists on one.
    apiKey: apiKey || 'none',
    baseURL,
    maxRetries: 0,
    timeout: NEVER,
    logLevel: 'off',
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
  });
}
