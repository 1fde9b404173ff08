import { drawLines } from '../svg.ts';

/** Icons as lines in a square of 24, drawn for this page. */
const icons = {
  check: 'm5 12.5 4.5 4.500L19 7.5',
  close: 'M6 6l12 12M18 6 6 18',
  command: 'M5 5h14v14H5zM14.5 8.500l-5 7',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  down: 'm6 9 6 6 6-6',
  download: 'M12 4v11M6.5 10.5 12 16l5.5-5.500M5 20h14',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  forward: 'M14 6l6 6-6 6M20 12H9a5 5 0 0 0-5 5v1',
  out: 'M9 6h9v9M18 6 7 17',
  pause: 'M8.5 6v12M15.5 6v12',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 21a8 8 0 0 1 16 0',
  pin: 'M9 4h6l-1 6 4 4H6l4-4zM12 14v6',
  play: 'M8 5.500v13l11-6.500z',
  plus: 'M12 5v14M5 12h14',
  send: 'M4 12l16-8-5 16-3.5-6.500zM11.5 13.5 20 4',
  thread: 'M5 4h14v10H10l-5 5zM9 9h6',
  warning: 'M12 4 2.5 20h19zM12 10v5M12 17.500v.1',
} as const;

export type IconName = keyof typeof icons;

export function icon(name: IconName): SVGElement {
  return drawLines(icons[name], `dc-icon dc-icon-${name}`);
}
