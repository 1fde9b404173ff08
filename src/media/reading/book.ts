import { posix } from 'node:path';
import { Refusal } from '../work/jobs.ts';
import { eachElement, readMarkup } from './markup.ts';
import { textOf } from './office.ts';
import type { Pages } from './pages.ts';
import type { Zip } from './zip.ts';

/** Books: EPUB 2 and 3, by the order of their spine. Source: W3C, EPUB 3.3, §4 and §5. */

/** Hands out a book, chapter by chapter. Throws a Refusal: `encrypted`, `broken`. */
export async function readBook(zip: Zip, pages: Pages): Promise<void> {
  const chapters = await chaptersOf(zip);
  if (chapters.length === 0) throw new Refusal('broken');
  const locked = await lockedIn(zip);
  if (chapters.some((name) => locked.has(name))) throw new Refusal('encrypted');
  for (const name of chapters) {
    if (pages.isFull()) return pages.leaveOut();
    await readMarkup(textOf(zip, name), pages);
  }
}

/** Names of the chapters' entries in the order they are read. */
async function chaptersOf(zip: Zip): Promise<string[]> {
  let root = '';
  await eachElement(textOf(zip, 'META-INF/container.xml'), (name, { 'full-path': path }) => {
    if (name === 'rootfile') root ||= path ?? '';
  });
  const hrefs = new Map<string, string>();
  const order: string[] = [];
  await eachElement(textOf(zip, root), (name, { id, href, idref }) => {
    if (name === 'item' && id && href) hrefs.set(id, posix.join(posix.dirname(root), decoded(href)));
    if (name === 'itemref' && idref) order.push(idref);
  });
  return order.map((id) => hrefs.get(id) ?? '').filter((name) => zip.has(name));
}

/** Names of the entries that are encrypted. Fonts often are, and nobody minds. */
async function lockedIn(zip: Zip): Promise<Set<string>> {
  const locked = new Set<string>();
  await eachElement(textOf(zip, 'META-INF/encryption.xml'), (name, { URI }) => {
    if (name === 'CipherReference' && URI) locked.add(decoded(URI));
  });
  return locked;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
