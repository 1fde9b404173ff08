import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { casesOf } from '../support/whole.ts';
import { live } from './gestures.ts';
import { steps } from './steps.ts';

it('whatever people do, the tree stays valid and the context is what the chat shows', async () => {
  await expect(
    fc.assert(fc.asyncProperty(steps(fc.string({ maxLength: 12 })), live), casesOf(400)),
  ).resolves.toBeUndefined();
}, 180_000);

it('pinned turns keep their order, whichever thread pinned them', async () => {
  const ask = { what: 'ask', text: '', after: 'head', thread: 'current' } as const;
  await live([
    ...[ask, ask],
    { what: 'pin', of: 0, pinned: true },
    ...[ask, ask, ask],
    { ...ask, after: 0, thread: 'left' },
    { what: 'pin', of: 5, pinned: true },
    { what: 'omit', of: 0, omitted: false },
  ]);
});
