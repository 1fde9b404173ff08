import { isFault } from '../util/errors.ts';
import { OTHER } from './labels.ts';

/** Kind of a failure, for the label `error_type`; undefined where nobody failed, for it was ended on purpose. */
export function errorType(error: unknown, signal?: AbortSignal): string | undefined {
  if (isFault(error)) return error.kind;
  return signal?.aborted ? undefined : OTHER;
}
