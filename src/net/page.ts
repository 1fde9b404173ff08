import { isRefused, type Refused } from '../media/outcome.ts';
import type { PageText } from '../media/reading.ts';
import { type Door, DoorRefusal } from './door.ts';

/** Page of the web as text. Nothing in it is to be trusted. */
export interface WebText {
  /** Address that answered at last. */
  url: string;
  /** Title, in one line; empty where it has none. */
  title: string;
  /** Words of it, in Markdown, with links where it is HTML. */
  text: string;
  /** The same in stretches, by names that people know: headings, numbers of pages or lines. */
  pages: readonly PageText[];
  /** Amount that was read: bytes that came, and whether the text goes on. */
  read: { bytes: number; more: boolean };
}

/** Bounds of one page. */
const limits = { bytes: 10 * 1024 * 1024, ms: 30_000, redirects: 5 };
const html = ['text/html', 'application/xhtml+xml'];
const types = [
  ...html,
  'application/pdf',
  'text/*',
  ...['json', 'ld+json', 'feed+json', 'xml', 'rss+xml', 'atom+xml'].map((each) => `application/${each}`),
];

/**
 * Reads a page through the door, in a process of its own: HTML, PDF, JSON, XML, or other text. Gives the reason where nothing in it
 * can be read. Rejects with a DoorRefusal (`type`: of another kind, whatever its server says), the signal's reason, or with
 * Fault('internal') where no process starts.
 */
export async function readPage(door: Door, url: string, signal: AbortSignal): Promise<WebText | Refused> {
  const got = await door.fetch(url, { limits, accept: types }, signal);
  if (got.status < 200 || got.status > 299) throw new DoorRefusal('status', got.status);
  const { readFile } = await import('../media/reading.ts');
  const bytes = got.body.length;
  const charset = got.charset === undefined ? {} : { charset: got.charset };
  const web = { base: got.url, html: html.includes(got.type), ...charset };
  const file = await readFile(got.body, signal, undefined, { web });
  if (isRefused(file)) {
    if (file.reason === 'wrong_type') throw new DoorRefusal('type');
    return file;
  }
  const { pages, title = '', more } = file;
  // A scan: its pictures are for nobody here.
  if (pages.length === 0) return { reason: 'empty' };
  const text = pages.map((page) => page.text).join('\n\n');
  return { url: got.url, title, text, pages, read: { bytes, more } };
}
