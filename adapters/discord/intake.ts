import * as v from 'valibot';
import type { Adapter, AdapterContext, InboundEvent, Log, Message } from '../../src/ports/index.ts';
import type { Calls } from './calls.ts';
import { type CatchUp, type Channel, createCatchUp } from './catch-up/catch-up.ts';
import { createChannelQueues } from './catch-up/channel-queues.ts';
import { createDirectChannels } from './catch-up/direct-channels.ts';
import { createHistory } from './catch-up/history.ts';
import { createRetryUntilStored } from './catch-up/retry-until-stored.ts';
import { createWatermark } from './catch-up/watermark.ts';
import type { Files } from './files.ts';
import { deletionEvent, editEvent, type MessageEvent, messageEvent } from './gateway/events.ts';
import type { Gateway, GatewayEvents } from './gateway/gateway.ts';
import { channelCursor, named } from './ids.ts';
import { deletionsOf, editOf, isAdmittedAlone, promptOf } from './inbound.ts';
import { createInteractionHandler } from './interactions/interaction-handler.ts';
import { directoryOf } from './messages/directory.ts';
import { createMemberNames } from './messages/member-names.ts';
import type { Members } from './messages/members.ts';
import { createOpenings } from './messages/openings.ts';
import { isHeard } from './messages/proxies.ts';
import { createUserLocales } from './messages/user-locales.ts';

/** Takes events off the gateway and hands them to the core: what happens to messages in each channel's order, interactions at once. */

export interface Intake extends Omit<GatewayEvents, 'ready'>, Pick<CatchUp, 'ready'>, Required<Pick<Adapter, 'letGo'>> {
  /** After the signal: resolves when nothing is under way and it is stored how far this life came. */
  close(): Promise<void>;
}

export interface MessageIntakeParts {
  members: Pick<Members, 'note'>;
  files: Pick<Files, 'note' | 'give' | 'forget'>;
  gateway: Pick<Gateway, 'self' | 'guilds' | 'readsContent'>;
  calls: Calls;
  context: AdapterContext;
  log: Log;
  /** Ends what is under way. */
  signal: AbortSignal;
}

/** Events of one channel that may wait for an earlier one's quote, for the storage or for the channel's history. */
const waitingLimit = 200;

/** Time for which a commit under way may hold up the end, ms. */
const closeMs = 2000;

