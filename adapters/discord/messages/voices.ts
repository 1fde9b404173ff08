import { MessageFlags } from 'discord.js';
import { type Content, type Log, NO_VOICE, type OutgoingFile } from '../../../src/ports/index.ts';
import { Fault, isFault } from '../../../src/util/errors.ts';
import { isVoiceRefused } from '../faults.ts';

/**
 * Voice messages: one Ogg with its length and its waveform, told by a flag. They hold nothing else, and nothing becomes one by an
 * edit (https://discord.com/developers/docs/resources/message#voice-messages).
 */

/** Flag of a message's form: of a voice message, else of one without previews. */
export type FormFlag = MessageFlags.IsVoiceMessage | MessageFlags.SuppressEmbeds;

/** Most samples of a waveform. */
const MOST_SAMPLES = 256;

/** Sends by `send` what may be a voice message; as a plain file with the sound where it cannot be one, or may not. */
export async function inItsForm<T>(content: Content, log: Log, send: (form: FormFlag) => Promise<T>): Promise<T> {
  const voice = voiceIn(content);
  if (!voice) return send(MessageFlags.SuppressEmbeds);
  if (isWhole(voice, content)) {
    try {
      return await send(MessageFlags.IsVoiceMessage);
    } catch (error) {
      if (!isVoiceRefused(error)) throw error;
      const { code, advice } = error.facts;
      log.warn({ code, advice }, 'A voice message was refused and is sent as a file');
    }
  }
  return send(MessageFlags.SuppressEmbeds);
}

/** Makes a message; of a voice that is taken in no form says so, for words may be taken. */
export async function orNoVoice<T>(content: Content, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (!voiceIn(content) || !isFault(error, 'forbidden')) throw error;
    throw new Fault('rejected', 'neither a voice message nor a file is taken here', { ...error.facts, code: NO_VOICE });
  }
}

/** The voice that a content is of, if it is. */
export function voiceIn({ files = [] }: Content): OutgoingFile | undefined {
  const [only, more] = files;
  return only?.role === 'voice' && !more ? only : undefined;
}

function isWhole({ mime, durationMs = 0, waveform }: OutgoingFile, { rendered, controls }: Content): boolean {
  const samples = waveform?.length ?? 0;
  const alone = rendered.text.trim() === '' && (controls ?? []).length === 0;
  return alone && /^audio\/ogg\b/.test(mime) && durationMs > 0 && samples > 0 && samples <= MOST_SAMPLES;
}

/** Facts that a voice message has to tell. */
export function voiceFacts({ durationMs = 0, waveform = new Uint8Array() }: OutgoingFile): object {
  return { duration_secs: durationMs / 1000, waveform: Buffer.from(waveform).toString('base64') };
}
