import { ComponentType, InteractionResponseType, TextInputStyle } from 'discord.js';
import type { CommandDescription, Field, Form } from '../../../src/ports/index.ts';
import { inLanguage } from '../languages.ts';
import type { FormEvent } from './events.ts';

/** Forms: what opens them and what comes back. */

/** Discord's limits of a form's title and a field's label, of the line below that, and of what may be written, in characters. */
const titleLength = 45;
const descriptionLength = 100;
export const textLength = 4000;

/** Ids of fields end with it that are left as they are where nothing is written into them. */
const keptSign = '?';

interface Asked {
  /** Comes back with what was written; at most 100 characters. */
  id: string;
  title: string;
  fields: readonly Field[];
}

/** The response that opens the form of a button. */
export function buttonForm({ data, title, fields }: Form): object {
  return responseOf({ id: data, title, fields });
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
    fields: [
      {
        option: option.name,
        title: inLanguage(options[option.name], locale) ?? option.name,
        long: true,
        ...(option.required ? {} : { optional: true }),
        ...(option.maxLength === undefined ? {} : { maxLength: option.maxLength }),
      },
    ],
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

/** Texts that were written into the form, by the options that its fields are for. Clients can send any. */
export function inputOf({ data }: FormEvent): Record<string, string> {
  const written = data.components.slice(0, mostFields).flatMap(({ component }) => {
    const [, option, sign] = /^([a-z0-9_]{1,32})(\?)?$/.exec(component?.custom_id ?? '') ?? [];
    const text = component?.value?.trim() ?? '';
    return option === undefined || (sign && text === '') ? [] : [[option, text] as const];
  });
  return Object.fromEntries(written);
}

/** The same texts, each as `read` reads it. */
export async function eachRead(
  input: Record<string, string>,
  read: (text: string) => Promise<string>,
): Promise<Record<string, string>> {
  const texts = Object.entries(input).map(async ([option, text]) => [option, await read(text)] as const);
  return Object.fromEntries(await Promise.all(texts));
}

/** Most fields of a form on Discord. */
const mostFields = 5;

function responseOf({ id, title, fields }: Asked): object {
  const components = fields.map(labelOf);
  return {
    type: InteractionResponseType.Modal,
    data: { custom_id: id, title: fitted(title, titleLength), components },
  };
}

function labelOf({ option, title, label, value, long, optional, maxLength = textLength, keeps }: Field): object {
  const component = {
    type: ComponentType.TextInput,
    custom_id: keeps ? `${option}${keptSign}` : option,
    style: long ? TextInputStyle.Paragraph : TextInputStyle.Short,
    required: !optional,
    max_length: Math.min(maxLength, textLength),
    ...(value === undefined ? {} : { value }),
  };
  const description = label ? { description: fitted(label, descriptionLength) } : {};
  return { type: ComponentType.Label, label: fitted(title, titleLength), ...description, component };
}

function fitted(text: string, most: number): string {
  const letters = [...(text.slice(0, textLength).trim() || '…')];
  return letters.length <= most ? letters.join('') : `${letters.slice(0, most - 1).join('')}…`;
}
