import type { PhotoSize } from 'grammy/types';
import { durationText } from '../dates.ts';
import { h } from '../dom.ts';
import { fileUrl } from '../skin.ts';
import { type Scene, stateOf } from './scene.ts';

/** Longest side of a picture in a bubble, px. */
const LONGEST = 420;
const NARROWEST = 120;
/** A row of an album is no higher than it is wide. */
const SQUARE = 1;
/** Longest side of the file that is shown: what is larger is for the viewer. */
const SHOWN = 1280;

/** Pictures of an album in each row, by how many there are (as Telegram lays out those of usual proportions). */
const rowsOf: Readonly<Record<number, readonly number[]>> = {
  2: [2],
  3: [1, 2],
  4: [2, 2],
  5: [2, 3],
  6: [3, 3],
  7: [2, 2, 3],
  8: [2, 3, 3],
  9: [3, 3, 3],
  10: [3, 3, 4],
};

interface Moving {
  file_id: string;
  width: number;
  height: number;
  duration: number;
}

export function drawPhoto(sizes: readonly PhotoSize[], scene: Scene): HTMLElement {
  const picture = h('div', { class: 'tg-picture' }, photoButton(sizes, scene));
  reserve(picture, sizes.at(-1));
  return picture;
}

export function drawVideo(video: Moving, scene: Scene, silent: boolean): HTMLElement {
  const label = scene.say(silent ? 'animation' : 'video');
  const src = fileUrl('telegram', video.file_id);
  const own = silent ? { loop: true, autoplay: !isCalm() } : {};
  const player = h('video', {
    src,
    controls: true,
    preload: 'metadata',
    playsinline: true,
    'aria-label': label,
    ...own,
  });
  player.muted = silent;
  const badge = silent ? label : durationText(video.duration);
  const picture = h('div', { class: 'tg-picture' }, player, h('span', { class: 'tg-badge' }, badge));
  reserve(picture, video);
  return picture;
}

/** Whether somebody wants nothing to move by itself. */
export const isCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Draws an album as a grid: in each row, widths follow the proportions. */
export function drawAlbum(scenes: readonly Scene[]): HTMLElement {
  const rest = [...scenes];
  const rows = (rowsOf[scenes.length] ?? scenes.map(() => 1)).map((count) => albumRow(rest.splice(0, count)));
  return h('div', { class: 'tg-picture tg-album' }, ...rows);
}

function albumRow(scenes: readonly Scene[]): HTMLElement {
  const cells = scenes.map((scene) => {
    const { photo, video } = scene.message;
    const ratio = ratioOf(photo?.at(-1) ?? video);
    const cell = photo ? h('div', {}, photoButton(photo, scene)) : video ? drawVideo(video, scene, false) : h('div');
    cell.className = 'tg-cell';
    return { cell, ratio };
  });
  const row = h('div', { class: 'tg-album-row' }, ...cells.map(({ cell }) => cell));
  const sum = cells.reduce((total, { ratio }) => total + ratio, 0);
  // Below 1 in all, they would leave room in the row.
  for (const { cell, ratio } of cells) cell.style.flexGrow = String((ratio / sum) * cells.length);
  row.style.aspectRatio = String(Math.max(SQUARE, sum));
  return row;
}

/** Proportion in an album, where the very long are cut. */
function ratioOf(size: { width: number; height: number } | undefined): number {
  return size ? Math.min(2, Math.max(0.66, size.width / size.height)) : 1;
}

function photoButton(sizes: readonly PhotoSize[], scene: Scene): HTMLElement {
  const shown = sizes.findLast(({ width, height }) => Math.max(width, height) <= SHOWN) ?? sizes.at(-1);
  const { file_id: id = '', width = 0, height = 0 } = shown ?? {};
  const alt = scene.message.caption ?? scene.say('photo');
  const image = h('img', { src: fileUrl('telegram', id), alt, width, height });
  const button = h('button', { type: 'button', class: 'tg-photo' }, image);
  const full = fileUrl('telegram', sizes.at(-1)?.file_id ?? id);
  const hidden = stateOf(scene, 'picture');
  const show = () => {
    const veiled = scene.message.has_media_spoiler === true && !hidden.on;
    button.classList.toggle('tg-veiled', veiled);
    button.setAttribute('aria-label', veiled ? scene.say('hiddenPicture') : `${scene.say('openPicture')}: ${alt}`);
    if (veiled) return;
    // The window shows it large.
    button.dataset['picture'] = full;
    button.dataset['name'] = alt;
  };
  show();
  button.addEventListener('click', (event) => {
    if (button.dataset['picture']) return;
    event.stopPropagation();
    hidden.set(true);
    show();
  });
  return button;
}

/** Gives a picture its place before its bytes are there. */
function reserve(picture: HTMLElement, size: { width: number; height: number } | undefined): void {
  const { width = LONGEST, height = LONGEST } = size ?? {};
  const scale = Math.min(1, LONGEST / Math.max(width, height, 1));
  picture.style.width = `${Math.max(NARROWEST, Math.round(width * scale))}px`;
  picture.style.aspectRatio = `${Math.max(width, 1)} / ${Math.max(height, 1)}`;
}