export function createMessageIntake({
  gateway,
  calls,
  context,
  members,
  files,
  log,
  signal,
}: MessageIntakeParts): Intake {
  const { clock } = context;
  const watermark = createWatermark({ ...context, log });
  const directs = createDirectChannels(context);
  const userLocales = createUserLocales(context);
  const memberNames = createMemberNames({ calls, clock });
  const openings = createOpenings({ calls, clock });
  const directoryFor = (self: string, limit = signal) =>
    directoryOf(self, {
      gateway,
      calls,
      userLocales,
      admits: context.admits,
      proxies: context.proxies,
      memberNames,
      openings,
      signal: limit,
    });
  const retryUntilStored = createRetryUntilStored({ clock, log, signal });
  const history = createHistory({ calls, clock, log, signal });
  const queues = createChannelQueues(waitingLimit, (error, channel) => {
    if (!signal.aborted) log.error({ error, channel }, 'Messages of a Discord channel could not be taken');
  });
  const catchUp = createCatchUp({ context, history, queues, watermark, directs, accept, log, signal });
  const interactions = createInteractionHandler({
    ...{ calls, context, directoryFor, directs, userLocales, files, log, signal },
    note: members.note,
  });

  /** One commit; resolves with how many messages were meant for the bot. */
  async function accept(
    messages: readonly MessageEvent[],
    channel: Channel,
    last: string,
    now?: number,
  ): Promise<number> {
    const self = gateway.self();
    if (self === undefined) return 0;
    const events: InboundEvent<Message>[] = [];
    try {
      for (const message of messages) {
        const event = await promptOf(message, directoryFor(self), now);
        if (event) events.push(event);
      }
      const meant = events.filter(({ body }) => body.addressed).length;
      if (meant === 0) {
        // A position is not worth a write: what is read again is dropped again.
        if (events.length > 0) await retryUntilStored(() => context.receive(events));
        return 0;
      }
      const isHeard = events.some(context.admits);
      if (channel.guild === undefined && isHeard) await retryUntilStored(() => directs.remember(channel.id));
      const position = { name: channelCursor(channel.id), value: last, conversation: named(channel.id) };
      await retryUntilStored(() => context.receive(events, position));
      return meant;
    } catch (error) {
      // What was not handled keeps its hold on the position.
      signal.throwIfAborted();
      if (messages.length > 1) return acceptEach(messages, channel);
      log.error({ error, channel: channel.id }, 'A Discord message could not be taken');
      return 0;
    }
  }

  /** One that cannot be taken must not take its neighbours along. */
  async function acceptEach(messages: readonly MessageEvent[], channel: Channel): Promise<number> {
    let found = 0;
    for (const message of messages) found += await accept([message], channel, message.id);
    return found;
  }

  /** Remembers a private chat before it is read back: a process that ends meanwhile is to find it in its next life. */
  function meet(event: MessageEvent, self: string): void {
    const { channel_id: channel } = event;
    if (directs.has(channel) || !isAdmittedAlone(event, directoryFor(self))) return;
    // What fails is made again before its first message is stored.
    queues.force(channel, () => directs.remember(channel).catch(() => undefined));
  }

  function takeMessage(event: MessageEvent, self: string): void {
    const { channel_id: channel, guild_id: guild } = event;
    if (guild !== undefined && event.webhook_id === undefined) members.note(channel, event.author.id);
    files.note(event);
    const id = BigInt(event.id);
    // Sent now, however long it waits in its queue.
    const now = clock.now();
    meet(event, self);
    catchUp.spoken(channel, guild, id);
    const release = watermark.pin(id);
    const taken = queues.add(channel, async () => {
      // What was to be read before it may not have been: both are for the next life, in their order.
      signal.throwIfAborted();
      if (!catchUp.covers(channel, id)) await accept([event], { id: channel, guild }, event.id, now);
      watermark.advance(id);
      release();
    });
    if (taken) return;
    catchUp.missed(channel, guild, id);
    release();
  }

  /** Edits and deletions keep their place among the channel's messages. */
  function takeChange(channel: string, find: () => Promise<readonly InboundEvent[]>): void {
    const taken = queues.add(channel, async () => {
      signal.throwIfAborted();
      const changes = await find();
      if (changes.length > 0) await retryUntilStored(() => context.receive(changes));
    });
    // The messages before it were not taken either: they are read back as they are by then.
    if (!taken) log.warn({ channel }, 'Too much waits in a Discord channel; an edit or a deletion was passed over');
  }

  return {
    ready: catchUp.ready,
    guild: catchUp.guild,
    permissionsChanged: () => context.permissionsChanged(),
    letGo(of) {
      directs.letGo(of);
      userLocales.letGo(of);
    },
    async open() {
      await Promise.all([watermark.open(), directs.open(), userLocales.open()]);
    },
    message(data) {
      const event = v.safeParse(messageEvent, data);
      const self = gateway.self();
      if (!event.success) log.debug({}, 'A Discord message of an unknown form was ignored');
      else if (self !== undefined) takeMessage(event.output, self);
    },
    edited(data) {
      const event = v.safeParse(editEvent, data);
      const self = gateway.self();
      if (!event.success || !isHeard(event.output, context) || self === undefined) return;
      const now = clock.now();
      files.note(event.output);
      const { channel_id: channel, guild_id: guild } = event.output;
      // It may be the first that is heard of its message, and of those before it.
      catchUp.spoken(channel, guild);
      takeChange(channel, async () => {
        const change = await editOf(event.output, directoryFor(self), now);
        return change ? [change] : [];
      });
    },
    deleted(data) {
      const event = v.safeParse(deletionEvent, data);
      const self = gateway.self();
      if (!event.success || self === undefined) return;
      const now = clock.now();
      files.forget(event.output.ids);
      takeChange(event.output.channel_id, () => deletionsOf(event.output, directoryFor(self), now));
    },
    interaction(data) {
      const self = gateway.self();
      if (self !== undefined) interactions.take(data, self);
    },
    async close() {
      const limit = new AbortController();
      const late = clock.sleep(closeMs, limit.signal).catch(() => undefined);
      await Promise.race([queues.idle(), late]);
      limit.abort();
      await watermark.save();
    },
  };
}
