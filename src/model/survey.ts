import type { Ability, Log } from '../ports/index.ts';
import { knownAbility } from './abilities.ts';
import { fields } from './json.ts';
import { namesIn, readJson } from './names.ts';
import type { Service } from './service.ts';
import type { Taught } from './taught.ts';

/**
 * Questions to a server about what its models can do. Each kind of server has a way of its own to tell it; one that tells nothing
 * teaches by what it refuses.
 */

/** Abilities that a server told of; those it did not tell of are absent. */
type Told = Partial<Record<Ability, boolean>>;

/** Call whose headers and limit of time a look uses. */
export interface Look {
  signal: AbortSignal;
  key: string | undefined;
}

/** Model that is asked about, and what it is for; a model for words when absent. */
export interface Surveyed {
  model: string;
  ability?: Ability;
}

/** Service that is asked, its list, and where answers are kept. */
interface Survey {
  service: Service;
  taught: Taught;
  link: string | undefined;
  listing: Listing | undefined;
  log: Log;
}

/** Time for which an answer holds, ms: it is asked for at each start. */
const ASKED_MS = 30 * 86_400_000;

/**
 * Asks a service once what its models can do. What it does not have is not offered. OpenAI itself is not asked: its models are
 * known by name. Never rejects.
 */
export async function surveyService(
  { service, taught, link, listing, log }: Survey,
  models: readonly Surveyed[],
  limit: () => AbortSignal,
): Promise<void> {
  if (service.official) return;
  const key = await service.keys.use().next();
  for (const { model, ability } of models) {
    const told = listing?.told(model) ?? {};
    if (listing?.has(model) && ability !== undefined) told[ability] = true;
    // A list may be of models for words alone: only OpenAI's own names, as the defaults are, mean nothing elsewhere.
    else if (listing && ability !== undefined && knownAbility(model, ability)) told[ability] = false;
    const isUnknown =
      ability === undefined && Object.keys(told).length === 0 && knownAbility(model, 'vision') === undefined;
    if (isUnknown) Object.assign(told, await askAbout(service, model, { signal: limit(), key }));
    taught.learnAbilities(model, told, ASKED_MS, link);
    if (Object.keys(told).length > 0) log.info({ model, ...told }, 'The model service told what a model can do');
  }
}

/** A service's own list of its models. */
export interface Listing {
  /** Tells whether the model is on it. Ollama puts a tag behind the names. */
  has(model: string): boolean;
  told(model: string): Told;
  readonly names: readonly string[];
}

/** Reads the service's list of models; undefined where it has none that can be read. */
export async function listingOf(service: Service, look: Look): Promise<Listing | undefined> {
  const { data } = fields(await read(service, '/models', look));
  if (!Array.isArray(data)) return undefined;
  const entries = data.map(fields);
  const find = (model: string) => entries.find(({ id }) => id === model || id === `${model}:latest`);
  return {
    has: (model) => find(model) !== undefined,
    told: (model) => toldBy(find(model) ?? {}),
    names: namesIn(data),
  };
}

/** Asks a server that lists nothing about its models in the ways of Ollama and of llama.cpp. */
async function askAbout(service: Service, model: string, look: Look): Promise<Told> {
  const root = service.baseUrl.replace(/\/v1\/?$/, '');
  const shown = toldBy(fields(await read(service, `${root}/api/show`, look, { model })));
  if (Object.keys(shown).length > 0) return shown;
  return toldBy(fields(await read(service, `${root}/props`, look)));
}

/** Reads what a server says of a model, in whichever form. */
function toldBy(entry: Readonly<Record<string, unknown>>): Told {
  const { architecture, supported_parameters: parameters, capabilities, modalities } = entry;
  const { input_modalities: input, output_modalities: output } = fields(architecture);
  return {
    // OpenRouter, and llama.cpp in its list.
    ...among(input, { vision: 'image', hearing: 'audio', files: 'file' }),
    ...among(output, { images: 'image', speech: 'audio' }),
    ...among(parameters, { tools: 'tools' }),
    // Ollama, whose list says so. What it lists of images is about drawing.
    ...among(includes(capabilities, 'completion') ? capabilities : undefined, {
      vision: 'vision',
      tools: 'tools',
      hearing: 'audio',
      images: 'image',
    }),
    // llama.cpp in its properties, and Mistral.
    ...flags(modalities, { vision: 'vision', hearing: 'audio' }),
    ...(Array.isArray(capabilities) ? {} : flags(capabilities, { vision: 'vision', tools: 'function_calling' })),
  };
}

const includes = (list: unknown, word: string) => Array.isArray(list) && list.includes(word);

type Names = Partial<Record<Ability, string>>;

function among(list: unknown, names: Names): Told {
  if (!Array.isArray(list)) return {};
  return Object.fromEntries(Object.entries(names).map(([ability, name]) => [ability, list.includes(name)]));
}

function flags(object: unknown, names: Names): Told {
  const found = Object.entries(names).map(([ability, name]) => [ability, fields(object)[name]]);
  return Object.fromEntries(found.filter(([, value]) => typeof value === 'boolean'));
}

/** Gets, or posts to, an address of the service; undefined for any answer that is no JSON. */
async function read(service: Service, path: string, look: Look, body?: object): Promise<unknown> {
  try {
    return await readJson(await service.client(), path, look, body);
  } catch {
    return undefined;
  }
}
