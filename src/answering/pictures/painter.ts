import type { BranchExchange } from '../../conversation/exchange.ts';
import type { Perception } from '../../media/perception.ts';
import {
  type Drawing,
  type KeptPicture,
  MOST_DRAWN,
  MOST_SOURCES,
  type Owner,
  type PromptRecord,
  type Step,
  type ToolContext,
} from '../../ports/index.ts';
import { type Explain, failureOf } from '../explain.ts';
import { drawnIn, promptMedia } from '../senses/senses.ts';
import type { Speaking } from '../told/preamble.ts';
import { NO_PICTURES, noMorePictures } from '../told/prompts.ts';
import { isPicture, MOST_TOGETHER_MB, type PaintParts, paint, problemWith } from './paint.ts';

export interface PainterParts extends Pick<PaintParts, 'texts' | 'models'>, Pick<Speaking, 'persona'> {
  /** Gives what drawing takes, until the signal fires. */
  painting(signal: AbortSignal): Pick<PaintParts, 'hold' | 'generateImages'>;
  perception: Pick<Perception, 'source'>;
  task: ToolContext['task'];
  explain: Explain;
  signal: AbortSignal;
}

type Draw = ToolContext['draw'];

/** Pictures that a drawing is made out of, or the sentence why it cannot be. */
type Sources = Pick<Drawing, 'of'> | { refusal: string };

const MEGABYTE = 1024 * 1024;

/** Makes the way to draw within an answer: as by a command, but no more than an answer may have. `steps`: those of attempts before. */
export function painterIn(
  parts: PainterParts,
  steps: readonly Step[],
  asked: { prompt: PromptRecord; turns: readonly BranchExchange[] },
): Draw {
  const { texts, persona } = parts;
  // Taken before it is drawn, and not given back: what fails may be charged all the same.
  let left = MOST_DRAWN - steps.reduce((sum, step) => sum + drawnBy(step), 0);

  return async ({ change, ...wish }, { signal, note }) => {
    const style = persona?.image_style === undefined ? {} : { style: persona.image_style };
    const drawing: Drawing = { ...wish, ...style };
    if (drawing.count > left) return { refusal: noMorePictures(Math.max(0, left)) };
    const wrong = problemWith(parts, drawing);
    if (wrong !== undefined) return { refusal: wrong };
    left -= drawing.count;
    note(texts('media.drawing'));
    try {
      const sources = change ? await sourcesIn(parts, asked, signal) : {};
      return 'refusal' in sources
        ? sources
        : await paint({ ...parts, ...parts.painting(signal) }, { ...drawing, ...sources });
    } catch (error) {
      signal.throwIfAborted();
      return { refusal: failureOf(error, parts.signal, texts, parts.explain).notice };
    }
  };
}

/** Number of pictures that a step had drawn. What another tool gave cost no drawing. */
function drawnBy(step: Step): number {
  return step.type === 'result' && step.drawn ? (step.files ?? []).length : 0;
}

/** Finds the pictures that are meant: those that came with the question, else the newest that were drawn or sent. */
async function sourcesIn(
  { perception, task, texts }: PainterParts,
  { prompt, turns }: Parameters<typeof painterIn>[2],
  signal: AbortSignal,
): Promise<Sources> {
  const sets = [
    promptMedia(prompt),
    ...turns.toReversed().flatMap((turn) => [drawnIn(turn), promptMedia(turn.prompt)]),
  ];
  const things = sets.map((set) => set.filter(isPicture)).find((set) => set.length > 0);
  if (!things) return { refusal: NO_PICTURES };
  if (things.length > MOST_SOURCES) return { refusal: texts('image.sources', { max: MOST_SOURCES }) };
  const owner: Owner = { conversation: task.conversation, person: task.actor.id };
  const of: KeptPicture[] = [];
  let bytes = 0;
  for (const thing of things) {
    const source = await perception.source(thing, owner, signal);
    if ('reason' in source) return { refusal: texts(`media.${source.reason}`) };
    of.push({ blob: source.blob, mime: source.mime, size: source.size });
    bytes += source.size;
    if (bytes > MOST_TOGETHER_MB * MEGABYTE) return { refusal: texts('image.together', { max: MOST_TOGETHER_MB }) };
  }
  return { of };
}
