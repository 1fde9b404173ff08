import type { Controls, KeptFile, Rendered, Renderer, SurfaceLimits } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';
import type { LentFiles } from './bubble-content.ts';
import type { Bubbles } from './bubbles.ts';
import { layout } from './layout.ts';

/** Code of the Fault('rejected') for files of which none is kept any more. */
export const LOST_FILES = 'lost-files';

interface FileParts {
  bubbles: Bubbles;
  limits: SurfaceLimits;
  renderer: Renderer;
  /** Buttons under a message that shows all of them. */
  controls: Controls | undefined;
  /** Lends files, as far as they are still kept. */
  lend(files: readonly KeptFile[]): LentFiles;
  /** Sentence for files that are not kept any more. */
  lostFiles(): Promise<string>;
}

/** Files that are shown in one bubble. */
interface Group {
  /** Index of the first of them. */
  at: number;
  files: KeptFile[];
}

/**
 * Shows files, but for those that a process before has shown. `caption` (Markdown) stands with the first of them, in the place of
 * what was there. Without one the words have bubbles of their own above, with the buttons.
 */
export async function showFiles(
  files: readonly KeptFile[],
  caption: string | undefined,
  { bubbles, limits, renderer, controls, lend, lostFiles }: FileParts,
): Promise<void> {
  const groups = groupsOf(files, limits);
  const [first, more] = groups;
  const isAlone = first !== undefined && !more;
  const top = caption === undefined ? { text: '' } : await captionOf(caption, renderer, limits);
  const isWords = caption !== undefined && bubbles.count() > 0;
  const replaces = isWords && isAlone && !isVoice(first) && files.length <= limits.picturesPerEdit;
  const under = caption !== undefined && controls && isAlone && holdsButtons(first, limits) ? { controls } : {};
  const lost = new Map<number, number>();
  for (const { at, files: some } of groups) {
    if (bubbles.shows(at)) continue;
    const lent = someOf(lend(some), some.length, (count) => lost.set(at, count));
    const range = { start: 0, end: caption?.length ?? 0, picture: at };
    const content = { rendered: at === 0 ? top : { text: '' }, files: lent, ...under };
    await (replaces ? bubbles.show(0, range, content, 'must') : bubbles.add(range, content));
  }
  if (caption !== undefined) await bubbles.removeWords(0);
  if (![...lost.values()].some((count) => count > 0)) return;
  const [sentence] = await layout(await lostFiles(), renderer);
  if (sentence) await bubbles.add(sentence, { rendered: sentence.rendered });
}

/** Shows a picture that is not done, in the place of the words that are there. */
export async function showPreview(
  lent: LentFiles,
  caption: string,
  parts: Pick<FileParts, 'bubbles' | 'limits' | 'renderer'>,
) {
  const { bubbles, limits, renderer } = parts;
  if (limits.picturesPerEdit < 1) return;
  const rendered = await captionOf(caption, renderer, limits);
  const range = { start: 0, end: caption.length, preview: true } as const;
  await bubbles.show(0, range, { rendered, files: lent }, 'edit');
}

/** Counts the bubbles that files take. */
export function bubblesFor(files: readonly KeptFile[], limits: SurfaceLimits): number {
  return groupsOf(files, limits).length;
}

async function captionOf(caption: string, renderer: Renderer, limits: SurfaceLimits): Promise<Rendered> {
  const [first, more] = await layout(caption, renderer, limits.caption - 1);
  const whole = first?.rendered ?? { text: '' };
  return more ? { ...whole, text: `${whole.text}…` } : whole;
}

/** Groups files as they are shown: those of one form together, as many as a message holds, and each voice alone. */
function groupsOf(files: readonly KeptFile[], limits: SurfaceLimits): Group[] {
  const groups: Group[] = [];
  for (const [at, file] of files.entries()) {
    const last = groups.at(-1);
    const [before] = last?.files ?? [];
    const joins = before?.role === file.role && file.role !== 'voice' && (last?.files.length ?? 0) < limits.pictures;
    if (last && joins) last.files.push(file);
    else groups.push({ at, files: [file] });
  }
  return groups;
}

function isVoice({ files: [first] }: Group): boolean {
  return first?.role === 'voice';
}

function holdsButtons(group: Group, { voice, albumButtons }: SurfaceLimits): boolean {
  if (isVoice(group)) return voice !== undefined && voice.caption > 0;
  return group.files.length === 1 || albumButtons === true;
}

/** Lends what is left of files, and tells how many are not. Rejects where nothing is. */
function someOf(lent: LentFiles, count: number, missing: (count: number) => void): LentFiles {
  return (use) =>
    lent((there) => {
      if (there.length === 0) throw new Fault('rejected', 'the files are not kept any more', { code: LOST_FILES });
      missing(count - there.length);
      return use(there);
    });
}
