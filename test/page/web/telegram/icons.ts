import { drawLines } from '../svg.ts';

/** Icons as lines in a square of 24, drawn for this page. */
const icons = {
  reply: 'M10 6 4 12l6 6M4.5 12H14a6 6 0 0 1 6 6v1',
  forward: 'M14 6l6 6-6 6M19.5 12H10a6 6 0 0 0-6 6v1',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  done: 'm4 12.5 5 5L20 6.5',
  read: 'm2 12.5 5 5L17 7M11.5 17 12 17.5 22 7',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z',
  out: 'M8 6h10v10M18 6 6 18',
  window: 'M4 5h16v14H4zM4 9h16',
  play: 'M8 5.5v13l11-6.5z',
  pause: 'M8 5.5v13M16 5.5v13',
  down: 'M12 4v12M6.5 11 12 16.5 17.5 11M5 20h14',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  fold: 'm6 9 6 6 6-6',
  place: 'M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21zM12 7a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
  stop: 'M7 7h10v10H7z',
  quote: 'M7 7h4v4c0 3-1.5 5-4 6M14 7h4v4c0 3-1.5 5-4 6',
  box: 'M5 5h14v14H5z',
  ticked: 'M5 5h14v14H5zM8 12.5l3 3 5.5-6',
} as const;

export type IconName = keyof typeof icons;

export function icon(name: IconName): SVGElement {
  return drawLines(icons[name], `tg-icon tg-icon-${name}`);
}
