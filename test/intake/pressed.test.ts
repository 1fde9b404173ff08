import { expect, it } from 'vitest';
import { pressProperties } from '../fuzz/presses.ts';

it.each(pressProperties)(
  'whatever a client sends, nothing comes of it but what an entry says: $name',
  async ({ run }) => {
    const { failure } = await run({ seed: 11, cases: 3000, count: () => undefined });
    expect(failure).toBeUndefined();
  },
);
