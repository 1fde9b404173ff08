import { MessageFlags, MessageReferenceType, Routes } from 'discord.js';
import * as v from 'valibot';
import type { Content, Placement } from '../../src/ports.ts';
import { bodyOf, filesOf, read } from './bodies.ts';
import type { Calls } from './calls.ts';

/** Writes messages by the bot's own right, where it is a member. */
export interface ChannelMessages {
  create(channel: string, content: Content, placement: Placement, signal: AbortSignal): Promise<string[]>;
  edit(channel: string, id: string, content: Content, signal: AbortSignal): Promise<void>;
}

/** A notice rings nobody's bell; by that flag it is told from the bubbles of answers, which Discord gives back. */
export const noticeFlag = MessageFlags.SuppressNotifications;

const button = v.object({ custom_id: v.optional(v.string()) });
const row = v.object({ components: v.optional(v.array(button), []) });
const shown = v.object({
  id: v.string(),
  content: v.optional(v.string()),
  components: v.optional(v.array(row), []),
});

export function createChannelMessages(calls: Calls): ChannelMessages {
  async function edit(channel: string, id: string, content: Content, signal: AbortSignal): Promise<void> {
    const route = Routes.channelMessage(channel, id);
    await calls.call({ method: 'Patch', route, body: bodyOf(content), ...filesOf(content) }, signal);
  }

  return {
    edit,
    async create(channel, content, { replyTo, nonce, notice }, signal) {
      const type = MessageReferenceType.Default;
      const reference = replyTo && { message_reference: { type, message_id: replyTo, fail_if_not_exists: false } };
      const flags = MessageFlags.SuppressEmbeds | (notice ? noticeFlag : 0);
      const body = { ...bodyOf(content), flags, nonce, enforce_nonce: true, ...(reference || {}) };
      const request = { method: 'Post', route: Routes.channelMessages(channel), body, ...filesOf(content) } as const;
      const message = read(shown, await calls.call(request, signal));
      // For a repeated nonce Discord shows the message it made before, with what that said.
      if (!shows(message, content)) await edit(channel, message.id, content, signal);
      return [message.id];
    },
  };
}

function shows(
  { content: text, components }: v.InferOutput<typeof shown>,
  { rendered, controls = [] }: Content,
): boolean {
  const held = components.flatMap((each) => each.components.map(({ custom_id: id }) => id));
  const wanted = new Set(controls.flat().map(({ data }) => data));
  return (
    text?.trim() === rendered.text.trim() && held.length === wanted.size && held.every((id = '') => wanted.has(id))
  );
}
