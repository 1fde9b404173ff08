import { describe, expect, it } from 'vitest';
import { alike, bubbleTags, tags, tagsOf } from '../../src/intake/tags.ts';
import type { Command, Target, Task } from '../../src/ports/index.ts';
import { command, prompt } from '../contracts/events.ts';

const target: Target = { ...prompt('a').target, prompt: 'm1' };
const { chat } = target;
const receipt = { part: 0, ids: ['b1', 'b2'], start: 0, end: 1 };
const about: Command = { ...command('c'), target, name: 'retry', effect: 'renew', turnId: 'k3' };
const pressed: Command = { ...command('c'), name: 'chats', menuMessage: 'm5' };

describe('an open turn is found', () => {
  it('by the keys it was accepted with, its queue and the messages that asked for it', () => {
    const pieces = [{ key: 'd', id: 'm2', text: 'two' }];
    const byMessage = [tags.message(chat, 'm1'), tags.message(chat, 'm2'), tags.act(chat, undefined, 'x:7')];
    expect(tagsOf(prompt('a', { alsoKeys: ['a2'], target, pieces })).toSorted()).toEqual(
      [tags.key('a'), tags.key('a2'), tags.queue('x:1'), ...byMessage].toSorted(),
    );
  });

  it('by the queue it keeps the order of, where that is not its conversation', () => {
    expect(tagsOf(prompt('a', { queue: 'menu' }))).toContain(tags.queue('menu'));
  });

  it('by who asked for it by a message, and where', () => {
    const topic: Command = { ...command('c'), thread: '5', askedAt: { ...target, chat: 'x:2' } };
    expect(tagsOf(topic)).toContain(tags.act('x:2', '5', 'x:7'));
    expect(tagsOf({ ...topic, cause: 'press' })).not.toContain(tags.act('x:2', '5', 'x:7'));
  });

  it('by its bubbles, where it is about no earlier turn and its chat has not moved', () => {
    expect(bubbleTags(prompt('a'), receipt)).toEqual([tags.message(chat, 'b1'), tags.message(chat, 'b2')]);
    expect(bubbleTags(prompt('a'), { ...receipt, movedTo: '7' })).toEqual([]);
    expect(bubbleTags(about, receipt)).toEqual([]);
  });

  it('by its messages in both chats, where a question is to be answered in a thread that may not open', () => {
    const question = prompt('a', { target: { ...target, chat: 'x:t' }, askedAt: target });
    expect(tagsOf(question)).toEqual(expect.arrayContaining([tags.message('x:t', 'm1'), tags.message(chat, 'm1')]));
    expect(bubbleTags(question, receipt)).toContain(tags.message(chat, 'b1'));
    // A command's answer to one person alone is nobody's in the group it was asked in.
    const alone: Command = { ...command('c'), target: { ...target, chat: 'x:7' }, askedAt: target };
    expect(bubbleTags(alone, receipt)).not.toContain(tags.message(chat, 'b1'));
  });

  it('by the turn it is about instead of the message it replies to', () => {
    expect(tagsOf(about)).toContain(tags.about('k3', 'retry'));
    expect(tagsOf(about)).not.toContain(tags.message(chat, 'm1'));
    expect(alike(about)).toBe(tags.about('k3', 'retry'));
    expect(tagsOf(about)).toContain(tags.revision('k3'));
    expect(tagsOf({ ...about, name: 'delete', effect: 'remove' })).not.toContain(tags.revision('k3'));
  });

  it('by the button that was pressed', () => {
    expect(tagsOf(pressed)).toContain(tags.button(chat, 'm5', 'chats'));
    expect(tags.same(pressed)).not.toBe(tags.same({ ...pressed, options: { page: 2 } }));
  });

  it('by its keys alone, where it is the line that messages came too late', () => {
    const { kind: _, text: _text, attachments: _attachments, ...base } = prompt('a', { alsoKeys: ['late'], target });
    const line: Task = { ...base, kind: 'late' };
    expect(tagsOf(line)).toEqual([tags.key('a'), tags.key('late')]);
    expect(bubbleTags(line, receipt)).toEqual([]);
  });
});
