import { clip, oneLine } from './text.ts';

/** Facts about files as somebody told them. */

/** Longest file name that is kept, in UTF-16 units. */
const NAME = 128;
/** Longest ending of a name that stays when the name is cut, in UTF-16 units, with its dot. */
const ENDING = 12;
/** Most of a name that is looked at, from its end, in UTF-16 units. */
const READ = 1024;

/**
 * Name of a file as one line, without the folders before it. Undefined where nothing is left. It names no place: never use
 * it as a path.
 */
export function fileName(told: string): string | undefined {
  const line = oneLine(told.slice(-READ).toWellFormed());
  const base = line.slice(Math.max(line.lastIndexOf('/'), line.lastIndexOf('\\')) + 1).trim();
  if (base === '' || /^\.+$/.test(base)) return undefined;
  if (base.length <= NAME) return base;
  const dot = base.lastIndexOf('.');
  const ending = dot > 0 && base.length - dot <= ENDING ? base.slice(dot) : '';
  return `${clip(base.slice(0, base.length - ending.length), NAME - ending.length)}${ending}`;
}

/** Media type in lower case, without parameters; undefined for what is none. */
export function mediaType(told: string): string | undefined {
  return /^[a-z]{1,20}\/[a-z0-9][a-z0-9.+_-]{0,126}/.exec(told.slice(0, 200).trim().toLowerCase())?.[0];
}

/** Kind of a file by its media type: what is none of the others is a file. */
export function kindOfType(type: string | undefined): 'picture' | 'audio' | 'video' | 'file' {
  const family = type?.split('/')[0];
  if (family === 'image') return 'picture';
  return family === 'audio' || family === 'video' ? family : 'file';
}
