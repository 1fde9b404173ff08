import type { ModelCatalog } from '../commands/command.ts';
import { acceptedSampling, imageProblem, refusedSampling } from './abilities.ts';

/** The configured models and what they take. */
export function createCatalog(names: { basic: string; advanced: string; image: string }): ModelCatalog {
  return {
    chat: (tier) => names[tier],
    image: names.image,
    imageProblem: (request) => imageProblem({ ...request, model: names.image }),
    acceptedSampling,
    refusedSampling,
  };
}
