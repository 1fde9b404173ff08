import type { Log } from '../ports/index.ts';
import { type Fault, isFault } from '../util/errors.ts';
import { modelFault, toModelFault } from './errors.ts';
import { answerOf, startOf } from './fetch.ts';
import { fields } from './json.ts';
import { headersFor, type Service } from './service.ts';

/** Looks at a service once, as the bot starts: a wrong key or model is told to the operator before anybody asks. */

/** Time limit for a look, ms. */
const LOOK_MS = 5_000;
/** Most bytes of a list of models that are read. */
const MOST_BYTES = 2 * 1024 * 1024;

/** Warns of a service that cannot be reached, of a key that it refuses, and of models that it has not. Never rejects. */
export async function checkService(
  service: Service,
  models: readonly string[],
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const keys = service.keys.use();
  let key = await keys.next();
  for (const model of models) {
    let fault = await faultOf(service, model, key, limited(signal));
    while (fault && (await keys.failed(fault))) {
      key = await keys.next();
      fault = await faultOf(service, model, key, limited(signal));
    }
    if (signal.aborted) return;
    if (!fault) continue;
    const { kind, facts } = fault;
    log.warn({ kind, model, status: facts.status, code: facts.code, advice: facts.advice }, TOLD[kind] ?? UNFIT);
    // What is wrong with the service is wrong for every model of it.
    if (kind !== 'model_unknown') return;
  }
}

/** Limits a look. */
export const limited = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]);

const UNFIT = 'The model service does not answer as it should';
const TOLD: Partial<Record<Fault['kind'], string>> = {
  model_auth: 'The model service refuses the key',
  model_unknown: 'The model service has no such model',
  model_unreachable: 'The model service cannot be reached',
  model_stalled: 'The model service cannot be reached',
};

/** Finds what is wrong with a model; undefined where nothing is, or where the service tells nothing of its models. */
export async function faultOf(
  service: Service,
  model: string,
  key: string | undefined,
  signal: AbortSignal,
): Promise<Fault | undefined> {
  const call = { signal, headers: headersFor(key) };
  try {
    const client = await service.client();
    (await answerOf(client.models.retrieve(model, call))).stream.destroy();
    return undefined;
  } catch (error) {
    if (signal.aborted) return modelFault('model_unreachable', 'No answer in time');
    const fault = toModelFault(error, { model, official: service.official });
    if (!isFault(fault, 'model_unknown', 'model_rejected')) return fault;
    const listed = await isListed(service, model, call);
    return listed === false ? modelFault('model_unknown', 'The service does not list it', fault.facts) : undefined;
  }
}

/** Tells whether the service's list has the model; undefined where it has no list. */
async function isListed(
  service: Service,
  model: string,
  call: { signal: AbortSignal; headers: Record<string, string> },
): Promise<boolean | undefined> {
  try {
    const client = await service.client();
    const { stream } = await answerOf(client.models.list(call));
    // A longer list is cut, and is none then.
    const list = await startOf(stream, MOST_BYTES);
    const { data } = fields(JSON.parse((await list?.text()) ?? ''));
    if (!Array.isArray(data)) return undefined;
    // Ollama puts a tag behind the names.
    return data.some((each) => fields(each)['id'] === model || fields(each)['id'] === `${model}:latest`);
  } catch {
    return undefined;
  }
}
