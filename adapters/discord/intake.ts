import type { Client } from 'discord.js';
import * as v from 'valibot';
import type { AdapterContext, Gesture, Log, Prompt } from '../../src/ports/index.ts';
import type { Calls } from './calls.ts';
import { type CatchUp, createCatchUp, type Room, type Speaker } from './catch-up/catch-up.ts';
import { createChannelQueues } from './catch-up/channel-queues.ts';
import { createDirectChannels } from './catch-up/direct-channels.ts';
import { createHistory } from './catch-up/history.ts';
import { createRetryUntilStored } from './catch-up/retry-until-stored.ts';
import { createWatermark } from './catch-up/watermark.ts';
import { deletionEvent, editEvent, type MessageEvent, messageEvent } from './gateway/events.ts';
import { channelCursor } from './ids.ts';
import { deletionOf, editOf, promptOf } from './inbound.ts';
import { createInteractionHandler } from './interactions/interaction-handler.ts';
import { directoryOf } from './messages/directory.ts';
import { createUserLocales } from './messages/user-locales.ts';

/** Takes events off the gateway and hands them to the core: what happens to messages in each channel's order, interactions at once. */

export interface Intake extends Pick<CatchUp, 'ready' | 'guild'> {
  /** Reads how far the last life came; to be awaited before the first event. */
  open(): Promise<void>;
  message(data: unknown, client: Client, self: string | undefined): void;
  /** MESSAGE_UPDATE */
  edited(data: unknown, client: Client, self: string | undefined): void;
  /** MESSAGE_DELETE, MESSAGE_DELETE_BULK */
  deleted(data: unknown, client: Client, self: string | undefined): void;
  interaction(data: unknown, client: Client, self: string | undefined): void;
  /** After the signal: resolves when nothing is under way and it is stored how far this life came. */
  close(): Promise<void>;
}

export interface IntakeParts {
  calls: Calls;
  context: AdapterContext;
  log: Log;
  /** Ends what is under way. */
  signal: AbortSignal;
}

/** Events of one channel that may wait for an earlier one's quote, for the storage or for the channel's history. */
const waitingLimit = 200;

/** How long a commit under way may hold up the end, ms. */
const closeMs = 2000;

export function createIntake({ calls, context, log, signal }: IntakeParts): Intake {
  const { clock } = context;
  const watermark = createWatermark({ ...context, log });
  const directs = createDirectChannels(context);
  const userLocales = createUserLocales(context);
  const knowing = { calls, userLocales, signal };
  const retryUntilStored = createRetryUntilStored({ clock, log, signal });
  const history = createHistory({ calls, clock, log, signal });
  const queues = createChannelQueues(waitingLimit, (error, channel) => {
    if (!signal.aborted) log.error({ error, channel }, 'Messages of a Discord channel could not be taken');
  });
  const catchUp = createCatchUp({ context, history, queues, watermark, directs, accept, log, signal });
  const interactions = createInteractionHandler({ calls, context, directs, userLocales, log, signal });

  /** One commit; resolves with how many messages were meant for the bot. */
  async function accept(messages: readonly MessageEvent[], room: Room, last: string, now?: number): Promise<number> {
    const directory = directoryOf(room.client, room.self, knowing);
    const prompts: Prompt[] = [];
    try {
      for (const message of messages) {
        const prompt = await promptOf(message, directory, now);
        if (prompt) prompts.push(prompt);
      }
      if (prompts.length === 0) return 0;
      if (room.guild === undefined) await retryUntilStored(() => directs.remember(room.channel));
      await retryUntilStored(() => context.receive(prompts, { name: channelCursor(room.channel), value: last }));
      return prompts.length;
    } catch (error) {
      // What was not handled keeps its hold on the position.
      signal.throwIfAborted();
      if (messages.length > 1) return acceptEach(messages, room);
      log.error({ error, channel: room.channel }, 'A Discord message could not be taken');
      return 0;
    }
  }

  /** One that cannot be taken must not take its neighbours along. */
  async function acceptEach(messages: readonly MessageEvent[], room: Room): Promise<number> {
    let found = 0;
    for (const message of messages) found += await accept([message], room, message.id);
    return found;
  }

  function takeMessage(event: MessageEvent, by: Speaker): void {
    const { channel_id: channel, guild_id: guild } = event;
    const id = BigInt(event.id);
    // Sent now, however long it waits in its queue.
    const now = clock.now();
    catchUp.spoken(channel, guild, id);
    const release = watermark.pin(id);
    const taken = queues.add(channel, async () => {
      // What was to be read before it may not have been: both are for the next life, in their order.
      signal.throwIfAborted();
      if (!catchUp.covers(channel, id)) await accept([event], { ...by, channel, guild }, event.id, now);
      watermark.advance(id);
      release();
    });
    if (taken) return;
    catchUp.missed(channel, guild, id, by);
    release();
  }

  /** Edits and deletions keep their place among the channel's messages. */
  function takeGesture(channel: string, find: () => Promise<Gesture | undefined>): void {
    const taken = queues.add(channel, async () => {
      signal.throwIfAborted();
      const gesture = await find();
      if (gesture) await retryUntilStored(() => context.receive([gesture]));
    });
    // The messages before it were not taken either: they are read back as they are by then.
    if (!taken) log.warn({ channel }, 'Too much waits in a Discord channel; an edit or a deletion was passed over');
  }

  return {
    ready: catchUp.ready,
    guild: catchUp.guild,
    async open() {
      await Promise.all([watermark.open(), directs.open(), userLocales.open()]);
    },
    message(data, client, self) {
      const event = v.safeParse(messageEvent, data);
      if (!event.success) log.debug({}, 'A Discord message of an unknown form was ignored');
      else if (self !== undefined) takeMessage(event.output, { client, self });
    },
    edited(data, client, self) {
      const event = v.safeParse(editEvent, data);
      if (!event.success || event.output.author.bot || self === undefined) return;
      const now = clock.now();
      const find = () => editOf(event.output, directoryOf(client, self, knowing), now);
      takeGesture(event.output.channel_id, find);
    },
    deleted(data, client, self) {
      const event = v.safeParse(deletionEvent, data);
      if (!event.success || self === undefined) return;
      const now = clock.now();
      const find = () => deletionOf(event.output, directoryOf(client, self, knowing), now);
      takeGesture(event.output.channel_id, find);
    },
    interaction(data, client, self) {
      if (self !== undefined) interactions.take(data, client, self);
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
