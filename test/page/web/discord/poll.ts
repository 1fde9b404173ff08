import type { DiscordMessage } from '../../discord-message.ts';
import { h } from '../dom.ts';
import type { Scene } from './scene.ts';

/** A poll with its answers and how many have chosen each. */
export function drawPoll(poll: NonNullable<DiscordMessage['poll']>, { say, context }: Scene): HTMLElement {
  const counts = new Map(poll.results?.answer_counts.map(({ id, count }) => [id, count]));
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const percent = new Intl.NumberFormat(context.locale, { style: 'percent' });
  const rows = poll.answers.map(({ answer_id: id, poll_media: { text = '' } }) => {
    const count = counts.get(id) ?? 0;
    const bar = h('progress', { class: 'dc-poll-bar', max: Math.max(all, 1), value: count, 'aria-label': text });
    const share = h('span', { class: 'dc-poll-share' }, percent.format(all > 0 ? count / all : 0));
    return h('li', { class: 'dc-poll-answer' }, bar, h('span', {}, text), share);
  });
  return h(
    'div',
    { class: 'dc-poll', role: 'group', 'aria-label': say('poll') },
    h('p', { class: 'dc-poll-question' }, poll.question.text ?? ''),
    h('p', { class: 'dc-soft' }, say(poll.allow_multiselect ? 'pollSome' : 'pollOne')),
    h('ul', {}, ...rows),
    h('p', { class: 'dc-soft' }, say('votes', { count: all })),
  );
}
