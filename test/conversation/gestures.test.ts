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
