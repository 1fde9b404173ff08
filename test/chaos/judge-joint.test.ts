import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { answerText } from './marks.ts';
import type { Asked } from './model.ts';
import { type Evidence, outcomes } from './outcomes.ts';
import type { Bubble, Place, Talk, Turn } from './place.ts';
import type { BundleKind } from './schedule-joint.ts';

/** What the judge would say of a round in which several messages, talk or threads went wrong. */

const bubble = (id: string, text: string, replyTo = '10', chat = '5'): Bubble => ({
  ...{ id, chat, text, photos: 0, replyTo, about: undefined, behind: false },
});

function placeOf(bubbles: readonly Bubble[], over: Partial<Place> = {}): Place {
  return {
    ...{ conversation: 1, name: 'dm', service: 'telegram', stranger: false, loose: false, excused: undefined },
    ...{ steered: true, joint: true, fitting: (ask) => ask, open: () => true, stop: () => undefined },
    ...{ say: () => ({ message: '', key: '' }), chats: () => ['5'], bubbles: () => [...bubbles] },
    ...over,
  };
}

/** Messages 10, 11, … of one act at a place, Q1c1, Q2c1, … */
function actOf(place: Place, kind: BundleKind, pieces: readonly Partial<Turn>[]): Turn[] {
  const bundle = { kind, at: 0, pieces: [] as Turn[], silent: ['5:19'] };
  bundle.pieces = pieces.map((over, at) => ({
    ...{ id: `${at + 1}c1`, ask: 'streamed', place, saidAt: 100_000, message: `5:${at + 10}`, key: `k${at + 1}` },
    ...{ former: [], editedAt: undefined, goneAt: undefined, again: 0, retries: [], onward: false, met: true, bundle },
    ...over,
  }));
  return bundle.pieces;
}

function verdict(place: Place, turns: readonly Turn[], about: Partial<Evidence> = {}): string[] {
  const engine = { made: new Map(), modelLost: [], penalties: { pushed: [], outlasted: [] } };
  const round = { turns, places: [place], engine, ends: [], disturbed: [], jolts: [], catchUp: true, bursts: 'each' };
  const evidence = { model: { asked: [] }, accepted: new Set(turns.map(({ key }) => key)), ...round, ...about };
  return judge(evidence as Evidence, outcomes(evidence as Evidence)).map(({ kind }) => kind);
}

const both = answerText('2c1', 1, 60, ['1c1', '2c1']);
const one = answerText('1c1', 1, 60);
const two = answerText('2c1', 1, 60);
const comment = [{}, { passed: true }];

describe('several messages that are one act', () => {
  const judged = (bubbles: Bubble[], pieces: Partial<Turn>[] = comment, about: Partial<Evidence> = {}) => {
    const place = placeOf(bubbles);
    return verdict(place, actOf(place, 'forwards', pieces), about);
  };

  it('have one answer; two are found, but not where something came between them', () => {
    expect(judged([bubble('20', both)])).toEqual([]);
    const apart = [bubble('20', one), bubble('21', two, '11')];
    expect(judged(apart)).toEqual(['split']);
    expect(judged(apart, comment, { jolts: [101_000] })).toEqual([]);
  });

  it('are in one question each: one that is in two, or in none, is found', () => {
    expect(judged([bubble('20', one), bubble('21', both, '11')])).toEqual(['twice', 'split']);
    expect(judged([bubble('20', one)])).toEqual(['lost']);
    expect(judged([bubble('20', 'Stopped.')])).toEqual([]);
  });

  it('keep their order, and have nothing to do with others', () => {
    const turned = answerText('1c1', 1, 60, ['2c1', '1c1']);
    expect(judged([bubble('20', turned)], [{}, {}])).toEqual(['order']);
    const place = placeOf([bubble('20', both)]);
    const [first, second] = [actOf(place, 'burst', [{}]), actOf(place, 'burst', [{}, {}]).slice(1)];
    expect(verdict(place, [...first, ...second])).toContain('mixed');
  });

  it('leave what nobody knows of: an orphan is no second answer', () => {
    const bubbleMade = { service: 'telegram', told: undefined, order: 1, lost: true };
    const made = new Map([
      ['5:20', bubbleMade],
      ['5:21', { ...bubbleMade, order: 2, lost: false }],
    ]);
    const engine = { made, modelLost: [], penalties: { pushed: [], outlasted: [] } } as unknown as Evidence['engine'];
    expect(judged([bubble('20', one), bubble('21', both, '11')], comment, { engine })).toEqual([]);
  });

  it('are answered without what was deleted, and in the words of after an edit', () => {
    expect(judged([bubble('20', both)], [{}, { passed: true, goneAt: 1 }])).toEqual(['undead']);
    expect(judged([bubble('20', one)], [{}, { passed: true, goneAt: 1 }])).toEqual([]);
    expect(judged([], [{ goneAt: 1 }, { passed: true }])).toEqual([]);
    const edited = { id: '9c1', former: ['1c1'], editedAt: 1 };
    expect(judged([bubble('20', both)], [edited, { passed: true }])).toEqual(['stale']);
  });

  it('that are pictures have no answers beside the one', () => {
    const place = placeOf([bubble('20', one), bubble('21', 'I cannot look at pictures.', '19')]);
    expect(verdict(place, actOf(place, 'album', [{}]))).toEqual(['split']);
  });

  it('are asked about once, and once more where something broke or changed', () => {
    const call: Asked = { at: 1, turn: '2c1', pieces: ['1c1', '2c1'], talk: [], history: [], broken: false };
    const asked = [call, { ...call, at: 2 }];
    expect(judged([bubble('20', both)], comment, { model: { asked } })).toEqual(['calls']);
    expect(
      judged([bubble('20', both)], comment, { model: { asked: [{ ...call, broken: true }, ...asked.slice(1)] } }),
    ).toEqual([]);
  });

  it('are in the history as a whole', () => {
    const place = placeOf([bubble('20', both), bubble('22', answerText('3c1', 1, 60), '12')]);
    const [third] = actOf(place, 'burst', [{ id: '3c1', message: '5:12', key: 'k3' }]);
    const turns = [...actOf(place, 'forwards', comment), ...(third ? [third] : [])];
    const told = (...ids: string[]) => {
      const history = ids.map((id) => ({ role: 'user' as const, id }));
      return verdict(place, turns, {
        model: { asked: [{ at: 1, turn: '3c1', pieces: ['3c1'], talk: [], history, broken: false }] },
      });
    };
    expect(told('1c1', '2c1')).toEqual([]);
    expect(told('2c1')).toEqual(['history']);
  });
});

