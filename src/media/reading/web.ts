import { decodeText } from './decode.ts';
import { type Links, readMarkup } from './markup.ts';
import { createPages, type Pages } from './pages.ts';

/** Pages of the web: what somebody came for, without what stands around it, with its links. */

/** Facts about a page that do not stand in its bytes. */
export interface WebPage {
  /** Address that relative links begin at. */
  base: string;
  /** Encoding that its server tells. */
  charset?: string;
  /** True if its server tells that it is HTML. */
  html: boolean;
}

/** Elements that hold what a page is about, if it has one of them; the first that holds enough counts. */
const mains = ['main', 'article'] as const;
/** Least text of such an element, in UTF-16 units: less is a stub that a script would fill. */
const ENOUGH = 200;
/** Elements that stand around what a page is about. */
const around: ReadonlySet<string> = new Set(['nav', 'aside', 'footer', 'button', 'dialog', 'menu']);

/** Hands out what an HTML page is about; gives its title. */
export async function readWebPage(html: string, pages: Pages, base: string): Promise<string> {
  const links = linksFrom(base);
  for (const within of mains) {
    if (!new RegExp(`<${within}[\\s>]`, 'i').test(html)) continue;
    const held: { name: string; text: string }[] = [];
    const collecting = createPages(({ head, body }) => {
      const { name } = head as { name: string };
      held.push({ name, text: Buffer.from(body ?? []).toString() });
    });
    const title = await readMarkup(html, collecting, { within, around, links });
    const { length, more } = collecting.sum();
    if (length < ENOUGH) continue;
    for (const { name, text } of held) pages.add(name, text);
    if (more) pages.leaveOut();
    return title;
  }
  return readMarkup(html, pages, { around, links });
}

/** Decodes a page by its first bytes, by what its server tells, by what it tells itself, or by its letters. */
export function decodePage(bytes: Uint8Array, { charset, html }: WebPage): string | undefined {
  return decodeText(bytes, charset ?? (html ? charsetIn(bytes) : undefined));
}

/** Bytes among which a page has to tell its encoding, by the HTML standard. */
const TOLD_WITHIN = 1024;

function charsetIn(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, TOLD_WITHIN)).toString('latin1');
  return /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})/i.exec(head)?.[1];
}

/** Longest address of a link, in UTF-16 units. Longer ones are left out. */
const MOST_LINK = 500;

/** Reads where links lead, from the address of their page, or from where the page says that they begin. */
function linksFrom(address: string): Links {
  let base = address;
  const whole = (href: string) => {
    if (href.startsWith('#') || href.length > MOST_LINK || !URL.canParse(href, base)) return undefined;
    const { protocol, href: url } = new URL(href, base);
    return /^https?:$/.test(protocol) && url.length <= MOST_LINK ? url : undefined;
  };
  return {
    whole,
    begin(href) {
      base = whole(href) ?? base;
    },
  };
}
