import { MessageFlags, Routes } from 'discord.js';
import * as v from 'valibot';
import { Fault, isFault } from '../../src/errors.ts';
import type { Clock, Target } from '../../src/ports.ts';
import type { Acknowledgements } from './acknowledgements.ts';
import type { Calls } from './calls.ts';
import { addressOf, type InteractionAddress, isInteraction, needsToken, timeOf, tokenMs } from './ids.ts';

/** Finds an answer's bubbles again after a restart, by what each replies to: part 0 to the prompt, each other to the one before. */

export interface AdoptionParts {
  calls: Calls;
  acknowledgements: Acknowledgements;
  clock: Clock;
  /** The bot's own user id. */
  self(signal: AbortSignal): Promise<string>;
}

const listed = v.array(
  v.object({
    id: v.string(),
    author: v.object({ id: v.string() }),
    message_reference: v.optional(v.object({ message_id: v.optional(v.string()) })),
  }),
);

const originalReply = v.object({ id: v.string(), flags: v.optional(v.number(), 0) });

/** Ids in order of their parts. Rejects with `gone` when Discord has shown the failure itself. */
export async function adoptable(
  parts: AdoptionParts,
  target: Target,
  known: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const address = addressOf(target);
  if (!isInteraction(address)) return chain(parts, address.channel, target.prompt, known, signal);
  const first = known[0] ?? (await findOriginal(parts, address, signal));
  if (first === undefined) return [];
  const start = known.length > 0 ? known : [first];
  return needsToken(address) ? [...start] : chain(parts, address.channel, first, start, signal);
}

/** The first response's id; undefined while it says "thinking" or when the token no longer tells. */
async function findOriginal(
  { calls, acknowledgements, clock }: AdoptionParts,
  address: InteractionAddress,
  signal: AbortSignal,
): Promise<string | undefined> {
  const route = Routes.webhookMessage(address.application, address.token, '@original');
  try {
    const reply = v.parse(originalReply, await calls.call({ method: 'Get', route, byPath: true }, signal));
    acknowledgements.note(address);
    return reply.flags & MessageFlags.Loading ? undefined : reply.id;
  } catch (error) {
    if (!isFault(error, 'expired', 'gone')) throw error;
    if (clock.now() - timeOf(address.interaction) > tokenMs) return undefined;
    throw new Fault('gone', 'Discord has shown that the bot did not respond', error.facts);
  }
}

/** Follows the replies from the last known bubble, or from the prompt. */
async function chain(
  { calls, self }: AdoptionParts,
  channel: string,
  prompt: string | undefined,
  known: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const found = [...known];
  let last = known.at(-1) ?? prompt;
  if (last === undefined) return found;
  const own = await self(signal);
  const query = { after: last, limit: '100' };
  const answer = await calls.call({ method: 'Get', route: Routes.channelMessages(channel), query }, signal);
  const messages = v.safeParse(listed, answer);
  if (!messages.success) throw new Fault('server', 'Discord sent an answer of another form');
  // Discord lists the newest first; of two replies to one message the older is the bubble.
  for (const message of messages.output.reverse()) {
    if (message.author.id !== own || message.message_reference?.message_id !== last) continue;
    found.push(message.id);
    last = message.id;
  }
  return found;
}
