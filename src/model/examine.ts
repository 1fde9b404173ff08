import { type Ability, abilities, type Check, type Examined, type Finding, type ModelCatalog } from '../ports/index.ts';
import { systemClock } from '../util/clock.ts';
import type { Fault } from '../util/errors.ts';
import { knownAbility } from './abilities.ts';
import { faultOf, limited, sentenceOf } from './check.ts';
import type { CheckedModel, ModelOptions } from './index.ts';
import { createService, type Service } from './service.ts';
import { type Listing, listingOf, surveyService } from './survey.ts';
import type { Taught } from './taught.ts';

/** Looks at the services that the configured models are at. Nothing that costs money is asked. */

/** Model, and the setting that names it. */
export interface NamedModel extends CheckedModel {
  setting: string;
  /** Without it, nobody is answered. */
  essential?: true;
}

export interface Examination {
  options: ModelOptions;
  models: readonly NamedModel[];
  /** Catalog over what `taught` knows, to which answers are added. */
  catalog: ModelCatalog;
  taught: Taught;
  /** Checks that ask a model which was found. */
  asking?: (named: NamedModel) => readonly Check[];
}

export function modelChecks({ models, ...examination }: Examination): Check[] {
  return [...new Set(models.map(({ link }) => link))].map((link) => ({
    name: link === undefined ? 'model.service' : `model.${new URL(link).host}`,
    async run(signal) {
      const own = models.filter((each) => each.link === link);
      return examine({ ...examination, models: own }, link, signal);
    },
  }));
}

async function examine(
  { options, models, catalog, taught, asking = () => [] }: Examination,
  link: string | undefined,
  signal: AbortSignal,
): Promise<Examined> {
  const { service, keys } = serviceAt(options, link);
  const [first] = models;
  if (!first) return { findings: [] };
  const faults = await Promise.all(keys.map((key) => faultOf(service, first.model, { signal: limited(signal), key })));
  const good = faults.findIndex((fault) => fault === undefined || fault.kind === 'model_unknown');
  const refused = faults.flatMap((fault, index) =>
    fault && fault.kind !== 'model_unknown'
      ? [refusal(fault, keys.length > 1 ? index + 1 : undefined, good >= 0, link)]
      : [],
  );
  if (good < 0) return { findings: refused };
  const key = keys[good];
  const listing = await listingOf(service, { signal: limited(signal), key });
  await surveyService({ service, taught, link, listing, log: options.log }, models, () => limited(signal));
  const findings = await Promise.all(
    models.map(async (named) => {
      const isThere = listing?.has(named.model) ?? false;
      const fault = isThere
        ? undefined
        : await faultOf(service, named.model, { signal: limited(signal), key }, listing);
      return lookAt(named, { fault, listing, catalog: catalog.at(link) });
    }),
  );
  const found = models.filter((_, index) => findings[index]?.state === 'ok');
  return { findings: [...refused, ...findings], next: found.flatMap(asking) };
}

function serviceAt(
  options: ModelOptions,
  link: string | undefined,
): { service: Service; keys: readonly (string | undefined)[] } {
  const { others = [], clock = systemClock, secret, log } = options;
  const other = link === undefined ? undefined : others.find((each) => each.link === link);
  const source = other?.keys ?? options.keys;
  const service = other
    ? createService({ ...other, api: 'auto', secret, clock, log })
    : createService({ ...options, clock });
  return { service, keys: source.keys.length > 0 ? source.keys : [undefined] };
}

/** A key that does not work prevents nothing while another one does, nor does a service that is only fallen back on. */
function refusal(fault: Fault, number: number | undefined, hasOther: boolean, link: string | undefined): Finding {
  const { code, status } = fault.facts;
  const setting = fault.kind === 'model_auth' ? 'OPENAI_FALLBACK_KEYS' : 'OPENAI_FALLBACK_MODELS';
  const advice = link === undefined ? fault.facts.advice : `Check ${setting}, and whether that service runs.`;
  const told = code ?? status;
  const which = number === undefined ? '' : `Key ${number}: `;
  return {
    state: hasOther || link !== undefined ? 'warning' : 'error',
    message: `${which}${sentenceOf(fault)}${told === undefined ? '' : ` (${told})`}`,
    ...(advice === undefined ? {} : { mend: advice }),
  };
}

interface Seen {
  fault: Fault | undefined;
  listing: Listing | undefined;
  catalog: ModelCatalog;
}

function lookAt(named: NamedModel, { fault, listing, catalog }: Seen): Finding {
  const { model, ability, setting, essential } = named;
  const title = `${model} (${setting})`;
  const cannot = ability !== undefined && [catalog.can(model, ability), knownAbility(model, ability)].includes(false);
  if (ability !== undefined && (fault || cannot)) {
    const mend = `Set ${setting} to a model of this service that can${ability === 'images' ? '' : ', or to off'}.`;
    return {
      state: 'note',
      message: `${lost[ability] ?? 'Something is not offered'}: ${fault ? 'the service has no ' : ''}${title}${fault ? '' : ' cannot'}`,
      mend,
    };
  }
  if (fault) {
    const unknown = fault.kind === 'model_unknown';
    return {
      state: essential ? 'error' : 'warning',
      message: unknown ? `The service has no model ${title}` : `${title}: ${sentenceOf(fault)}`,
      mend: unknown ? `Set ${setting} to one that it has${examples(listing, model)}.` : (fault.facts.advice ?? ''),
    };
  }
  const there = listing?.has(model) ? 'is there' : 'is not denied, though the service lists none';
  return { state: 'ok', message: `${title} ${there}${ability === undefined ? told(model, catalog) : ''}` };
}

/** Things that are not offered without a model for them. */
const lost: Partial<Record<Ability, string>> = {
  images: 'Nothing is drawn',
  transcription: 'Sound is not heard',
  speech: 'Nothing is spoken',
};

const words: Partial<Record<Ability, string>> = {
  vision: 'sees pictures',
  files: 'reads PDF by itself',
  hearing: 'hears sound',
  tools: 'calls functions',
  drawing: 'draws within answers',
  search: 'searches the web',
  code: 'runs code',
};

/** Tells what is known of a model besides that it answers in words. */
function told(model: string, catalog: ModelCatalog): string {
  const can = abilities.flatMap((each) => (catalog.can(model, each) === true ? (words[each] ?? []) : []));
  const blind = catalog.can(model, 'vision') === false ? ['sees no pictures'] : [];
  const known = [...can, ...blind];
  return known.length > 0 ? `: ${known.join(', ')}` : '; what else it can do shows when it is asked';
}

/** Most names that are given as examples. */
const EXAMPLES = 5;

/** Names that a service has and that begin most like the one that it has not. */
function examples(listing: Listing | undefined, model: string): string {
  const alike = (name: string) => {
    let at = 0;
    while (at < name.length && name[at] === model[at]) at += 1;
    return at;
  };
  const ranked = (listing?.names ?? []).map((name) => ({ name, alike: alike(name) })).sort((a, b) => b.alike - a.alike);
  const names = ranked.slice(0, EXAMPLES).map(({ name }) => name);
  return names.length > 0 ? `: ${names.join(', ')}` : '';
}
