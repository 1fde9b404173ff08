import { MessageFlags, MessageReferenceType, type RawFile, Routes } from 'discord.js';
import * as v from 'valibot';
import { Fault, isFault } from '../../src/errors.ts';
import type { Clock, Content, Placement, Surface, SurfaceLimits } from '../../src/ports.ts';
import { type Acknowledgements, acknowledgeMs, alreadyAcknowledged } from './acknowledgements.ts';
import { adoptable, findResponse } from './adoption.ts';
import type { Calls, Request } from './calls.ts';
import { tokenHasRunOut } from './faults.ts';
import { addressOf, type InteractionAddress, isInteraction, needsToken, surfaceName } from './ids.ts';

/** Writes to Discord. Targets are plain ids, so one from before a restart works as well. */

const made = v.object({ id: v.string() });
const shown = v.object({ id: v.string(), content: v.optional(v.string()) });
const responded = v.object({ resource: v.object({ message: made }) });

function limitsFor(globalPerSecond: number): SurfaceLimits {
  return {
    caption: 2000,
    pictures: 10,
    picturesPerEdit: 10,
    buttonsPerRow: 5,
    editIntervalMs: 1200,
    typingMs: 10_000,
    acknowledgeMs,
    messagesPerToken: 5,
    rates: { chatPerSecond: 1, chatBurst: 5, groupPerMinute: 0, globalPerSecond },
  };
}

export interface SurfaceParts {
  calls: Calls;
  acknowledgements: Acknowledgements;
  clock: Clock;
  /** The bot's own user id. */
  self(signal: AbortSignal): Promise<string>;
  globalPerSecond: number;
}

