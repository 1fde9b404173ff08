import type { DiscordUser } from '../../discord-message.ts';
import { hueOf as hueOfId } from '../avatar.ts';
import { h } from '../dom.ts';
import { nameOf } from './scene.ts';

/** Colour of somebody, the same everywhere. A bot has its own. */
export function hueOf({ id, bot }: DiscordUser): number | 'bot' {
  return bot ? 'bot' : hueOfId(`discord:${id}`);
}

/** Round picture: a first letter, and a bot's own face. The name stands beside it. */
export function drawFace(user: DiscordUser, size: 'large' | 'small' = 'large'): HTMLElement {
  const look = { class: `dc-face dc-face-${size}`, 'data-hue': hueOf(user), 'aria-hidden': 'true' };
  return h('span', look, user.bot ? '' : initial(nameOf(user)));
}

function initial(name: string): string {
  const [letter = '?'] = name.replace(/^[^\p{L}\p{N}]+/u, '');
  return letter.toUpperCase();
}
