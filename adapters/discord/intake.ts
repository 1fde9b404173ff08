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
import type { Gateway, GatewayEvents, Handled } from './gateway/gateway.ts';
import { channelCursor, named, timeOf } from './ids.ts';
import { deletionsOf, editOf, isAdmittedAlone, promptOf } from './inbound.ts';
import { acknowledgeMs } from './interactions/acknowledgements.ts';
import { interactionHome } from './interactions/events.ts';
import { createInteractionHandler } from './interactions/interaction-handler.ts';
import { isInstalled } from './interactions/interactions.ts';
import { directoryOf } from './messages/directory.ts';
import { createMemberNames } from './messages/member-names.ts';
import type { Members } from './messages/members.ts';
import { createOpenings } from './messages/openings.ts';
import { isHeard } from './messages/proxies.ts';
import { createUserLocales } from './messages/user-locales.ts';

/** Takes events off the gateway and hands them to the core: what happens to messages in each channel's order, interactions at once. */

export interface Intake
  extends Omit<GatewayEvents, 'ready' | 'resumed'>,
    Pick<CatchUp, 'ready'>,
    Required<Pick<Adapter, 'letGo'>> {
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

/** Discord waits 3 s for a response; asking about a server may take this much of it, ms. */
const learningMs = 1000;

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

  /** Work in a channel's order; undefined where too much waits. What the end keeps from being done is not handled. */
  function queued(channel: string, work: () => Promise<void>): Handled {
    const { promise, resolve } = Promise.withResolvers<void>();
    const taken = queues.add(channel, async () => {
      // What was to be done before it may not have been: both are for the next life, in their order.
      signal.throwIfAborted();
      await work().catch((error: unknown) => {
        if (!signal.aborted) resolve();
        throw error;
      });
      resolve();
    });
    return taken ? promise : undefined;
  }

  function takeMessage(event: MessageEvent, self: string): Handled {
    const { channel_id: channel, guild_id: guild } = event;
    if (guild !== undefined && event.webhook_id === undefined) members.note(channel, event.author.id);
    files.note(event);
    const id = BigInt(event.id);
    // Sent now, however long it waits in its queue.
    const now = clock.now();
    meet(event, self);
    catchUp.spoken(channel, guild, id);
    const release = watermark.pin(id);
    const taken = queued(channel, async () => {
      if (guild !== undefined) await gateway.guilds.learn(guild, signal);
      if (!catchUp.covers(channel, id)) await accept([event], { id: channel, guild }, event.id, now);
      watermark.advance(id);
      release();
    });
    if (taken) return taken;
    const handled = catchUp.missed(channel, guild, id);
    release();
    return handled;
  }

  async function takeInteraction(data: unknown, replayed: boolean, self: string): Promise<void> {
    const home = v.safeParse(interactionHome, data);
    // Discord has told the person by now that nobody answered: what they asked is not done behind their back.
    if (home.success && replayed && clock.now() - timeOf(home.output.id) >= acknowledgeMs) return;
    if (home.success && home.output.guild_id !== undefined && isInstalled(home.output)) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(learningMs)]);
      await gateway.guilds.learn(home.output.guild_id, limit).catch(() => undefined);
    }
    await interactions.take(data, self);
  }

  /** Edits and deletions keep their place among the channel's messages. */
  function takeChange(
    { channel_id: channel, guild_id: guild }: Pick<MessageEvent, 'channel_id' | 'guild_id'>,
    find: () => Promise<readonly InboundEvent[]>,
  ): Handled {
    const taken = queued(channel, async () => {
      if (guild !== undefined) await gateway.guilds.learn(guild, signal);
      const changes = await find();
      if (changes.length > 0) await retryUntilStored(() => context.receive(changes));
    });
    // The messages before it were not taken either: they are read back as they are by then.
    if (!taken) log.warn({ channel }, 'Too much waits in a Discord channel; an edit or a deletion was passed over');
    return taken;
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
      else if (self !== undefined) return takeMessage(event.output, self);
      return undefined;
    },
    edited(data) {
      const event = v.safeParse(editEvent, data);
      const self = gateway.self();
      if (!event.success || !isHeard(event.output, context) || self === undefined) return undefined;
      const now = clock.now();
      files.note(event.output);
      const { channel_id: channel, guild_id: guild } = event.output;
      // It may be the first that is heard of its message, and of those before it.
      catchUp.spoken(channel, guild);
      return takeChange(event.output, async () => {
        const change = await editOf(event.output, directoryFor(self), now);
        return change ? [change] : [];
      });
    },
    deleted(data) {
      const event = v.safeParse(deletionEvent, data);
      const self = gateway.self();
      if (!event.success || self === undefined) return undefined;
      const now = clock.now();
      files.forget(event.output.ids);
      return takeChange(event.output, () => deletionsOf(event.output, directoryFor(self), now));
    },
    interaction(data, replayed) {
      const self = gateway.self();
      return self === undefined ? undefined : takeInteraction(data, replayed, self);
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
