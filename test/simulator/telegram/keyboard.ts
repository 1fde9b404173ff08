import type { InlineKeyboardMarkup } from 'grammy/types';
import { isRecord, jsonField, type Params } from './params.ts';
import { badRequest } from './refusal.ts';
import type { MessageRecord } from './world.ts';

/** What the Bot API takes: bytes of a button's data, and buttons in all. */
const MAX_DATA = 64;
const MAX_BUTTONS = 100;

/** What stands under a message: buttons, or the wish for a reply. */
export interface Markup {
  reply_markup?: InlineKeyboardMarkup;
}

/** `reply_markup` of a call that edits: an inline keyboard or nothing. */
export function keyboard(params: Params): Markup {
  const given = jsonField(params, 'reply_markup');
  if (given === undefined) return {};
  if (!isRecord(given)) throw badRequest('object expected as reply markup');
  if (!('inline_keyboard' in given)) {
    if (Object.keys(given).length === 0) return {};
    throw badRequest('inline keyboard expected');
  }
  const rows = given['inline_keyboard'];
  if (!Array.isArray(rows)) throw badRequest('field "inline_keyboard" must be of the type Array');
  const buttons = rows.map(readRow).filter((row) => row.length > 0);
  if (buttons.flat().length > MAX_BUTTONS) throw badRequest('reply markup is too long');
  return buttons.length === 0 ? {} : { reply_markup: { inline_keyboard: buttons } };
}

/** `reply_markup` of a call that sends: it may also ask for a reply. */
export function markup(params: Params): Markup & Pick<MessageRecord, 'form' | 'selective' | 'placeholder'> {
  const given = jsonField(params, 'reply_markup');
  if (!isRecord(given) || !('force_reply' in given)) {
    return { ...keyboard(params), form: false, selective: false };
  }
  if (given['force_reply'] !== true) throw badRequest('field "force_reply" must be true');
  const placeholder = given['input_field_placeholder'];
  if (
    placeholder !== undefined &&
    (typeof placeholder !== 'string' || placeholder.length < 1 || placeholder.length > 64)
  )
    throw badRequest('field "input_field_placeholder" must be of 1 to 64 characters');
  return { form: true, selective: given['selective'] === true, ...(placeholder === undefined ? {} : { placeholder }) };
}

function readRow(row: unknown): { text: string; callback_data: string }[] {
  if (!Array.isArray(row)) throw badRequest("can't parse inline keyboard button row: expected an Array");
  return row.map(readButton);
}

function readButton(value: unknown): { text: string; callback_data: string } {
  if (!isRecord(value)) throw badRequest("can't parse inline keyboard button: expected an Object");
  const { text, callback_data: data } = value;
  if (typeof text !== 'string' || text.trim() === '') {
    throw badRequest('inline keyboard button text must be non-empty');
  }
  if (typeof data !== 'string' || data === '') {
    throw badRequest("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard");
  }
  if (Buffer.byteLength(data) > MAX_DATA) throw badRequest('BUTTON_DATA_INVALID');
  return { text, callback_data: data };
}
