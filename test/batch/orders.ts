import type { Batch } from '../../src/ports/index.ts';

/** Batches that tests have begun. */

/** Makes a batch of so many lines. */
export function batchOf(lines: number, more: Partial<Batch> = {}): Batch {
  const target = { surface: 'test', chat: 'test:7', group: false, privately: false, address: {} };
  return {
    v: 1,
    id: 'b1',
    form: { kind: 'lines', name: 'prompts.txt' },
    model: 'gpt-6-luna',
    parameters: {},
    when: 'now',
    lines,
    asked: {
      surface: 'test',
      conversation: 'test:7',
      place: { kind: 'private', scopes: ['test:7'] },
      actor: { id: 'test:7', name: 'Ann' },
      target,
    },
    at: 1_700_000_000_000,
    ...more,
  };
}
