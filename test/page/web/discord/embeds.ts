import type { DiscordMessage } from '../../discord-message.ts';
import { h, safeUrl } from '../dom.ts';
import { drawMarkdown } from './markup.ts';
import type { Scene } from './scene.ts';

type Embed = DiscordMessage['embeds'][number];

/** A card below a message: of a link, or written by a bot. */
export function drawEmbed(embed: Embed, scene: Scene): HTMLElement {
  const { title, description, author, fields = [], footer, url } = embed;
  const href = url === undefined ? undefined : safeUrl(url);
  const words = title === undefined ? [] : drawMarkdown(title, scene);
  const element = h(
    'div',
    { class: 'dc-embed' },
    author && h('p', { class: 'dc-embed-author' }, author.name),
    title !== undefined &&
      h(
        'p',
        { class: 'dc-embed-title' },
        ...(href
          ? [h('a', { class: 'dc-link', href, target: '_blank', rel: 'noreferrer noopener' }, ...words)]
          : words),
      ),
    description !== undefined && h('div', { class: 'dc-embed-words' }, ...drawMarkdown(description, scene)),
    fields.length > 0 && h('div', { class: 'dc-embed-fields' }, ...fields.map((field) => drawField(field, scene))),
    footer && h('p', { class: 'dc-embed-footer' }, footer.text),
  );
  tint(element, embed.color);
  return element;
}

function drawField({ name, value, inline }: NonNullable<Embed['fields']>[number], scene: Scene): HTMLElement {
  return h(
    'div',
    { class: inline ? 'dc-field dc-field-inline' : 'dc-field' },
    h('p', { class: 'dc-field-name' }, ...drawMarkdown(name, scene)),
    h('div', {}, ...drawMarkdown(value, scene)),
  );
}

/** Gives the bar at the side its colour, 24 bits of red, green and blue. */
export function tint(element: HTMLElement, colour: number | null | undefined): void {
  if (colour === undefined || colour === null) return;
  element.style.setProperty('--dc-bar', `#${(colour & 0xffffff).toString(16).padStart(6, '0')}`);
}
