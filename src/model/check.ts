import type { Log } from '../ports/index.ts';
import { type Fault, isFault } from '../util/errors.ts';
import { modelFault, toModelFault } from './errors.ts';
import { answerOf } from './fetch.ts';
import { headersFor, type Service } from './service.ts';
import { type Listing, type Look, listingOf } from './survey.ts';

/** Looks at a service once, as the bot starts: a wrong key or model is told to the operator before anybody asks. */

/** Time limit for a look, ms. */
const LOOK_MS = 5_000;

/**
 * Warns of a service that cannot be reached, of a key that it refuses, and of models that it has not. One that is on its list is
 * there. Never rejects.
 */
export async function checkService(
  service: Service,
  models: readonly string[],
  { log, listing, signal }: { log: Log; listing: Listing | undefined; signal: AbortSignal },
): Promise<void> {
  const keys = service.keys.use();
  let key = await keys.next();
  const look = (model: string) => faultOf(service, model, { signal: limited(signal), key }, listing);
  for (const model of models) {
    if (listing?.has(model)) continue;
    let fault = await look(model);
    while (fault && (await keys.failed(fault))) {
      key = await keys.next();
      fault = await look(model);
    }
    if (signal.aborted) return;
    if (!fault) continue;
    const { kind, facts } = fault;
    log.warn({ kind, model, status: facts.status, code: facts.code, advice: facts.advice }, sentenceOf(fault));
    // What is wrong with the service is wrong for every model of it.
    if (kind !== 'model_unknown') return;
  }
}

/** Limits a look. */
export const limited = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]);

/** Sentence for the operator about what was found. */
export const sentenceOf = ({ kind }: Fault): string => TOLD[kind] ?? UNFIT;

const UNFIT = 'The model service does not answer as it should';
const TOLD: Partial<Record<Fault['kind'], string>> = {
  model_auth: 'The model service refuses the key',
  model_quota: 'The account at the model service has no budget left',
  model_unknown: 'The model service has no such model',
  model_unreachable: 'The model service cannot be reached',
  model_stalled: 'The model service cannot be reached',
};

/** Finds what is wrong with a model; undefined where nothing is, or where the service tells nothing of its models. */
export async function faultOf(
  service: Service,
  model: string,
  { signal, key }: Look,
  listing?: Listing,
): Promise<Fault | undefined> {
  try {
    const client = await service.client();
    (await answerOf(client.models.retrieve(model, { signal, headers: headersFor(key) }))).stream.destroy();
    return undefined;
  } catch (error) {
    if (signal.aborted) return modelFault('model_unreachable', 'No answer in time');
    const fault = toModelFault(error, { model, official: service.official });
    if (!isFault(fault, 'model_unknown', 'model_rejected')) return fault;
    // Others than OpenAI were asked for their list before; one that has none tells nothing of its models.
    const list = listing ?? (service.official ? await listingOf(service, { signal, key }) : undefined);
    return list?.has(model) === false
      ? modelFault('model_unknown', 'The service does not list it', fault.facts)
      : undefined;
  }
}
