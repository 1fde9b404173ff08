/** Where a test is. `title`: the part of its name that stands in the file. */
export interface Proof {
  file: string;
  title: string;
  /** File its text stands in, where several implementations share it. */
  source?: string;
}

export interface Failure {
  /** What is tried, and what has to come of it. */
  attack: string;
  proofs: readonly Proof[];
  /** Where there is no proof: the capability it would go through is not built. */
  missing?: 'not built';
}

/** Names a test of a file. */
export const proofIn = (file: string, title: string): Proof => ({ file: `test/${file}.test.ts`, title });

/** Names tests of one file. */
export const by = (file: string, ...titles: string[]): Proof[] => titles.map((title) => proofIn(file, title));

/** Names tests of a contract, as the implementation in `file` runs them. */
export const byContract = (file: string, contract: string, ...titles: string[]): Proof[] =>
  titles.map((title) => ({ ...proofIn(file, title), source: `test/contracts/${contract}.ts` }));

export const notBuilt = { proofs: [], missing: 'not built' } as const;

/** By their numbers. */
export type Failures = Readonly<Record<number, Failure>>;

/**
 * Negative control: takes one safeguard out of a copy of the program. The tests that are named must turn red by it; a suite
 * that stays green proves nothing.
 */
export interface Control {
  /** What is not guarded any more. */
  name: string;
  file: string;
  /** Text that stands in the file exactly once, and what stands there instead. */
  from: string;
  to: string;
  proof: Proof;
}