describe('a burst', () => {
  const judged = (bubbles: Bubble[], bursts: 'each' | 'together') => {
    const place = placeOf(bubbles);
    return verdict(place, actOf(place, 'burst', [{}, {}, {}]), { bursts });
  };
  const three = [bubble('20', one), bubble('21', two, '11'), bubble('22', answerText('3c1', 1, 60), '12')];
  const rest = [bubble('20', one), bubble('22', answerText('3c1', 1, 60, ['2c1', '3c1']), '12')];

  it('has an answer to each, or one to what waits, as the chat wants', () => {
    expect(judged(three, 'each')).toEqual([]);
    expect(judged(rest, 'each')).toEqual(['mixed']);
    expect(judged(rest, 'together')).toEqual([]);
    expect(judged(three, 'together')).toEqual(['split']);
  });
});

describe('a thread', () => {
  const judged = (chat: string, opened: number, pieces: Partial<Turn>[] = [{}]) => {
    const place = placeOf([bubble('20', one, '10', chat)], { thread: { parent: '5', opened: () => opened } });
    return verdict(place, actOf(place, 'forwards', pieces));
  };

  it('is one, and has the answer', () => {
    expect(judged('10', 1)).toEqual([]);
    expect(judged('5', 0)).toEqual([]);
    expect(judged('5', 1)).toEqual(['beside']);
    expect(judged('10', 2)).toEqual(['beside']);
  });
});

describe('talk', () => {
  const judged = (over: Partial<Talk>, about: Partial<Evidence> = {}, at: Partial<Place> = {}) => {
    const place = placeOf([bubble('20', 'Sorry?', '30')], at);
    const talk = { id: '1c1', place, saidAt: 0, message: '5:31', key: 'k', former: [], editedAt: undefined };
    return verdict(place, [], { talks: [{ ...talk, goneAt: undefined, ...over }], ...about });
  };
  const kept = { words: [{ id: '1c1', proper: true, where: 'entries overheard|5|31' }] };

  it('has no answer and is no turn', () => {
    expect(judged({}, kept)).toEqual([]);
    expect(judged({ message: '5:30' })).toEqual(['overheard']);
    expect(judged({}, { closed: new Map([['k', 'answered at attempt 1']]) })).toEqual(['overheard']);
  });

  it('is nowhere but where it is kept, and not there once it was deleted, edited, or nothing is heard any more', () => {
    expect(judged({}, { words: [{ id: '1c1', proper: false, where: 'entries exchange' }] })).toEqual(['kept']);
    expect(judged({ goneAt: 1 }, kept)).toEqual(['kept']);
    expect(judged({ id: '2c1', former: ['1c1'], editedAt: 1 }, kept)).toEqual(['kept']);
    expect(judged({}, kept, { deafBy: '5:30' })).toEqual(['kept']);
    expect(judged({}, kept, { deafBy: '5:99' })).toEqual([]);
  });

  it('is told of no more once it was deleted', () => {
    const asked = [{ at: 9000, turn: '7c1', pieces: ['7c1'], talk: ['1c1'], history: [], broken: false }];
    expect(judged({ goneAt: 1 }, { model: { asked } })).toEqual(['overheard']);
    expect(judged({ goneAt: 8000 }, { model: { asked } })).toEqual([]);
  });
});
