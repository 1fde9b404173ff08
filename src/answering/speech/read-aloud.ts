import type { Texts } from '../../locales/index.ts';
import type { EndReason, Log, Model, ModelCatalog, OutgoingFile, Task, Usage } from '../../ports/index.ts';
import { pause } from '../../util/pause.ts';
import { type Explain, failureOf } from '../explain.ts';
import { sumUsage } from '../request/usage.ts';
import { spokenMs, spokenParts } from './spoken-parts.ts';

/** Markdown read aloud. */
export interface ReadOut {
  /** `complete` also where there was nothing to be read. */
  reason: Extract<EndReason, 'complete' | 'stop' | 'timeout' | 'error'>;
  /** Voice messages, or sounds, in order; also those that were made before a failure. */
  files: readonly OutgoingFile[];
  /** One sentence about what was not read. */
  notice?: string;
  usage?: Usage;
}

/**
 * Reads Markdown aloud, in the voice of that name or the chat's. A failure is a sentence. Rejects with the signal's reason where
 * the answer must not end here.
 */
export type ReadAloud = (markdown: string, voice?: string) => Promise<ReadOut>;

export interface ReadAloudParts {
  model: Pick<Model, 'speak'>;
  models: Pick<ModelCatalog, 'speech'>;
  task: Pick<Task, 'actor' | 'target'>;
  /** Name of the chat's voice; undefined where it has chosen none. */
  voice: string | undefined;
  /** Makes words of Markdown; the second text names what is not read. */
  speakable(markdown: string, unspoken: { code: string; table: string }): { text: string; more: boolean };
  texts: Texts;
  explain: Explain;
  log: Log;
  signal: AbortSignal;
}

/** Most voice messages of one text. */
const MOST_PARTS = 4;

export function createReadAloud(parts: ReadAloudParts): ReadAloud {
  const { model, models, task, speakable, texts, explain, log, signal } = parts;

  return async (markdown, asked) => {
    const { speech } = models;
    if (!speech) return { reason: 'error', files: [], notice: texts('speak.mute') };
    // It may take a while: no other work in this turn of the loop.
    await pause(true);
    const { text, more } = speakable(markdown, { code: texts('speak.code'), table: texts('speak.table') });
    const spoken = spokenParts(text, { characters: speech.characters, most: MOST_PARTS });
    if (spoken.parts.length === 0) return { reason: 'complete', files: [], notice: texts('speak.nothing') };
    const voice = voiceNamed(speech, asked ?? parts.voice) ?? speech.voice;
    const onBehalf = { actor: task.actor.id, chat: task.target.chat, purpose: 'speech' } as const;
    const files: OutgoingFile[] = [];
    let usage: Usage | undefined;
    try {
      const { sayWords } = await import('../../media/speaking.ts');
      for (const [index, words] of spoken.parts.entries()) {
        const name = `voice-message${index === 0 ? '' : `-${index + 1}`}`;
        const request = { model: speech.model, text: words, voice, onBehalf };
        const said = await sayWords(model, request, { name, ms: spokenMs(words) }, signal);
        files.push(said.file);
        usage = sumUsage(usage, said.usage);
      }
      const unread = spoken.more || more ? { notice: texts('speak.unread') } : {};
      return { reason: 'complete', files, ...unread, ...(usage ? { usage } : {}) };
    } catch (error) {
      const { reason, notice } = failureOf(error, signal, texts, explain);
      const why =
        reason === 'stop' ? notice : [texts('speak.failed'), reason === 'error' ? notice : ''].join(' ').trim();
      return { reason, files, notice: why, ...(usage ? { usage } : {}) };
    } finally {
      if (usage) log.info({ model: speech.model, chat: onBehalf.chat, parts: files.length, ...usage }, 'Read aloud');
    }
  };
}

/** Finds a voice by its name, however that is written. A server that tells of no voices may have any. */
export function voiceNamed(
  { voices }: NonNullable<ModelCatalog['speech']>,
  name: string | undefined,
): string | undefined {
  if (name === undefined) return undefined;
  const known = voices.find((voice) => voice.toLowerCase() === name.toLowerCase());
  return known ?? (voices.length > 1 ? undefined : name);
}
