import { machines } from './failures/machines.ts';
import { people } from './failures/people.ts';
import { texts } from './failures/texts.ts';
import type { Failures } from './proof.ts';

/** The numbered bad inputs and attacks, all of them, each with the tests that prove it. */
export const failures: Failures = { ...people, ...texts, ...machines };

/** Numbers there are. */
export const numbers = Array.from({ length: 54 }, (_, at) => at + 1);
