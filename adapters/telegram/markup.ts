import type { ForceReply, InlineKeyboardMarkup } from 'grammy/types';
import { Fault } from '../../src/errors.ts';
import type { Button, Content, Controls } from '../../src/ports.ts';

/** Most bytes of a button's data (Bot API, InlineKeyboardButton). */
const dataBytes = 64;

/** The buttons under a bubble. An edit that names none takes them away. */
export function keyboardOf({ controls }: Content): { reply_markup?: InlineKeyboardMarkup } {
  const rows = (controls ?? []).filter((row) => row.length > 0);
  return rows.length === 0 ? {} : { reply_markup: { inline_keyboard: keys(rows) } };
}

/** What a new bubble asks for: a reply, or a press of its buttons. In a group only who is replied to is asked. */
export function markupOf(content: Content): { reply_markup?: InlineKeyboardMarkup | ForceReply } {
  return content.form ? { reply_markup: { force_reply: true, selective: true } } : keyboardOf(content);
}

function keys(rows: Controls): { text: string; callback_data: string }[][] {
  return rows.map((row) => row.map(key));
}

function key({ data, label }: Button): { text: string; callback_data: string } {
  if (Buffer.byteLength(data) > dataBytes) throw new Fault('internal', 'a button holds more than 64 bytes');
  return { text: label, callback_data: data };
}
