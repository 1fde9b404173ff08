import type { ModelCatalog, ModelLink } from '../ports/index.ts';
import { speaker, transcriber } from './audio-models.ts';
import { acceptedParameters, acceptedValues } from './capabilities.ts';
import { imageProblem } from './image-models.ts';
import { pictureSize } from './picture-size.ts';
import { accepted, createTaught, learnRefusal, type Taught } from './taught.ts';

export interface CatalogNames {
  basic: string;
  advanced: string;
  image: string;
  transcription?: string;
  speech?: string;
  /** Voice that it speaks with. */
  voice?: string;
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
    ...soundModels(names),
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

/** Models that hear and speak, with what they take. */
function soundModels({
  transcription,
  speech,
  voice = 'marin',
}: CatalogNames): Pick<ModelCatalog, 'transcription' | 'speech'> {
  const models: { -readonly [name in 'transcription' | 'speech']?: NonNullable<ModelCatalog[name]> } = {};
  if (transcription !== undefined) {
    const { bytes, durationMs } = transcriber(transcription);
    models.transcription = { model: transcription, bytes, durationMs };
  }
  if (speech !== undefined) {
    const { characters, voices } = speaker(speech);
    models.speech = { model: speech, voice, voices: voices.includes(voice) ? voices : [voice, ...voices], characters };
  }
  return models;
}
