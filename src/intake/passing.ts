import { mediaOf } from '../conversation/media-of.ts';
import type { Attachment, Task } from '../ports/index.ts';

/** Media that only this process can fetch, and soon: they are kept as soon as what they came with is accepted. */

/** Most that is kept of one task: two albums. */
const MOST = 20;

/** Lists what of a task's media only passes. */
export function passingIn(task: Task): Attachment[] {
  return mediaOf(task).filter(passes).slice(0, MOST);
}

function passes({ source, preview }: Attachment): boolean {
  return [source, preview?.source].some((each) => each !== undefined && 'passing' in each);
}
