import { type Client, InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import * as v from 'valibot';
import { createLocales, type Locales } from '../../src/locales/index.ts';
import type { AdapterContext, Log } from '../../src/ports.ts';
import type { Calls } from './calls.ts';
import { directoryOf } from './directory.ts';
import { type CommandEvent, commandEvent, messageEvent } from './events.ts';
import { commandOf, promptOf } from './inbound.ts';

/** Takes events off the gateway and hands them to the core: messages in each channel's order, commands at once. */

export interface Intake {
  message(data: unknown, client: Client, self: string | undefined): void;
  interaction(data: unknown): void;
}

export interface IntakeParts {
  calls: Calls;
  context: AdapterContext;
  log: Log;
  /** Ends what is under way. */
  signal: AbortSignal;
}

/** Events of one channel that may wait for an earlier one's quote or for the storage. */
const waitingLimit = 200;

/** Waits between attempts to store a message, ms. Discord does not deliver again. */
const storeAgain = [200, 1000, 4000];

export function createIntake({ calls, context, log, signal }: IntakeParts): Intake {
  const specs = context.commands.map(({ spec }) => spec);
  let locales: Locales | undefined;
  const lanes = new Map<string, { last: Promise<void>; waiting: number }>();

  /** One after the other in a channel; a message that has to ask for its quote must not be overtaken. */
  function inOrder(channel: string, work: () => Promise<void>): void {
    const lane = lanes.get(channel) ?? { last: Promise.resolve(), waiting: 0 };
    if (lane.waiting >= waitingLimit) {
      log.error({ channel }, 'too many messages wait in a channel; one was dropped');
      return;
    }
    lane.waiting += 1;
    lane.last = lane.last.then(work).finally(() => {
      lane.waiting -= 1;
      if (lane.waiting === 0) lanes.delete(channel);
    });
    lanes.set(channel, lane);
  }

  async function takeMessage(data: v.InferOutput<typeof messageEvent>, client: Client, self: string): Promise<void> {
    try {
      const prompt = await promptOf(data, directoryOf(client, self, calls, signal));
      if (prompt) await storing(() => context.receive([prompt]));
    } catch (error) {
      if (!signal.aborted) log.error({ error, channel: data.channel_id }, 'a Discord message could not be taken');
    }
  }

  async function storing(attempt: () => Promise<void>): Promise<void> {
    for (const ms of storeAgain) {
      try {
        return await attempt();
      } catch (error) {
        log.warn({ error }, 'a Discord message could not be stored yet');
        await context.clock.sleep(ms, signal);
      }
    }
    return attempt();
  }

  async function takeCommand(event: CommandEvent): Promise<void> {
    const command = commandOf(event, specs);
    if (!command) return;
    try {
      await context.receive([command]);
    } catch (error) {
      if (signal.aborted) return;
      log.error({ error, command: command.name }, 'a Discord command could not be stored');
      await tellBusy(event).catch((reason: unknown) => log.warn({ error: reason }, 'could not say so either'));
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
    message(data, client, self) {
      const event = v.safeParse(messageEvent, data);
      if (!event.success) log.debug({}, 'a Discord message of an unknown form was ignored');
      else if (self !== undefined) inOrder(event.output.channel_id, () => takeMessage(event.output, client, self));
    },
    interaction(data) {
      const event = v.safeParse(commandEvent, data);
      if (!event.success) log.debug({}, 'a Discord interaction of an unknown form was ignored');
      else void takeCommand(event.output);
    },
  };
}
