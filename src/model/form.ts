import type { Log, ModelLink } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { adaptationFor, adapted, type Body, newestFields } from './adapt.ts';
import { learnChange, type Taught } from './taught.ts';

/** Form of a request to one service. What it wants otherwise than others is learned once a request was taken. */
export interface Form {
  body(): Body;
  /** Changes it as a refusal asks for. False where there is nothing to change. */
  change(error: unknown): boolean;
  /** The request was taken. */
  worked(): void;
}

interface Asked extends ModelLink {
  /** Leaves the newest optional field out. */
  lenient?: true;
}

export function createForm({ taught, log }: { taught: Taught; log: Log }, asked: Asked, base: object): Form {
  const { model, link, lenient } = asked;
  const { adaptations } = taught.of(model, link);
  const plain = adapted({ ...base }, adaptations);
  let tried = lenient ? newestFields(plain).map((name) => `no_${name}`) : [];
  return {
    body: () => adapted(plain, tried),
    change(error) {
      const change = isFault(error) ? adaptationFor(error, [...adaptations, ...tried]) : undefined;
      if (change === undefined) return false;
      log.warn({ model, change }, 'The service wants the request in another form');
      tried = [...tried, change];
      return true;
    },
    worked() {
      for (const change of tried) learnChange(taught, model, change, link);
      tried = [];
    },
  };
}
