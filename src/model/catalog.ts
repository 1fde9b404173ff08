import type { ModelCatalog } from '../ports/index.ts';
import { acceptedParameters, acceptedValues, imageProblem } from './capabilities.ts';
import { accepted, createTaught, learnRefusal, type Taught } from './taught.ts';

export interface CatalogNames {
  basic: string;
  advanced: string;
  image: string;
  /** Further models people may choose. */
  offered?: readonly string[];
}

/** Creates the catalog of the configured models. What they accept is known, or learned from their refusals. */
export function createCatalog(names: CatalogNames, taught: Taught = createTaught()): ModelCatalog {
  return {
    chat: (tier) => names[tier],
    image: names.image,
    offered: names.offered ?? [],
    imageProblem: (request) => imageProblem({ ...request, model: names.image }),
    acceptedParameters: (model, parameters) => acceptedParameters(model, accepted(taught.of(model), parameters)),
    acceptedValues: (model, setting) =>
      taught.of(model).unsupported.includes(setting) ? [] : acceptedValues(model, setting),
    noteRefusal: (model, refusal) => learnRefusal(taught, model, refusal),
    window: (model) => taught.window(model),
    noteWindow: (model, window) => taught.learnWindow(model, window),
  };
}
