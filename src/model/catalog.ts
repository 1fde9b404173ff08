import type { ModelCatalog, ModelLink } from '../ports/index.ts';
import { acceptedParameters, acceptedValues } from './capabilities.ts';
import { imageProblem } from './image-models.ts';
import { pictureSize } from './picture-size.ts';
import { accepted, createTaught, learnRefusal, type Taught } from './taught.ts';

export interface CatalogNames {
  basic: string;
  advanced: string;
  image: string;
  /** Further models people may choose. */
  offered?: readonly string[];
  /** Models to fall back on, in order. */
  fallbacks?: readonly ModelLink[];
}

/** Creates the catalog of the configured models. What they accept is known, or learned from their refusals. */
export function createCatalog(
  names: CatalogNames,
  taught: Taught = createTaught(),
  link: string | undefined = undefined,
): ModelCatalog {
  return {
    chat: (tier) => names[tier],
    image: names.image,
    offered: names.offered ?? [],
    fallbacks: (model) => (names.fallbacks ?? []).filter((each) => each.model !== model || each.link !== undefined),
    at: (other) => createCatalog(names, taught, other),
    imageProblem: (request) => imageProblem({ ...request, model: names.image }),
    acceptedParameters: (model, parameters) => acceptedParameters(model, accepted(taught.of(model, link), parameters)),
    acceptedValues: (model, setting) =>
      taught.of(model, link).unsupported.includes(setting) ? [] : acceptedValues(model, setting),
    noteRefusal: (model, refusal) => learnRefusal(taught, model, refusal, link),
    pictureSize,
    window: (model) => taught.window(model, link),
    noteWindow: (model, window) => taught.learnWindow(model, window, link),
  };
}
