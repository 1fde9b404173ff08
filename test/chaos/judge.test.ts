import { describe, expect, it } from 'vitest';
import { lateDrafts } from './drafts.ts';
import { judge } from './judge.ts';
import { answerText } from './marks.ts';
import { type Evidence, outcomes } from './outcomes.ts';
import type { Bubble, Place, Turn } from './place.ts';

/** What the judge would say of a round in which a safeguard was missing. */

const place: Place = {
  conversation: 1,
  name: 'dm',
  service: 'discord',
  stranger: false,
  loose: false,
  excused: undefined,
  steered: true,
  fitting: (ask) => ask,
  open: () => true,
  say: () => ({ message: '', key: '' }),
  stop: () => undefined,
  chats: () => ['5'],
  bubbles: () => [],
};

const bubble = (id: string, text: string, replyTo = '10'): Bubble => ({
  ...{ id, text, replyTo, chat: '5', photos: 0, about: undefined, behind: false },
});

const answer = answerText('1c1', 1, 60);
const call = { at: 1, turn: '1c1', pieces: ['1c1'], talk: [], history: [], broken: false };

function verdict(bubbles: Bubble[], over: Partial<Turn> = {}, about: Partial<Evidence> = {}): string[] {
  const here: Place = { ...place, bubbles: () => bubbles, ...about.places?.[0] };
  const turn: Turn = {
    ...{ id: '1c1', ask: 'short', place: here, saidAt: 0, message: '5:10', key: 'discord:10', former: [] },
    ...{ editedAt: undefined, goneAt: undefined, again: 0, retries: [], onward: false, met: true, ...over },
  };
  const engine = { made: new Map(), modelLost: [], penalties: { pushed: [], outlasted: [] } };
  const round = { turns: [turn], places: [here], engine, ends: [], disturbed: [], catchUp: true } as const;
  const evidence = { model: { asked: [] }, accepted: new Set(['discord:10']), ...round, ...about, places: [here] };
  return judge(evidence, outcomes(evidence)).map(({ kind }) => kind);
}

describe('/retry', () => {
  const again = { again: 1, retries: ['5:12'] };

  it('leaves one answer, or the one before above the sentence of a failure', () => {
    expect(verdict([bubble('11', answer)], again)).toEqual([]);
    expect(
      verdict([bubble('11', answer), bubble('13', 'I was restarted several times while working on this', '12')], again),
    ).toEqual([]);
  });

  it('leaves an answer that becomes a sentence when its prompt is edited; nobody else’s sentence is taken for it', () => {
    expect(verdict([bubble('13', 'Stopped.', '12')], again)).toEqual([]);
    expect(verdict([bubble('13', 'Stopped.', '14')], again)).toEqual(['lost']);
  });

  it('that was stopped keeps its sentence when the answer is deleted; an answer that stays then is found', () => {
    expect(verdict([bubble('13', 'Stopped.', '12')], { ...again, goneAt: 1 })).toEqual([]);
    expect(verdict([bubble('13', answer, '12')], { ...again, goneAt: 1 })).toEqual(['undead']);
  });

  it('that leaves two answers is found', () => {
    expect(verdict([bubble('11', answer), bubble('13', answer, '12')], again)).toEqual(['duplicate']);
  });
});

it('a pin that is taken for an edit is found: the model is asked once more', () => {
  const asked = [1, 2].map((at) => ({ ...call, at }));
  expect(verdict([bubble('11', answer)], {}, { model: { asked } })).toEqual(['calls']);
  expect(verdict([bubble('11', answer)], {}, { model: { asked: asked.slice(1) } })).toEqual([]);
});

it('pictures that were lost are found where no process has ended, and where nothing says so', () => {
  const lost = "What I made for you wasn't kept until I could show it. Ask me again if you'd like a new one.";
  const half = { ...bubble('11', 'Q1c1 a boat on a river'), photos: 1 };
  const ends = [{ at: 1 }] as unknown as Evidence['ends'];
  const album = { ask: 'album' } as const;
  expect(verdict([half, bubble('12', lost, '11')], album, { ends })).toEqual([]);
  expect(verdict([half, bubble('12', lost, '11')], album)).toEqual(['condemned']);
  expect(verdict([half, bubble('12', lost, '')], album, { ends })).toEqual([]);
  expect(verdict([half], album, { ends })).toEqual(['torn']);
  expect(verdict([{ ...half, photos: 2 }], album)).toEqual([]);
  // What was shown is final: no sentence stands below it.
  expect(verdict([{ ...half, photos: 2 }, bubble('12', 'Stopped.', '11')], album)).toEqual(['torn']);
});

it('what a message’s menu brought is found where everybody sees it', () => {
  const places = [{ ...place, bubbles: () => [bubble('11', answer)], exposed: () => [answer] }];
  expect(verdict([bubble('11', answer)], { ask: 'menu' }, { places })).toEqual(['leak']);
});

it('what a message’s menu brought is asked for by itself: a history is found', () => {
  const asked = (history: { id: string; role: 'user' }[]) => [{ ...call, history }];
  const judged = (history: { id: string; role: 'user' }[]) =>
    verdict([bubble('11', answer)], { ask: 'menu', former: ['0c1'] }, { model: { asked: asked(history) } });
  expect(judged([])).toEqual([]);
  expect(judged([{ id: '0c1', role: 'user' }])).toEqual(['history']);
});

it('a draft after its answer is found, but not where there is another answer', () => {
  const call = (method: string, text: string) => ({ method, params: { text }, at: 0, ok: true });
  const turn = { id: '1c1', again: 0, former: [], onward: false } as unknown as Turn;
  const drafted = [call('sendMessageDraft', answer.slice(0, 20)), call('sendMessage', answer)];
  expect(lateDrafts(drafted, [turn], [])).toEqual([]);
  const late = [...drafted, call('sendMessageDraft', answer)];
  expect(lateDrafts(late, [turn], [])).toHaveLength(1);
  expect(lateDrafts(late, [turn], [{ at: 0 }])).toEqual([]);
  expect(lateDrafts(late, [{ ...turn, again: 1 }], [])).toEqual([]);
  expect(lateDrafts(late, [turn], [], () => true)).toEqual([]);
});
