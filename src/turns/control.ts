import type { PreviousAttempt } from '../delivery/delivery.ts';
import type { AbortReason } from '../ports/index.ts';
import { Interruption } from '../util/abort.ts';

/** Signals of a running turn. A stopped answer is still shown; everything else ends the showing too. */
export interface Control {
  /** Version of the prompt that is being answered. */
  promptVersion: number;
  answering: AbortController;
  delivering: AbortController;
  /** State that the showing leaves behind, known once it has ended. */
  left: PreviousAttempt;
  end(reason: AbortReason): void;
}

export function createControl(promptVersion: number, left: PreviousAttempt = { mayHaveOrphan: true }): Control {
  const answering = new AbortController();
  const delivering = new AbortController();
  return {
    promptVersion,
    answering,
    delivering,
    left,
    end(reason) {
      answering.abort(new Interruption(reason));
      if (reason !== 'stop' && reason !== 'timeout') delivering.abort(new Interruption(reason));
    },
  };
}
