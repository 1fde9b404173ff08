const SVG = 'http://www.w3.org/2000/svg';

/** Makes an element of SVG. */
export function svg(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: Node[]
): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** Draws lines on a field of 24 by 24. Such a picture says nothing by itself: a label stands beside it, or on its button. */
export function drawLines(lines: string, look: string): SVGElement {
  return svg('svg', { viewBox: '0 0 24 24', class: look, 'aria-hidden': 'true' }, svg('path', { d: lines }));
}
