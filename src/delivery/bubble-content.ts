import type { Claim, Content, OutgoingFile, Placement, Surface } from '../ports/index.ts';
import { digest } from '../util/text.ts';
import type { Part } from './layout.ts';
import type { Scheduler } from './scheduler.ts';

export interface BubblesParts {
  claim: Claim;
  surface: Surface;
  scheduler: Scheduler;
  /** Ids of messages among the bubbles that belong to something else. */
  others: readonly string[];
}

/** Part of the answer's files that a bubble shows. */
export interface OfFiles {
  /** Index of the first of them; absent where it shows none. */
  picture?: number;
  /** Marks one that may show a picture that is not done. */
  preview?: true;
  /** Marks one that shows fewer than it should: the others were not kept until then. */
  lost?: true;
}

/** Range of the answer's Markdown that a bubble shows, and what of its files. */
export type Range = Pick<Part, 'start' | 'end'> & OfFiles;

/** Platform ids of an answer's messages. */
export interface ShownBubbles {
  ids: readonly string[];
  /** Ids of those that show files. */
  files: readonly string[];
}

/** Lends files for one use: they are in memory no longer than that. */
export type LentFiles = <T>(use: (files: readonly OutgoingFile[]) => Promise<T>) => Promise<T>;

/** Content of a bubble, whose files are read when a call is made. */
export interface BubbleContent extends Omit<Content, 'files'> {
  files?: LentFiles;
}

/** Content that is compared: files are not. */
export type ComparedContent = Pick<Content, 'rendered' | 'controls'>;

/** Message of an answer. */
export interface Bubble extends OfFiles {
  /** Platform ids: its own, then those of messages whose place it took and that are still there. */
  ids: string[];
  /** Content shown, for comparing. Undefined if unknown: it was found by a search, or attached after a restart. */
  shown: ComparedContent | undefined;
}

/** Platform ids of all messages of an answer, and of those that show files. `stay`: further ones with files. */
export function shownBubbles(bubbles: readonly (Bubble | undefined)[], stay: readonly string[]): ShownBubbles {
  return {
    ids: [...bubbles.flatMap((bubble) => bubble?.ids ?? []), ...stay],
    files: [...bubbles.flatMap((bubble) => (bubble && showsFiles(bubble) ? bubble.ids : [])), ...stay],
  };
}

/** Has a call ring for nobody where it may have been made before. */
export function quietIf(mayHaveRung: boolean, content: BubbleContent): BubbleContent {
  return mayHaveRung && content.mention !== undefined ? { ...content, quietly: true } : content;
}

/** Places a new bubble; `name` tells it from all others. */
export function placementOf(part: number, replyTo: string | undefined, name: string): Placement {
  return {
    part,
    ...(replyTo === undefined ? {} : { replyTo }),
    // Hashed only for a platform that sends it.
    get nonce() {
      return digest(name).slice(0, 25);
    },
  };
}

/** Finds the index for a part of the words, by its number: bubbles that show files are passed over. */
export function indexForWords(bubbles: readonly (Bubble | undefined)[], part: number): number {
  const free = [...bubbles.keys()].filter((index) => bubbles[index]?.picture === undefined);
  return free[part] ?? bubbles.length + part - free.length;
}

/** Makes a call with a content, its files in memory for as long as the call takes. */
export function withFiles<T>({ files, ...content }: BubbleContent, call: (content: Content) => Promise<T>): Promise<T> {
  return files ? files((there) => call({ ...content, files: there })) : call(content);
}

/** Drops the files. */
export function comparedOf({ rendered, controls }: BubbleContent): ComparedContent {
  return controls ? { rendered, controls } : { rendered };
}

export function isFormatted({ rendered }: BubbleContent): boolean {
  return (rendered.entities?.length ?? 0) > 0;
}

export function sameContent(shown: ComparedContent | undefined, next: BubbleContent): boolean {
  return (
    shown !== undefined &&
    shown.rendered.text === next.rendered.text &&
    JSON.stringify(shown.rendered.entities ?? []) === JSON.stringify(next.rendered.entities ?? []) &&
    JSON.stringify(shown.controls ?? []) === JSON.stringify(next.controls ?? [])
  );
}

/** Tells whether a bubble shows files, so that no words can come in its place. */
export function showsFiles({ picture, preview }: OfFiles): boolean {
  return picture !== undefined || preview === true;
}

/** Picks the part of the files that is shown. */
export function ofFiles({ picture, preview, lost }: OfFiles): OfFiles {
  return {
    ...(picture === undefined ? {} : { picture }),
    ...(preview ? { preview } : {}),
    ...(lost ? { lost } : {}),
  };
}
