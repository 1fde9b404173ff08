import { isRefused, type MediaReason } from '../media/outcome.ts';
import { type Door, type DoorReason, DoorRefusal } from '../net/door.ts';
import { readPage as read, type WebText } from '../net/page.ts';
import type { Tool, ToolContext, ToolResult } from '../ports/index.ts';
import { headOf } from '../util/text.ts';

/** Addresses that may be opened: those that were told, those on pages as well, or whatever the model comes up with. */
export type Addresses = 'told' | 'links' | 'any';

export interface ReadPageParts {
  door: Door;
  addresses: Addresses;
}

/** Length of one part of a page, in UTF-16 units. */
const PART = 12_000;
const MOST_PARTS = 500;
const LONGEST = 2000;
const MOST_TITLE = 200;

const UNKNOWN =
  'This address may not be opened: it has to stand, as it is, in what the person wrote, in a document or in the results of a search. Do not change addresses or put them together. Search for the page, or ask the person for its address.';

/** Reads one page of the web. Of addresses that the model makes up it opens none: they could carry off what it knows. */
export function createReadPage({ door, addresses }: ReadPageParts): Tool {
  return {
    group: 'web',
    effect: 'read',
    pages: true,
    spec: {
      name: 'read_page',
      description:
        'Reads a page of the web: HTML, PDF or plain text, as Markdown, in parts. Use it for an address that the person gives, or one that a search has found, where its extract does not say enough. Give the address exactly as it stands there.',
      parameters: {
        type: 'object',
        properties: {
          url: { type: 'string', maxLength: LONGEST, description: 'Whole address, with http:// or https://.' },
          part: {
            type: 'integer',
            minimum: 1,
            maximum: MOST_PARTS,
            description: 'Which part of a long page, from 1, the default. The result says how many there are.',
          },
        },
        required: ['url'],
        additionalProperties: false,
      },
    },
    async run({ url: given, part = 1 }, context) {
      const url = addressOf(String(given).trim());
      if (!(await mayOpen(url, addresses, context))) return failed(UNKNOWN);
      try {
        const page = await read(door, url, context.signal);
        return isRefused(page) ? failed(refusals[page.reason] ?? UNREADABLE) : told(page, Number(part));
      } catch (error) {
        if (!(error instanceof DoorRefusal)) throw error;
        return failed(closed[error.reason]);
      }
    },
  };
}

/** Address as it is written, with a scheme where it has none. */
function addressOf(given: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.test(given) ? given : `https://${given}`;
}

async function mayOpen(url: string, addresses: Addresses, { standing }: ToolContext): Promise<boolean> {
  if (addresses === 'any') return true;
  const stands = await standing(url);
  return stands === 'told' || (stands === 'linked' && addresses === 'links');
}

function told({ url, title, text, read: { more } }: WebText, part: number): ToolResult {
  const count = Math.max(1, Math.ceil(text.length / PART));
  if (part > count) return failed(`The page has ${count} parts only.`);
  const own = text.slice((part - 1) * PART, part * PART).toWellFormed();
  const name = headOf(title, MOST_TITLE);
  const rest = more ? ' The page is longer than what can be read of it.' : '';
  return {
    text: `${name === '' ? '' : `${name}\n`}${url}\nPart ${part} of ${count}.${rest}\n\n${own}`,
    foreign: true,
    sources: [{ url, title: name }],
  };
}

const failed = (text: string): ToolResult => ({ text, isError: true });

const UNREADABLE = 'The page cannot be read.';

/** Sentences about what cannot be fetched. None says more than a stranger could find out: no name of a host, no address. */
const closed: Readonly<Record<DoorReason, string>> = {
  scheme: 'This is no address of a web page.',
  address: 'This address is not open to the public, and is not opened from here.',
  port: 'Addresses with a port are not opened from here.',
  credentials: 'Addresses with a name and password are not opened from here.',
  redirects: 'The page leads on and on, or to where it may not lead.',
  size: 'The page is too large.',
  time: 'The page did not come in time.',
  encoding: UNREADABLE,
  unreachable: 'The page cannot be reached.',
  status: 'Its server does not give the page: it may be gone, or for people who are signed in.',
  type: 'There is no text at this address, but something else, such as a picture.',
  host: 'There is no such site, or it may not be opened from here.',
};

const refusals: Readonly<Partial<Record<MediaReason, string>>> = {
  empty: 'There are no words on the page: it may be made of pictures, or by a program.',
  encrypted: 'The file at this address is locked with a password.',
  broken: 'The file at this address is damaged.',
  bomb: 'The page is too large.',
  too_slow: 'Reading the page took too long.',
};
