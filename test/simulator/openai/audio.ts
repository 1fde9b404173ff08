import type { Reply } from '../server.ts';
import { invalid, missing, Refusal } from './failures.ts';
import { type Models, modelOf } from './models.ts';
import { type Form, type FormFile, typed } from './multipart.ts';
import { checkParameters, listed, speechParameters, transcriptionParameters } from './parameters.ts';
import { mp3Of, soundOf, toneOf, voiceOf, wavOf } from './sounds.ts';
import type { Block } from './sse.ts';
import { countTokens, pieces } from './words.ts';

/** Sound in both directions: transcriptions of files, and speech. */

/** A checked sound that is to be written down. */
export interface Hearing {
  model: string;
  /** Name that the file came under. */
  name: string;
  bytes: Buffer;
  /** Length, where its format tells it. */
  seconds: number | undefined;
  /** Words that the sound holds, if the stand-in made it. */
  words: string | undefined;
  languages: readonly string[];
  format: 'json' | 'verbose_json' | 'text';
  stream: boolean;
}

/** Largest request, in bytes. */
const MOST_BYTES = 26_214_400;
/** Shortest sound, in seconds. */
const SHORTEST = 0.1;
const extensions = ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm'];

/** Refuses a request before it is read any further. */
function checkSize({ length }: Buffer): void {
  if (length <= MOST_BYTES) return;
  throw new Refusal(413, {
    message: `Maximum content size limit (${MOST_BYTES}) exceeded (${length} bytes read)`,
    type: 'server_error',
    param: null,
    code: null,
  });
}

function checkFile({ bytes, name }: FormFile): ReturnType<typeof soundOf> {
  const [, extension = ''] = /\.([a-z0-9]+)$/i.exec(name) ?? [];
  const formats = `['${extensions.join("', '")}']`;
  if (!extensions.includes(extension.toLowerCase())) {
    throw invalid(`Invalid file format. Supported formats: ${formats}`, null, null);
  }
  const sound = soundOf(bytes);
  if (sound) return sound;
  const message = 'Audio file might be corrupted or unsupported';
  throw invalid(message, 'file', 'invalid_value');
}

function checkLength(seconds: number | undefined, longest: number | undefined): void {
  if (seconds === undefined) return;
  if (seconds < SHORTEST) {
    const message = `Audio file is too short. Minimum audio length is ${SHORTEST} seconds.`;
    throw invalid(message, 'file', 'audio_too_short');
  }
  if (longest === undefined || seconds <= longest) return;
  const message = `audio duration ${seconds} seconds is longer than ${longest} seconds which is the maximum for this model`;
  throw invalid(message, null, 'invalid_value');
}

const formats = ['json', 'text', 'srt', 'verbose_json', 'vtt'];

/** Reads a request to write a sound down, or throws the service's refusal. */
export function checkTranscription(body: Buffer, { fields, lists, files }: Form, models: Models): Hearing {
  checkSize(body);
  const sent = typed(fields, ['temperature'], ['stream']);
  const facts = modelOf(sent, models, 'transcription');
  checkParameters(sent, transcriptionParameters);
  const [file] = files.get('file') ?? [];
  if (!file) throw missing('file');
  const model = String(sent['model']);
  const { response_format: format = 'json', language } = sent;
  const isOld = model.startsWith('whisper');
  if (!formats.includes(String(format)) || (format !== 'json' && !isOld)) {
    const message = `response_format '${String(format)}' is not compatible with model '${model}'. Use 'json' instead.`;
    throw invalid(message, 'response_format', 'unsupported_value');
  }
  for (const name of ['languages', 'keywords']) {
    if (facts.languages || sent[name] === undefined) continue;
    throw invalid(`Unsupported parameter: '${name}' is not supported with this model.`, name, 'unsupported_parameter');
  }
  const languages = lists.get('languages') ?? (typeof language === 'string' ? [language] : []);
  for (const each of languages) {
    if (/^[a-z]{2,3}$/.test(each)) continue;
    const message = `Invalid language '${each}'. Language parameter must be specified in ISO-639-1 format.`;
    throw invalid(message, 'language', 'invalid_language_format');
  }
  const sound = checkFile(file);
  checkLength(sound?.seconds, facts.longest);
  return {
    ...{ model, languages, name: file.name, bytes: file.bytes, seconds: sound?.seconds, words: sound?.words },
    format: format === 'verbose_json' || format === 'text' ? format : 'json',
    stream: sent['stream'] === true && !isOld,
  };
}

