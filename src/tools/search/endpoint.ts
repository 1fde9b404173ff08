import * as v from 'valibot';
import { type Door, DoorRefusal, type FetchOptions } from '../../net/door.ts';
import type { WebSource } from '../../ports/index.ts';

/** Endpoints that search the web. */

/** Endpoint: one like SearXNG, or with a model one that speaks OpenAI's API and searches by itself. */
export interface SearchEndpoint {
  url: string;
  key?: string;
  model?: string;
}

/** Question to an endpoint. */
export interface SearchQuery {
  query: string;
  /** BCP 47 tag of the person's language. */
  language: string;
}

/** Findings, as the model is told them. */
export interface Findings {
  text: string;
  sources: readonly WebSource[];
}

export interface EndpointParts {
  door: Door;
  endpoint: SearchEndpoint;
}

const LIMITS = { bytes: 2_000_000, ms: 30_000, redirects: 2 };

/**
 * Asks an endpoint for JSON of a shape.
 * @throws DoorRefusal where it cannot be reached, refuses, or answers with something else
 */
export async function askJson<Schema extends v.GenericSchema>(
  { door, endpoint: { key } }: EndpointParts,
  url: string,
  schema: Schema,
  { headers, ...options }: Pick<FetchOptions, 'method' | 'headers' | 'body'>,
  signal: AbortSignal,
): Promise<v.InferOutput<Schema>> {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const asked = { ...options, headers: { ...headers, ...authorization } };
  const accept = ['application/json'];
  const { status, body } = await door.fetch(url, { ...asked, accept, limits: LIMITS, trusted: true }, signal);
  // SearXNG answers 403 where its JSON is switched off, as it is by default.
  if (status !== 200) throw new DoorRefusal('status', String(status));
  try {
    return v.parse(schema, JSON.parse(Buffer.from(body).toString()));
  } catch {
    throw new DoorRefusal('type');
  }
}
