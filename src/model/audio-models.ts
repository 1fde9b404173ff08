/**
 * Models that hear and speak: what they take. As of 2026-11-30, from the openai package 7.55, OpenAI's guides and its official
 * description. A model that is not listed is another server's, and is taken to be like the endpoint that it copies.
 */

/** Limits of a model that writes sound down. */
export interface Transcriber {
  name: RegExp;
  /** Largest file. */
  bytes: number;
  /** Longest sound that is sent at once, ms. */
  durationMs: number;
  /** Hints at the language: several are taken, or one alone. */
  languages: 'several' | 'one';
}

const MEBIBYTE = 1024 * 1024;
/** The service counts the whole request: some room is left for what is around the file. */
const MOST_BYTES = 25 * MEBIBYTE - 64 * 1024;
const MINUTE = 60_000;

const transcribers: readonly Transcriber[] = [
  // Its longest sound is not published: that of the models before it is 1,400 s.
  { name: /^gpt-transcribe/, bytes: MOST_BYTES, durationMs: 20 * MINUTE, languages: 'several' },
  { name: /(?:)/, bytes: MOST_BYTES, durationMs: 20 * MINUTE, languages: 'one' },
];

const last = <T>(list: readonly T[]): T => list[list.length - 1] as T;

export const transcriber = (model: string): Transcriber =>
  transcribers.find(({ name }) => name.test(model)) ?? last(transcribers);

/** A model that speaks. */
export interface Speaker {
  name: RegExp;
  /** Way that it is asked: POST /audio/speech, or the Realtime API over a WebSocket. */
  way: 'speech' | 'realtime';
  /** Most characters at once, in UTF-16 units. */
  characters: number;
  /** Voices that it is known to have; none where only its server knows. */
  voices: readonly string[];
}

const realtimeVoices = ['marin', 'cedar', 'alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse'];

const speakers: readonly Speaker[] = [
  // At most 4,096 tokens are spoken at once, twenty a second: some 200 s, or 3,000 characters.
  { name: /realtime/, way: 'realtime', characters: 2_000, voices: realtimeVoices },
  {
    name: /^(?:tts-1|gpt-4o.*-tts)/,
    way: 'speech',
    characters: 4_096,
    voices: [...realtimeVoices, 'fable', 'nova', 'onyx'],
  },
  { name: /(?:)/, way: 'speech', characters: 4_096, voices: [] },
];

export const speaker = (model: string): Speaker => speakers.find(({ name }) => name.test(model)) ?? last(speakers);
