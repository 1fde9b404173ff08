import { InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import * as v from 'valibot';
import type { Clock, Content, Log, Placement } from '../../../src/ports/index.ts';
import { isFault } from '../../../src/util/errors.ts';
import type { Calls, Request } from '../calls.ts';
import { tokenHasRunOut } from '../faults.ts';
import { type InteractionAddress, needsToken, needsTokenFor } from '../ids.ts';
import { bodyOf, filesOf, made, read } from '../messages/bodies.ts';
import type { ChannelMessages } from '../messages/channel-messages.ts';
import { findResponse } from '../messages/message-recovery.ts';
import { type FormFlag, inItsForm } from '../messages/voices.ts';
import { type Acknowledgements, acknowledgeMs, alreadyAcknowledged } from './acknowledgements.ts';

/** Writes answers to interactions: by their token, and in the channel where that is possible. */
export interface Replies {
  create(address: InteractionAddress, content: Content, placement: Placement, signal: AbortSignal): Promise<string[]>;
  /** Way to change a message: by the token if only that reaches it, else in its channel. */
  at(address: InteractionAddress, id: string, signal: AbortSignal): Promise<Pick<Request, 'route' | 'byPath'>>;
}

const responded = v.object({ resource: v.object({ message: made }) });

export interface RepliesParts {
  calls: Calls;
  messages: ChannelMessages;
  acknowledgements: Acknowledgements;
  clock: Clock;
  log: Log;
  /** The bot's own user id. */
  self(signal: AbortSignal): Promise<string>;
}

export function createReplies(parts: RepliesParts): Replies {
  const { calls, messages, acknowledgements, clock, log } = parts;

  async function send(request: Request, signal: AbortSignal): Promise<string[]> {
    return [read(made, await calls.call(request, signal)).id];
  }

  /** Makes the first response, where that may still be done; undefined when it has been made, or it is too late. */
  async function respond(
    address: InteractionAddress,
    content: Content,
    signal: AbortSignal,
  ): Promise<string[] | undefined> {
    const known = await acknowledgements.acknowledged(address);
    if (known || clock.now() - address.at >= acknowledgeMs) return undefined;
    const type = InteractionResponseType.ChannelMessageWithSource;
    const route = Routes.interactionCallback(address.interaction, address.token);
    const query = { with_response: 'true' };
    const post = (form: FormFlag) => {
      const body = { type, data: { ...bodyOf(content, form), flags: flagsFor(address, form) } };
      return calls.call({ method: 'Post', route, body, query, ...filesOf(content), byPath: true }, signal);
    };
    try {
      const answer = await inItsForm(content, log, post);
      acknowledgements.record(address);
      return [read(responded, answer).resource.message.id];
    } catch (error) {
      // Too late by Discord's clock: perhaps because an earlier response, whose answer was lost, has been taken.
      if (!alreadyAcknowledged(error) && !isFault(error, 'expired')) throw error;
      return undefined;
    }
  }

  /** The first response or, when that has been made, what stands in its place; that is a file where it was to be a voice. */
  async function original(address: InteractionAddress, content: Content, signal: AbortSignal): Promise<string[]> {
    const ids = await respond(address, content, signal);
    if (ids) return ids;
    const route = Routes.webhookMessage(address.application, address.token, '@original');
    const request = { method: 'Patch', route, body: bodyOf(content), ...filesOf(content), byPath: true } as const;
    const edited = await send(request, signal);
    acknowledgements.record(address);
    return edited;
  }

  function followUp(address: InteractionAddress, content: Content, signal: AbortSignal): Promise<string[]> {
    const route = Routes.webhook(address.application, address.token);
    return inItsForm(content, log, (form) => {
      const body = { ...bodyOf(content, form), flags: flagsFor(address, form) };
      return send({ method: 'Post', route, body, ...filesOf(content), byPath: true }, signal);
    });
  }

  /** Beside the message that holds the button: it stays what it is. */
  async function beside(
    address: InteractionAddress,
    content: Content,
    placement: Placement,
    signal: AbortSignal,
  ): Promise<string[]> {
    if (address.ephemeral) {
      return (await respond(address, content, signal)) ?? followUp(address, content, signal);
    }
    if (address.member) return messages.create(address.channel, content, placement, signal);
    await acknowledgements.acknowledge(address, signal);
    return followUp(address, content, signal);
  }

  /** Handles an answer whose first response cannot be written. */
  async function elsewhere(
    address: InteractionAddress,
    content: Content,
    placement: Placement,
    error: unknown,
    signal: AbortSignal,
  ): Promise<string[]> {
    const guest = needsToken(address);
    if (isFault(error, 'gone')) {
      return guest ? followUp(address, content, signal) : messages.create(address.channel, content, placement, signal);
    }
    // Where nobody responded in time, Discord has said so itself, and a second word on it would be one too many.
    if (!tokenHasRunOut(error) || guest) throw error;
    return pastToken(address, content, placement, signal);
  }

  /** Writes a public answer without the token: in place of "thinking" where Discord allows it, else below. */
  async function pastToken(
    address: InteractionAddress,
    content: Content,
    placement: Placement,
    signal: AbortSignal,
  ): Promise<string[]> {
    const response = await findResponse(parts, address, signal);
    try {
      if (response) {
        await messages.edit(address.channel, response.id, content, signal);
        return [response.id];
      }
    } catch (error) {
      if (!isFault(error, 'rejected', 'forbidden', 'gone')) throw error;
    }
    return messages.create(address.channel, content, placement, signal);
  }

  return {
    async create(address, content, placement, signal) {
      if (address.source) return beside(address, content, placement, signal);
      if (placement.part > 0) {
        return needsToken(address)
          ? followUp(address, content, signal)
          : messages.create(address.channel, content, placement, signal);
      }
      try {
        return await original(address, content, signal);
      } catch (error) {
        return elsewhere(address, content, placement, error, signal);
      }
    },
    async at(address, id, signal) {
      if (!needsTokenFor(address, id)) return { route: Routes.channelMessage(address.channel, id) };
      // The token works once the press has been responded to; `@original` is then the message that holds the button.
      if (address.source) await acknowledgements.acknowledge(address, signal);
      const name = address.source?.id === id ? '@original' : id;
      return { route: Routes.webhookMessage(address.application, address.token, name), byPath: true };
    },
  };
}

function flagsFor(address: InteractionAddress, form: FormFlag): number {
  return form | (address.ephemeral ? MessageFlags.Ephemeral : 0);
}
