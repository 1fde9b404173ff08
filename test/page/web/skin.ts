import type { Deed, Done, Item, Person, Place, Platform, World } from '../protocol.ts';
import type { Values } from './fill.ts';

/**
 * What makes a window Telegram's or Discord's. The window itself (people, places, the log, the field for writing, files,
 * recording) is one for both; a skin draws what the platform shows, by readers of its own.
 */
export interface Skin {
  platform: Platform;
  /**
   * Draws what stands as one message: one item, or those of an album. Called anew when one of them has changed. Text of
   * anybody goes in as text, never as HTML. A picture that opens large is a button with `data-picture`, its address, and
   * `data-name`, what it shows. The window puts the drawing into a `.row`: `data-own` is on it where `me` wrote it,
   * `data-follows` where the message before is by the same author.
   */
  message(items: readonly Item[], context: Context): HTMLElement;
  /** Key of the album that an item belongs to; absent where it stands alone. */
  album(item: Item): string | undefined;
  /** Offers what can be written or filled in: commands, their options, suggestions. */
  assist(field: HTMLTextAreaElement, context: () => Context): Assist;
  /** What can be done with a message from its menu, in the platform's own order. */
  actions(item: Item, context: Context): readonly Action[];
}

/** Help above the field for writing. */
export interface Assist {
  /** Stands above the field; empty while there is nothing to offer. */
  element: HTMLElement;
  /** Takes a key first. @returns whether it is dealt with */
  key(event: KeyboardEvent): boolean;
  /** The words in the field have changed. */
  changed(): void;
  /** Sends what stands in the field in a way of its own, as a command. @returns whether it did */
  send(): boolean;
}

/** An entry of a message's menu. */
export interface Action {
  label: string;
  run(): void;
}

/** Where a message is drawn, and for whom. */
export interface Context {
  me: Person;
  place: Place;
  world: World;
  /** Language of the page, as BCP 47. */
  locale: 'en' | 'zh';
  /** A text of the page, in its language. */
  t(name: string, values?: Values): string;
  /** Does something here as `me`. What cannot be done is shown to the visitor, and told by `error`. */
  act(deed: Deed): Promise<Done>;
  /** Begins a reply, or a change of words, in the field. */
  reply(item: Item): void;
  edit(item: Item): void;
  /** Brings a message of this place into sight, and the focus to it. @returns its row; undefined where it is gone */
  show(item: Item): HTMLElement | undefined;
  /** Shows another place. */
  open(place: string): void;
}

/** Address under which the page's server has a file: of Telegram by its file_id, of Discord by the attachment's id. */
export function fileUrl(platform: Platform, id: string): string {
  return `/files/${platform}/${encodeURIComponent(id)}`;
}
