import type { Gate, RefusalReply, Terms } from '../admission/gate.ts';
import type { Permissions } from '../admission/permissions.ts';
import { parseCommand } from '../commands/parse.ts';
import type { Clock, CommandSpec, InboundEvent, Log, Resolved } from '../ports/index.ts';
import { arrivalOf } from './arrival.ts';
import type { Resolve } from './resolve.ts';

/** People who may not speak where they do: they are turned away before anything stored is read or written for them. */

export interface StrangerParts {
  gate: Gate;
  permissions: Pick<Permissions, 'access'>;
  specs: readonly CommandSpec[];
  clock: Pick<Clock, 'elapsed'>;
  log: Log;
  terms(resolved: Resolved): Terms;
  /** Adds the ids that the place had before. */
  withOrigin: Resolve['withOrigin'];
  refuse(resolved: Resolved, reply: RefusalReply, stranger: true): Promise<void>;
}

/** Events that nobody speaks by: the platform reports them. */
const reports: ReadonlySet<InboundEvent['body']['type']> = new Set(['move', 'delete']);
/** Time between two lines of the log about people who were refused without a word, ms. */
const LINE_MS = 60_000;
const none = { queue: 0, person: 0, all: 0 } as const;

/** Tells whether an event is a stranger's and was turned away. */
export type TurnAway = (event: InboundEvent) => Promise<boolean>;

export function createTurnAway(parts: StrangerParts): TurnAway {
  const { gate, permissions, specs, clock, log } = parts;
  let unheard = 0;
  let lineAt = Number.NEGATIVE_INFINITY;

  /** Counts them, and says so once a minute: a flood of strangers must not become one of lines. */
  function noteSilence(): void {
    unheard += 1;
    const now = clock.elapsed();
    if (now - lineAt < LINE_MS) return;
    log.info({ refused: unheard }, 'People who may not use the bot were refused without a word');
    unheard = 0;
    lineAt = now;
  }

  return async (event) => {
    const { actor, at } = event;
    if (reports.has(event.body.type)) return false;
    if (permissions.access({ actor, place: at }) !== 'denied') return false;
    const arrival = await parts.withOrigin(arrivalOf(event, 'topic'), event);
    if (permissions.access(arrival) !== 'denied') return false;
    const asked = arrival.kind === 'prompt' ? parseCommand(arrival, specs) : arrival;
    const verdict = await gate.judge(asked, none, parts.terms(asked));
    if (verdict.pass || verdict.late) return false;
    if (verdict.reply && !verdict.silent) void parts.refuse(arrival, verdict.reply, true);
    else noteSilence();
    return true;
  };
}
