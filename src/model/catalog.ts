import type { ModelCatalog } from '../ports/index.ts';
import { acceptedParameters, acceptedValues, imageProblem } from './capabilities.ts';
import { createRefusals } from './refusals.ts';

export interface CatalogNames {
  basic: string;
  advanced: string;
  image: string;
  /** Further models people may choose. */
  offered?: readonly string[];
}

/** Creates the catalog of the configured models. What they accept is known, or learned from their refusals. */
export function createCatalog(names: CatalogNames): ModelCatalog {
  const refusals = createRefusals();

  return {
    chat: (tier) => names[tier],
    image: names.image,
    offered: names.offered ?? [],
    imageProblem: (request) => imageProblem({ ...request, model: names.image }),
    acceptedParameters: (model, parameters) => acceptedParameters(model, refusals.strip(model, parameters)),
    acceptedValues: (model, setting) => (refusals.of(model).has(setting) ? [] : acceptedValues(model, setting)),
    noteRefusal: refusals.record,
  };
}
