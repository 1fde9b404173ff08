import type { Json } from './body.ts';
import type { SimAttachment } from './files.ts';
import { refusals } from './refusals.ts';
import { flags, type SimChannel } from './world.ts';

/** Voice messages: one Ogg with its length and its waveform, and nothing else. */

/** Longest waveform, in bytes. */
const MOST_WAVEFORM = 256;

/** Refuses a message that is to be a voice message and is none. */
export function checkVoice(
  flag: number,
  json: Json,
  content: string | undefined,
  attachments: readonly SimAttachment[],
  { voices = true }: Pick<SimChannel, 'voices'>,
): void {
  if ((flag & flags.voice) === 0) return;
  if (!voices) throw refusals.noVoices();
  const lists = ['embeds', 'components', 'sticker_ids'].map((key) => json[key]);
  if (content || json['poll'] || lists.some((list) => Array.isArray(list) && list.length > 0)) {
    throw refusals.voiceWithContent();
  }
  const [file, more] = attachments;
  if (!file || more || !isOgg(file)) throw refusals.voiceWithoutAudio();
  const { duration_secs: seconds, waveform } = file;
  const bytes = waveform === undefined ? 0 : Buffer.from(waveform, 'base64').length;
  if (!seconds || bytes === 0 || bytes > MOST_WAVEFORM) throw refusals.voiceWithoutFacts();
}

/** The part of the request has to say that it is sound: else Discord does not read the facts beside it. */
function isOgg({ content_type: type, data = Buffer.alloc(0) }: SimAttachment): boolean {
  const head = data.subarray(0, 64).toString('latin1');
  return type.startsWith('audio/') && head.startsWith('OggS') && head.includes('OpusHead');
}
