import type { Command } from '../../protocol.ts';
import { h } from '../dom.ts';
import type { Assist, Context } from '../skin.ts';
import { matching, wordsFor } from './commands.ts';
import { say } from './texts.ts';

/** Ids of lists, of which a page may have several. */
let lists = 0;

/** Offers the bot's commands while one is written: Enter sends the chosen one, Tab writes it. */
export function assistCommands(field: HTMLTextAreaElement, context: () => Context): Assist {
  lists += 1;
  const id = `tg-commands-${lists}`;
  const list = h('div', { class: 'tg-commands', role: 'listbox', id, hidden: true });
  let offered: readonly Command[] = [];
  let chosen = 0;

  function show(): void {
    list.hidden = offered.length === 0;
    list.setAttribute('aria-label', say(context().locale, 'commands'));
    list.replaceChildren(...offered.map(drawOption));
    choose(0);
  }

  function drawOption(command: Command, at: number): HTMLElement {
    const words = wordsFor(command, context().me.locale);
    const option = h(
      'div',
      { class: 'tg-command', role: 'option', id: `${id}-${at}` },
      h('strong', {}, `/${command.name}`),
      h('span', {}, words),
    );
    // The field keeps the focus.
    option.addEventListener('pointerdown', (event) => event.preventDefault());
    option.addEventListener('click', () => {
      const text = written(command);
      write('');
      field.focus();
      void context().act({ act: 'say', text });
    });
    return option;
  }

  function choose(at: number): void {
    chosen = (at + offered.length) % Math.max(1, offered.length);
    for (const [index, option] of [...list.children].entries())
      option.setAttribute('aria-selected', String(index === chosen));
    const option = list.children[chosen];
    option?.scrollIntoView({ block: 'nearest' });
    if (option && !list.hidden) field.setAttribute('aria-activedescendant', option.id);
    else field.removeAttribute('aria-activedescendant');
  }

  /** In a group, a command names the bot that it is for, where the bot's name is known. */
  function written({ name }: Command): string {
    const { place, world } = context();
    if (place.kind === 'private') return `/${name}`;
    const bot = botName(world.items);
    return bot ? `/${name}@${bot}` : `/${name}`;
  }

  function write(text: string): void {
    field.value = text;
    field.setSelectionRange(text.length, text.length);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  function close(): void {
    offered = [];
    show();
  }

  function key(event: KeyboardEvent): boolean {
    const command = offered[chosen];
    if (!command || event.isComposing) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') choose(chosen + (event.key === 'ArrowDown' ? 1 : -1));
    else if (event.key === 'Escape') close();
    else if (event.key === 'Tab' && !event.shiftKey) write(`${written(command)} `);
    else if (event.key === 'Enter' && !event.shiftKey) {
      // What is sent goes the way of all words: with the reply that was begun.
      write(written(command));
      close();
      return false;
    } else return false;
    return true;
  }

  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', id);
  field.addEventListener('blur', close);

  return {
    element: list,
    key,
    changed() {
      const next = matching(context().world.commands, field.value);
      if (next.length === 0 && offered.length === 0) return;
      offered = next;
      show();
    },
    send: () => false,
  };
}

function botName(items: Context['world']['items']): string | undefined {
  for (const item of items) {
    if (item.platform === 'telegram' && item.mine && item.message.from?.username) return item.message.from.username;
  }
  return undefined;
}
