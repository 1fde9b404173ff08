import { describe, expect, it } from 'vitest';
import { stillShown } from '../../../src/answering/ending/ending.ts';
import { FIRST } from '../../../src/conversation/exchange.ts';

/** An answer that stays, with a sentence under it that came of another attempt. */

const exchange = {
  ...{ v: 2 as const, id: 't', place: { parent: null, thread: FIRST }, bubbles: ['b'] },
  ...{ prompt: { text: 'Book it' }, answers: [{ text: 'May I?', reason: 'complete' as const, used: 'Used: Book' }] },
};

describe('an answer that stays', () => {
  it('is shown with what it was made with, and nothing of it is changed', () => {
    const { text, notice, used, events } = stillShown(exchange, 'It failed.');
    expect({ text, notice, used, events }).toEqual({
      ...{ text: 'May I?', notice: 'It failed.', used: 'Used: Book', events: [] },
    });
  });

  it('keeps what nobody knows of a deed from then on', () => {
    const { notice, events } = stillShown(exchange, 'It failed.', 'Nobody knows.');
    expect(notice).toBe('It failed. Nobody knows.');
    expect(events).toMatchObject([
      { type: 'revised', turn: 't', replace: true, answer: { text: 'May I?', deeds: 'Nobody knows.' } },
    ]);
  });

  it('is none where there was none: the sentences stand alone', () => {
    expect(stillShown(undefined, 'It failed.', 'Nobody knows.')).toMatchObject({
      ...{ text: '', notice: 'It failed. Nobody knows.', events: [] },
    });
  });
});
