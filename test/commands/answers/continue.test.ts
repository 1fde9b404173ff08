import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../../src/util/messages.ts';
import { asked, openChat } from '../chat.ts';
import { button, labels } from '../said.ts';

describe('Continue', () => {
  it('goes on in place with what was cut, as one answer', async () => {
    const chat = openChat();
    chat.replies.push({ text: 'one two', reason: 'length' }, { text: ' three' });
    const said = await chat.say('Count');
    const more = await chat.press(button(said, 'Continue'), said);
    expect(more.text).toBe('one two three');
    expect(chat.requests.at(-1)?.messages.slice(0, 2).map(wordsOf)).toEqual(['Count', 'one two']);
    expect(labels(more)).toEqual(['↻ Again', '✕ Delete']);
    await chat.say('More');
    expect(asked(chat)).toEqual(['Count', 'one two three', 'More']);
  });

  it('cut again, it can go on again', async () => {
    const chat = openChat();
    chat.replies.push({ text: 'a', reason: 'length' }, { text: 'b', reason: 'length' }, { text: 'c' });
    let said = await chat.say('Spell');
    said = await chat.press(button(said, 'Continue'), said);
    said = await chat.press(button(said, 'Continue'), said);
    expect(said.text).toBe('abc');
  });

  it('keeps what was there when the model fails', async () => {
    const chat = openChat();
    chat.replies.push({ text: 'one', reason: 'length' }, new Error('no'));
    const said = await chat.say('Count');
    const more = await chat.press(button(said, 'Continue'), said);
    expect(more.end.text).toBe('one');
    // It is still cut: it can be tried once more.
    expect(labels(more)).toContain('▶ Continue');
    await chat.say('More');
    expect(asked(chat)).toEqual(['Count', 'one', 'More']);
  });

  it('typed, goes on as a new answer; where there is none, says so', async () => {
    const chat = openChat();
    expect((await chat.say('/continue')).text).toContain('no answer to continue yet');
    await chat.say('Count');
    await chat.say('/continue');
    expect(asked(chat)?.slice(0, 2)).toEqual(['Count', 're Count']);
    expect(asked(chat)).toHaveLength(3);
  });
});
