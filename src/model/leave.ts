import type { Ability, Log, ModelEvent, ModelRequest } from '../ports/index.ts';
import { type Fault, isFault } from '../util/errors.ts';
import { knownAbility } from './abilities.ts';
import { hasItems, withoutItems } from './items.ts';
import type { Service } from './service.ts';
import { learnFrom, REFUSED_MS } from './sight.ts';
import type { Taught } from './taught.ts';
import { toolsInOrder } from './tools.ts';

/** Leave to use tools within one answer: whether the service has what they take, and what is learned of that. */
export interface Leave {
  /** Request as this service can take it. */
  readonly request: ModelRequest;
  /** Takes back what may be what was refused: the request is worth another try. */
  withdraw(error: unknown): boolean;
  /** The request was taken, and this is what came first. */
  worked(event: ModelEvent): void;
}

interface LeaveParts {
  taught: Taught;
  service: Service;
  log: Log;
}

/** Thing that a request asks for, and is the same request without. */
interface Wish {
  ability: Ability;
  /** Run by the service, which an account may lack; or by another model of it, which it may lack alone. */
  hosted?: 'tool' | 'model';
  isIn(request: ModelRequest): boolean;
  without(request: ModelRequest): ModelRequest;
}

/** Wishes, those first that fewer services know: where a refusal names none, they are taken back in this order. */
const wishes: readonly Wish[] = [
  {
    ability: 'drawing',
    hosted: 'model',
    isIn: ({ draws }) => draws !== undefined,
    without: ({ draws: _, ...others }) => others,
  },
  {
    ability: 'code',
    hosted: 'tool',
    isIn: ({ hosted }) => hosted?.code !== undefined,
    without: ({ hosted: { code: _, ...hosted } = {}, ...others }) => ({ ...others, hosted }),
  },
  {
    ability: 'search',
    hosted: 'tool',
    isIn: ({ hosted }) => hosted?.search !== undefined,
    without: ({ hosted: { search: _, ...hosted } = {}, ...others }) => ({ ...others, hosted }),
  },
  {
    ability: 'tools',
    isIn: ({ tools }) => tools !== undefined && tools.length > 0,
    without: ({ tools: _, ...others }) => others,
  },
];

/** Tells whether a request may have what it wishes for. The service's own tools are of /responses alone. */
function isGranted({ taught, service }: LeaveParts, asked: ModelRequest, { ability, hosted }: Wish): boolean {
  const { model, link, lenient, effort } = asked;
  const can = taught.can(model, ability, link) ?? knownAbility(model, ability);
  if (lenient || can === false) return false;
  if (!hosted) return true;
  if (service.api !== 'responses') return false;
  // OpenAI's guide to web search: no model that hardly reasons has it.
  if (ability === 'search' && effort === 'minimal') return false;
  return ability === 'drawing' || service.official || can === true;
}

/** Time for which a guess counts, ms: the failure may have had another cause, and passed. */
const GUESSED_MS = 30 * 60_000;
/** Most functions that are left out one by one, each for what is wrong with itself. */
const MOST_LEFT_OUT = 3;

