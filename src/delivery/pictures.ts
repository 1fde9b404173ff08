import type { Controls, KeptFile, Renderer, SurfaceLimits } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';
import type { LentFiles } from './bubble-content.ts';
import type { Bubbles } from './bubbles.ts';
import { layout } from './layout.ts';

/** Code of the Fault('rejected') for pictures of which none is kept any more. */
export const LOST_PICTURES = 'lost-pictures';

interface PictureParts {
  bubbles: Bubbles;
  limits: SurfaceLimits;
  renderer: Renderer;
  /** Buttons under a message that shows all of them. */
  controls: Controls | undefined;
  /** Lends files, as far as they are still kept. */
  lend(files: readonly KeptFile[]): LentFiles;
  /** Sentence for pictures that are not kept any more. */
  lostPictures(): Promise<string>;
}

/** Shows pictures under a caption (Markdown), but for those that a process before has shown. */
export async function showPictures(
  caption: string,
  pictures: readonly KeptFile[],
  { bubbles, limits, renderer, controls, lend, lostPictures }: PictureParts,
): Promise<void> {
  const [first, more] = await layout(caption, renderer, limits.caption - 1);
  const whole = first?.rendered ?? { text: '' };
  const rendered = more ? { ...whole, text: `${whole.text}…` } : whole;
  const replaces = bubbles.count() > 0 && pictures.length <= limits.picturesPerEdit;
  const hasRoom = pictures.length === 1 || (limits.albumButtons === true && pictures.length <= limits.pictures);
  const under = controls && hasRoom ? { controls } : {};
  let lost = 0;
  for (let at = 0; at < pictures.length; at += limits.pictures) {
    if (bubbles.shows(at)) continue;
    const files = someOf(lend, pictures.slice(at, at + limits.pictures), (count) => {
      lost = count;
    });
    const range = { start: 0, end: caption.length, picture: at };
    const content = { rendered: at === 0 ? rendered : { text: '' }, files, ...under };
    await (replaces ? bubbles.show(0, range, content, 'must') : bubbles.add(range, content));
  }
  await bubbles.removeWords();
  if (lost === 0) return;
  const [sentence] = await layout(await lostPictures(), renderer);
  if (sentence) await bubbles.add(sentence, { rendered: sentence.rendered });
}

/** Lends what is left of files, and tells how many are not. Rejects where nothing is. */
function someOf(lend: PictureParts['lend'], files: readonly KeptFile[], missing: (count: number) => void): LentFiles {
  return (use) =>
    lend(files)((there) => {
      if (there.length === 0)
        throw new Fault('rejected', 'the pictures are not kept any more', { code: LOST_PICTURES });
      missing(files.length - there.length);
      return use(there);
    });
}
