import type { Ability, ModelRequest } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { knownAbility } from './abilities.ts';
import { modelFault } from './errors.ts';
import { picturesOf } from './pictures.ts';
import type { Service } from './service.ts';
import type { Taught } from './taught.ts';

/** Time for which a refusal counts, ms: a server may be started anew with another model. */
export const REFUSED_MS = 6 * 3_600_000;
/** Time for which it counts that something was done, ms. */
const DONE_MS = 30 * 86_400_000;

/** Learns an ability from an answer or a refusal. OpenAI's models are known by name: there, only the account may lack one. */
export function learnFrom(
  { taught, service, link }: { taught: Taught; service: Service; link?: string | undefined },
  model: string,
  can: Partial<Record<Ability, boolean>>,
): void {
  if (service.official) return;
  for (const [ability, able] of Object.entries(can) as [Ability, boolean][]) {
    const known = taught.can(model, ability, link) ?? knownAbility(model, ability);
    if (known !== able) taught.learnAbilities(model, { [ability]: able }, able ? DONE_MS : REFUSED_MS, link);
  }
}

/** Sight of one request: what is known of it, and what is learned by it. */
export interface Sight {
  worked(): void;
  failed(error: unknown): void;
}

const nothing: Sight = { worked: () => undefined, failed: () => undefined };

/**
 * Looks whether a request has pictures for a model without eyes.
 * @throws Fault('model_rejected', lacks `vision`) instead of asking, where that is known
 */
export function createSight(taught: Taught, request: ModelRequest, service: Service): Sight {
  const { model, link, messages } = request;
  if (picturesOf(messages).length === 0) return nothing;
  if ((taught.can(model, 'vision', link) ?? knownAbility(model, 'vision')) === false) {
    throw modelFault('model_rejected', 'The model is known to see no pictures', { lacks: 'vision' });
  }
  const learn = (vision: boolean) => learnFrom({ taught, service, link }, model, { vision });
  let learned = false;
  return {
    worked() {
      if (!learned) learn(true);
      learned = true;
    },
    failed(error) {
      if (isFault(error) && error.facts.lacks === 'vision') learn(false);
    },
  };
}
