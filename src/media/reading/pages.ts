import { headline, isBlank } from '../../util/text.ts';
import type { WorkMessage } from '../work/messages.ts';

/** Kinds of files that are read, by what their pages are. */
export type FileKind = 'pdf' | 'document' | 'slides' | 'sheet' | 'book' | 'text';

/** Pages of a file on their way out, up to a limit. */
export interface Pages {
  /** Hands out a page, or as much of it as is taken. Blank ones are left out. */
  add(name: string, text: string): void;
  /** Tells whether no more is taken. */
  isFull(): boolean;
  /** Says that something was left out. */
  leaveOut(): void;
  /** UTF-16 units that were handed out, and whether something is missing. */
  sum(): { length: number; more: boolean };
}

/** Most text of one file, in UTF-16 units: a book of 2,000 pages. */
const MOST_TEXT = 4_000_000;

/** `part`: takes each page; its name is in the head, its text in the body. */
export function createPages(part: (message: WorkMessage) => void): Pages {
  let length = 0;
  let more = false;
  return {
    add(name, text) {
      if (isBlank(text)) return;
      const taken = text.slice(0, MOST_TEXT - length).toWellFormed();
      more ||= taken.length < text.length;
      length += taken.length;
      if (taken) part({ head: { name }, body: Buffer.from(taken) });
    },
    isFull: () => length >= MOST_TEXT,
    leaveOut: () => {
      more = true;
    },
    sum: () => ({ length, more }),
  };
}

/** Length that a page has where the file itself has none, in UTF-16 units. */
const PAGE = 4000;

/** Lines on their way into pages. */
export interface Lines {
  add(line: string): void;
  /** Hands out what is left. */
  end(): void;
}

/**
 * Makes pages of lines, named by the numbers of these: "1-80". `head`: repeat the first line on every page, as for a table.
 */
export function createLines(pages: Pages, { prefix = '', head = false } = {}): Lines {
  let page: string[] = [];
  let length = 0;
  let first = 1;
  let next = 1;
  let heading: string | undefined;

  function end(): void {
    if (page.length === 0) return;
    const shown = heading !== undefined && first > 1 ? [heading, ...page] : page;
    pages.add(`${prefix}${first === next - 1 ? first : `${first}-${next - 1}`}`, shown.join('\n'));
    page = [];
    length = 0;
    first = next;
  }

  return {
    end,
    add(line) {
      if (length > 0 && length + line.length > PAGE) end();
      if (head) heading ??= line.slice(0, PAGE / 8);
      page.push(line);
      length += line.length + 1;
      next += 1;
    },
  };
}

/** Makes pages of lines with headings among them. A page is named by its last heading, or by its number. */
export function createSections(pages: Pages): Lines & { heading(line: string, name: string): void } {
  let page: string[] = [];
  let length = 0;
  let count = 0;
  let part = 1;
  let title = '';

  function end(): void {
    if (page.length > 0) {
      count += 1;
      pages.add(title ? `${title}${part > 1 ? ` (${part})` : ''}` : `${count}`, page.join('\n'));
      part += 1;
    }
    page = [];
    length = 0;
  }

  function add(line: string): void {
    if (length > 0 && length + line.length > PAGE) end();
    page.push(line);
    length += line.length + 1;
  }

  return {
    add,
    end,
    heading(line, name) {
      end();
      title = headline(name, TITLE);
      part = 1;
      add(line);
    },
  };
}

/** Longest name of a page, in UTF-16 units. */
const TITLE = 80;
