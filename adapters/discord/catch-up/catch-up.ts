import * as v from 'valibot';
import type { AdapterContext, Log } from '../../../src/ports/index.ts';
import { guildEvent, type MessageEvent, messageEvent } from '../gateway/events.ts';
import { channelCursor, idAt, positionIn } from '../ids.ts';
import type { ChannelQueues } from './channel-queues.ts';
import type { DirectChannels } from './direct-channels.ts';
import { type History, pageSize, repeatIt } from './history.ts';
import { oldestMs, type Watermark } from './watermark.ts';

/**
 * Takes in messages written while the bot was away.
 *
 * A resumed session, also that of an earlier process, gets from Discord what it missed; a new one does not. So each new
 * session reads back, by REST, the channels that have something newer than the last handled message. Their live messages
 * wait until that is accepted. Servers tell their channels' newest message when they come in; private chats are
 * remembered, as Discord does not list them. A private chat that is not remembered may still hold a first message: it is
 * read once somebody speaks there. Slash commands cannot be read back: Discord shows its own failure 3 s later.
 */
export interface CatchUp {
  /** A new session; `guilds` are the servers still to come in. Resolves once what was missed is read. */
  ready(session: { guilds: readonly string[] }): Promise<void>;
  /** GUILD_CREATE, unchecked. */
  guild(data: unknown): void;
  /** Something was said live, or was edited (no id): what was said before it is read first, if it has to be. */
  spoken(channel: string, guild: string | undefined, id?: bigint): void;
  /** Live messages of a channel from this id on could not be kept: they are read again in their turn, which resolves. */
  missed(channel: string, guild: string | undefined, id: bigint): Promise<void>;
  /** Tells whether a live message has been handled by reading back. */
  covers(channel: string, id: bigint): boolean;
}

/** A channel to be read; without a server it is a private chat. */
export interface Channel {
  id: string;
  guild: string | undefined;
}

/** Messages of a channel that are to be read. */
interface Span {
  /** After this id. */
  from: bigint;
  /** Up to this one, where it is known. */
  newest?: bigint;
  /** Id of the first message that came live. The span ends before it. */
  before?: bigint;
}

export interface CatchUpParts {
  context: AdapterContext;
  history: History;
  queues: ChannelQueues;
  watermark: Watermark;
  directs: DirectChannels;
  /** Accepts a page's messages in one commit with the channel's position; resolves with how many were for the bot. */
  accept(messages: readonly MessageEvent[], channel: Channel, last: string): Promise<number>;
  log: Log;
  signal: AbortSignal;
}

const pages = 50;
/** Channels of servers in which nobody ever spoke to the bot, looked into in one session, after the others. */
const strangers = 1000;
/** Time that a server may take to come in before the position moves on without it, ms. */
const guildsMs = 60_000;

interface Session {
  from: bigint;
  /** As Watermark has it. */
  guessed: boolean;
  /** Servers that have not come in. */
  awaited: Set<string>;
  begun: Set<string>;
  strangers: number;
  /** Channels being read, and what was found for the bot. */
  open: number;
  found: number;
  release(): void;
  /** Nothing is left to be read. */
  done(): void;
}

