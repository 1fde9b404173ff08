import * as v from 'valibot';
import { headOf, oneLine } from '../../util/text.ts';
import { isWebAddress } from '../../util/web-address.ts';
import { askJson, type EndpointParts, type Findings, type SearchQuery } from './endpoint.ts';

/** Searches like SearXNG: `GET /search?format=json` (docs.searxng.org, search API). */

const text = v.optional(v.nullable(v.string()));
const foundSchema = v.object({
  results: v.array(v.object({ url: text, title: text, content: text, publishedDate: text })),
});

/** Most findings that are told; longest title and extract, in UTF-16 units. */
const MOST_FINDINGS = 8;
const MOST_TITLE = 200;
const MOST_EXTRACT = 500;

export async function askSearx(
  parts: EndpointParts,
  { query, language }: SearchQuery,
  signal: AbortSignal,
): Promise<Findings> {
  const address = new URL(parts.endpoint.url);
  if (!address.pathname.endsWith('/search')) address.pathname = `${address.pathname.replace(/\/$/, '')}/search`;
  for (const [name, value] of Object.entries({ q: query, format: 'json', language })) {
    address.searchParams.set(name, value);
  }
  return findingsOf(await askJson(parts, address.href, foundSchema, {}, signal));
}

function findingsOf({ results }: v.InferOutput<typeof foundSchema>): Findings {
  const pages = results
    .filter(({ url }) => isWebAddress(url ?? ''))
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
