import type { ModelEvent } from '../ports/index.ts';
import { headline } from '../util/text.ts';
import { isWebAddress } from '../util/web-address.ts';
import { fields, stringOr } from './json.ts';

/** Most pages that one answer is said to draw on. */
const MOST_SOURCES = 50;
const LONGEST_ADDRESS = 2_000;
const LONGEST_TITLE = 300;
/** Mark that OpenAI puts into addresses. */
const MARK = 'utm_source=openai';

/** Gives the page of an annotation of either API; undefined where it is none, or was told before. */
export function createSources(): (annotation: unknown) => ModelEvent[] {
  const told = new Set<string>();
  return (annotation) => {
    const { url_citation: inner } = fields(annotation);
    const { url: address, title } = fields(inner ?? annotation);
    const url = pageAt(stringOr(address) ?? '');
    if (url === undefined || told.has(url) || told.size >= MOST_SOURCES) return [];
    told.add(url);
    return [
      { type: 'source', source: { url, title: headline(stringOr(title) ?? '', LONGEST_TITLE) || new URL(url).host } },
    ];
  };
}

/** Address of a page on the web, without the mark of the service that found it: the same page is one source. */
function pageAt(address: string): string | undefined {
  if (address.length > LONGEST_ADDRESS || !isWebAddress(address)) return undefined;
  const url = new URL(address);
  const parts = url.search.slice(1).split('&');
  if (parts.includes(MARK)) url.search = parts.filter((part) => part !== MARK).join('&');
  return url.href;
}
