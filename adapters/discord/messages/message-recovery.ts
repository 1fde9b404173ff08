import { MessageFlags, Routes } from 'discord.js';
import * as v from 'valibot';
import type { Clock, Target } from '../../../src/ports/index.ts';
import { Fault, isFault } from '../../../src/util/errors.ts';
import type { Calls } from '../calls.ts';
import { listAfter, pageSize } from '../catch-up/history.ts';
import { tokenHasRunOut } from '../faults.ts';
import { addressOf, type InteractionAddress, isInteraction, needsToken } from '../ids.ts';
import { type Acknowledgements, acknowledgeMs } from '../interactions/acknowledgements.ts';
import { withRetry } from '../with-retry.ts';
import { noticeFlag } from './channel-messages.ts';
import { isSpeech } from './people.ts';

/** Finds an answer's bubbles again after a restart, by what each replies to: part 0 to the prompt, each other to the one before. */

export interface RecoveryParts {
  calls: Calls;
  acknowledgements: Acknowledgements;
  clock: Clock;
  /** The bot's own user id. */
  self(signal: AbortSignal): Promise<string>;
}

const ownMessage = v.object({
  id: v.string(),
  flags: v.optional(v.number(), 0),
  type: v.optional(v.number(), 0),
  author: v.object({ id: v.string() }),
  message_reference: v.optional(v.object({ message_id: v.optional(v.string()) })),
  interaction_metadata: v.optional(v.object({ id: v.string() })),
});

type OwnMessage = v.InferOutput<typeof ownMessage>;

const originalReply = v.object({ id: v.string(), flags: v.optional(v.number(), 0) });

/** Pages that are searched: a bubble further behind its prompt is not found. */
const pages = 10;

interface Search extends RecoveryParts {
  /** Ids of messages that are no bubbles, whatever they reply to. */
  others: readonly string[];
}

/** Ids in order of their parts. Rejects with `gone` when Discord has shown the failure itself. */
export async function recoverMessages(
  parts: Search,
  target: Target,
  known: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const address = addressOf(target);
  if (!isInteraction(address)) return chain(parts, address.channel, target.prompt, known, signal);
  // A press has made no bubble yet: its `@original` is the message that holds the button.
  const first = known[0] ?? (address.source ? undefined : await findFirst(parts, address, signal));
  if (first === undefined) return [];
  const start = known.length > 0 ? known : [first];
  return needsToken(address) ? [...start] : chain(parts, address.channel, first, start, signal);
}

/** The first response's id; undefined while it says "thinking", can still be made, or cannot be found any more. */
async function findFirst(
  parts: RecoveryParts,
  address: InteractionAddress,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { calls, acknowledgements, clock } = parts;
  const route = Routes.webhookMessage(address.application, address.token, '@original');
  try {
    const get = () => calls.call({ method: 'Get', route, byPath: true }, signal);
    const reply = v.parse(originalReply, await withRetry(get, clock, signal));
    acknowledgements.record(address);
    return isLoading(reply) ? undefined : reply.id;
  } catch (error) {
    if (!isFault(error, 'expired', 'gone')) throw error;
    if (tokenHasRunOut(error)) {
      const response = needsToken(address) ? undefined : await findResponse(parts, address, signal);
      return response && !isLoading(response) ? response.id : undefined;
    }
    // It was made, and somebody has deleted it: the answer is still owed.
    if (error.facts.code === 10008) return undefined;
    if (clock.now() - address.at < acknowledgeMs && (await inTime(parts, address, signal))) {
      return undefined;
    }
    throw new Fault('gone', 'Discord has shown that the bot did not respond', error.facts);
  }
}

/** Killed before the first response, and back so soon that it may still be made. */
async function inTime(
  { acknowledgements }: RecoveryParts,
  address: InteractionAddress,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await acknowledgements.acknowledge(address, signal);
    return true;
  } catch (error) {
    if (isFault(error, 'expired')) return false;
    throw error;
  }
}

/** The first response as the channel shows it: what remains to reach it by once the token has run out. */
export async function findResponse(
  parts: RecoveryParts,
  { channel, interaction }: InteractionAddress,
  signal: AbortSignal,
): Promise<OwnMessage | undefined> {
  for await (const message of ownMessages(parts, channel, interaction, signal)) {
    if (message.interaction_metadata?.id === interaction) return message;
  }
  return undefined;
}

function isLoading({ flags }: { flags: number }): boolean {
  return (flags & MessageFlags.Loading) !== 0;
}

function isNotice({ flags }: OwnMessage): boolean {
  return (flags & noticeFlag) !== 0;
}

/** Follows the replies from the last known bubble, or from the prompt. */
async function chain(
  parts: Search,
  channel: string,
  prompt: string | undefined,
  known: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const found = [...known];
  let last = known.at(-1) ?? prompt;
  if (last === undefined) return found;
  // Of two replies to one message the older is the bubble.
  for await (const message of ownMessages(parts, channel, last, signal)) {
    if (!isBehind(message, last, channel)) continue;
    if (parts.others.includes(message.id) || isNotice(message)) continue;
    found.push(message.id);
    last = message.id;
  }
  return found;
}

/** Tells whether a bubble answers or goes on with a message. One that a thread was opened on cannot be replied to in there. */
function isBehind({ message_reference: reference, type }: OwnMessage, last: string, channel: string): boolean {
  if (reference?.message_id === last) return true;
  return last === channel && reference === undefined && isSpeech(type);
}

/** The bot's own messages after an id, oldest first. */
async function* ownMessages(
  { calls, clock, self }: RecoveryParts,
  channel: string,
  after: string,
  signal: AbortSignal,
): AsyncGenerator<OwnMessage> {
  const own = await withRetry(() => self(signal), clock, signal);
  let from = after;
  for (let left = pages; left > 0; left -= 1) {
    const listed = await withRetry(() => listAfter(calls, channel, from, signal), clock, signal);
    for (const each of listed) {
      const message = v.safeParse(ownMessage, each);
      if (message.success && message.output.author.id === own) yield message.output;
    }
    from = listed.at(-1)?.id ?? from;
    if (listed.length < pageSize) return;
  }
}
