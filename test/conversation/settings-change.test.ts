import { expect, it } from 'vitest';
import { createConversations } from '../../src/conversation/conversations.ts';
import { afterChange } from '../../src/conversation/settings-change.ts';
import type { ChatSettings } from '../../src/ports/index.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

const before: ChatSettings = { v: 1, tier: 'basic', language: 'en', sampling: { temperature: 1, topP: 1 } };

it('a change leaves alone what others have changed since it was made', () => {
  const { language: _, ...silent } = before;
  const change = { from: before, to: { ...silent, sampling: { temperature: 0.5 } } };
  const now: ChatSettings = { ...before, history: 'group', sampling: { temperature: 1, topP: 1, effort: 'low' } };
  expect(afterChange(change, now)).toEqual({
    ...{ v: 1, tier: 'basic', history: 'group' },
    sampling: { temperature: 0.5, effort: 'low' },
  });
});

it('a tier takes the place of a model that was chosen by name meanwhile', () => {
  const change = { from: before, to: { ...before, tier: 'advanced' } } as const;
  expect(afterChange(change, { ...before, model: 'm' })).toEqual({ ...before, tier: 'advanced' });
});

it('a version before stored the settings alone: they hold as a whole', () => {
  expect(afterChange({ to: { v: 1 } }, before)).toEqual({ v: 1 });
});

it('two topics change the settings of their group at once', async () => {
  const conversations = createConversations(createMemoryDocuments().documents, 40);
  const turn = { chat: 'group', asker: 'test:1', at: 1, parts: [] };
  const from = { v: 1 } as const;
  await Promise.all([
    conversations.apply(
      { ...turn, conversation: 'a', turn: '1', settings: { from, to: { v: 1, language: 'es' } } },
      [],
    ),
    conversations.apply(
      { ...turn, conversation: 'b', turn: '2', settings: { from, to: { v: 1, tier: 'advanced' } } },
      [],
    ),
  ]);
  await expect(conversations.settings('group')).resolves.toEqual({ v: 1, language: 'es', tier: 'advanced' });
});

it.each(['old', 'old:7'])('made in %s just before the chat moved, it holds in the new one', async (conversation) => {
  const conversations = createConversations(createMemoryDocuments().documents, 40);
  const [from, to] = ['old', 'new'].map((id) => ({ conversation: id, chat: id }));
  if (!from || !to) throw new Error('unreachable');
  await conversations.move(from, to);
  const turn = { conversation, chat: 'old', turn: '1', asker: 'test:1', at: 1, parts: [] };
  await conversations.apply({ ...turn, settings: { from: { v: 1 }, to: { v: 1, language: 'es' } } }, []);
  await expect(conversations.settings('new')).resolves.toEqual({ v: 1, language: 'es' });
});
