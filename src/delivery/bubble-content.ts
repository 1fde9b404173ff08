import type { Content, OutgoingFile } from '../ports/index.ts';
import type { Part } from './layout.ts';

/** Range of the answer's Markdown that a bubble shows. `picture`: index of the first of its pictures, if it shows some. */
export type Range = Pick<Part, 'start' | 'end'> & { picture?: number };

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

export function pictureOf({ picture }: { picture?: number }): { picture?: number } {
  return picture === undefined ? {} : { picture };
}
