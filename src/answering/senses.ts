import type { BranchExchange } from '../conversation/exchange.ts';
import type { Texts } from '../locales/index.ts';
import type { MediaReason } from '../media/outcome.ts';
import type { Perception, Sensed, SensedAt } from '../media/perception.ts';
import type { Picture } from '../media/pictures.ts';
import type { Attachment, Clock, Progress, PromptRecord } from '../ports/index.ts';
import { estimateTokens } from './usage.ts';

/** Finds what was seen, heard or read of something sent along; undefined where nothing was tried. */
export type Senses = (thing: Attachment) => Sensed | undefined;

/** Question whose things are sensed, with the turns before it. */
interface Asked {
  prompt: PromptRecord;
  /** Oldest first. */
  turns: readonly BranchExchange[];
}

/** Findings for one question. */
export interface Findings {
  senses: Senses;
  /** Reasons for which things of the question itself could not be sensed, each once. */
  reasons: readonly MediaReason[];
  /** Nothing of what came with the question could be sensed. */
  nothing: boolean;
}

/** Step of the work, for who waits. */
export type Step = 'looking' | 'listening' | 'reading';

/** Most pictures that go along with a request. */
const MOST_PICTURES = 20;
/** Most text of files and recordings that goes along, in UTF-16 units. */
const MOST_WORDS = 200_000;

/** An estimate of tokens may be so much too low. */
const UNSURE = 1.2;

/** Lists all that was sent along with a prompt, in the order in which the model is told of it. */
export function mediaOf({ quote, media }: PromptRecord): readonly Attachment[] {
  if (!media && !quote?.media) return [];
  return [...(quote?.media ?? []), ...(media ?? [])];
}

/** Lists the pictures that the model is shown with a prompt, each once. */
export function picturesOf(prompt: PromptRecord, senses: Senses): Picture[] {
  return [...new Set(mediaOf(prompt).flatMap((thing) => senses(thing)?.picture ?? []))];
}

/** Tokens of the pictures of a prompt. */
export function pictureTokens(prompt: PromptRecord, senses: Senses): number {
  return picturesOf(prompt, senses).reduce((sum, { tokens }) => sum + tokens, 0);
}

/** Notes with what was sent along what it is counted as, for later windows: generously. */
export function withTokens(prompt: PromptRecord, senses: Senses): PromptRecord {
  const counted = (media: readonly Attachment[] = []) =>
    media.map((thing) => ({ ...thing, tokens: tokensOf(senses(thing)) }));
  const { media, quote } = prompt;
  return {
    ...prompt,
    ...(media ? { media: counted(media) } : {}),
    ...(quote?.media ? { quote: { ...quote, media: counted(quote.media) } } : {}),
  };
}

/**
 * Senses what was sent along with a question, and before it: the newest first, as much as a request takes. Rejects as
 * Perception does.
 */
async function sense(
  perception: Perception,
  { prompt, turns }: Asked,
  at: SensedAt,
  { signal, step }: { signal: AbortSignal; step(step: Step): void },
): Promise<Findings> {
  const own = mediaOf(prompt);
  const before = turns.toReversed().flatMap((turn) => mediaOf(turn.prompt).toReversed());
  const found = new Map<Attachment, Sensed>();
  const left = { pictures: MOST_PICTURES, words: MOST_WORDS };
  for (const thing of [...own, ...before]) {
    if (left.pictures <= 0 || left.words <= 0) break;
    step(stepOf(thing));
    const sensed = await perception.sense(thing, at, signal);
    if (sensed.picture) left.pictures -= 1;
    left.words -= lengthOf(sensed);
    found.set(thing, sensed);
  }
  const reasons = own.flatMap((thing) => found.get(thing)?.reason ?? []);
  const nothing = own.every((thing) => isNothing(found.get(thing)));
  return { senses: (thing) => found.get(thing), reasons: [...new Set(reasons)], nothing };
}

/** Tells whether the model can be given nothing of a thing. */
export function isNothing({ picture, heard, read }: Sensed = {}): boolean {
  return !picture && heard === undefined && !read;
}

function tokensOf({ picture, heard = '', read }: Sensed = {}): number {
  const words = (read?.parts ?? []).reduce((sum, { text }) => sum + estimateTokens(text), estimateTokens(heard));
  return Math.ceil((picture?.tokens ?? 0) + words * UNSURE);
}

/** UTF-16 units of the words that were heard or read. */
function lengthOf({ heard = '', read }: Sensed = {}): number {
  return (read?.parts ?? []).reduce((sum, { text }) => sum + text.length, heard.length);
}

function stepOf({ kind, mime = '' }: Attachment): Step {
  if (kind === 'voice' || kind === 'audio' || mime.startsWith('audio/')) return 'listening';
  return kind === 'file' && !mime.startsWith('image/') ? 'reading' : 'looking';
}

/** Time after which who waits is told what is being done, ms. */
const QUIET_MS = 3000;

/** Senses what was sent along, and says what it is at where that takes a while. */
export async function* sensing(
  { perception, clock, texts, signal }: SensingParts,
  asked: Asked,
  at: SensedAt,
): AsyncGenerator<Progress, Findings | undefined> {
  // Nothing was sent, as a rule.
  if (![asked, ...asked.turns].some(({ prompt }) => mediaOf(prompt).length > 0)) return undefined;
  let step: Step | undefined;
  const over = new AbortController();
  const work = sense(perception, asked, at, { signal, step: (now) => (step = now) });
  const ended = work.then(
    () => true,
    () => true,
  );
  try {
    for (let said: Step | undefined; ; said = step) {
      const pause = clock.sleep(QUIET_MS, over.signal).then(() => false);
      if (await Promise.race([ended, pause])) return await work;
      if (step !== undefined && step !== said) yield { type: 'text', text: `*${texts(`media.${step}`)}*` };
    }
  } finally {
    over.abort();
  }
}

interface SensingParts {
  perception: Perception;
  clock: Clock;
  texts: Texts;
  signal: AbortSignal;
}
