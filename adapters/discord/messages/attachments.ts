import { MessageFlags } from 'discord.js';
import type { Attachment } from '../../../src/ports/index.ts';
import type { MessageEvent } from '../gateway/events.ts';

/** The files and stickers of a message. */
export function filesAlong(event: Pick<MessageEvent, 'flags' | 'attachments' | 'sticker_items'>): Attachment[] {
  const voice = (event.flags & MessageFlags.IsVoiceMessage) !== 0;
  const files = event.attachments.map((file): Attachment => ({ kind: voice ? 'voice' : kindOf(file.content_type) }));
  return [...files, ...event.sticker_items.map((): Attachment => ({ kind: 'sticker' }))];
}

function kindOf(contentType: string | null | undefined): Attachment['kind'] {
  const family = contentType?.split('/')[0];
  if (family === 'image') return 'picture';
  return family === 'audio' || family === 'video' ? family : 'file';
}
