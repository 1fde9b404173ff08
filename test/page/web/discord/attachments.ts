import type { DiscordMessage } from '../../discord-message.ts';
import { h } from '../dom.ts';
import { fileUrl } from '../skin.ts';
import { icon } from './icons.ts';
import type { Scene } from './scene.ts';
import { hide } from './spoilers.ts';
import { drawVoice } from './voice.ts';

export type Attachment = DiscordMessage['attachments'][number];

/** Draws the files of a message: pictures together, the others one below the other. */
export function drawAttachments(attachments: readonly Attachment[], scene: Scene): HTMLElement[] {
  const pictures = attachments.filter(isPicture);
  const others = attachments.filter((attachment) => !isPicture(attachment));
  const mosaic = pictures.length > 0 ? [drawMosaic(pictures.map((each) => drawPicture(each, scene)))] : [];
  return [...mosaic, ...others.map((attachment) => drawOther(attachment, scene))];
}

/** Pictures side by side, up to ten, as Discord lays them out. */
export function drawMosaic(pictures: readonly HTMLElement[]): HTMLElement {
  return h('div', { class: 'dc-mosaic', 'data-count': pictures.length }, ...pictures);
}

function isPicture({ content_type: type = '' }: Attachment): boolean {
  return /^image\/(?:png|jpeg|gif|webp|avif)\b/.test(type);
}

function isHidden({ filename }: Attachment): boolean {
  return filename.startsWith('SPOILER_');
}

/** A picture that is shown large by a press (`data-picture` tells the window). */
export function drawPicture(attachment: Attachment, scene: Scene, description = attachment.description): HTMLElement {
  const address = fileUrl('discord', attachment.id);
  const { filename, width, height } = attachment;
  const alt = description ?? filename;
  const button = h(
    'button',
    {
      ...{ type: 'button', class: 'dc-picture', 'data-picture': address, 'data-name': alt },
      'aria-label': scene.say('enlarge', { name: alt }),
    },
    h('img', { src: address, alt: '', width, height, loading: 'lazy', decoding: 'async' }),
  );
  return isHidden(attachment) ? hide(button, 'picture', scene) : button;
}

function drawOther(attachment: Attachment, scene: Scene): HTMLElement {
  const { content_type: type = '', duration_secs: duration, id, filename } = attachment;
  const source = fileUrl('discord', id);
  if (duration !== undefined && attachment.waveform !== undefined) return drawVoice(attachment, scene);
  if (type.startsWith('audio/') || type.startsWith('video/')) {
    const player = type.startsWith('audio/')
      ? h('audio', { controls: true, src: source, preload: 'none', 'aria-label': filename })
      : h('video', { controls: true, src: source, preload: 'metadata', class: 'dc-video', 'aria-label': filename });
    return h('div', { class: 'dc-player' }, drawFile(attachment, scene), player);
  }
  return drawFile(attachment, scene);
}

/** A file as a card, to be downloaded. */
export function drawFile(attachment: Attachment, { say, context }: Scene): HTMLElement {
  const { id, filename, size } = attachment;
  const link = { href: fileUrl('discord', id), download: filename };
  const words = h(
    'span',
    { class: 'dc-file-words' },
    h('a', { ...link, class: 'dc-link' }, filename),
    h('span', { class: 'dc-soft' }, sizeOf(size, context.locale)),
  );
  const download = h(
    'a',
    { ...link, class: 'dc-file-get', 'aria-label': say('download', { name: filename }) },
    icon('download'),
  );
  return h('div', { class: 'dc-file' }, icon('file'), words, download);
}

const units = ['bytes', 'KB', 'MB', 'GB'] as const;

function sizeOf(bytes: number, locale: string): string {
  const step = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(1024)), units.length - 1);
  const amount = bytes / 1024 ** step;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: step === 0 ? 0 : 2 }).format(amount)} ${units[step]}`;
}
