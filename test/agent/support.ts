import type { ToolContext } from '../../src/ports/index.ts';

/** Task that tools are called for. */
export const asking: ToolContext['task'] = {
  conversation: 'telegram:1',
  actor: { id: 'telegram:1', name: 'Ann' },
  target: { surface: 'telegram', chat: 'telegram:1', group: false, privately: false, address: {} },
  place: { kind: 'private', scopes: ['telegram:1'] },
  surface: 'telegram',
  sentAt: 0,
};
