import type { ForceReply, InlineKeyboardMarkup } from 'grammy/types';
import type { Content, Control, Controls, Target } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { entitiesOf } from './content.ts';
import { presserIn } from './ids.ts';

/** Most bytes of a button's data (Bot API, InlineKeyboardButton). */
const dataBytes = 64;

/** The buttons under a bubble. An edit that names none takes them away. */
export function keyboardOf({ controls }: Content): { reply_markup?: InlineKeyboardMarkup } {
  const rows = (controls ?? []).filter((row) => row.length > 0);
  return rows.length === 0 ? {} : { reply_markup: { inline_keyboard: keys(rows) } };
}

/** Request of a new bubble: a reply of the people it mentions, else of everybody; or a press of its buttons. */
export function markupOf(content: Content): { reply_markup?: InlineKeyboardMarkup | ForceReply } {
  if (!content.form) return keyboardOf(content);
  const mentions = entitiesOf(content.rendered).some(({ type }) => type === 'text_mention');
  return { reply_markup: { force_reply: true, ...(mentions ? { selective: true } : {}) } };
}

/** In a group a form is for who pressed: its first line leads to them, as a name would that Telegram can mention. */
export function askingPresser(content: Content, target: Target): Content {
  const user = presserIn(target);
  const line = /\S.*/.exec(content.rendered.text);
  if (!content.form || user === undefined || !line) return content;
  const [{ length }] = line;
  // Telegram reads the id alone.
  const mention = { type: 'text_mention', offset: line.index, length, user: { id: user } };
  return { ...content, rendered: { ...content.rendered, entities: [...entitiesOf(content.rendered), mention] } };
}

function keys(rows: Controls): { text: string; callback_data: string }[][] {
  return rows.map((row) => row.map(key));
}

function key({ data, label }: Control): { text: string; callback_data: string } {
  if (Buffer.byteLength(data) > dataBytes) throw new Fault('internal', 'a button holds more than 64 bytes');
  return { text: label, callback_data: data };
}
