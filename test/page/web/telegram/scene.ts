import type { Message } from 'grammy/types';
import type { TelegramItem } from '../../protocol.ts';
import type { Values } from '../fill.ts';
import type { Context } from '../skin.ts';
import { say, type TextName } from './texts.ts';

/** A message that is drawn, and all that its parts need for it. */
export interface Scene {
  item: TelegramItem;
  message: Message;
  context: Context;
  /** A text in the language of the page. */
  say(name: TextName, values?: Values): string;
}

export function sceneOf(item: TelegramItem, context: Context): Scene {
  return { item, message: item.message, context, say: (name, values) => say(context.locale, name, values) };
}

/** Things that were opened, or are under way: a message that changes is drawn anew and stays as the reader left it. */
const kept = new Set<string>();
const MOST = 1000;

/** A thing of a message that is on or off, by a name of its own in the message. */
export function stateOf({ item }: Scene, name: string) {
  const key = `${item.id} ${name}`;
  return {
    get on() {
      return kept.has(key);
    },
    set(on: boolean) {
      kept.delete(key);
      if (on) kept.add(key);
      const [oldest] = kept;
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
    },
  };
}
