import type { Door, DoorLimits } from '../../net/door.ts';
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

export const LIMITS: DoorLimits = { bytes: 2_000_000, ms: 30_000, redirects: 2 };

/** Most findings that are told. */
export const MOST_FINDINGS = 8;
