import type { CommandSpec, ModelCatalog } from '../../ports/index.ts';

/** Things that commands need. */
export interface Offers {
  models: Pick<ModelCatalog, 'speech'>;
  /** `most`: lines of a batch; 0 where there are none. */
  batches: { most: number };
}

/** Tells whether a command is offered: there is what it needs. */
export function isOffered({ needs }: CommandSpec, { models, batches }: Offers): boolean {
  if (needs === 'speech') return models.speech !== undefined;
  return needs === undefined || batches.most > 0;
}
