import type {
  Ability,
  Clock,
  Lesson,
  Log,
  ModelParameters,
  ModelWindow,
  Refusal,
  TaughtEntry,
  TaughtStore,
} from '../ports/index.ts';
import { systemClock } from '../util/clock.ts';
import { LruCache } from '../util/lru.ts';
import { without } from './capabilities.ts';

/** Lessons of services, by model. `link` names the service; the one that all models have when absent. */
export interface Taught {
  of(model: string, link?: string): Lesson;
  /** Adds to what is known of a model, and keeps it over restarts where there is a store. */
  learn(model: string, lesson: Partial<Omit<Lesson, 'v'>>, link?: string): void;
  /** The window that the service told, for some hours: plans change, and servers are started anew with another one. */
  window(model: string, link?: string): ModelWindow | undefined;
  learnWindow(model: string, window: ModelWindow, link?: string): void;
  /** Ability as the service told it, or as its refusals and answers did; undefined where it never did, or long ago. */
  can(model: string, ability: Ability, link?: string): boolean | undefined;
  /** Learns abilities for so long, ms. */
  learnAbilities(model: string, can: Partial<Record<Ability, boolean>>, forMs: number, link?: string): void;
}

export interface TaughtOptions {
  /** Absent: nothing outlives the process. */
  store?: TaughtStore;
  /** Lessons of former lives. */
  known?: readonly TaughtEntry[];
  /** Gives the name of a service that its lessons are kept under. */
  serverOf?: (link: string | undefined) => string;
  clock?: Pick<Clock, 'now'>;
  log?: Log;
}

/** Most models whose lessons are remembered. */
const MODELS = 200;
/** Most services whose names are remembered. */
const SERVERS = 1000;
/** Time that a window is taken for what was told, ms. */
const WINDOW_MS = 6 * 3_600_000;

const nothing: Lesson = { v: 1, unsupported: [], adaptations: [] };

export function createTaught(options: TaughtOptions = {}): Taught {
  const { store, known = [], serverOf = (link = '') => link, clock = systemClock, log } = options;
  const byModel = new LruCache<Lesson>(MODELS);
  const names = new LruCache<string>(SERVERS);
  const keyOf = (server: string, model: string) => `${server}|${model}`;
  for (const { server, model, lesson } of known) byModel.set(keyOf(server, model), lesson);
  const of = (model: string, link?: string) => byModel.get(keyOf(nameOf(link), model)) ?? nothing;

  /** Name of a service. It is remembered, for it is a hash, and each request asks for it several times. */
  function nameOf(link: string | undefined): string {
    const key = link ?? '';
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = serverOf(link);
    names.set(key, name);
    return name;
  }

  function learn(model: string, lesson: Partial<Omit<Lesson, 'v'>>, link?: string): void {
    const before = of(model, link);
    const after = { ...before, ...lesson };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    const server = nameOf(link);
    byModel.set(keyOf(server, model), after);
    store
      ?.keep({ server, model, lesson: after })
      .catch((error: unknown) => log?.warn({ error, model }, 'What a model accepts could not be stored'));
  }

  return {
    of,
    learn,
    learnWindow: (model, window, link) => learn(model, { window: { ...window, until: clock.now() + WINDOW_MS } }, link),
    can(model, ability, link) {
      const known = of(model, link).abilities?.[ability];
      return known && known.until > clock.now() ? known.can : undefined;
    },
    learnAbilities(model, can, forMs, link) {
      const until = clock.now() + forMs;
      const fresh = Object.entries(can).map(([ability, able]) => [ability, { can: able, until }]);
      if (fresh.length > 0)
        learn(model, { abilities: { ...of(model, link).abilities, ...Object.fromEntries(fresh) } }, link);
    },
    window(model, link) {
      const { window } = of(model, link);
      return window && window.until > clock.now() ? window : undefined;
    },
  };
}

/** Parameters by their names in either API and in our code. Names come from outside: a Map has no "constructor". */
const settingByParam: ReadonlyMap<string, keyof ModelParameters> = new Map([
  ['temperature', 'temperature'],
  ['top_p', 'topP'],
  ['topP', 'topP'],
  ['max_output_tokens', 'maxOutputTokens'],
  ['max_completion_tokens', 'maxOutputTokens'],
  ['max_tokens', 'maxOutputTokens'],
  ['maxOutputTokens', 'maxOutputTokens'],
  ['reasoning', 'effort'],
  ['reasoning.effort', 'effort'],
  ['reasoning_effort', 'effort'],
  ['effort', 'effort'],
  ['text', 'verbosity'],
  ['text.verbosity', 'verbosity'],
  ['verbosity', 'verbosity'],
]);

/**
 * Learns which setting a model refused; undefined if it is none of ours. Where only the value was refused, nothing is
 * learned, unless it was the operator's own limit.
 */
export function learnRefusal(
  taught: Taught,
  model: string,
  { param = '', unsupported = false, from }: Refusal,
  link?: string,
): keyof ModelParameters | undefined {
  const setting = settingByParam.get(param);
  const known = taught.of(model, link);
  if (setting && unsupported && !known.unsupported.includes(setting))
    taught.learn(model, { unsupported: [...known.unsupported, setting] }, link);
  if (setting === 'maxOutputTokens' && from !== undefined) taught.learn(model, { tooHigh: from }, link);
  return setting;
}

/** Leaves out the parameters that this model refused, and a limit as high as one it refused. */
export function accepted(
  { unsupported, tooHigh }: Pick<Lesson, 'unsupported' | 'tooHigh'>,
  parameters: ModelParameters,
): ModelParameters {
  if (unsupported.length === 0 && tooHigh === undefined) return parameters;
  const { maxOutputTokens = 0 } = parameters;
  const high = maxOutputTokens >= (tooHigh ?? Number.POSITIVE_INFINITY);
  return without(parameters, [...unsupported, ...(high ? (['maxOutputTokens'] as const) : [])]);
}

/** Learns a change to the form of a request; one that leaves a parameter out is learned as its refusal. */
export function learnChange(taught: Taught, model: string, change: string, link?: string): void {
  if (change.startsWith('no_') && learnRefusal(taught, model, { param: change.slice(3), unsupported: true }, link))
    return;
  const { adaptations } = taught.of(model, link);
  if (!adaptations.includes(change)) taught.learn(model, { adaptations: [...adaptations, change] }, link);
}
