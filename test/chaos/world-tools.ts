import type { Deeds } from './deeds.ts';
import { answerIn, idOf, roomsIn, type TurnId } from './marks.ts';
import type { Place, Turn } from './place.ts';
import type { Leave, ToolAct } from './schedule-tools.ts';

/** Leave that people give to calls, and reminders that they ask for. */

/** Press of a button under a question of leave. */
export interface Pressed {
  room: string;
  place: Place;
  how: Leave;
  at: number;
}

/** A reminder that somebody asked for. */
export interface Reminded {
  /** As in `M<id>`. */
  id: TurnId;
  place: Place;
  saidAt: number;
  /** As a turn's. */
  message: string;
  key: string;
  /** Time from then on at which it is due, real ms. */
  inMs: number;
  /** The bot had spoken there before. */
  met: boolean;
}

export interface ToolParts {
  places: readonly Place[];
  pressed: Pressed[];
  reminders: Reminded[];
  deeds: Pick<Deeds, 'change' | 'terms' | 'next'> | undefined;
  speed: number;
}

const labels: Record<Leave, RegExp> = { once: /^Once$/, always: /^For this conversation$/, no: /^No$/ };

/** Does what a step says; says what, undefined where there is nothing to do. */
export function actTools(step: ToolAct, parts: ToolParts): string | undefined {
  if (step.do === 'terms') {
    parts.deeds?.change(parts.places.flatMap((place) => place.bubbles().flatMap(({ text }) => roomsIn(text))));
    return `the desk changes its terms, ${parts.deeds?.terms.length} times by now`;
  }
  const { places, reminders, speed } = parts;
  const place = places[step.place % places.length];
  if (!place) return undefined;
  if (step.do === 'leave') {
    const done = leave(place, step.how, step.twice, parts);
    if (!done || !step.cut) return done;
    parts.deeds?.next(() => place.stop());
    return `${done}, and ${leave(place, 'always', false, parts)}, cut at work`;
  }
  if (!place.type || !place.open('short')) return undefined;
  const id = idOf(reminders.length + 1, place.conversation);
  const met = place.bubbles().length > 0;
  const message = place.type(`/remind in ${step.minutes} ${step.minutes > 1 ? 'minutes' : 'minute'} M${id} the oven`);
  const key = place.service === 'telegram' ? `telegram:${message}` : `discord:${message.split(':')[1]}`;
  const inMs = (step.minutes * 60_000) / speed;
  reminders.push({ id, place, saidAt: Date.now(), message, key, inMs, met });
  return `M${id} is due in ${inMs} ms in ${place.name}`;
}

/** Presses a button under the newest question of leave, if there is one. */
function leave(place: Place, how: Leave, twice: boolean, { pressed }: Pick<ToolParts, 'pressed'>) {
  const press = () => {
    // Below the question stands what was used before.
    const [, asked] = /"room": "(\w+)"/.exec(place.press?.(labels[how], 'answer') ?? '') ?? [];
    const [room] = roomsIn(asked ?? '');
    if (room !== undefined) pressed.push({ room, place, how, at: Date.now() });
    return room;
  };
  const room = press();
  if (room !== undefined && twice) press();
  return room === undefined ? undefined : `${how} for B${room}${twice ? ', twice' : ''}`;
}

/** Questions of leave that are answered before a call is to be cut. */
const ALLOWED = 6;

/** Allows what waits, in turn at each place; says what. */
export function allow(places: readonly Place[], pressed: Pressed[]): string[] {
  const done: string[] = [];
  const from = pressed.length % places.length;
  for (const place of [...places.slice(from), ...places.slice(0, from)]) {
    // Who has pressed in vain asks anew.
    const newest = place
      .bubbles()
      .flatMap(({ text }) => roomsIn(text))
      .at(-1);
    const isVain = pressed.filter(({ room }) => room === newest).length > 1;
    const said = done.length < ALLOWED && !isVain ? leave(place, 'once', false, { pressed }) : undefined;
    if (said) done.push(said);
  }
  return done;
}

/** A person who waits for an answer says no more for so long, ms. */
const WAITING_MS = 15_000;

/** A question there waits for an answer. */
export function isBusy(place: Place, turns: readonly Turn[]): boolean {
  const bubbles = place.bubbles();
  const isAnswered = ({ id, message }: Turn) =>
    bubbles.some(({ chat, replyTo, text }) => answerIn(text) === id || `${chat}:${replyTo}` === message);
  const since = Date.now() - WAITING_MS;
  const recent = turns.filter((turn) => turn.place === place && turn.saidAt > since && turn.goneAt === undefined);
  return recent.filter((turn) => !isAnswered(turn)).length > 0;
}

/** When the next reminder is due, epoch ms. */
export function nextDue(reminders: readonly Reminded[]): number | undefined {
  const now = Date.now();
  const due = reminders.map(({ saidAt, inMs }) => saidAt + inMs).filter((at) => at > now);
  return due.length > 0 ? Math.min(...due) : undefined;
}
