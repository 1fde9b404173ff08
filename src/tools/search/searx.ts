import * as v from 'valibot';
import { DoorRefusal } from '../../net/door.ts';
import { headOf, oneLine } from '../../util/text.ts';
import { type EndpointParts, type Findings, LIMITS, MOST_FINDINGS, type SearchQuery } from './endpoint.ts';

/** Searches like SearXNG: `GET /search?format=json` (docs.searxng.org, search API). */

const text = v.optional(v.nullable(v.string()));
const foundSchema = v.object({
  results: v.array(v.object({ url: text, title: text, content: text, publishedDate: text })),
});

const MOST_TITLE = 200;
const MOST_EXTRACT = 500;

export async function askSearx(
  { door, endpoint: { url, key } }: EndpointParts,
  { query, language }: SearchQuery,
  signal: AbortSignal,
): Promise<Findings> {
  const address = new URL(url);
  if (!address.pathname.endsWith('/search')) address.pathname = `${address.pathname.replace(/\/$/, '')}/search`;
  for (const [name, value] of Object.entries({ q: query, format: 'json', language })) {
    address.searchParams.set(name, value);
  }
  const { status, body } = await door.fetch(
    address.href,
    {
      limits: LIMITS,
      accept: ['application/json'],
      trusted: true,
      ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
    },
    signal,
  );
  // Its JSON is switched off by default: it answers 403 then.
  if (status !== 200) throw new DoorRefusal('status', String(status));
  return findingsOf(parsed(body));
}

function parsed(body: Uint8Array) {
  try {
    return v.parse(foundSchema, JSON.parse(Buffer.from(body).toString()));
  } catch {
    throw new DoorRefusal('type');
  }
}

function findingsOf({ results }: v.InferOutput<typeof foundSchema>): Findings {
  const pages = results
    .filter(({ url }) => /^https?:\/\//i.test(url ?? ''))
    .slice(0, MOST_FINDINGS)
    .map(({ url, title, content, publishedDate }) => ({
      url: String(url),
      title: headOf(oneLine(title ?? ''), MOST_TITLE) || String(url),
      extract: headOf(oneLine(content ?? ''), MOST_EXTRACT),
      date: headOf(publishedDate ?? '', 10),
    }));
  if (pages.length === 0) return { text: 'Nothing was found.', sources: [] };
  const lines = pages.map(({ url, title, extract, date }, at) =>
    [`${at + 1}. ${title}${date === '' ? '' : ` (${date})`}`, url, extract].filter(Boolean).join('\n'),
  );
  return { text: lines.join('\n\n'), sources: pages.map(({ url, title }) => ({ url, title })) };
}
