import { isPicture, MOST_TOGETHER_MB } from '../../answering/pictures/paint.ts';
import type { Texts } from '../../locales/index.ts';
import {
  type Attachment,
  type Drawing,
  type KeptPicture,
  MOST_MASK_MB,
  MOST_SOURCE_MB,
  MOST_SOURCES,
  pictureFormats,
} from '../../ports/index.ts';
import type { CommandContext } from '../command.ts';
import { type DrawnBefore, drawnOutOf } from './drawing.ts';

/** Pictures that people give a drawing to be made out of: beside their words, or in what these reply to. */

/** Name of the file that is a mask, where files have names. */
export const MASK = 'mask';

const MEGABYTE = 1024 * 1024;

/** Media type of a file of which nothing is known. */
const UNTYPED = 'application/octet-stream';

type Outcome = Awaited<ReturnType<CommandContext['source']>>;
type Kept = Exclude<Outcome, { reason: unknown }>;

/** Sides and transparency of a picture. */
type Seen = NonNullable<Kept['seen']>;

/** Tells whether somebody gives something as a picture: a file without a type of its own is looked at, too. */
function isGiven(thing: Attachment): boolean {
  const { kind, mime = UNTYPED } = thing;
  return isPicture(thing) || (kind === 'file' && mime === UNTYPED);
}

/** Tells whether a drawing is to be made out of pictures that have to be fetched. */
export function givesPictures({ command }: Pick<CommandContext, 'command'>): boolean {
  const { files = {}, attachments = [], quote } = command;
  return Object.keys(files).length + attachments.length > 0 || (quote?.attachments ?? []).some(isPicture);
}

/** Pictures that a drawing is to be made out of, and its mask. `refusal`: sentence where one of them will not do. */
interface Gathered extends Pick<Drawing, 'of' | 'mask'> {
  refusal?: string;
}

/**
 * Gathers the pictures that a drawing is to be made out of, those of the message replied to first, and its mask. `before`: pictures
 * replied to that were drawn.
 */
export async function gatherSources(context: CommandContext, before: DrawnBefore | undefined): Promise<Gathered> {
  const { command, texts } = context;
  const { [MASK]: named, ...files } = command.files ?? {};
  const own = [...Object.values(files), ...(command.attachments ?? [])];
  if (![...own, named ?? []].flat().every(isGiven)) return { refusal: onlyPictures(texts) };
  const drawn = before ? drawnOutOf(before).of : [];
  const quoted = before ? [] : (command.quote?.attachments ?? []).filter(isPicture);
  const count = drawn.length + quoted.length + own.length;
  if (count > MOST_SOURCES) return { refusal: texts('image.sources', { max: MOST_SOURCES }) };
  if (named && count === 0) return { refusal: texts('image.mask', { max: MOST_MASK_MB }) };

  const kept: Kept[] = [];
  const refused = (refusal: string): Gathered => ({ refusal, of: kept.map(pictureOf) });
  for (const thing of [...quoted, ...own, named ?? []].flat()) {
    const source = await context.source(thing);
    if ('reason' in source) {
      return refused(source.reason === 'wrong_type' ? onlyPictures(texts) : texts(`media.${source.reason}`));
    }
    kept.push(source);
    if (bytesOf([...drawn, ...kept]) > MOST_TOGETHER_MB * MEGABYTE) {
      return refused(texts('image.together', { max: MOST_TOGETHER_MB }));
    }
  }
  const last = named || (own.length > 0 && count > 1) ? kept.at(-1) : undefined;
  const first = () => seenFirst(context, drawn[0], kept[0]);
  const mask = last && (await masks(last, named !== undefined, first)) ? last : undefined;
  if (named && !mask) return refused(texts('image.mask', { max: MOST_MASK_MB }));
  const of = [...drawn, ...kept.filter((each) => each !== mask).map(pictureOf)];
  return { ...(of.length > 0 ? { of } : {}), ...(mask ? { mask: pictureOf(mask) } : {}) };
}

/**
 * Tells whether a picture is a mask: a png as large as the first picture, some of which is transparent. What cannot be looked at is
 * one where somebody says so.
 */
async function masks({ mime, seen }: Kept, isNamed: boolean, first: () => Promise<Seen | undefined>): Promise<boolean> {
  if (mime !== 'image/png') return false;
  if (!seen) return isNamed;
  if (!seen.clear) return false;
  const under = await first();
  return under ? under.width === seen.width && under.height === seen.height : isNamed;
}

/** Facts of the first picture; one that was drawn has not been looked at yet. */
async function seenFirst(
  { source }: CommandContext,
  drawn: KeptPicture | undefined,
  kept: Kept | undefined,
): Promise<Seen | undefined> {
  if (!drawn) return kept?.seen;
  const looked = await source({ kind: 'picture', source: { blob: drawn.blob } });
  return 'reason' in looked ? undefined : looked.seen;
}

function pictureOf({ blob, mime, size }: Kept): KeptPicture {
  return { blob, mime, size, own: true };
}

function bytesOf(pictures: readonly { size?: number }[]): number {
  return pictures.reduce((sum, { size = 0 }) => sum + size, 0);
}

function onlyPictures(texts: Texts): string {
  return texts('image.source', { choices: pictureFormats.join(', '), max: MOST_SOURCE_MB });
}
