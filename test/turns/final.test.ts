import { describe, expect, it } from 'vitest';
import type { Claim, ConversationEvent, Ending, Final, Step } from '../../src/ports/index.ts';
import { finalOf, outcomeOf, unseen } from '../../src/turns/final.ts';

const removed: ConversationEvent = { type: 'removed', turn: 't1' };
const dropped: ConversationEvent = { type: 'dropped', thread: 'h1' };
const reset: ConversationEvent = { type: 'reset' };
const answered = { type: 'answered' } as ConversationEvent;

const final: Final = { v: 1, reason: 'complete', text: 'Hi', events: [] };

describe('of an ending', () => {
  it('pictures are named, and stay known with their message', () => {
    const recorded: ConversationEvent = { type: 'recorded', prompt: { text: '' }, pictures: true };
    const ending: Ending = { reason: 'complete', text: 'A cat', events: [recorded, reset] };
    const picture = { blob: 'a', mime: 'image/png', name: 'a.png' };
    const media = [{ kind: 'picture', source: { blob: 'a' }, mime: 'image/png', name: 'a.png' }];
    expect(finalOf(ending, [picture])).toEqual({
      ...{ v: 1, reason: 'complete', text: 'A cat', files: [picture] },
      events: [{ ...recorded, media }, reset],
    });
  });

  it('nothing is stored of what it does not say', () => {
    expect(finalOf({ reason: 'complete', text: 'Hi', events: [] })).toEqual(final);
  });
});

describe('an answer that nobody saw', () => {
  it('is known all the same where a question was answered', () => {
    const events = [answered, reset];
    expect(unseen({ ...final, events }, [])).toEqual({ ...final, events });
  });

  it('is known where something was changed for it, and not where something was only asked', () => {
    const revised = { type: 'revised', replace: true } as ConversationEvent;
    const begun: Step = { type: 'begun', call: 'c1' };
    const result: Step = { type: 'result', call: 'c1', text: 'Booked.' };
    const eventsAfter = (steps: Step[]) => unseen({ ...final, events: [revised] }, steps).events;
    expect([eventsAfter([begun, result]), eventsAfter([begun]), eventsAfter([result])]).toEqual([
      [revised],
      [revised],
      [],
    ]);
  });

  it('leaves deleted turns gone, and changes neither the conversation nor the settings', () => {
    const settings = { model: 'x' } as NonNullable<Final['settings']>;
    expect(unseen({ ...final, settings, events: [reset, removed, dropped] }, [])).toEqual({
      ...final,
      events: [removed, dropped],
    });
  });
});

it.each([
  [false, 'complete', 'answered'],
  [false, 'stop', 'answered'],
  [false, 'error', 'failed'],
  [true, 'complete', 'forgotten'],
  [true, 'error', 'forgotten'],
] as const)('forgotten: %s, ended as %s: closed as %s', (forgotten, reason, outcome) => {
  expect(outcomeOf({ forgotten } as Claim, { ...final, reason })).toBe(outcome);
});
