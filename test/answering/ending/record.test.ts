import { describe, expect, it } from 'vitest';
import { type Earlier, NOTHING, withRecord } from '../../../src/answering/ending/record.ts';
import { commands } from '../../../src/commands/index.ts';
import { parseCommand } from '../../../src/commands/parsing/parse.ts';
import { fingerprintOf } from '../../../src/conversation/prompt-record.ts';
import type { Command, ConversationEvent, Ending, Exchange, Prompt, Task } from '../../../src/ports/index.ts';
import { promptOf } from '../../fixtures.ts';

/** What is kept of an answer off every branch, and what becomes of the exchange before. */

const specs = commands.map(({ spec }) => spec);
const said = (text: string, over: Partial<Prompt> = {}) => parseCommand(promptOf({ text, ...over }), specs);
const command = (over: Partial<Command>): Command => ({ ...(said('/help') as Command), ...over });
const answer = { text: 'Hi', reason: 'complete' as const };

function eventsOf(
  inbound: Task,
  { events = [], ...end }: Partial<Ending> = {},
  earlier: Earlier = NOTHING,
): readonly ConversationEvent[] {
  return withRecord(inbound, { reason: 'complete', text: 'x', events, ...end }, earlier).events;
}

function exchangeOf(over: Partial<Exchange> = {}): Exchange {
  return { v: 2, id: '3~9', prompt: { text: '', id: '7' }, answers: [], bubbles: ['8'], ...over };
}

describe('an answer is recorded', () => {
  it('with its message, as what would be answered alike', () => {
    const inbound = said('/help');
    expect(eventsOf(inbound)).toEqual([
      {
        type: 'recorded',
        prompt: { text: '', id: inbound.target.prompt, fingerprint: fingerprintOf(inbound) },
      },
    ]);
  });

  it('as a menu, as one whose bubbles stay', () => {
    const inbound = said('/help');
    expect(eventsOf(inbound, { menu: {} })).toMatchObject([{ menu: {} }]);
    const { kind: _, text: _text, attachments: _attachments, ...base } = promptOf();
    expect(eventsOf({ ...base, kind: 'late' })).toMatchObject([{ lasting: true }]);
    const below: ConversationEvent = { type: 'revised', turn: '1', answer, enters: true };
    expect(eventsOf(said('/retry'), { events: [below] })).toMatchObject([below, { lasting: true }]);
  });

  it('without the message, where that is in another place or is none', () => {
    const { target } = promptOf();
    expect(eventsOf(command({ askedAt: target }))).toEqual([]);
    expect(eventsOf(command({ askedAt: target }), { menu: {} })).toMatchObject([
      { prompt: { text: '' }, menu: { origin: { target: { chat: target.chat } } } },
    ]);
    expect(eventsOf(command({ turnId: '1', cause: 'press' }))).toEqual([]);
    const { prompt: _, ...slash } = target;
    expect(eventsOf(command({ target: slash }))).toEqual([]);
    const [form] = eventsOf(command({ cause: 'press' }), { menu: { completes: 'new' } });
    expect(form).toMatchObject({ prompt: { text: '' }, menu: { completes: 'new' } });
    expect(form).not.toHaveProperty('prompt.id');
  });

  it('not where a branch holds its message', () => {
    const prompt = { text: 'x' };
    const answered: ConversationEvent = { type: 'answered', parent: null, prompt, answer };
    expect(eventsOf(said('Hello'), { events: [answered] })).toEqual([answered]);
    expect(eventsOf(said('Hello'))).toEqual([]);
    expect(eventsOf(said('/translate Hello'), { events: [answered] })).toEqual([answered]);
    const revised: ConversationEvent = { type: 'revised', turn: '1', prompt, answer };
    expect(eventsOf(said('/translate Hello'), { events: [revised] })).toEqual([revised]);
  });
});

describe('the exchange before', () => {
  const edited = (text: string) => said(text, { editOf: '7' });
  const earlier = (exchange: Exchange): Earlier => ({ ...NOTHING, exchange });
  const question = exchangeOf({ id: '9', place: { parent: null, thread: 'first' } });

  it('goes on when a button of it is pressed, whoever presses', () => {
    const pressed = command({ menuMessage: '8', cause: 'press' });
    const event = { type: 'recorded', exchange: '3~9', prompt: { text: '' }, menu: {} };
    expect(eventsOf(pressed, { menu: {} }, earlier(exchangeOf({ asker: 'test:1' })))).toEqual([event]);
    const others = earlier(exchangeOf({ asker: 'test:2' }));
    expect(eventsOf(pressed, { menu: {} }, others)).toEqual([{ ...event, asker: 'test:2' }]);
  });

  it('goes on where a command is edited to another', () => {
    expect(eventsOf(edited('/help'), {}, earlier(exchangeOf()))).toMatchObject([{ type: 'recorded', exchange: '3~9' }]);
  });

  it('is gone where a command became a question, or a task a command', () => {
    const answered: ConversationEvent = { type: 'answered', parent: null, prompt: { text: 'x' }, answer };
    const gone = (turn: string) => ({ type: 'removed', turn });
    expect(eventsOf(edited('Hello'), { events: [answered] }, earlier(exchangeOf()))).toEqual([gone('3~9'), answered]);
    expect(eventsOf(edited('/help'), {}, earlier(question))).toMatchObject([gone('9'), { type: 'recorded' }]);
  });

  it('stays where it has the new answer', () => {
    const revised: ConversationEvent = { type: 'revised', turn: '9', prompt: { text: 'x' }, answer };
    expect(eventsOf(edited('Hello'), { events: [revised] }, earlier(question))).toEqual([revised]);
  });

  it('that a version before kept in a link alone is no document to take away', () => {
    expect(eventsOf(edited('/help'), {}, earlier(exchangeOf({ id: '' })))).toMatchObject([{ type: 'recorded' }]);
    expect(eventsOf(edited('Hello'), {}, earlier(exchangeOf({ id: '' })))).toEqual([]);
  });
});
