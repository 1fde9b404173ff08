import { MessageFlags, MessageReferenceType, Routes } from 'discord.js';
import * as v from 'valibot';
import type { Content, Log, Placement } from '../../../src/ports/index.ts';
import type { Calls, Request } from '../calls.ts';
import { needsHistory } from '../faults.ts';
import { bodyOf, contentOf, filesOf, read } from './bodies.ts';
import { type FormFlag, inItsForm } from './voices.ts';

/** Writes messages by the bot's own right, where it is a member. */
export interface ChannelMessages {
  create(channel: string, content: Content, placement: Placement, signal: AbortSignal): Promise<string[]>;
  edit(channel: string, id: string, content: Content, signal: AbortSignal): Promise<void>;
}

type Post = Request & { body: object };

/** A notice rings nobody's bell; by that flag it is told from the bubbles of answers, which Discord gives back. */
export const noticeFlag = MessageFlags.SuppressNotifications;

const button = v.object({ custom_id: v.optional(v.string()) });
const row = v.object({ components: v.optional(v.array(button), []) });
const shown = v.object({
  id: v.string(),
  content: v.optional(v.string()),
  components: v.optional(v.array(row), []),
});

export function createChannelMessages({ calls, log }: { calls: Calls; log: Log }): ChannelMessages {
  async function edit(channel: string, id: string, content: Content, signal: AbortSignal): Promise<void> {
    const route = Routes.channelMessage(channel, id);
    await calls.call({ method: 'Patch', route, body: bodyOf(content), ...filesOf(content) }, signal);
  }

  /** Writes a message of its own where the bot may write but not read the history, as it may not reply there. */
  async function reply(to: string, channel: string, request: Post, signal: AbortSignal): Promise<unknown> {
    const type = MessageReferenceType.Default;
    const message_reference = { type, message_id: to, fail_if_not_exists: false };
    try {
      return await calls.call({ ...request, body: { ...request.body, message_reference } }, signal);
    } catch (error) {
      if (!needsHistory(error)) throw error;
      const { code, advice } = error.facts;
      log.warn({ chat: channel, code, advice }, 'A reply was refused and is sent as a plain message');
      return calls.call(request, signal);
    }
  }

  return {
    edit,
    async create(channel, content, { replyTo, nonce, notice }, signal) {
      const post = (form: FormFlag) => {
        const flags = form | (notice ? noticeFlag : 0);
        const body = { ...bodyOf(content, form), flags, nonce, enforce_nonce: true };
        const request: Post = { method: 'Post', route: Routes.channelMessages(channel), body, ...filesOf(content) };
        return replyTo === undefined ? calls.call(request, signal) : reply(replyTo, channel, request, signal);
      };
      const message = read(shown, await inItsForm(content, log, post));
      // For a repeated nonce Discord shows the message it made before, with what that said.
      if (!shows(message, content)) await edit(channel, message.id, content, signal);
      return [message.id];
    },
  };
}

function shows({ content: text, components }: v.InferOutput<typeof shown>, said: Content): boolean {
  const { controls = [] } = said;
  const held = components.flatMap((each) => each.components.map(({ custom_id: id }) => id));
  const wanted = new Set(controls.flat().map(({ data }) => data));
  return (
    text?.trim() === contentOf(said).trim() && held.length === wanted.size && held.every((id = '') => wanted.has(id))
  );
}
