import { createAllowance } from '../admission/allowance.ts';
import { type Gate, NO_TURNS, type RefusalReply, type Terms } from '../admission/gate.ts';
import type { Knocks } from '../admission/knocks.ts';
import type { OwnerCode } from '../admission/owner-code.ts';
import type { Permissions, Speaking } from '../admission/permissions.ts';
import { parseCommand } from '../commands/parsing/parse.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Clock, CommandSpec, InboundEvent, Log, Resolved } from '../ports/index.ts';
import { arrivalOf } from './arrival.ts';
import type { Resolve } from './resolve.ts';

/** People who may not speak where they do: they are turned away before anything stored is read or written for them. */

export interface StrangerParts {
  gate: Gate;
  permissions: Pick<Permissions, 'access'>;
  conversations: Pick<Conversations, 'find'>;
  specs: readonly CommandSpec[];
  clock: Pick<Clock, 'elapsed'>;
  log: Log;
  terms(resolved: Resolved): Terms;
  /** Adds the ids that the place had before. */
  withOrigin: Resolve['withOrigin'];
  refuse(resolved: Resolved, reply: RefusalReply, stranger: true): Promise<void>;
  /** Code that makes its first speaker the owner. */
  ownerCode: Pick<OwnerCode, 'heard'>;
  knocks: Pick<Knocks, 'note'>;
}

/** Events that nobody speaks by: the platform reports them. */
const reports: ReadonlySet<InboundEvent['body']['type']> = new Set(['move', 'delete']);
/** Time between two lines of the log about people who were refused without a word, ms. */
const LINE_MS = 60_000;

/** Presses of a stranger in a minute for which is looked whether the menu is about a place where they may speak. */
const LOOKS_PER_MINUTE = 30;
const MINUTE_MS = 60_000;

/** Event of somebody who is not turned away. */
export interface Heard {
  event: InboundEvent;
  /** Place that a pressed menu is about, if only there they may speak. */
  about?: Speaking['place'];
}

/** Turns an event away if it is a stranger's; undefined then. */
export type TurnAway = (event: InboundEvent) => Promise<Heard | undefined>;

export function createTurnAway(parts: StrangerParts): TurnAway {
  const { gate, permissions, conversations, specs, clock, log } = parts;
  const looks = createAllowance({ points: LOOKS_PER_MINUTE, withinMs: MINUTE_MS, clock });
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

  /** Finds the place of a menu that was shown to one person alone, who may speak in that place only. */
  async function placeAbout({ actor, at, reply, body }: InboundEvent): Promise<Speaking['place'] | undefined> {
    if (body.type !== 'press' || at.kind !== 'private' || looks.take(actor.id)) return undefined;
    const { menu, asker } = (await conversations.find(reply.chat, body.message))?.exchange ?? {};
    const place = asker === actor.id ? menu?.origin?.place : undefined;
    return place && permissions.access({ actor, place }) !== 'denied' ? place : undefined;
  }

  return async (given) => {
    const event = await parts.ownerCode.heard(given);
    const { actor, at } = event;
    if (reports.has(event.body.type)) return { event };
    if (permissions.access({ actor, place: at }) !== 'denied') return { event };
    const arrival = await parts.withOrigin(arrivalOf(event, 'topic'), event);
    if (permissions.access(arrival) !== 'denied') return { event };
    const about = await placeAbout(event);
    if (about) return { event, about };
    const asked = arrival.kind === 'prompt' ? parseCommand(arrival, specs) : arrival;
    const verdict = await gate.judge(asked, NO_TURNS, parts.terms(asked));
    if (verdict.pass || verdict.late) return { event };
    if (verdict.reply && !verdict.silent) {
      void parts.knocks.note(event);
      void parts.refuse(arrival, verdict.reply, true);
    } else noteSilence();
    return undefined;
  };
}
