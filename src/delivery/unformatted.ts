import type { Rendered, Renderer, Surface } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';
import type { BubbleContent } from './bubble-content.ts';

/** Code of the Fault for a text that without its formatting is too long for a bubble. */
export const TOO_LONG = 'too-long-unformatted';

/** Text that a renderer made, without its formatting: every platform takes it. Addresses of links are written out. */
function unformatted(renderer: Renderer, rendered: Rendered): Rendered {
  return { text: (renderer.plain?.(rendered) ?? rendered).text };
}

/** A renderer of the same bubbles whose texts have no formatting. */
export function withoutFormatting(renderer: Renderer): Renderer {
  return {
    limit: renderer.limit,
    render: (tree) => unformatted(renderer, renderer.render(tree)),
    size: (rendered) => renderer.size(rendered),
  };
}

/** Content without formatting, which every platform takes. Rejects with Fault('rejected', `TOO_LONG`). */
export async function plainContent(surface: Surface, content: BubbleContent): Promise<BubbleContent> {
  const renderer = await surface.renderer();
  const written = unformatted(renderer, content.rendered);
  const fits = renderer.size(written) <= surface.limits.caption;
  if (content.files) return { ...content, rendered: fits ? written : { text: content.rendered.text } };
  if (renderer.size(written) > renderer.limit)
    throw new Fault('rejected', 'formatting was refused, and without it the text is too long', { code: TOO_LONG });
  return { ...content, rendered: written };
}
