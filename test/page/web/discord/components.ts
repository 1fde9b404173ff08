import type { DiscordComponent } from '../../discord-message.ts';
import { h, safeUrl } from '../dom.ts';
import { icon } from './icons.ts';
import type { Scene } from './scene.ts';

/** Buttons and lists under a message. */

const styles = ['', 'primary', 'secondary', 'success', 'danger', 'link'] as const;

/** For this long a button shows that its press is on the way, ms. */
const WAITING_MS = 3000;

/** Draws a row of buttons, or a list to choose from. */
export function drawRow({ components = [] }: DiscordComponent, scene: Scene): HTMLElement {
  return h('div', { class: 'dc-row' }, ...components.map((each) => drawControl(each, scene)));
}

export function drawControl(component: DiscordComponent, scene: Scene): HTMLElement | false {
  if (component.type === 2) return drawButton(component, scene);
  return [3, 5, 6, 7, 8].includes(component.type) && drawSelect(component, scene);
}

function drawButton(
  { style = 2, label = '', emoji, url, custom_id: data, disabled = false }: DiscordComponent,
  scene: Scene,
) {
  const kind = `dc-button dc-${styles[style] || 'secondary'}`;
  const sign = emoji && h('span', { class: 'dc-button-emoji' }, emoji.id ? `:${emoji.name}:` : emoji.name);
  const href = style === 5 && !disabled ? safeUrl(url ?? '') : undefined;
  if (href !== undefined)
    return h('a', { class: kind, href, target: '_blank', rel: 'noreferrer noopener' }, sign, label, icon('out'));
  const button = h(
    'button',
    { type: 'button', class: kind, disabled },
    sign,
    h('span', {}, label),
    style === 5 && icon('out'),
  );
  button.addEventListener('click', () => data !== undefined && void press(button, data, scene));
  return button;
}

/** Presses, and waits: the message is drawn anew when something has changed. */
async function press(button: HTMLElement, data: string, { context, item, say }: Scene): Promise<void> {
  if (button.getAttribute('aria-busy') === 'true') return;
  const dots = h('span', { class: 'dc-dots', role: 'img', 'aria-label': say('waiting') }, h('i'), h('i'), h('i'));
  const done = () => {
    button.removeAttribute('aria-busy');
    dots.remove();
  };
  button.setAttribute('aria-busy', 'true');
  button.append(dots);
  const timer = setTimeout(done, WAITING_MS);
  const { error } = await context.act({ act: 'press', message: item.id, data });
  if (error === undefined) return;
  clearTimeout(timer);
  done();
}

function drawSelect({ placeholder, options = [], custom_id: data, disabled = false }: DiscordComponent, scene: Scene) {
  const { say, context, item } = scene;
  const label = placeholder ?? say('choose');
  const chosen = options.some((option) => option.default);
  const select = h(
    'select',
    { class: 'dc-select', 'aria-label': label, disabled: disabled || options.length === 0 },
    h('option', { value: '', selected: !chosen }, label),
    ...options.map((option) => h('option', { value: option.value, selected: option.default }, option.label)),
  );
  select.addEventListener('change', () => {
    if (data !== undefined && select.value !== '') void context.act({ act: 'press', message: item.id, data });
  });
  return h('div', { class: 'dc-select-field' }, select, icon('down'));
}
