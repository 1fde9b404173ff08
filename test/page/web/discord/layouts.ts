import type { DiscordComponent } from '../../discord-message.ts';
import { h } from '../dom.ts';
import { type Attachment, drawFile, drawMosaic, drawPicture } from './attachments.ts';
import { drawControl, drawRow } from './components.ts';
import { tint } from './embeds.ts';
import { drawMarkdown } from './markup.ts';
import type { Scene } from './scene.ts';
import { hide } from './spoilers.ts';

/** Components of a message: rows of buttons, and layouts made of texts, pictures and files. */

type Draw = (component: DiscordComponent, scene: Scene) => HTMLElement | false;

const kinds: Readonly<Record<number, Draw>> = {
  1: drawRow,
  9: drawSection,
  10: drawText,
  11: drawThumbnail,
  12: drawGallery,
  13: drawFileOf,
  14: drawSeparator,
};

/** Deepest layout that is drawn: Discord allows a row in a section in a container. */
const MOST_DEPTH = 6;

export function drawComponents(components: readonly DiscordComponent[], scene: Scene, depth = 0): HTMLElement[] {
  if (depth > MOST_DEPTH) return [];
  return components.flatMap((component) => {
    const draw = kinds[component.type] ?? drawControl;
    const element = component.type === 17 ? drawContainer(component, scene, depth) : draw(component, scene);
    return element ? [element] : [];
  });
}

function drawContainer(component: DiscordComponent, scene: Scene, depth = 0): HTMLElement {
  const inner = h('div', { class: 'dc-container' }, ...drawComponents(component.components ?? [], scene, depth + 1));
  tint(inner, component.accent_color);
  return component.spoiler ? hide(inner, 'picture', scene) : inner;
}

function drawText({ content = '' }: DiscordComponent, scene: Scene): HTMLElement {
  return h('div', { class: 'dc-content' }, ...drawMarkdown(content, scene));
}

function drawSection({ components = [], accessory }: DiscordComponent, scene: Scene): HTMLElement {
  const texts = components.filter(({ type }) => type === 10).map((text) => drawText(text, scene));
  const beside = accessory && (accessory.type === 11 ? drawThumbnail(accessory, scene) : drawControl(accessory, scene));
  return h('div', { class: 'dc-section' }, h('div', { class: 'dc-section-words' }, ...texts), beside);
}

function drawThumbnail({ media, description, spoiler }: DiscordComponent, scene: Scene): HTMLElement | false {
  return h('div', { class: 'dc-thumbnail' }, drawMedia({ media, description, spoiler }, scene));
}

function drawGallery({ items = [] }: DiscordComponent, scene: Scene): HTMLElement {
  return drawMosaic(items.map((item) => drawMedia(item, scene)));
}

interface Media {
  media?: { url: string } | undefined;
  description?: string | undefined;
  spoiler?: boolean | undefined;
}

function drawMedia({ media, description, spoiler }: Media, scene: Scene): HTMLElement {
  const attachment = attachmentOf(media?.url, scene);
  if (!attachment) return h('span', { class: 'dc-lost', role: 'img', 'aria-label': description ?? media?.url ?? '' });
  const picture = drawPicture(attachment, scene, description ?? undefined);
  return spoiler ? hide(picture, 'picture', scene) : picture;
}

function drawFileOf({ file, spoiler }: DiscordComponent, scene: Scene): HTMLElement | false {
  const attachment = attachmentOf(file?.url, scene);
  const card = attachment && drawFile(attachment, scene);
  if (!card) return false;
  return spoiler ? hide(card, 'picture', scene) : card;
}

/** A file of the message, by its name: nothing is loaded from elsewhere. */
function attachmentOf(url: string | undefined, { message }: Scene): Attachment | undefined {
  const name = url?.split(/[?#]/)[0]?.split('/').at(-1);
  return message.attachments.find(({ filename }) => filename === name);
}

function drawSeparator({ divider = true, spacing = 1 }: DiscordComponent): HTMLElement {
  return h('hr', { class: 'dc-separator', 'data-line': divider, 'data-wide': spacing === 2 });
}
