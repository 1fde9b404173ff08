import { createRandom } from '../chaos/random.ts';
import { type BoundedWork, boundedWork } from './bounded-work.ts';
import { type Input, inputs, lengths } from './inputs.ts';

/** One call to make. */
export interface Call {
  work: BoundedWork;
  input: Input;
  length: number;
  seed: number;
}

/** Every function with every kind of text and both lengths, or a share of these calls that the seed chooses. */
export function callsOf(seed: number, share = 1, works: readonly BoundedWork[] = boundedWork): Call[] {
  return works.flatMap((work) => {
    const random = createRandom(seed).fork(work.name);
    const all = inputs.flatMap((input) => lengths.map((length) => ({ work, input, length, seed: random.int(0, 1e9) })));
    return all.filter(() => random.chance(share));
  });
}
