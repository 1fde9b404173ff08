import type { BatchService } from '../ports/index.ts';
import type { CallParts } from './call.ts';

/** Makes the batches of a service. Nothing of them is loaded before somebody wants one. */
export function createLazyBatches(parts: CallParts): BatchService {
  let made: Promise<BatchService> | undefined;
  const batches = () => {
    made ??= import('./batches/batches.ts').then(({ createBatches }) => createBatches(parts));
    return made;
  };
  return {
    offers: async (...asked) => (await batches()).offers(...asked),
    find: async (...asked) => (await batches()).find(...asked),
    handOver: async (...asked) => (await batches()).handOver(...asked),
    look: async (...asked) => (await batches()).look(...asked),
    async *answers(...asked) {
      yield* (await batches()).answers(...asked);
    },
    cancel: async (...asked) => (await batches()).cancel(...asked),
    discard: async (...asked) => (await batches()).discard(...asked),
  };
}
