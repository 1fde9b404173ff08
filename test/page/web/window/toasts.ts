import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import type { Page } from '../page.ts';

/** As long as a sentence is readable: its start, and each letter, ms. */
const LEAST_MS = 3500;
const LETTER_MS = 60;
const MOST_TOASTS = 4;

/** Place of the sentences that go by themselves. A screen reader says them when it has nothing else to say. */
export function makeToasts(): { element: HTMLElement; show: Page['toast'] } {
  const element = h('div', { class: 'toasts', role: 'status' });
  return {
    element,
    show(text, kind) {
      const toast = h('p', { class: kind ? `toast ${kind}` : 'toast' }, text);
      element.append(toast);
      if (element.childElementCount > MOST_TOASTS) element.firstElementChild?.remove();
      setTimeout(() => toast.remove(), LEAST_MS + text.length * LETTER_MS);
    },
  };
}

/** Shows a sentence until it is closed, as Telegram does with an answer to a press. */
export function openAlert(text: string, t: Page['t']): void {
  const close = h('button', { type: 'submit', class: 'primary' }, t('ok'));
  const form = h(
    'form',
    { method: 'dialog' },
    h('p', { id: 'alert-words' }, text),
    h('div', { class: 'buttons' }, close),
  );
  const dialog = h('dialog', { class: 'box alert', role: 'alertdialog', 'aria-labelledby': 'alert-words' }, form);
  show(dialog);
}

/** Shows a picture large. Escape, its button and a click beside it close it. */
export function openPicture(address: string, name: string, t: Page['t']): void {
  const picture = h('img', { src: address, alt: name });
  const close = h('button', { type: 'button', class: 'round', 'aria-label': t('close') }, icon('close'));
  const dialog = h('dialog', { class: 'lightbox', 'aria-label': t('picture') }, close, picture);
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
  show(dialog);
}

/** Shows a dialog, and takes it away once it is closed. */
export function show(dialog: HTMLDialogElement): void {
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
