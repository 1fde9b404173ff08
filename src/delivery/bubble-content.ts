import type { Content, OutgoingFile } from '../ports/index.ts';
import type { Part } from './layout.ts';

/** Part of the answer's files that a bubble shows. */
export interface OfFiles {
  /** Index of the first of them; absent where it shows none. */
  picture?: number;
  /** Marks one that may show a picture that is not done. */
  preview?: true;
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
export function ofFiles({ picture, preview }: OfFiles): OfFiles {
  return { ...(picture === undefined ? {} : { picture }), ...(preview ? { preview } : {}) };
}
