import type { Checklist, Contact, Location, Poll, PollOption, Venue } from 'grammy/types';
import { avatar } from '../avatar.ts';
import { h } from '../dom.ts';
import { icon } from './icons.ts';
import type { Scene } from './scene.ts';
import { drawWords } from './words.ts';

export function drawPoll(poll: Poll, scene: Scene): HTMLElement {
  const { question, question_entities, options, total_voter_count: total, type, is_anonymous: secret } = poll;
  const kinds = { quiz: ['anonymousQuiz', 'quiz'], regular: ['anonymousPoll', 'poll'] } as const;
  return h(
    'div',
    { class: 'tg-poll' },
    h('strong', {}, ...drawWords(question, question_entities, scene)),
    h('small', {}, scene.say(kinds[type][secret ? 0 : 1])),
    h('ul', {}, ...options.map((option) => drawOption(option, total, scene))),
    h('small', { class: 'tg-votes' }, scene.say('votes', { count: total })),
  );
}

function drawOption({ text, text_entities, voter_count: votes }: PollOption, total: number, scene: Scene): HTMLElement {
  const share = total > 0 ? Math.round((votes / total) * 100) : 0;
  const bar = h('span', { class: 'tg-bar' });
  bar.style.width = `${share}%`;
  const line = h('span', { class: 'tg-track' }, bar);
  return h(
    'li',
    {},
    h('span', { class: 'tg-share' }, `${share}%`),
    h('span', {}, ...drawWords(text, text_entities, scene)),
    line,
  );
}

export function drawChecklist({ title, title_entities, tasks }: Checklist, scene: Scene): HTMLElement {
  const items = tasks.map(({ text, text_entities, completion_date: at }) => {
    const state = h('span', { class: 'unseen' }, `${scene.say(at ? 'ticked' : 'open')}: `);
    return h('li', {}, icon(at ? 'ticked' : 'box'), h('span', {}, state, ...drawWords(text, text_entities, scene)));
  });
  return h(
    'div',
    { class: 'tg-checklist' },
    h('strong', {}, ...drawWords(title, title_entities, scene)),
    h('small', {}, scene.say('checklist')),
    h('ul', {}, ...items),
  );
}

/** Draws a place without a map: nothing is loaded from outside. */
export function drawPlace({ latitude, longitude }: Location, venue: Venue | undefined, { say }: Scene): HTMLElement {
  const point = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const words = h(
    'span',
    { class: 'tg-file-words' },
    h('strong', {}, venue?.title ?? say('place')),
    h('small', {}, venue?.address ?? point),
  );
  return h('div', { class: 'tg-place' }, h('div', { class: 'tg-map' }, icon('place')), words);
}

export function drawContact({ first_name, last_name, phone_number, user_id }: Contact): HTMLElement {
  const name = [first_name, last_name].filter(Boolean).join(' ');
  const words = h('span', { class: 'tg-file-words' }, h('strong', {}, name), h('small', {}, phone_number));
  return h('div', { class: 'tg-contact' }, avatar(name, `telegram:${user_id ?? phone_number}`), words);
}
