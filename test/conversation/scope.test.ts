import { describe, expect, it } from 'vitest';
import { conversationOf, conversationsAt, isWithin } from '../../src/conversation/scope.ts';
import type { Place } from '../../src/ports/index.ts';

const actor = { id: 'x:7', name: 'Ada' };
const chat: Place = { surface: 'x', chat: 'x:1', kind: 'group', scopes: ['x:1'] };
const topic: Place = { ...chat, thread: '5' };
const channel: Place = { ...chat, chat: 'x:2', parent: 'x:1' };
const hidden: Place = { ...channel, restricted: true };
const mine: Place = { ...channel, member: '7' };

/** Conversation ids are stored: these forms are those of every released database. */
describe('conversations of a place', () => {
  it.each([
    [chat, { here: 'x:1' }],
    [topic, { here: 'x:1:5', group: 'x:1' }],
    [channel, { here: 'x:2', group: 'x:1' }],
    [mine, { here: 'x:2', group: 'x:1', own: 'x:2:7' }],
  ])('%o', (at, expected) => {
    expect(conversationsAt(at)).toEqual(expected);
  });
});

describe('the conversation of an event', () => {
  it.each([
    ['a topic of its own', topic, undefined, 'topic', 'x:1:5'],
    ['the whole group', topic, undefined, 'group', 'x:1'],
    ['the whole group, in its chat', chat, undefined, 'group', 'x:1'],
    ['the channel a thread hangs on', channel, undefined, 'group', 'x:1'],
    ['a private thread, whatever its channel shares', hidden, undefined, 'group', 'x:2'],
    ['one member of a private thread', hidden, undefined, 'member', 'x:2@x:7'],
    ['one member in a topic', topic, undefined, 'member', 'x:1:5@x:7'],
    ['what the person asks alone', mine, true, 'topic', 'x:2:7'],
    ['what the person asks alone, whatever the group shares', mine, true, 'group', 'x:2:7'],
    ['a private chat, whatever is set', { ...chat, kind: 'private' }, undefined, 'member', 'x:1'],
    ['a guest', { ...mine, kind: 'personal' }, true, 'group', 'x:2:7'],
    ['alone where the platform cannot keep it apart', chat, true, 'topic', 'x:1'],
  ] as const)('%s', (_, at, own, history, expected) => {
    const place = { ...at, scopes: [...at.scopes] };
    expect(conversationOf({ at: place, actor, ...(own ? { own } : {}) }, history)).toBe(expected);
  });
});

it.each([
  ['x:1', true],
  ['x:1:5', true],
  ['x:1@x:7', true],
  ['x:12', false],
  ['x:2', false],
])('%s is within x:1: %s', (conversation, expected) => {
  expect(isWithin(conversation, 'x:1')).toBe(expected);
});
