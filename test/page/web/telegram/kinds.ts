import type { Message } from 'grammy/types';
import type { Scene } from './scene.ts';

type Kinds = Partial<
  Pick<
    Message,
    | 'animation'
    | 'audio'
    | 'checklist'
    | 'contact'
    | 'dice'
    | 'document'
    | 'location'
    | 'photo'
    | 'poll'
    | 'sticker'
    | 'venue'
    | 'video'
    | 'video_note'
    | 'voice'
  >
>;

/** Says what a message is that has no words. */
export function kindText(message: Kinds, say: Scene['say']): string {
  if (message.photo) return say('photo');
  if (message.sticker) return `${message.sticker.emoji ?? ''} ${say('sticker')}`.trim();
  if (message.voice) return say('voice');
  if (message.audio) return message.audio.title ?? message.audio.file_name ?? say('audio');
  if (message.animation) return say('animation');
  if (message.video || message.video_note) return say('video');
  if (message.document) return message.document.file_name ?? say('file');
  if (message.poll) return message.poll.question;
  if (message.checklist) return message.checklist.title;
  if (message.venue) return message.venue.title;
  if (message.location) return say('place');
  if (message.contact) return say('contact');
  return message.dice?.emoji ?? '…';
}
