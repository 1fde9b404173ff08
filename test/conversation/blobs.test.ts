import { beforeEach, expect, it } from 'vitest';
import { type Conversations, createConversations } from '../../src/conversation/conversations.ts';
import { mediaKey, wordsKey } from '../../src/conversation/keys.ts';
import type { ConversationEvent, OwnedBy, PromptRecord } from '../../src/ports/index.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

/** Blobs, and words that were heard or read, go with the exchanges that refer to them. */

let conversations: Conversations;
let forgotten: [by: OwnedBy, names: readonly string[] | undefined][];
let followed: string[][];
let kept: Map<string, unknown>;

beforeEach(() => {
  forgotten = [];
  followed = [];
  const memory = createMemoryDocuments();
  kept = memory.kept;
  conversations = createConversations(memory.documents, 40, {
    forget: async (by, names) => forgotten.push([by, names?.toSorted()]),
    follow: async (from, to) => void followed.push([from, to]),
  });
});

const media = (...blobs: string[]) => blobs.map((blob) => ({ kind: 'picture' as const, source: { blob } }));

async function apply(turn: string, event: ConversationEvent, conversation = 'x:1'): Promise<void> {
  await conversations.apply({ conversation, chat: conversation, turn, asker: 'x:ann', at: 1, parts: [turn] }, [event]);
}

const drew = (turn: string, ...blobs: string[]) =>
  apply(turn, { type: 'recorded', prompt: { text: '', id: `m-${turn}` }, pictures: true, media: media(...blobs) });
const asked = (turn: string, prompt: Omit<PromptRecord, 'text'>) =>
  apply(turn, {
    ...{ type: 'answered', parent: null, prompt: { text: 'Hi', ...prompt } },
    answer: { text: 'a', reason: 'complete' },
  });

it('stay where an exchange is there', async () => {
  await drew('t1', 'a');
  await asked('t2', { media: media('b') });
  expect((await conversations.find('x:1', 't1'))?.exchange.media).toEqual(media('a'));
  expect(forgotten).toEqual([]);
});

it('go with a drawing that is deleted, and stay with the others', async () => {
  await drew('t1', 'a', 'b');
  await drew('t2', 'c');
  await apply('r', { type: 'removed', turn: '0~t1' });
  expect(forgotten).toEqual([[{ conversation: 'x:1' }, ['a', 'b']]]);
});

it('go with a question, wherever it names them', async () => {
  const preview = { source: { blob: 'e' } };
  const sent = { attachments: media('d') };
  await asked('t1', {
    media: [{ kind: 'video', source: { surface: 'x', address: { id: '1' } }, preview }],
    quote: { text: '', media: media('b') },
    opening: { starter: { text: '', ...sent } },
    pieces: [{ key: 'k', id: 'm', text: '', attachments: media('f'), quote: { text: '', attachments: media('g') } }],
  });
  await apply('r', { type: 'removed', turn: 't1' });
  expect(forgotten).toEqual([[{ conversation: 'x:1' }, ['b', 'd', 'e', 'f', 'g']]]);
});

it('go where a message is drawn anew, but for those it still has', async () => {
  await drew('t1', 'a', 'b');
  await apply('t2', {
    ...{ type: 'recorded', exchange: '0~t1', prompt: { text: '', id: 'm-t1' }, pictures: true },
    media: media('b', 'c'),
  });
  expect(forgotten).toEqual([[{ conversation: 'x:1' }, ['a']]]);
});

it('go with a drawing that was made out of them, and stay where they are another’s', async () => {
  const picture = (blob: string) => ({ blob, mime: 'image/png' });
  await apply('t1', {
    ...{ type: 'recorded', prompt: { text: '', id: 'm' }, pictures: true, media: media('drawn') },
    drawing: {
      ...{ prompt: 'x', count: 1, of: [picture('others'), { ...picture('sent'), own: true }] },
      mask: { ...picture('mask'), own: true },
    },
  });
  await apply('r', { type: 'removed', turn: '0~t1' });
  expect(forgotten).toEqual([[{ conversation: 'x:1' }, ['drawn', 'mask', 'sent']]]);
});

it('go with a question that something came with which only passed', async () => {
  const source = { surface: 'x', address: { file: '1' }, passing: true } as const;
  kept.set(mediaKey('x:1', source), { v: 1, blob: 'a' });
  await asked('t1', { media: [{ kind: 'picture', source }] });
  await apply('r', { type: 'removed', turn: 't1' });
  expect(forgotten).toEqual([[{ conversation: 'x:1' }, ['a']]]);
  expect(kept.has(mediaKey('x:1', source))).toBe(false);
});

it('go along where a chat gets another id, and are deleted in both', async () => {
  await asked('t1', { media: media('a') });
  await conversations.move({ conversation: 'x:1', chat: 'x:1' }, { conversation: 'x:9', chat: 'x:9' });
  expect(followed).toEqual([['x:1', 'x:9']]);
  await apply('r', { type: 'removed', turn: 't1' }, 'x:9');
  expect(forgotten).toEqual([
    [{ conversation: 'x:9' }, ['a']],
    [{ conversation: 'x:1' }, ['a']],
  ]);
});

it('are words of a voice, too: deleted with its question, wherever they were heard', async () => {
  const voice = (id: string) => ({ surface: 'x', address: { id } });
  const sent = (id: string) => ({ media: [{ kind: 'voice' as const, source: voice(id) }] });
  const words = (conversation: string, id: string) => kept.has(wordsKey(conversation, voice(id)));
  await asked('t1', sent('1'));
  await asked('t2', sent('2'));
  for (const id of ['1', '2']) kept.set(wordsKey('x:1', voice(id)), { v: 1, parts: [{ text: 'good morning' }] });
  await apply('r', { type: 'removed', turn: 't1' });
  expect([words('x:1', '1'), words('x:1', '2')]).toEqual([false, true]);
  await conversations.move({ conversation: 'x:1', chat: 'x:1' }, { conversation: 'x:9', chat: 'x:9' });
  kept.set(wordsKey('x:9', voice('2')), { v: 1, parts: [{ text: 'good morning' }] });
  await apply('s', { type: 'removed', turn: 't2' }, 'x:9');
  expect([words('x:1', '2'), words('x:9', '2')]).toEqual([false, false]);
});

it('go with a question that was never kept', async () => {
  const voice = { surface: 'x', address: { id: '1' } };
  kept.set(wordsKey('x:1', voice), { v: 1, parts: [{ text: 'good morning' }] });
  await apply('t1', { type: 'released', sources: [voice, { blob: 'a' }] });
  expect(kept.has(wordsKey('x:1', voice))).toBe(false);
  expect(forgotten).toEqual([[{ conversation: 'x:1' }, ['a']]]);
});