/** Words of a sound that nobody decides about. */
export const wordsIn = ({ words, seconds = 0 }: Hearing): string =>
  words ?? `This is a sound of ${Math.round(seconds)} seconds.`;

function tokensOf({ seconds = 0 }: Hearing, text: string) {
  const [audio, output] = [Math.ceil(seconds * 10), countTokens(text)];
  const details = { text_tokens: 0, audio_tokens: audio };
  return {
    type: 'tokens',
    ...{ input_tokens: audio, input_token_details: details, output_tokens: output, total_tokens: audio + output },
  };
}

/** The answer to a request to write a sound down. */
export function transcript(hearing: Hearing, text: string): object | string {
  const { format, model, languages, seconds = 0 } = hearing;
  const duration = { type: 'duration', seconds: Math.ceil(seconds) };
  if (format === 'text') return `${text}\n`;
  if (format === 'verbose_json') {
    return { task: 'transcribe', language: languages[0] ?? 'english', duration: seconds, text, usage: duration };
  }
  if (model.startsWith('gpt-transcribe')) {
    return { text, languages: languages.slice(0, 1).map((code) => ({ code })), usage: duration };
  }
  return { text, usage: model.startsWith('whisper') ? duration : tokensOf(hearing, text) };
}

/** The events of a transcript that is streamed. */
export function* transcriptBlocks(hearing: Hearing, text: string): Generator<Block> {
  const event = (fields: object, isText = false): Block => ({
    bytes: `data: ${JSON.stringify(fields)}\n\n`,
    text: isText,
  });
  for (const delta of pieces(text)) yield event({ type: 'transcript.text.delta', delta }, true);
  yield event({ type: 'transcript.text.done', text, usage: tokensOf(hearing, text) });
}

/** Voices of the speech endpoint; those of the Realtime API have no fable, onyx and nova. */
export const voices = 'alloy ash ballad coral echo fable onyx nova sage shimmer verse marin cedar'.split(' ');

export function checkVoice(voice: unknown, known: readonly string[], param: string): void {
  if (typeof voice === 'string' && known.includes(voice)) return;
  throw invalid(`Invalid value: '${String(voice)}'. Supported values are: ${listed(known)}.`, param, 'invalid_value');
}

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** Seconds that words take to be said: a sign that is a syllable takes as long as three letters. */
export const spokenSeconds = (words: string): number =>
  Math.max(0.4, (words.length + (words.match(WIDE)?.length ?? 0) * 2) / 15);

const speakers: Readonly<Record<string, { mime: string; say(words: string): Buffer }>> = {
  mp3: { mime: 'audio/mpeg', say: (words) => mp3Of(spokenSeconds(words)) },
  opus: { mime: 'audio/ogg', say: (words) => voiceOf(words, spokenSeconds(words)) },
  wav: { mime: 'audio/wav', say: (words) => wavOf(spokenSeconds(words)) },
  pcm: { mime: 'audio/pcm', say: (words) => toneOf(spokenSeconds(words), 24_000) },
};

/** Answers POST /v1/audio/speech. It says nothing in aac and flac. */
export function saySpeech(body: Record<string, unknown>, models: Models): Reply {
  modelOf(body, models, 'speech');
  checkParameters(body, speechParameters);
  const { input, voice, response_format: format = 'mp3' } = body;
  if (typeof input !== 'string' || input === '') throw missing('input');
  if (voice === undefined) throw missing('voice');
  checkVoice(voice, voices, 'voice');
  const speaker = speakers[String(format)];
  if (!speaker) throw new Refusal(500, { message: `The stand-in cannot speak ${format}`, type: 'server_error' });
  return { status: 200, headers: { 'content-type': speaker.mime }, body: speaker.say(input) };
}
