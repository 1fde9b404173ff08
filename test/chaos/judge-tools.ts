import { texts as en } from '../../src/locales/en/index.ts';
import type { Report } from './judge.ts';
import { remindersIn, roomsIn } from './marks.ts';
import type { Evidence, Outcome } from './outcomes.ts';
import type { Bubble } from './place.ts';
import { isToolAsk, rounds } from './schedule-tools.ts';
import type { Pressed, Reminded } from './world-tools.ts';

/**
 * What is promised of deeds and due times. A call that changes something runs at most once, by leave that somebody gave for exactly
 * this call, while its tool is as it was when they were asked; one that was cut is told as unknown. Results reach the answer.
 * A due time is shown once.
 */

/** Begins what is told of a call that was interrupted. */
export const UNKNOWN = en['tools.unknown'].split('{{')[0] ?? '';
/** A reminder may be shown so much before its time as this process knows it, ms. */
const EARLY_MS = 1000;

export function judgeTools(results: readonly Outcome[], evidence: Evidence, report: Report): void {
  const { deeds, pressed = [] } = evidence;
  if (!deeds) return;
  const begun = deeds.done.filter(({ what }) => what === 'begun');
  for (const [name, all] of Map.groupBy(begun, ({ of }) => of)) {
    if (all.length > 1) report('repeated', `${name} was done ${all.length} times`);
    const [room = ''] = roomsIn(name);
    const why = withoutLeave(room, all[0]?.at ?? 0, pressed, evidence);
    if (why) report('unapproved', `${name} was done ${why}`);
  }
  const done = new Set(begun.flatMap(({ of }) => roomsIn(of)));
  for (const outcome of results) judgeTold(outcome, done, report);
}

/** Why a call was not to be run, in words. */
function withoutLeave(room: string, at: number, pressed: readonly Pressed[], evidence: Evidence): string | undefined {
  const isBefore = (each: Pressed) => each.at <= at;
  const own = pressed.some((each) => each.room === room && each.how !== 'no' && isBefore(each));
  const asked = evidence.model.proposed?.find((each) => each.room === room);
  if (!asked) return 'and nobody has called for it';
  const place = evidence.turns.find(({ id, former }) => id === asked.turn || former.includes(asked.turn))?.place;
  // A process that began after a change knows the tool as it is now.
  const start = evidence.starts?.findLast((each) => each < at) ?? 0;
  const changes = (evidence.deeds?.terms ?? []).filter((change) => change.at < start);
  const isLasting = (each: Pressed) =>
    each.how === 'always' && each.place === place && isBefore(each) && !changes.some((change) => change.at > each.at);
  if (pressed.some(isLasting)) return undefined;
  if (!own) return 'without leave';
  return changes.some((change) => change.asked.has(room))
    ? 'though its tool had changed since somebody was asked'
    : undefined;
}

/** Judges what an answer tells of its calls. */
function judgeTold({ turn, kept, reading }: Outcome, done: ReadonlySet<string>, report: Report): void {
  if (!isToolAsk(turn.ask) || turn.goneAt !== undefined || !reading?.whole || reading.ended !== 'complete') return;
  const name = `Q${turn.id} (${turn.ask}, ${turn.place.name})`;
  const text = kept.map((bubble) => bubble.text).join('\n');
  // Without the desk there was nothing to call.
  if (text.includes('no desk')) return;
  const told = [...text.matchAll(/K(\d+c\d+n\d+)/g)].map((match) => match[1] ?? '');
  const made = told.find((room) => !done.has(room));
  if (made) report('untold', `${name} says that ${made} was booked, and it was not`);
  const calls = rounds[turn.ask].join('');
  const read = text.match(/dentist on/g)?.length ?? 0;
  const wanted = calls.split('r').length - 1;
  if (read < wanted) report('unread', `${name} knows ${read} of ${wanted} results: ${text.slice(0, 300)}`);
  // Another answer than the one that is shown may have done the others.
  if (turn.again > 0 || turn.former.length > 0) return;
  const own = [...done].filter((room) => room.startsWith(`${turn.id}n`));
  const open = own.filter((room) => !told.includes(room));
  if (open.length > 0 && !text.includes(UNKNOWN))
    report('untold', `${name} does not tell what became of ${open.join(' ')}: ${text.slice(0, 300)}`);
}

/** Bubbles that tell a reminder at its time. */
export function shownOfReminder({ id, place }: Pick<Reminded, 'id' | 'place'>): Bubble[] {
  return place.bubbles().filter(({ text }) => text.includes('⏰') && remindersIn(text).includes(id));
}

function isMade({ id, place }: Reminded): boolean {
  return place.bubbles().some(({ text }) => remindersIn(text).includes(id));
}

/** Whether a reminder is still to come. */
export function isOpenReminder(reminder: Reminded, { accepted, catchUp }: Pick<Evidence, 'accepted' | 'catchUp'>) {
  const { place, key, met } = reminder;
  const isOwed = place.service === 'telegram' || (catchUp && met) || (accepted?.has(key) ?? false);
  return shownOfReminder(reminder).length === 0 && (isOwed || isMade(reminder)) && !isRefused(reminder);
}

/** It was answered with an error in its place. */
function isRefused({ place, message }: Reminded): boolean {
  const errors = Object.entries(en).filter(([key]) => key.startsWith('error.'));
  return place
    .bubbles()
    .some(
      ({ chat, replyTo, text }) =>
        `${chat}:${replyTo}` === message &&
        errors.some(([, sentence]) => text.includes(sentence.split('{{')[0] ?? '-')),
    );
}

export function judgeReminder(reminder: Reminded, evidence: Evidence, report: Report): void {
  const { id, place, saidAt, inMs } = reminder;
  const { made } = evidence.engine;
  const shown = shownOfReminder(reminder);
  const madeOf = ({ chat, id: bubble }: Bubble) => made.get(`${chat}:${bubble}`);
  const known = shown.filter((bubble) => !madeOf(bubble)?.lost);
  const name = `M${id} (${place.name})`;
  if (isOpenReminder(reminder, evidence)) report('due', `${name} was not told`);
  if (known.length > 1) report('due', `${name} was told ${shown.length} times`);
  const first = Math.min(...shown.map((bubble) => madeOf(bubble)?.at ?? Number.POSITIVE_INFINITY));
  if (first < saidAt + inMs - EARLY_MS) report('due', `${name} was told ${saidAt + inMs - first} ms too early`);
}
