import type { Rendered, Renderer } from '../ports/index.ts';

/** Text that a renderer made, without its formatting: every platform takes it. Addresses of links are written out. */
export function unformatted(renderer: Renderer, rendered: Rendered): Rendered {
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
