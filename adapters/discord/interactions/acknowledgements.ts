import { InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import { Fault, isFault } from '../../../src/util/errors.ts';
import { LruCache } from '../../../src/util/lru.ts';
import type { Calls } from '../calls.ts';
import type { InteractionAddress } from '../ids.ts';

/** First responses to interactions: at most one each, remembered so that whoever writes next awaits it. */

export interface Acknowledgements {
  /** Defers the response ("thinking"; nothing is seen of it where a button was pressed). Idempotent; `expired` when Discord no longer waits for one. */
  acknowledge(address: InteractionAddress, signal: AbortSignal): Promise<void>;
  /** Waits for a response under way; true when the interaction is known to have been responded to. */
  acknowledged(address: InteractionAddress): Promise<boolean>;
  /** Notes that it has been responded to. */
  record(address: InteractionAddress): void;
}

/** Interactions want their first response within this time, ms. */
export const acknowledgeMs = 3000;

/** Interactions remembered; far more than can be open within a token's life on a busy bot. */
const remembered = 2000;

export function createAcknowledgements(calls: Calls): Acknowledgements {
  const responses = new LruCache<Promise<void>>(remembered);

  async function defer(address: InteractionAddress, signal: AbortSignal): Promise<void> {
    const flags = address.ephemeral ? { data: { flags: MessageFlags.Ephemeral } } : {};
    const body = address.source
      ? { type: InteractionResponseType.DeferredMessageUpdate }
      : { type: InteractionResponseType.DeferredChannelMessageWithSource, ...flags };
    try {
      const route = Routes.interactionCallback(address.interaction, address.token);
      await calls.call({ method: 'Post', route, body, byPath: true }, signal);
    } catch (error) {
      if (alreadyAcknowledged(error)) return;
      // Also said of a response whose answer was lost, once the 3 s are over: ask what the user sees.
      if (isFault(error, 'expired') && (await shown(calls, address, signal))) return;
      throw error;
    }
  }

  return {
    acknowledge(address, signal) {
      const known = responses.get(address.interaction);
      if (known) return known;
      const response = defer(address, signal);
      responses.set(address.interaction, response);
      response.catch(() => {
        if (responses.get(address.interaction) === response) responses.delete(address.interaction);
      });
      return response;
    },
    async acknowledged(address) {
      const response = responses.get(address.interaction);
      if (!response) return false;
      return response.then(
        () => true,
        () => false,
      );
    },
    record(address) {
      responses.set(address.interaction, Promise.resolve());
    },
  };
}

/** Discord's 40060: the first response has been made. */
export function alreadyAcknowledged(error: unknown): boolean {
  return error instanceof Fault && error.facts.code === 40060;
}

async function shown(calls: Calls, address: InteractionAddress, signal: AbortSignal): Promise<boolean> {
  const route = Routes.webhookMessage(address.application, address.token, '@original');
  try {
    await calls.call({ method: 'Get', route, byPath: true }, signal);
    return true;
  } catch (error) {
    if (isFault(error, 'expired', 'gone')) return false;
    throw error;
  }
}
