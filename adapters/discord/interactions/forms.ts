import { ComponentType, InteractionResponseType, TextInputStyle } from 'discord.js';
import type { CommandDescription, Form } from '../../../src/ports/index.ts';
import { inLanguage } from '../languages.ts';
import type { FormEvent } from './events.ts';

/** Forms with one field: what opens them and what comes back. */

/** Discord's limits of a form's title, a field's label and what may be written into it, in characters. */
const titleLength = 45;
const textLength = 4000;

interface Asked {
  /** Comes back with what was written; at most 100 characters. */
  id: string;
  title: string;
  label: string;
  field: { id: string; style: TextInputStyle; required: boolean; maxLength: number; value?: string };
}

/** The response that opens the form of a button. */
export function buttonForm({ data, title, label, value }: Form): object {
  const field = { id: 'input', style: TextInputStyle.Short, required: true, maxLength: textLength };
  if (value === undefined) return responseOf({ id: data, title, label, field });
  // Half of a text would be taken for all of it.
  const filled = value.length <= textLength ? { value } : {};
  return responseOf({ id: data, title, label, field: { ...field, ...filled, style: TextInputStyle.Paragraph } });
}

/** The response that opens the form of a command on a message's menu; undefined where it needs none. */
export function messageForm(
  { spec, options, onMessage }: CommandDescription,
  message: string,
  locale: string | undefined,
): object | undefined {
  const option = spec.options.find(({ name }) => name === spec.onMessage?.form);
  if (!option) return undefined;
  return responseOf({
    id: `${messageSign}${spec.name} ${message}`,
    title: inLanguage(onMessage, locale) ?? spec.name,
    label: inLanguage(options[option.name], locale) ?? option.name,
    field: {
      id: option.name,
      style: TextInputStyle.Paragraph,
      required: option.required ?? false,
      maxLength: Math.min(option.maxLength ?? textLength, textLength),
    },
  });
}

/** Ids of the forms of a message's menu begin with it. A button's data never does. */
const messageSign = '?msg ';

/** Command and message that a form was for; undefined for a button's. */
export function aboutMessage({ data, message }: FormEvent): { name: string; message: string } | undefined {
  if (message || !data.custom_id.startsWith(messageSign)) return undefined;
  const match = /^([a-z0-9_]{1,32}) (\d{1,20})$/.exec(data.custom_id.slice(messageSign.length));
  return match?.[1] && match[2] ? { name: match[1], message: match[2] } : undefined;
}

/** Text that was written into the form. */
export function inputOf({ data }: FormEvent): string {
  return data.components.find(({ component }) => component?.value !== undefined)?.component?.value?.trim() ?? '';
}

function responseOf({ id, title, label, field }: Asked): object {
  const component = {
    type: ComponentType.TextInput,
    custom_id: field.id,
    style: field.style,
    required: field.required,
    max_length: field.maxLength,
    ...(field.value === undefined ? {} : { value: field.value }),
  };
  const components = [{ type: ComponentType.Label, label: fitted(label), component }];
  return { type: InteractionResponseType.Modal, data: { custom_id: id, title: fitted(title), components } };
}

function fitted(text: string): string {
  const letters = [...(text.slice(0, textLength).trim() || '…')];
  return letters.length <= titleLength ? letters.join('') : `${letters.slice(0, titleLength - 1).join('')}…`;
}
