import { expect, it } from 'vitest';
import { LooseParts } from '../../src/intake/loose-parts.ts';
import type { InboundEvent, Message } from '../../src/ports/index.ts';
import { promptOf } from '../fixtures.ts';

function event(text: string): InboundEvent<Message> {
  const { key, actor, target: reply, surface } = promptOf();
  const at = { kind: 'group', scopes: ['test:2'], surface, chat: 'test:2' } as const;
  const body: Message = { type: 'message', text, addressed: false, attachments: [], at: 1000, length: text.length };
  return { v: 2, key, at: { ...at, scopes: [...at.scopes] }, actor, sentAt: 1000, reply, body };
}

it('a part that is delivered again is kept once', () => {
  const loose = new LooseParts();
  const [first, second, end] = [event('a'.repeat(4000)), event('b'.repeat(4000)), event('end')];
  for (const each of [first, second, first, second]) loose.put('ann', each);
  expect(loose.take('ann', end).map(({ key }) => key)).toEqual([first.key, second.key]);
});
