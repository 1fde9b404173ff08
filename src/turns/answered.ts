import type { Claim, KeptFile, OutgoingFile, Step } from '../ports/index.ts';

/** The turn that is answered, as far as its answer has to know it. */
export interface Answered extends Pick<Claim, 'id' | 'spent' | 'spend' | 'steps'> {
  /** Makes a step durable. Rejects where the prompt has another wording by now. */
  write(step: Step): Promise<void>;
  /** Names files that a step is about to name; they are stored behind it. */
  hold(files: readonly OutgoingFile[]): Promise<KeptFile[]>;
  /** Fires when its pictures are kept, or will not be: none of them is in memory any more. */
  over: AbortSignal;
}
