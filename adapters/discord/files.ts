import { Routes } from 'discord.js';
import * as v from 'valibot';
import type { Clock, MediaAddress } from '../../src/ports/index.ts';
import { createDownload, type Download } from '../../src/util/download.ts';
import { Fault, isFault } from '../../src/util/errors.ts';
import { createFreshAnswers } from '../../src/util/fresh-answers.ts';
import type { Calls } from './calls.ts';
import { type AttachmentEvent, type Quoted, quoted } from './gateway/events.ts';
import { decodeFile } from './ids.ts';

/**
 * Fetches files. Their addresses end within a day, so none is stored. Those that came with a message are remembered for a while,
 * and fetching the message tells new ones. No message shows what was given to a command: it is known while it is remembered.
 */
export interface Files {
  /** Notes the addresses that came with a message, and with those in it. */
  note(message: Shown): void;
  /** Notes the addresses of what was given to a command, or is of a message that cannot be fetched. */
  give(files: readonly AttachmentEvent[]): void;
  /** Notes that messages are gone. */
  forget(messages: readonly string[]): void;
  /** As Surface.download. */
  fetch(address: MediaAddress, most: number, signal: AbortSignal): Promise<Uint8Array>;
}

type Shown = Pick<Quoted, 'id' | 'attachments' | 'message_snapshots'> & {
  referenced_message?: Shown | null | undefined;
};

/** Addresses of a file: its own, and the proxy's, which draws stills. */
interface Links {
  url?: string | undefined;
  proxy_url?: string | undefined;
}

/** Messages, and files of commands, that are remembered at most. */
const remembered = 500;
/** Time for which addresses are taken to work, ms; they do for about a day. */
const holdsMs = 60 * 60_000;
/** Longest address, in UTF-16 units. */
const LONGEST = 4096;

const cdn = 'https://cdn.discordapp.com';
const mediaProxy = 'https://media.discordapp.net';

export function createFiles({ calls, clock, apiUrl }: { calls: Calls; clock: Clock; apiUrl: string }): Files {
  const messages = createFreshAnswers<ReadonlyMap<string, Links>>({ clock, holdsMs, most: remembered });
  const given = createFreshAnswers<Links>({ clock, holdsMs, most: remembered });
  const unlimited = new AbortController().signal;
  const own = ownHost(apiUrl);
  const downloads = new Map<string, Download>(
    [cdn, mediaProxy, ...(own ? [own] : [])].map((host) => [host, createDownload(new URL(host))]),
  );

  /** Asks for a message, whose addresses are new then. Several files of it are one question. */
  async function ask(channel: string, message: string): Promise<ReadonlyMap<string, Links>> {
    const answer = await calls.call({ method: 'Get', route: Routes.channelMessage(channel, message) }, unlimited);
    const read = v.safeParse(quoted, answer);
    if (!read.success) throw new Fault('server', 'Discord sent an answer of another form');
    return linksOf(read.output);
  }

  async function linksTo(address: ReturnType<typeof decodeFile>, signal: AbortSignal): Promise<Links | undefined> {
    if ('sticker' in address) {
      const { sticker, ending } = address;
      const host = own ?? (ending === 'gif' ? mediaProxy : cdn);
      return { url: `${host}/stickers/${sticker}.${ending}` };
    }
    const { channel, message, attachment } = address;
    if (channel === undefined || message === undefined) {
      return given.get(attachment, () => Promise.reject(unknown()), signal);
    }
    const find = async () => (await messages.get(message, () => ask(channel, message), signal)).get(attachment);
    const links = await find();
    if (!isOver(links, clock.now())) return links;
    // The machine has slept since: no clock of the process tells.
    messages.delete(message);
    return find();
  }

  return {
    note(message) {
      for (const each of [message, message.referenced_message]) {
        // As a rule there is none.
        if (!each || (each.attachments.length === 0 && each.message_snapshots.length === 0)) continue;
        messages.set(each.id, linksOf(each));
      }
    },
    give(files) {
      for (const { id, url, proxy_url } of files) if (id !== undefined) given.set(id, { url, proxy_url });
    },
    forget(ids) {
      for (const id of ids) messages.delete(id);
    },
    async fetch(address, most, signal) {
      signal.throwIfAborted();
      const place = decodeFile(address);
      try {
        const links = await linksTo(place, signal);
        const url = addressIn(links, 'still' in place && place.still === true);
        const download = url && downloads.get(url.origin);
        if (!url) throw unknown();
        if (!download)
          throw new Fault('rejected', 'a file is on a host that is not Discord’s', { code: 'foreign-host' });
        return await download(`${url.pathname}${url.search}`, most, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (isFault(error, 'gone') && 'message' in place && place.message !== undefined) messages.delete(place.message);
        // Whoever may not see the message cannot have its files.
        if (isFault(error, 'forbidden')) throw new Fault('gone', 'the message cannot be read any more', error.facts);
        throw error;
      }
    },
  };
}

/** Tells whether an address has ended, by the time it names: hexadecimal seconds since 1970. `now`: epoch ms. */
function isOver({ url = '' }: Links = {}, now: number): boolean {
  const [, until] = /[?&]ex=([0-9a-f]{1,12})\b/.exec(url.slice(0, LONGEST)) ?? [];
  return until !== undefined && Number.parseInt(until, 16) * 1000 <= now;
}

function unknown(): Fault {
  return new Fault('gone', 'Discord does not have the file');
}

/** Files of a message, and of the one that it forwards. */
function linksOf({ attachments, message_snapshots: [snapshot] }: Shown): ReadonlyMap<string, Links> {
  const all = [...attachments, ...(snapshot?.message.attachments ?? [])];
  return new Map(all.flatMap(({ id, url, proxy_url }) => (id === undefined ? [] : [[id, { url, proxy_url }]])));
}

function addressIn(links: Links | undefined, still: boolean): URL | undefined {
  const told = still ? links?.proxy_url : links?.url;
  if (told === undefined || told.length > LONGEST || !URL.canParse(told)) return undefined;
  const url = new URL(told);
  if (still) url.searchParams.set('format', 'jpeg');
  return url;
}

/** The host of an API that is not Discord's serves its files, too. */
function ownHost(apiUrl: string): string | undefined {
  const { hostname, origin } = new URL(apiUrl);
  return /(?:^|\.)discord\.com$/.test(hostname) ? undefined : origin;
}
