import { createSections, type Pages } from './pages.ts';

/**
 * HTML, and XML that is much like it, as lines: headings, lists and rows of tables stay what they are. Links stay where somebody
 * can say what they lead to.
 */

/** Addresses of links. */
export interface Links {
  /** Makes an address whole; undefined where it leads nowhere that is worth saying. */
  whole(href: string): string | undefined;
  /** Is told from where relative ones begin. */
  begin(href: string): void;
}

/** Part of a text with markup that is read, and how. */
export interface Markup {
  /** No element closes by itself. */
  isXml?: boolean;
  /** Only what is within elements of this name. */
  within?: string;
  /** Elements that are left out, besides those that nobody reads. */
  around?: ReadonlySet<string>;
  links?: Links;
}

/** Elements whose content nobody reads. */
const skipped = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'math',
  'object',
  'iframe',
  'title',
  'select',
]);
const blocks = new Set(
  'address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
/** Most text of one line, in UTF-16 units. */
const LINE = 2000;

/** Hands out the pages of a text with markup; gives its title, empty where it has none. */
export async function readMarkup(
  text: string,
  pages: Pages,
  { isXml = false, within, around, links }: Markup = {},
): Promise<string> {
  const { Parser } = await import('htmlparser2');
  const sections = createSections(pages);
  let line = '';
  let skip = 0;
  let pre = 0;
  let heading = 0;
  let cells = 0;
  let inside = within === undefined ? 1 : 0;
  let title = '';
  let isTitle = false;
  /** Link that is open: where it leads, and where its words begin in the line. */
  let link: { url: string; at: number } | undefined;
  const isSkipped = (name: string) => skipped.has(name) || around?.has(name) === true;

  function flush(): void {
    // A block within a cell or at the start of an item ends no line.
    if (cells > 0 || line === ITEM) {
      line += cells > 0 ? ' ' : '';
      return;
    }
    const shown =
      pre > 0
        ? line.replace(/\s+$/, '')
        : line
            .replace(/\s+/g, ' ')
            .trim()
            .replace(/(?: \|)+$/, '');
    line = '';
    if (link) link.at = 0;
    if (!shown) return;
    if (heading > 0) sections.heading(`${'#'.repeat(heading)} ${shown}`, shown);
    else sections.add(shown);
  }

  function closeLink(): void {
    const words = link ? line.slice(link.at).trim() : '';
    if (link && words)
      line = `${line.slice(0, link.at)}${/^\s/.test(line.slice(link.at)) ? ' ' : ''}[${words}](${link.url})`;
    link = undefined;
  }

  const parser = new Parser(
    {
      onopentag(name, { href }) {
        if (!links || href === undefined) return;
        if (name === 'base') links.begin(href);
        const url = name === 'a' && skip === 0 && inside > 0 ? links.whole(href) : undefined;
        if (url !== undefined) link = { url, at: line.length };
      },
      onopentagname(name) {
        if (name === within) inside += 1;
        isTitle ||= name === 'title' && skip === 0 && title === '';
        if (isSkipped(name)) skip += 1;
        if (blocks.has(name)) flush();
        if (name === 'pre') pre += 1;
        if (name === 'br') flush();
        if (name === 'li') line = ITEM;
        if (isCell(name)) cells += 1;
        heading = headingOf(name) ?? heading;
      },
      onclosetag(name) {
        if (name === 'a') closeLink();
        if (name === within) inside = Math.max(0, inside - 1);
        if (name === 'title') isTitle = false;
        if (isSkipped(name)) skip = Math.max(0, skip - 1);
        if (isCell(name)) {
          cells = Math.max(0, cells - 1);
          line += ' | ';
        }
        if (name === 'li' && line === ITEM) line = '';
        if (blocks.has(name)) flush();
        if (name === 'pre') pre = Math.max(0, pre - 1);
        if (headingOf(name)) heading = 0;
      },
      ontext(piece) {
        if (isTitle) title += piece.slice(0, Math.max(0, TITLE - title.length));
        if (skip > 0 || inside === 0) return;
        const lines = pre > 0 ? piece.split('\n') : [piece];
        lines.forEach((each, at) => {
          if (at > 0) flush();
          line += each;
          if (line.length > LINE) {
            cells = 0;
            flush();
          }
        });
      },
    },
    { decodeEntities: true, ...(isXml ? { xmlMode: true, lowerCaseTags: true } : {}) },
  );
  for (let at = 0; at < text.length && !pages.isFull(); at += STEP) parser.write(text.slice(at, at + STEP));
  if (pages.isFull()) pages.leaveOut();
  else parser.end();
  cells = 0;
  flush();
  sections.end();
  return title.replace(/\s+/g, ' ').trim();
}

/** Most text of a title, in UTF-16 units. */
const TITLE = 300;

/** Text that is read between two looks at whether it is enough, in UTF-16 units. */
const STEP = 64 * 1024;

/** Beginning of the line of a list's item. */
const ITEM = '- ';

const isCell = (name: string) => name === 'td' || name === 'th';

function headingOf(name: string): number | undefined {
  const [, level] = /^h([1-6])$/.exec(name) ?? [];
  return level === undefined ? undefined : Number(level);
}

/** Calls back for every element of an XML with its attributes. */
export async function eachElement(
  xml: string,
  use: (name: string, attributes: Readonly<Record<string, string>>) => void,
): Promise<void> {
  const { Parser } = await import('htmlparser2');
  const parser = new Parser(
    { onopentag: (name, attributes) => use(name.replace(/^.*:/, ''), attributes) },
    { xmlMode: true },
  );
  parser.end(xml);
}
