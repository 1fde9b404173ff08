import { h } from '../dom.ts';
import { fullDate, timeText } from './dates.ts';
import { icon } from './icons.ts';
import { isOwn } from './names.ts';
import type { Scene } from './scene.ts';

/** What stands in the corner of a message: that it was changed, its time, and that it was read. */
export function drawFoot(scene: Scene): HTMLElement {
  const { message, item, context } = scene;
  if (item.draft) return h('span', { class: 'tg-foot', hidden: true });
  const { locale } = context;
  // Of a bot's messages no client says that they were changed: they grow by being changed.
  const changed = message.edit_date !== undefined && !message.from?.is_bot;
  const edited = changed && h('span', { class: 'tg-edited' }, scene.say('edited'));
  const date = new Date(message.date * 1000).toISOString();
  const time = h('time', { datetime: date, title: fullDate(message.date, locale) }, timeText(message.date, locale));
  const read = isOwn(message, context.me) && icon('read');
  return h('span', { class: 'tg-foot' }, edited, time, read);
}
