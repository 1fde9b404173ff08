import type { Item } from '../../protocol.ts';
import { authorOf, isDraft, wordsOf } from '../items.ts';
import type { Page } from '../page.ts';
import type { Skin } from '../skin.ts';
import { type Entry, openMenu } from './menu.ts';
import type { View } from './view.ts';

/** Emoji that both platforms take. */
const emoji = ['👍', '❤️', '😂', '🔥', '👏', '🤔', '👎'];

/** Opens the menu of what can be done with a message, or with the album that stands as one. */
export function openMessageMenu(
  items: readonly Item[],
  anchor: HTMLElement,
  door: { skin: Skin; page: Page; view: View; at?: { x: number; y: number } },
): void {
  const { skin, page, view, at } = door;
  const [item] = items;
  if (!item) return;
  const { t } = page;
  const own = authorOf(item) === view.me.id;
  const words = items.map(wordsOf).filter(Boolean).join('\n');
  const everybody = item.alone === undefined && !isDraft(item);
  const actions: Entry[] = skin.actions(item, view).map(({ label, run }) => ({ label, icon: 'bot', run }));
  const entries: (Entry | false)[] = [
    everybody && !view.place.closed && { label: t('reply'), icon: 'reply', run: () => view.reply(item) },
    own && words !== '' && { label: t('edit'), icon: 'edit', run: () => view.edit(item) },
    words !== '' && { label: t('copy'), icon: 'copy', run: () => void copy(words, page) },
    everybody && { label: t('forward'), icon: 'forward', run: () => forward(items, anchor, page, view) },
    ...actions,
    (own || !everybody || view.me.role === 'admin' || view.place.kind === 'private') && {
      label: t('erase'),
      icon: 'erase',
      danger: true,
      run: () => void erase(items, view),
    },
  ];
  const quick = emoji.map((sign) => ({
    label: sign,
    run: () => void view.act({ act: 'react', message: item.id, emoji: sign }),
  }));
  openMenu(
    anchor,
    entries.filter((entry) => entry !== false),
    { label: t('message.menu'), ...(everybody && { quick }), ...(at && { at }) },
  );
}

async function copy(words: string, { t, toast }: Page): Promise<void> {
  try {
    await navigator.clipboard.writeText(words);
    toast(t('copied'));
  } catch {
    toast(t('copied.not'), 'error');
  }
}

async function erase(items: readonly Item[], view: View): Promise<void> {
  for (const { id } of items) await view.act({ act: 'erase', message: id });
}

/** Asks where a message goes, then passes it on there. */
function forward(items: readonly Item[], anchor: HTMLElement, page: Page, view: View): void {
  const places = view.places.filter(({ place }) => !place.closed);
  const pass = async (to: string) => {
    for (const { id } of items) {
      const { error } = await page.link.act(view.me.id, to, { act: 'forward', message: id });
      if (error !== undefined) return page.toast(error, 'error');
    }
    view.open(to);
  };
  openMenu(
    anchor,
    places.map(({ place }) => ({ label: place.name, icon: 'forward', run: () => void pass(place.id) })),
    { label: page.t('forward.to') },
  );
}
