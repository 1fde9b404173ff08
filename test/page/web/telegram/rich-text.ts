import type { RichText } from 'grammy/types';
import { h } from '../dom.ts';
import { entityDate, fullDate } from './dates.ts';
import type { Scene } from './scene.ts';
import { drawLink } from './words.ts';

const tags: Readonly<Record<string, 'strong' | 'em' | 'u' | 's' | 'sub' | 'sup' | 'mark' | 'code'>> = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  subscript: 'sub',
  superscript: 'sup',
  marked: 'mark',
  code: 'code',
};

/** Draws text of a rich message; marks that nobody can follow here are their words alone. */
export function drawRichText(text: RichText, scene: Scene): Node[] {
  if (typeof text === 'string') return [new Text(text)];
  if (Array.isArray(text)) return text.flatMap((part) => drawRichText(part, scene));
  if (text.type === 'custom_emoji') return [new Text(text.alternative_text)];
  if (text.type === 'mathematical_expression') return [h('code', {}, text.expression)];
  if (text.type === 'button') return [h('span', { class: 'tg-link' }, ...drawRichText(text.button.text, scene))];
  if (text.type === 'anchor') return [];
  const inner = drawRichText(text.text, scene);
  const tag = tags[text.type];
  if (tag) return [h(tag, {}, ...inner)];
  if (text.type === 'url') return [drawLink(text.url, inner)];
  if (text.type === 'date_time') {
    const { locale } = scene.context.me;
    const shown = entityDate(text.unix_time, text.date_time_format, locale);
    return [h('time', { title: fullDate(text.unix_time, locale) }, ...(shown === undefined ? inner : [shown]))];
  }
  return [h('span', { class: text.type === 'reference' ? '' : 'tg-link' }, ...inner)];
}

/** Words of a text, without its marks. */
export function richWords(text: RichText): string {
  if (typeof text === 'string') return text;
  if (Array.isArray(text)) return text.map(richWords).join('');
  if (text.type === 'custom_emoji') return text.alternative_text;
  if (text.type === 'mathematical_expression') return text.expression;
  if (text.type === 'button') return richWords(text.button.text);
  return text.type === 'anchor' ? '' : richWords(text.text);
}
