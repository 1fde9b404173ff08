import type { TextKey, Texts } from '../locales/index.ts';
import type { ToolCall, WebSource } from '../ports/index.ts';
import { escapeMarkdown, headline } from '../util/text.ts';
import { isWebAddress } from '../util/web-address.ts';
import type { AgentEvent } from './loop.ts';

/** Tools and pages that an answer was made with, as people are told. */
export interface Used {
  see(event: AgentEvent): void;
  /** Markdown of a line or two; undefined where nothing was used. */
  text(texts: Texts): string | undefined;
}

/** Longest list of tools, and of pages, and of one entry, in UTF-16 units: all of it is shown closed, where that has bounds. */
const MOST_TOOLS = 200;
const MOST_PAGES = 280;
const MOST_DETAIL = 40;
const MOST_TITLE = 60;
/** Longest address that is a link; of another one the host is told. */
const MOST_ADDRESS = 150;

/** Tool that was used, and what for. */
interface Use {
  detail: string;
  /** Names it in the language of whoever reads. */
  name(texts: Texts): string;
}

export function createUsed(): Used {
  const uses = new Map<string, Use>();
  const pages = new Map<string, WebSource>();

  return {
    see(event) {
      if (event.type === 'using') {
        const detail = event.wordless ? '' : detailOf(event.call);
        uses.set(keyOf(event.call), { detail, name: (texts) => toolName(event, texts) });
      } else if (event.type === 'working') {
        const detail = shortened(event.query ?? '');
        uses.set(`${event.on} ${detail}`, { detail, name: (texts) => texts(`tools.name.${event.on}`) });
      } else if (event.type === 'about') {
        const use = uses.get(keyOf(event.call));
        if (use) use.detail = shortened(event.about);
      } else if (event.type === 'source' && isWebAddress(event.source.url)) pages.set(event.source.url, event.source);
    },
    text(texts) {
      const lists = [
        [
          'tools.used',
          listed(
            [
              ...new Set(
                Array.from(uses.values(), ({ name, detail }) => [name(texts), detail].filter(Boolean).join(': ')),
              ),
            ],
            MOST_TOOLS,
          ),
        ],
        ['tools.pages', listed([...pages.values()].map(linkTo), MOST_PAGES)],
      ] as const;
      const lines = lists.flatMap(([key, list]) => (list === '' ? [] : [texts(key, { list })]));
      return lines.length > 0 ? lines.join('\n') : undefined;
    },
  };
}

const keyOf = ({ name, id, arguments: written }: ToolCall) => [name, id, written].join(' ');

/** Name of a tool for people, as Markdown: its own, or that of the texts. */
export function toolName({ call, title }: { call: Pick<ToolCall, 'name'>; title?: string }, texts: Texts): string {
  return title === undefined
    ? texts(`tools.name.${call.name}` as TextKey)
    : escapeMarkdown(headline(title, MOST_TITLE));
}

/** Finds what a tool is asked: the first text of its arguments. */
function detailOf({ arguments: written }: ToolCall): string {
  try {
    const [text] = Object.values(JSON.parse(written) as object).filter((value) => typeof value === 'string');
    return shortened(text ?? '');
  } catch {
    return '';
  }
}

const shortened = (text: string) => escapeMarkdown(headline(text, MOST_DETAIL));

/** Nothing in an address may end the link before its end. */
function linkTo({ url, title }: WebSource): string {
  const { href, host } = new URL(url);
  const name = escapeMarkdown(headline(title.trim() === '' ? host : title, MOST_TITLE));
  const address = href.replace(/[()<>\s\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return href.length > MOST_ADDRESS ? `${name} (${escapeMarkdown(host)})` : `[${name}](${address})`;
}

/** As many entries as fit, the first in any case. */
function listed(entries: readonly string[], most: number): string {
  let left = most;
  const cut = entries.findIndex((entry, at) => {
    left -= entry.length + 3;
    return at > 0 && left < 0;
  });
  return (cut < 0 ? entries : [...entries.slice(0, cut), '…']).join(' · ');
}
