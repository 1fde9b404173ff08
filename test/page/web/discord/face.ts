import type { DiscordUser } from '../../protocol.ts';
import { hueOf as hueOfId } from '../avatar.ts';
import { h } from '../dom.ts';
import { svg } from '../svg.ts';
import { nameOf } from './scene.ts';

/** Colour of somebody, the same everywhere. A bot has its own. */
export function hueOf({ id, bot }: DiscordUser): number | 'bot' {
  return bot ? 'bot' : hueOfId(`discord:${id}`);
}

/** Round picture: a first letter, and a bot's own face. The name stands beside it. */
export function drawFace(user: DiscordUser, size: 'large' | 'small' = 'large'): HTMLElement {
  const look = { class: `dc-face dc-face-${size}`, 'data-hue': hueOf(user), 'aria-hidden': 'true' };
  return h('span', look, user.bot ? botFace() : initial(nameOf(user)));
}

function initial(name: string): string {
  const [letter = '?'] = name.replace(/^[^\p{L}\p{N}]+/u, '');
  return letter.toUpperCase();
}

function botFace(): SVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 40 40', class: 'dc-bot' },
    svg('path', { d: 'M11 11h18a4 4 0 0 1 4 4v9a4 4 0 0 1-4 4H19l-7 5v-5h-1a4 4 0 0 1-4-4v-9a4 4 0 0 1 4-4z' }),
    svg('circle', { cx: 15.5, cy: 19.5, r: 2.2 }),
    svg('circle', { cx: 24.5, cy: 19.5, r: 2.2 }),
  );
}
