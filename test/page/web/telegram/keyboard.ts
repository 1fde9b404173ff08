import type { InlineKeyboardButton } from 'grammy/types';
import { h, safeUrl } from '../dom.ts';
import { copy } from './code.ts';
import { type IconName, icon } from './icons.ts';
import type { Scene } from './scene.ts';

/** Buttons under a message, in the rows that were sent. */
export function drawKeyboard(scene: Scene): HTMLElement | undefined {
  const rows = scene.message.reply_markup?.inline_keyboard ?? [];
  if (rows.length === 0) return undefined;
  const keys = rows.map((row) => h('div', { class: 'tg-keys' }, ...row.map((button) => withRoom(button, scene))));
  return h('div', { class: 'tg-keyboard', role: 'group', 'aria-label': scene.say('keyboard') }, ...keys);
}

/** Shares a row by the longest words, so that few are broken. */
function withRoom(button: InlineKeyboardButton, scene: Scene): HTMLElement {
  const key = drawKey(button, scene);
  const longest = Math.max(...button.text.split(/\s/).map((word) => word.length));
  key.style.flexGrow = String(Math.min(12, longest) + 2);
  return key;
}

function drawKey(button: InlineKeyboardButton, scene: Scene): HTMLElement {
  const properties = { class: 'tg-button', 'data-style': button.style };
  const words = h('span', { class: 'tg-button-words' }, button.text);
  const corner = cornerOf(button);
  const inner = corner ? [words, icon(corner)] : [words];
  const address = 'url' in button ? button.url : 'login_url' in button ? button.login_url.url : undefined;
  const href = address === undefined ? undefined : safeUrl(address);
  if (href !== undefined) {
    const label = scene.say('opens', { text: button.text });
    const link = {
      ...properties,
      href,
      title: href,
      'aria-label': label,
      target: '_blank',
      rel: 'noopener noreferrer',
    };
    return h('a', link, ...inner);
  }
  const key = h('button', { ...properties, type: 'button', title: address }, ...inner);
  if ('callback_data' in button) answerPress(key, button.callback_data, scene);
  else if ('copy_text' in button) key.addEventListener('click', () => copy(button.copy_text.text, key, scene));
  else key.disabled = true;
  return key;
}

function cornerOf(button: InlineKeyboardButton): IconName | undefined {
  if ('url' in button || 'login_url' in button) return 'out';
  if ('copy_text' in button) return 'copy';
  if ('web_app' in button) return 'window';
  return 'switch_inline_query' in button || 'switch_inline_query_chosen_chat' in button ? 'forward' : undefined;
}

/** A button shows that it is pressed until the press is answered. */
function answerPress(key: HTMLElement, data: string, { item, context }: Scene): void {
  const waits = item.pressed?.some((press) => press.person === context.me.id && press.data === data) === true;
  if (waits) key.setAttribute('aria-busy', 'true');
  else key.addEventListener('click', () => void context.act({ act: 'press', message: item.id, data }));
}