export function createCatchUp(parts: CatchUpParts): CatchUp {
  const { context, history, queues, watermark, directs, log, signal } = parts;
  const { clock } = context;
  /** The newest message of each channel that was handled by reading back. */
  const read = new Map<string, bigint>();
  const behind = new Map<string, Promise<void>>();
  let session: Session | undefined;

  async function catchUp(channel: Channel, { from, newest, before }: Span, of?: Session): Promise<number> {
    // Without it no more happens than that known messages are read again.
    const now = clock.now();
    const stored = positionIn(await context.cursor(channelCursor(channel.id)).catch(() => undefined), now);
    // What Discord has named itself counts for more than our own clock.
    const begun = of?.guessed && stored !== undefined ? stored : from;
    let after = [begun, idAt(now - oldestMs), stored ?? 0n].reduce((a, b) => (a > b ? a : b));
    if (newest !== undefined && newest <= after) return 0;
    const strange = of !== undefined && channel.guild !== undefined && stored === undefined;
    if (strange && !admit(of)) return 0;
    let found = 0;
    for (let left = pages; left > 0; left -= 1) {
      const listed = await history.after(channel.id, after, strange);
      const missed = listed?.filter(({ id }) => before === undefined || BigInt(id) < before) ?? [];
      const last = missed.at(-1);
      if (!last) return found;
      const messages = missed.flatMap((each) => {
        // REST leaves the server out.
        const event = v.safeParse(messageEvent, { ...each, guild_id: channel.guild });
        return event.success ? [event.output] : [];
      });
      found += await parts.accept(messages, channel, last.id);
      // The mark of all channels stays: what was said elsewhere before this may never have come live.
      after = BigInt(last.id);
      read.set(channel.id, after);
      if (missed.length < pageSize) return found;
    }
    log.warn(
      { channel: channel.id, advice: repeatIt },
      'Too much was written in a Discord channel meanwhile; not all was read',
    );
    return found;
  }

  /** Tells whether one more unknown channel is read back. */
  function admit(of: Session): boolean {
    of.strangers += 1;
    if (of.strangers === strangers + 1) {
      const what = 'More Discord channels have something new than are read back; the quietest were passed over';
      log.warn({ read: strangers, advice: repeatIt }, what);
    }
    return of.strangers <= strangers;
  }

  /** Reads a channel in its queue. Until that is done nothing after `from` counts as handled, not even in a next life. */
  function begin(channel: Channel, span: Span, of?: Session): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const release = watermark.pin(span.from + 1n);
    if (of) of.open += 1;
    queues.force(channel.id, async () => {
      behind.delete(channel.id);
      const found = await catchUp(channel, span, of);
      release();
      resolve();
      if (of) finished(of, found);
    });
    return promise;
  }

  function finished(of: Session, found: number): void {
    of.open -= 1;
    of.found += found;
    reportWhenDone(of);
  }

  function reportWhenDone(of: Session): void {
    if (of.awaited.size === 0) of.release();
    if (of.open === 0 && of.awaited.size === 0) of.done();
    if (of.open > 0 || of.awaited.size > 0 || of.found === 0) return;
    log.info({ messages: of.found }, 'Caught up with what was written on Discord meanwhile');
    of.found = 0;
  }

  function enter(of: Session, channel: string, guild: string | undefined, ends: Omit<Span, 'from'> = {}): void {
    if (of.begun.has(channel)) return;
    of.begun.add(channel);
    void begin({ id: channel, guild }, { ...ends, from: of.from }, of);
  }

  return {
    ready({ guilds }) {
      const from = watermark.value();
      const release = watermark.pin(from + 1n);
      session?.release();
      // A first start is where everything begins: a kill before the first message must not move it.
      void watermark.save();
      const awaited = new Set(guilds);
      const { promise, resolve } = Promise.withResolvers<void>();
      const fresh: Session = {
        from,
        guessed: watermark.isGuessed(),
        awaited,
        begun: new Set(),
        strangers: 0,
        open: 0,
        found: 0,
        release,
        done: resolve,
      };
      session = fresh;
      for (const channel of directs.list()) enter(fresh, channel, undefined);
      reportWhenDone(fresh);
      clock.sleep(guildsMs, signal).then(
        () => {
          release();
          if (fresh.open === 0) resolve();
        },
        () => undefined,
      );
      return promise;
    },
    guild(data) {
      const event = v.safeParse(guildEvent, data);
      // A server that comes in for the first time starts now.
      if (!event.success || !session?.awaited.delete(event.output.id)) return;
      const { id, channels, threads } = event.output;
      const newer = [...channels, ...threads].flatMap(({ id: channel, last_message_id: last }) => {
        const newest = last ? BigInt(last) : 0n;
        return session && (session.guessed || newest > session.from) ? [{ channel, newest }] : [];
      });
      newer.sort((a, b) => (a.newest < b.newest ? 1 : -1));
      for (const { channel, newest } of newer) enter(session, channel, id, { newest });
      reportWhenDone(session);
    },
    spoken(channel, guild, id) {
      // A server that has come in has told where something is newer; nobody tells of private chats.
      const told = guild !== undefined && !session?.awaited.has(guild);
      if (session && !told) enter(session, channel, guild, id === undefined ? {} : { before: id });
      history.hurry(channel);
    },
    missed(channel, guild, id) {
      const handled = behind.get(channel) ?? begin({ id: channel, guild }, { from: id - 1n });
      behind.set(channel, handled);
      return handled;
    },
    covers(channel, id) {
      const last = read.get(channel);
      if (last === undefined) return false;
      if (id > last) read.delete(channel);
      return id <= last;
    },
  };
}
