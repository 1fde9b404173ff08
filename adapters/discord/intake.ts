import { type Client, InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import * as v from 'valibot';
import { createLocales, type Locales } from '../../src/locales/index.ts';
import type { AdapterContext, Log, Prompt } from '../../src/ports.ts';
import type { Calls } from './calls.ts';
import { type CatchUp, createCatchUp, type Room, type Speaker } from './catch-up.ts';
import { createDirectChannels } from './direct-channels.ts';
import { directoryOf } from './directory.ts';
import { type CommandEvent, commandEvent, type MessageEvent, messageEvent } from './events.ts';
import { createHistory } from './history.ts';
import { channelCursor } from './ids.ts';
import { commandOf, isOwnChat, promptOf } from './inbound.ts';
import { createLanes } from './lanes.ts';
import { createProgress } from './progress.ts';
import { createStoring } from './storing.ts';

/** Takes events off the gateway and hands them to the core: messages in each channel's order, commands at once. */

export interface Intake extends Pick<CatchUp, 'ready' | 'guild'> {
  /** Reads how far the last life came; to be awaited before the first event. */
  open(): Promise<void>;
  message(data: unknown, client: Client, self: string | undefined): void;
  interaction(data: unknown): void;
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
  const specs = context.commands.map(({ spec }) => spec);
  const progress = createProgress(context);
  const directs = createDirectChannels(context);
  const storing = createStoring({ clock, log, signal });
  const history = createHistory({ calls, clock, log, signal });
  const lanes = createLanes(waitingLimit, (error, channel) => {
    if (!signal.aborted) log.error({ error, channel }, 'Messages of a Discord channel could not be taken');
  });
  const catchUp = createCatchUp({ context, history, lanes, progress, directs, accept, log, signal });
  let locales: Locales | undefined;

  /** One commit; resolves with how many messages were meant for the bot. */
  async function accept(messages: readonly MessageEvent[], room: Room, last: string, now?: number): Promise<number> {
    const directory = directoryOf(room.client, room.self, calls, signal);
    const prompts: Prompt[] = [];
    try {
      for (const message of messages) {
        const prompt = await promptOf(message, directory, now);
        if (prompt) prompts.push(prompt);
      }
      if (prompts.length === 0) return 0;
      if (room.guild === undefined) await storing(() => directs.remember(room.channel));
      await storing(() => context.receive(prompts, { name: channelCursor(room.channel), value: last }));
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
    catchUp.spoken(channel, guild);
    const release = progress.hold(id);
    const taken = lanes.add(channel, async () => {
      if (!catchUp.covers(channel, id)) await accept([event], { ...by, channel, guild }, event.id, clock.now());
      progress.passed(id);
      release();
    });
    if (taken) return;
    catchUp.missed(channel, guild, id, by);
    release();
  }

  async function takeCommand(event: CommandEvent): Promise<void> {
    try {
      const command = commandOf(event, specs, clock.now());
      if (!command) return;
      if (isOwnChat(event)) void directs.remember(event.channel_id).catch(() => undefined);
      await context.receive([command]);
    } catch (error) {
      if (signal.aborted) return;
      log.error({ error, command: event.data.name }, 'A Discord command could not be stored');
      await tellBusy(event).catch((reason: unknown) => log.warn({ error: reason }, 'Nor could the person be told'));
    }
  }

  /** Nothing was committed, so nobody else will answer: the one who asked is told. */
  async function tellBusy(event: CommandEvent): Promise<void> {
    locales ??= createLocales();
    const content = locales.texts(event.locale)('error.busy');
    const body = {
      type: InteractionResponseType.ChannelMessageWithSource,
      data: { content, flags: MessageFlags.Ephemeral },
    };
    const route = Routes.interactionCallback(event.id, event.token);
    await calls.call({ method: 'Post', route, body, byPath: true }, signal);
  }

  return {
    ready: catchUp.ready,
    guild: catchUp.guild,
    async open() {
      await Promise.all([progress.open(), directs.open()]);
    },
    message(data, client, self) {
      const event = v.safeParse(messageEvent, data);
      if (!event.success) log.debug({}, 'A Discord message of an unknown form was ignored');
      else if (self !== undefined) takeMessage(event.output, { client, self });
    },
    interaction(data) {
      const event = v.safeParse(commandEvent, data);
      if (!event.success) log.debug({}, 'A Discord interaction of an unknown form was ignored');
      else void takeCommand(event.output);
    },
    async close() {
      const limit = new AbortController();
      const late = clock.sleep(closeMs, limit.signal).catch(() => undefined);
      await Promise.race([lanes.idle(), late]);
      limit.abort();
      await progress.save();
    },
  };
}