export function createSurface({ calls, acknowledgements, clock, self, globalPerSecond }: SurfaceParts): Surface {
  const adoption = { calls, acknowledgements, clock, self };

  async function send(request: Request, signal: AbortSignal): Promise<string[]> {
    return [read(made, await calls.call(request, signal)).id];
  }

  async function inChannel(
    channel: string,
    content: Content,
    placement: Placement,
    signal: AbortSignal,
  ): Promise<string[]> {
    const { replyTo, nonce } = placement;
    const type = MessageReferenceType.Default;
    const reference = replyTo && { message_reference: { type, message_id: replyTo, fail_if_not_exists: false } };
    const body = { ...bodyOf(content), nonce, enforce_nonce: true, ...(reference || {}) };
    const route = Routes.channelMessages(channel);
    const { id, content: text } = read(
      shown,
      await calls.call({ method: 'Post', route, body, ...filesOf(content) }, signal),
    );
    // For a repeated nonce Discord shows the message it made before, with what that said.
    if (text?.trim() !== content.rendered.text.trim()) await editInChannel(channel, id, content, signal);
    return [id];
  }

  async function editInChannel(channel: string, id: string, content: Content, signal: AbortSignal): Promise<void> {
    const route = Routes.channelMessage(channel, id);
    await calls.call({ method: 'Patch', route, body: bodyOf(content), ...filesOf(content) }, signal);
  }

  /** The first response or, when that has been made, what stands in its place. */
  async function original(address: InteractionAddress, content: Content, signal: AbortSignal): Promise<string[]> {
    const known = await acknowledgements.settled(address);
    if (!known && clock.now() - address.at < acknowledgeMs) {
      try {
        return await respond(address, content, signal);
      } catch (error) {
        // Too late by Discord's clock: perhaps because an earlier response, whose answer was lost, has been taken.
        if (!alreadyAcknowledged(error) && !isFault(error, 'expired')) throw error;
      }
    }
    const route = Routes.webhookMessage(address.application, address.token, '@original');
    const ids = await send(
      { method: 'Patch', route, body: bodyOf(content), ...filesOf(content), byPath: true },
      signal,
    );
    acknowledgements.note(address);
    return ids;
  }

  async function respond(address: InteractionAddress, content: Content, signal: AbortSignal): Promise<string[]> {
    const body = { type: 4, data: { ...bodyOf(content), flags: flagsFor(address) } };
    const route = Routes.interactionCallback(address.interaction, address.token);
    const query = { with_response: 'true' };
    const answer = await calls.call({ method: 'Post', route, body, query, ...filesOf(content), byPath: true }, signal);
    acknowledgements.note(address);
    return [read(responded, answer).resource.message.id];
  }

  function followUp(address: InteractionAddress, content: Content, signal: AbortSignal): Promise<string[]> {
    const body = { ...bodyOf(content), flags: flagsFor(address) };
    const route = Routes.webhook(address.application, address.token);
    return send({ method: 'Post', route, body, ...filesOf(content), byPath: true }, signal);
  }

  async function createForInteraction(
    address: InteractionAddress,
    content: Content,
    placement: Placement,
    signal: AbortSignal,
  ): Promise<string[]> {
    if (placement.part > 0) {
      return needsToken(address)
        ? followUp(address, content, signal)
        : inChannel(address.channel, content, placement, signal);
    }
    try {
      return await original(address, content, signal);
    } catch (error) {
      return elsewhere(address, content, placement, error, signal);
    }
  }

  /** What becomes of an answer whose first response cannot be written. */
  async function elsewhere(
    address: InteractionAddress,
    content: Content,
    placement: Placement,
    error: unknown,
    signal: AbortSignal,
  ): Promise<string[]> {
    const guest = needsToken(address);
    if (isFault(error, 'gone')) {
      return guest ? followUp(address, content, signal) : inChannel(address.channel, content, placement, signal);
    }
    // Where nobody responded in time, Discord has said so itself, and a second word on it would be one too many.
    if (!tokenHasRunOut(error) || guest) throw error;
    return pastToken(address, content, placement, signal);
  }

  /** What everybody may see can still be said without the token: in place of "thinking" where Discord lets us, else below. */
  async function pastToken(
    address: InteractionAddress,
    content: Content,
    placement: Placement,
    signal: AbortSignal,
  ): Promise<string[]> {
    const response = await findResponse(adoption, address, signal);
    try {
      if (response) {
        await editInChannel(address.channel, response.id, content, signal);
        return [response.id];
      }
    } catch (error) {
      if (!isFault(error, 'rejected', 'forbidden', 'gone')) throw error;
    }
    return inChannel(address.channel, content, placement, signal);
  }

  return {
    name: surfaceName,
    limits: limitsFor(globalPerSecond),
    renderer: async () => (await import('./format.ts')).discordRenderer,
    async acknowledge(target, signal) {
      const address = addressOf(target);
      if (isInteraction(address)) await acknowledgements.acknowledge(address, signal);
    },
    async typing(target, signal) {
      const address = addressOf(target);
      // A deferred response shows its own sign.
      if (!isInteraction(address))
        await calls.call({ method: 'Post', route: Routes.channelTyping(address.channel) }, signal);
    },
    async create(target, content, placement, signal) {
      const address = addressOf(target);
      return isInteraction(address)
        ? createForInteraction(address, content, placement, signal)
        : inChannel(address.channel, content, placement, signal);
    },
    async edit(target, id, content, signal) {
      const at = messageAt(addressOf(target), id);
      await calls.call({ method: 'Patch', ...at, body: bodyOf(content), ...filesOf(content) }, signal);
    },
    async remove(target, id, signal) {
      try {
        await calls.call({ method: 'Delete', ...messageAt(addressOf(target), id) }, signal);
      } catch (error) {
        if (!isFault(error, 'gone')) throw error;
      }
    },
    adopt: (target, known, signal) => adoptable(adoption, target, known, signal),
  };
}

/** Where a message is changed: by the token where only that reaches it, else in its channel. */
function messageAt(address: ReturnType<typeof addressOf>, id: string): Pick<Request, 'route' | 'byPath'> {
  if (!isInteraction(address) || !needsToken(address)) return { route: Routes.channelMessage(address.channel, id) };
  return { route: Routes.webhookMessage(address.application, address.token, id), byPath: true };
}

function flagsFor(address: InteractionAddress): number {
  return MessageFlags.SuppressEmbeds | (address.ephemeral ? MessageFlags.Ephemeral : 0);
}

/** Nobody is pinged and no link is fetched, whatever the model says. Pictures replace the ones before. */
function bodyOf({ rendered, pictures }: Content): object {
  const attachments = pictures?.map(({ name }, index) => ({ id: String(index), filename: name }));
  return {
    content: rendered.text,
    allowed_mentions: { parse: [], replied_user: false },
    flags: MessageFlags.SuppressEmbeds,
    ...(attachments ? { attachments } : {}),
  };
}

function filesOf({ pictures }: Content): { files?: RawFile[] } {
  if (!pictures?.length) return {};
  return { files: pictures.map(({ bytes, mime, name }) => ({ data: bytes, contentType: mime, name })) };
}

/** Checks an answer of Discord's. */
function read<S extends v.GenericSchema>(schema: S, answer: unknown): v.InferOutput<S> {
  const checked = v.safeParse(schema, answer);
  if (checked.success) return checked.output;
  throw new Fault('server', 'Discord sent an answer of another form');
}
