import { paint, problemWith } from '../../answering/pictures/paint.ts';
import { isOnBranch, keptPictures, shownAnswer } from '../../conversation/exchange.ts';
import {
  type Button,
  type Buttons,
  type Drawing,
  type Ending,
  type KeptFile,
  MOST_SOURCES,
  type OutgoingFile,
  type Progress,
} from '../../ports/index.ts';
import { followed } from '../../util/followed.ts';
import { pngSize } from '../../util/png-size.ts';
import { escapeMarkdown, headline } from '../../util/text.ts';
import { type CommandContext, stringOption } from '../command.ts';
import { PRESSED } from '../parsing/parse.ts';

/** Pictures that are drawn, and drawn anew. */

/** Pictures that were drawn before. */
export interface DrawnBefore {
  /** Request they were drawn by; unknown where a version before drew them. */
  drawing?: Drawing;
  files: readonly KeptFile[];
}

/**
 * Finds the pictures that a command is about: those of the message with its button, or of the one it replies to. Undefined where
 * there are none, or they are another conversation's.
 */
export async function picturesActedOn({ command, conversations }: CommandContext): Promise<DrawnBefore | undefined> {
  const message = stringOption(command, 'message') ?? command.quote?.id;
  const found = message === undefined ? undefined : await conversations.find(command.target.chat, message);
  if (!found || found.conversation !== command.conversation || found.exchange.removed) return undefined;
  const { drawing, bubbles, files: showing = bubbles } = found.exchange;
  const all = keptPictures(isOnBranch(found.exchange) ? shownAnswer(found.exchange) : found.exchange);
  // In an album each picture has a message of its own: that one is meant.
  const only = showing.length >= all.length && message !== undefined ? all[showing.indexOf(message)] : undefined;
  const files = only && message === command.quote?.id ? [only] : all;
  return files.length === 0 ? undefined : { files, ...(drawing ? { drawing } : {}) };
}

/** Pictures that others are drawn out of, as a request names them. */
export function drawnOutOf({ files }: DrawnBefore): Required<Pick<Drawing, 'of'>> {
  return { of: files.slice(0, MOST_SOURCES).map(({ blob, mime }) => ({ blob, mime })) };
}

/** Line that is shown while a picture is drawn. */
export function painting({ texts }: CommandContext, { prompt }: Drawing): Progress {
  return { type: 'text', text: texts('image.painting', { prompt: escapeMarkdown(headline(prompt, 200)) }) };
}

/** Draws, and ends in the pictures with buttons to draw on. What is wrong with a request is said before it costs anything. */
export async function* draw(context: CommandContext, drawing: Drawing): AsyncGenerator<Progress> {
  const { models } = context;
  const wrong = problemWith(context, drawing);
  if (wrong !== undefined) {
    yield* undrawn(drawing, { reason: 'complete', text: wrong });
    return;
  }
  yield painting(context, drawing);
  try {
    const { previews } = context.offers.previews ? models : { previews: 0 };
    const drawn = followed((tell: (picture: OutgoingFile) => void) => paint(context, drawing, previews, tell));
    const painted = yield* shownWhile(drawn);
    if ('refusal' in painted) {
      yield* undrawn(drawing, { reason: 'complete', text: painted.refusal });
      return;
    }
    const { pictures, usage } = painted;
    const buttons = context.buttons ? { buttons: buttonsUnder(context, drawing, pictures) } : {};
    const text = escapeMarkdown(drawing.prompt);
    const end = { reason: 'complete', text, files: pictures, captioned: true, drawing, events: [] } as const;
    yield { type: 'end', end: { ...end, ...buttons, model: models.image, ...(usage ? { usage } : {}) } };
  } catch (error) {
    yield* undrawn(drawing, { ...context.failure(error), text: '' });
  }
}

/** Ends without a picture. Pictures that were given are the exchange's all the same, and go with it. */
export function* undrawn(drawing: Drawing, end: Omit<Ending, 'events' | 'drawing'>): Generator<Progress> {
  const isGiven = [drawing.of ?? [], drawing.mask ?? []].flat().some(({ own }) => own);
  yield { type: 'end', end: { ...end, events: [], ...(isGiven ? { drawing } : {}) } };
}

/** Shows previews as they come. */
async function* shownWhile<Result>(painting: AsyncGenerator<OutgoingFile, Result>): AsyncGenerator<Progress, Result> {
  for (;;) {
    const { done, value } = await painting.next();
    if (done) return value;
    yield { type: 'preview', picture: value };
  }
}

/** Buttons under pictures. Of several, one cannot be meant: they are drawn again together. */
function buttonsUnder(
  { texts, models, offers }: CommandContext,
  drawing: Drawing,
  pictures: readonly OutgoingFile[],
): Buttons {
  const say = (words: string) => `${words} message=${PRESSED}`;
  const again = { line: say(`redraw as=again count=${drawing.count}`), label: texts('button.retry') };
  const [only, more] = pictures;
  if (!only || more) return [[again]];
  const larger = largerSize(models, drawing, only);
  const rows: Button[][] = [
    [
      again,
      { line: say('redraw as=variation'), label: texts('button.vary') },
      { line: say('image'), form: true, label: texts('button.change') },
    ],
    [
      ...(larger === undefined
        ? []
        : [{ line: say(`redraw as=larger size=${larger}`), label: texts('button.larger') }]),
      ...(offers.originals ? [{ line: say('original'), label: texts('button.original') }] : []),
    ],
  ];
  return rows.filter((row) => row.length > 0);
}

/** Sides of a larger picture over those of the one there is, the best first. */
const FACTORS = [2, 1.5];
/** Models take sides in steps, in pixels. */
const STEP = 16;

/** Size of the same picture drawn larger, if the model takes such a one. */
function largerSize(models: CommandContext['models'], { size }: Drawing, { bytes }: OutgoingFile): string | undefined {
  const [, wide, high] = /^(\d+)x(\d+)$/.exec(size ?? '') ?? [];
  const { width, height } = pngSize(bytes) ?? { width: Number(wide), height: Number(high) };
  if (!(width > 0 && height > 0)) return undefined;
  return FACTORS.map((by) => [width, height].map((side) => Math.round((side * by) / STEP) * STEP).join('x')).find(
    (larger) => models.imageProblem({ prompt: '', count: 1, size: larger }) === undefined,
  );
}
