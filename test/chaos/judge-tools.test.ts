import { describe, expect, it } from 'vitest';
import type { Deed, Deeds } from './deeds.ts';
import { bubbleWith, placeOf } from './judge-support.ts';
import { judgeReminder, judgeTools } from './judge-tools.ts';
import { readAnswer, sectionText } from './marks.ts';
import type { Evidence, Outcome } from './outcomes.ts';
import type { Bubble, Place, Turn } from './place.ts';

/** What the judge says of deeds and due times, without a round. */

const engine = { made: new Map(), modelLost: [], penalties: { pushed: [], outlasted: [] } };
const proposed = [{ room: '1c1n1', turn: '1c1', at: 1000 }];
const deed = (what: Deed['what'], at = 3000, of = 'B1c1n1'): Deed => ({ what, at, of });
const done = [deed('begun'), deed('booked', 3100)];

function turnOf(place: Place, over: Partial<Turn> = {}): Turn {
  const none = { former: [], editedAt: undefined, goneAt: undefined, again: 0, retries: [], onward: false };
  return { id: '1c1', ask: 'write', place, saidAt: 1, message: '5:10', key: 'k', met: true, ...none, ...over };
}

/** Kinds of what is found where somebody pressed `how` for a call, and `text` is its answer. */
function verdict(
  text: string,
  over: Omit<Partial<Evidence>, 'deeds'> & { deeds?: Partial<Deeds>; how?: 'once' | 'always' | 'no' } = {},
  about: Partial<Turn> = {},
): string[] {
  const { deeds, how = 'once', ...rest } = over;
  const kept = [bubbleWith('11', text)];
  const place = placeOf(kept);
  const turn = turnOf(place, about);
  const outcome: Outcome = { turn, bubbles: kept, kept, orphans: 0, reading: readAnswer('1c1', [text]), failed: false };
  const pressed = [{ room: '1c1n1', place, how, at: 2000 }];
  const found: string[] = [];
  const known = { ...{ turns: [turn], places: [place], model: { asked: [], proposed } }, pressed, starts: [0], engine };
  judgeTools(
    [outcome],
    { ...known, deeds: { done, terms: [], ...deeds }, ...rest } as unknown as Evidence,
    (kind) => void found.push(kind),
  );
  return found;
}

const words = sectionText('1c1', 0, 2, 10, 'I would book it');
const answer = (said: string) => `${words}\n\n${sectionText('1c1', 1, 2, 10, said)}`;
const booked = answer('booked K1c1n1');

describe('a call that changes something', () => {
  it('is run once, by leave', () => {
    expect(verdict(booked)).toEqual([]);
    expect(verdict(booked, { deeds: { done: [...done, ...done] } })).toEqual(['repeated']);
    expect(verdict(booked, { pressed: [] })).toEqual(['unapproved']);
    expect(verdict(booked, { how: 'no' })).toEqual(['unapproved']);
    expect(verdict(booked, { deeds: { done: [deed('begun', 1500), deed('booked')] } })).toEqual(['unapproved']);
    expect(verdict(booked, { model: { asked: [] } })).toEqual(['unapproved']);
  });

  it('is not run once its tool is another one', () => {
    const terms = [{ at: 2500, asked: new Set(['1c1n1']) }];
    expect(verdict(booked, { deeds: { terms } })).toEqual([]);
    expect(verdict(booked, { deeds: { terms }, starts: [0, 2600] })).toEqual(['unapproved']);
    expect(verdict(booked, { deeds: { terms: [{ at: 2500, asked: new Set() }] }, starts: [0, 2600] })).toEqual([]);
  });

  it('may be run by leave for a conversation, as long as its tool is the same', () => {
    const place = placeOf([bubbleWith('11', booked)]);
    const turns = [turnOf(place)];
    const pressed = [{ room: '9c1n9', place, how: 'always' as const, at: 500 }];
    expect(verdict(booked, { pressed, turns })).toEqual([]);
    expect(verdict(booked, { pressed: [{ ...pressed[0], place: placeOf([]) } as never], turns })).toEqual([
      'unapproved',
    ]);
    const terms = [{ at: 700, asked: new Set<string>() }];
    expect(verdict(booked, { pressed, turns, deeds: { terms }, starts: [0, 800] })).toEqual(['unapproved']);
  });

  it('is told as what became of it', () => {
    const cut = `${answer('nobody knows')}\n\nIt is not known whether “Book a room” was done: it was interrupted.`;
    expect(verdict(cut, { deeds: { done: [deed('begun')] } })).toEqual([]);
    expect(verdict(answer('not done'), { deeds: { done: [deed('begun')] } })).toEqual(['untold']);
    expect(verdict(booked, { deeds: { done: [] } })).toEqual(['untold']);
    expect(verdict(answer('not done'), { deeds: { done: [] }, how: 'no' })).toEqual([]);
    expect(verdict(`${words}\n\nMay I run Book a room?`, { deeds: { done: [] } })).toEqual([]);
  });

  it('has its result in the answer', () => {
    const of = (said: string) => sectionText('1c1', 0, 1, 10, said);
    expect(verdict(of('dentist on 1970-01-02'), { deeds: { done: [] } }, { ask: 'read' })).toEqual([]);
    expect(verdict(of('not done'), { deeds: { done: [] } }, { ask: 'read' })).toEqual(['unread']);
    expect(verdict(of('dentist on 1970-01-02'), { deeds: { done: [] } }, { ask: 'reads' })).toEqual(['unread']);
  });
});

describe('a due time', () => {
  const made = (id: string, at: number, lost = false) => [`5:${id}`, { at, lost }] as const;

  function told(bubbles: Bubble[], entries: readonly (readonly [string, { at: number; lost: boolean }])[]): string[] {
    const about = { id: '1c1', place: placeOf(bubbles), saidAt: 0, message: '5:10', key: 'k', inMs: 6000, met: true };
    const evidence = { engine: { ...engine, made: new Map(entries) }, accepted: new Set(), catchUp: true };
    const found: string[] = [];
    judgeReminder(about, evidence as unknown as Evidence, (kind, what) => void found.push(`${kind}: ${what}`));
    return found;
  }
  const will = bubbleWith('11', 'M1c1 the oven\n\nI’ll tell you on …');
  const shown = (id: string) => bubbleWith(id, '⏰ M1c1 the oven');

  it('is told once, at its time', () => {
    expect(told([will, shown('12')], [made('12', 6100)])).toEqual([]);
    expect(told([will], [])).toEqual(['due: M1c1 (tg-1) was not told']);
    expect(told([will, shown('12'), shown('13')], [made('12', 6100), made('13', 6200)])).toHaveLength(1);
    expect(told([will, shown('12'), shown('13')], [made('12', 6100, true), made('13', 6200)])).toEqual([]);
    expect(told([will, shown('12')], [made('12', 1000)])).toEqual(['due: M1c1 (tg-1) was told 5000 ms too early']);
    expect(told([bubbleWith('11', 'I gave up.')], [])).toHaveLength(1);
  });
});
