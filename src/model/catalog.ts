import type { Ability, ModelCatalog, ModelLink } from '../ports/index.ts';
import { knownAbility } from './abilities.ts';
import { speaker, transcriber } from './audio-models.ts';
import { acceptedParameters, acceptedValues } from './capabilities.ts';
import { imageProblem } from './image-models.ts';
import { accepted, createTaught, learnRefusal, type Taught } from './taught.ts';

export interface CatalogNames {
  basic: string;
  advanced: string;
  image: string;
  /** Previews of a picture while it is drawn; none when absent. */
  previews?: number;
  transcription?: string;
  speech?: string;
  /** Voice that it speaks with. */
  voice?: string;
  /** Further models people may choose. */
  offered?: readonly string[];
  /** Models to fall back on, in order. */
  fallbacks?: readonly ModelLink[];
  /** Gives the API that a service is asked by; only one of them has the tool that draws. */
  apiAt?: (link: string | undefined) => 'responses' | 'chat';
}

/** Tools of the service's own, which /chat/completions has not. */
const ofResponses: readonly Ability[] = ['drawing', 'search', 'code'];

/** Creates the catalog of the configured models. What they accept is known, or learned from their refusals. */
export function createCatalog(
  names: CatalogNames,
  taught: Taught = createTaught(),
  link: string | undefined = undefined,
): ModelCatalog {
  const can: ModelCatalog['can'] = (model, ability) =>
    ofResponses.includes(ability) && names.apiAt?.(link) === 'chat'
      ? false
      : (taught.can(model, ability, link) ?? knownAbility(model, ability));
  const offered = <T extends { model: string }>(found: T | undefined, ability: Ability): T | undefined =>
    found && can(found.model, ability) !== false ? found : undefined;

  return {
    chat: (tier) => names[tier],
    image: names.image,
    previews: names.previews ?? 0,
    get transcription() {
      return offered(transcriptionOf(names), 'transcription');
    },
    get speech() {
      return offered(speechOf(names), 'speech');
    },
    offered: names.offered ?? [],
    fallbacks: (model) => (names.fallbacks ?? []).filter((each) => each.model !== model || each.link !== undefined),
    at: (other) => createCatalog(names, taught, other),
    imageProblem: (request) => imageProblem({ ...request, model: names.image }),
    acceptedParameters: (model, parameters) => acceptedParameters(model, accepted(taught.of(model, link), parameters)),
    acceptedValues: (model, setting) =>
      taught.of(model, link).unsupported.includes(setting) ? [] : acceptedValues(model, setting),
    noteRefusal: (model, refusal) => learnRefusal(taught, model, refusal, link),
    can,
    window: (model) => taught.window(model, link),
    noteWindow: (model, window) => taught.learnWindow(model, window, link),
  };
}

function transcriptionOf({ transcription: model }: CatalogNames): ModelCatalog['transcription'] {
  if (model === undefined) return undefined;
  const { bytes, durationMs } = transcriber(model);
  return { model, bytes, durationMs };
}

function speechOf({ speech: model, voice = 'marin' }: CatalogNames): ModelCatalog['speech'] {
  if (model === undefined) return undefined;
  const { characters, voices } = speaker(model);
  return { model, voice, voices: voices.includes(voice) ? voices : [voice, ...voices], characters };
}
