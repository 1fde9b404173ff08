import type { CommandSpec, ModelCatalog } from '../ports/index.ts';

/** Tells whether a command is offered: a model can do what it needs. */
export function isOffered({ needs }: CommandSpec, models: Pick<ModelCatalog, 'speech'>): boolean {
  return needs === undefined || models[needs] !== undefined;
}
