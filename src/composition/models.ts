import { type Config, type HostKey, hostKeysIn, keysIn } from '../config/index.ts';
import { missingFor } from '../media/libraries.ts';
import type { CheckedModel, OtherService } from '../model/index.ts';
import type { KeySource } from '../model/keys.ts';
import { apiOf } from '../model/service.ts';
import type { Ability, Clock, Log, ModelLink } from '../ports/index.ts';

/** Models and their services, as the configuration names them. */

/** Options of the model that the configuration names. */
export function modelOptions({ openai, model }: Config, log: Log, clock: Clock) {
  return {
    keys: { keys: openai.keys, ...fileOf(openai.keyFile, keysIn) },
    baseUrl: openai.baseUrl,
    others: othersOf(openai),
    api: openai.api,
    firstMs: model.firstTimeoutMs,
    idleMs: model.idleTimeoutMs,
    totalMs: model.totalTimeoutMs,
    log,
    clock,
  };
}

/** Names of models for the catalog: none speaks where the packages are missing that make voice messages. */
export function catalogNames(config: Config, log: Log) {
  const { speech, ...names } = config.model;
  const missing = speech === undefined ? [] : missingFor('speaking');
  if (missing.length > 0) log.warn({ packages: missing.join(',') }, 'Nothing is spoken: optional packages are missing');
  const spoken = speech === undefined || missing.length > 0 ? {} : { speech };
  return { ...names, ...spoken, fallbacks: linksOf(config), apiAt: apisOf(config) };
}

/** Gives the API that the configured services are asked by. */
function apisOf({ openai }: Config): (link: string | undefined) => 'responses' | 'chat' {
  const main = apiOf(openai);
  return (link) => (link === undefined ? main : apiOf({ baseUrl: link, api: 'auto' }));
}

/** Models to fall back on. Their services are named by their addresses. */
function linksOf({ openai: { fallbacks } }: Config): ModelLink[] {
  return fallbacks.map(({ model, baseUrl }) => (baseUrl === undefined ? { model } : { model, link: baseUrl }));
}

/** All models that are named, and what those are for that are for one thing. */
export function checkedModels(config: Config): CheckedModel[] {
  const { basic, advanced, offered, image, transcription, speech } = config.model;
  const words = [...new Set([basic, advanced, ...offered])].map((model) => ({ model }));
  const named = (ability: Ability, model: string | undefined) => (model === undefined ? [] : [{ model, ability }]);
  return [
    ...words,
    ...linksOf(config),
    ...named('images', image),
    ...named('transcription', transcription),
    ...named('speech', speech),
  ];
}

/** Services that models to fall back on are at. Only keys that are meant for a host are sent there. */
function othersOf({ fallbacks, fallbackKeys, fallbackKeyFile }: Config['openai']): OtherService[] {
  const addresses = new Set(fallbacks.flatMap(({ baseUrl }) => baseUrl ?? []));
  return [...addresses].map((baseUrl) => {
    const { host } = new URL(baseUrl);
    const own = (keys: readonly HostKey[]) => keys.filter((each) => each.host === host).map(({ key }) => key);
    const anew = (text: string) => {
      const read = hostKeysIn(text);
      return read && own(read);
    };
    return { link: baseUrl, baseUrl, keys: { keys: own(fallbackKeys), ...fileOf(fallbackKeyFile, anew) } };
  });
}

/** Hosts of the services that models are asked at, the main one first, and of that which searches the web. */
export function serviceHosts({ openai: { baseUrl, fallbacks }, search: { by, endpoint } }: Config): string[] {
  const searched = endpoint && (by === 'auto' || by === 'endpoint') ? [endpoint.url] : [];
  const links = [baseUrl, ...fallbacks.flatMap((each) => each.baseUrl ?? []), ...searched];
  return [...new Set(links.map((link) => new URL(link).host))];
}

function fileOf(path: string | undefined, read: NonNullable<KeySource['file']>['keysIn']): Pick<KeySource, 'file'> {
  return path === undefined ? {} : { file: { path, keysIn: read } };
}

/** Parameters that hold for every request. */
export function parametersOf({ model: { temperature, topP, maxOutputTokens, effort, verbosity } }: Config) {
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(maxOutputTokens ? { maxOutputTokens } : {}),
    ...(effort ? { effort } : {}),
    ...(verbosity ? { verbosity } : {}),
  };
}
