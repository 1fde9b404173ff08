import { expect, it } from 'vitest';
import type { ModelEvent } from '../../src/ports/index.ts';
import { type Begun, begunBy } from '../../src/util/messages.ts';

it('an answer stays begun with its picture where all words so far are taken back', () => {
  const after = (...types: ('text' | 'drawing' | 'reset' | 'again' | 'call')[]) =>
    types.reduce<Begun>((before, type) => begunBy({ type, delta: '' } as ModelEvent, before), undefined);
  expect(after('text')).toBe('words');
  expect(after('text', 'reset')).toBeUndefined();
  expect(after('drawing', 'text', 'reset')).toBe('picture');
  expect(after('call', 'reset')).toBe('call');
});
