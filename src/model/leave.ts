import type { Log, ModelEvent, ModelRequest } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { knownAbility } from './abilities.ts';
import type { Service } from './service.ts';
import { learnFrom, REFUSED_MS } from './sight.ts';
import type { Taught } from './taught.ts';

/** Leave to draw within one answer: whether its service has the tool for it, and what is learned of that. */
export interface Leave {
  /** Request as this service can take it. */
  readonly request: ModelRequest;
  /** Takes the leave back where it may be what was refused: the request is worth another try. */
  withdraw(error: unknown): boolean;
  /** The request was taken, and this is what came first. */
  worked(event: ModelEvent): void;
}

interface LeaveParts {
  taught: Taught;
  service: Service;
  log: Log;
}

/** The tool is of /responses alone. */
export function createLeave({ taught, service, log }: LeaveParts, asked: ModelRequest): Leave {
  const { model, link } = asked;
  const { draws, ...others } = asked;
  const can = () => taught.can(model, 'drawing', link) ?? knownAbility(model, 'drawing');
  const isGiven = draws && service.api === 'responses' && !asked.lenient && can() !== false;
  let request: ModelRequest = isGiven ? asked : others;
  let withdrawn = false;
  return {
    get request() {
      return request;
    },
    withdraw(error) {
      if (!request.draws || !mayBeTool(error)) return false;
      request = others;
      withdrawn = true;
      return true;
    },
    worked({ type }) {
      if (type === 'drawing') learnFrom({ taught, service, link }, model, { drawing: true });
      if (!withdrawn) return;
      withdrawn = false;
      // OpenAI itself refuses it, too, where an account may not draw: nobody is to be asked twice each time.
      taught.learnAbilities(model, { drawing: false }, REFUSED_MS, link);
      log.warn({ model }, 'The model may not draw within an answer: answering in words for some hours');
    },
  };
}

/**
 * Tells whether the tool may be what was refused. A failure seldom names it: the account may lack the model that draws, or the
 * service the tool.
 */
function mayBeTool(error: unknown): boolean {
  if (!isFault(error)) return false;
  const { param, lacks, status, unclear } = error.facts;
  if (unclear || isFault(error, 'model_unknown')) return true;
  if (isFault(error, 'model_auth')) return status === 403;
  return isFault(error, 'model_rejected') && !lacks && (param === undefined || /^tools?\b/.test(param));
}