/** Grants what a request wishes for, as far as its service has it. */
export function createLeave(parts: LeaveParts, asked: ModelRequest): Leave {
  const { taught, service, log } = parts;
  const { model, link } = asked;
  const denied = wishes.filter((wish) => wish.isIn(asked) && !isGranted(parts, asked, wish));
  let request = denied.reduce((rest, wish) => wish.without(rest), asked);
  let withdrawn: { ability: Ability; forMs: number }[] = [];
  let leftOut = 0;

  /** Leaves out a function that is itself at fault: its schema, say. */
  function leaveOut(error: Fault): boolean {
    const at = placeIn(error);
    const [kind, index] = at === undefined ? [] : (toolsInOrder(request)[at] ?? []);
    const { param = '' } = error.facts;
    if (kind !== 'tools' || index === undefined || param.endsWith('.type') || leftOut >= MOST_LEFT_OUT) return false;
    leftOut += 1;
    const tools = request.tools?.filter((_, each) => each !== index) ?? [];
    log.warn({ model, tool: request.tools?.[index]?.name }, 'The service refused a tool: answering without it');
    request = { ...request, tools };
    return true;
  }

  return {
    get request() {
      return request;
    },
    withdraw(error) {
      if (!isFault(error)) return false;
      const wish = wishAtFault(error, request, (ability) => taught.can(model, ability, link) === true);
      if (wish) {
        if (leaveOut(error)) return true;
        request = wish.without(request);
        withdrawn.push({ ability: wish.ability, forMs: error.facts.unclear ? GUESSED_MS : REFUSED_MS });
        return true;
      }
      if (!hasItems(request.messages) || !mayBeItems(error)) return false;
      log.warn({ model }, 'The service did not take back what it had made: telling it in words');
      request = { ...request, messages: withoutItems(request.messages) };
      return true;
    },
    worked(event) {
      const shown = shownBy(event);
      if (shown) learnFrom({ taught, service, link }, model, { [shown]: true });
      if (withdrawn.length === 0) return;
      // OpenAI itself refuses them, too, where an account may not have them: nobody is to be asked twice each time.
      for (const { ability, forMs } of withdrawn) taught.learnAbilities(model, { [ability]: false }, forMs, link);
      const tools = withdrawn.map(({ ability }) => ability);
      log.warn({ model, tools }, 'The model may not use these tools: answering without them for a while');
      withdrawn = [];
    },
  };
}

/** Ability that an event shows. */
function shownBy(event: ModelEvent): Ability | undefined {
  if (event.type === 'drawing') return 'drawing';
  if (event.type === 'call') return 'tools';
  return event.type === 'working' ? event.on : undefined;
}

/** Finds the wish that may be what was refused: the one that is named, or the first of which nothing better is known. */
function wishAtFault(error: Fault, request: ModelRequest, isKnown: (ability: Ability) => boolean): Wish | undefined {
  const { lacks, unclear } = error.facts;
  const asked = wishes.filter((wish) => wish.isIn(request) && !(unclear && isKnown(wish.ability)));
  if (lacks !== undefined) return asked.find(({ ability }) => ability === lacks);
  if (!mayBeTool(error)) return undefined;
  const at = placeIn(error);
  const [kind] = at === undefined ? [] : (toolsInOrder(request)[at] ?? []);
  return asked.find(({ ability }) => ability === kind) ?? asked.find((wish) => mayLack(wish, error));
}

/** Tells whether a wish may be what a failure that names none is about. */
function mayLack({ hosted }: Wish, error: Fault): boolean {
  if (isFault(error, 'model_unknown')) return hosted === 'model';
  return hosted !== undefined || !isFault(error, 'model_auth');
}

/** Place of the tool that a refusal names, as `tools[2].name` or `tools.2.name`. */
function placeIn({ facts: { param = '' } }: Fault): number | undefined {
  const place = /^tools[.[](\d{1,4})\b/.exec(param)?.[1];
  return place === undefined ? undefined : Number(place);
}

/**
 * Tells whether a tool may be what was refused. A failure seldom names it: the account may lack the model that draws, or the
 * service the tool.
 */
function mayBeTool(error: Fault): boolean {
  const { param, status, unclear } = error.facts;
  if (unclear || isFault(error, 'model_unknown')) return true;
  if (isFault(error, 'model_auth')) return status === 403;
  return isFault(error, 'model_rejected') && (param === undefined || /^tools?\b/.test(param));
}

/** Tells whether items may be what was refused: those of another account are not found, or cannot be read. */
function mayBeItems(error: Fault): boolean {
  const { param, code } = error.facts;
  if (isFault(error, 'model_unknown') || code === 'invalid_encrypted_content') return true;
  return isFault(error, 'model_rejected') && (param === undefined || /^(?:input|messages)\b/.test(param));
}
