import { type Gate, NO_TURNS } from '../admission/gate.ts';
import type {
  CommandSpec,
  InboundEvent,
  Inbox,
  Message,
  OpenTurn,
  Piece,
  Prompt,
  Resolved,
  Task,
} from '../ports/index.ts';
import { arrivalOf } from './arrival.ts';
import type { Batch, Entry } from './batch.ts';
import { LooseParts } from './loose-parts.ts';
import { continuationOf, mayGoOn, pieceOf, piecesOf, together } from './pieces.ts';
import type { Resolve } from './resolve.ts';
import { tags } from './tags.ts';
import { termsOf } from './terms.ts';

export interface JoiningParts {
  inbox: Pick<Inbox, 'findAll'>;
  gate: Gate;
  specs: readonly CommandSpec[];
  resolve: Resolve;
}

/** Time that an act waits for the next of its messages, ms. */
const PART_MS = 1000;
/** Terms of a message that goes on with another, which was counted. */
const COUNTED = { public: false, points: 0 };

/** Time that an act waits for more of what is passed on before it begins anew, ms. */
const FORWARD_MS = 300;

/** Joins messages that are one act. */
export interface Joining {
  /** Tells whether a message that is not meant for the bot may go on with one that is, and was heard before. */
  follows(event: InboundEvent<Message>, heard: ReadonlySet<string>): Promise<boolean>;
  /** Keeps a message that may belong to one behind it. */
  keep(event: InboundEvent<Message>): void;
  /** Resolves an event, with the messages before it that belong to it. */
  resolve(event: InboundEvent, resolve: (event: InboundEvent) => Promise<Resolved>): Promise<Resolved>;
  /** Adds a message to the act that it goes on with, in the batch or open; false where there is none. */
  join(batch: Batch, event: InboundEvent<Message>): Promise<boolean>;
}

/** Names who said a message, and where. */
export function saidBy({ reply, at, actor }: InboundEvent): string {
  return tags.act(reply.chat, at.thread, actor.id);
}

/** Time that a task waits for a message that goes on with it, ms. */
export function waitOf({ task, joins }: Entry): number {
  const tail = task.kind === 'late' ? undefined : task.tail;
  if (!tail) return 0;
  if (mayGoOn(tail)) return PART_MS;
  return joins && tail.forward ? FORWARD_MS : 0;
}

export function createJoining({ inbox, gate, specs, resolve }: JoiningParts): Joining {
  const loose = new LooseParts();

  /** Tells whether it may stand beside words that are passed on: a question, or a command about such words. */
  function mayStandBeside(resolved: Resolved): boolean {
    if (resolved.kind !== 'command') return resolved.kind === 'prompt';
    return specs.find(({ name }) => name === resolved.name)?.takesForward === true;
  }

  /** The open turn that a person asked for last at a place. */
  async function lastOpen(by: string): Promise<OpenTurn | undefined> {
    const last = (await inbox.findAll(by)).at(-1);
    return last && !last.final && !last.forgotten && !last.stopped ? last : undefined;
  }

  /** Resolves all pieces as one; undefined where that is none any more. */
  async function whole(
    event: InboundEvent<Message>,
    pieces: readonly Piece[],
    before: Task,
  ): Promise<Task | undefined> {
    const now = await resolve(together(event, pieces), undefined, true);
    if (now.kind === 'action' || now.kind === 'late') return undefined;
    const { key, conversation, queue, sentAt, editOf } = before;
    const alsoKeys = pieces.map((piece) => piece.key).filter((each) => each !== key);
    const rejoined = before.kind !== 'late' && before.rejoined;
    const kept = {
      ...{ key, alsoKeys, conversation, queue, sentAt },
      ...(editOf === undefined ? {} : { editOf }),
      ...(rejoined ? { rejoined } : {}),
    };
    if (now.kind === 'command') return { ...now, ...kept };
    return { ...now, ...kept, ...(before.kind === 'prompt' && before.askedAt ? placeOf(before) : {}) };
  }

  /** The task with a message more; undefined where the message does not go on with it. */
  async function extended(task: Task, event: InboundEvent<Message>): Promise<Task | undefined> {
    const pieces = piecesOf(task);
    const how = pieces && continuationOf(pieces, event.body);
    if (!how) return undefined;
    if (how === 'forward' && !(mayStandBeside(task) && mayStandBeside(await resolve(event)))) return undefined;
    const all = await whole(event, [...pieces, pieceOf(event)], task);
    return all && isDearer(all, task) ? undefined : all;
  }

  async function mayJoin(event: InboundEvent<Message>): Promise<boolean> {
    const read = await resolve.withOrigin(arrivalOf(event, 'topic'), event);
    return (await gate.judge(read, NO_TURNS, COUNTED)).pass;
  }

  /** Tells whether an act would cost more with a message than was counted for it: such a message is an act of its own. */
  function isDearer(task: Task, before: Task): boolean {
    return termsOf(task, specs).points > termsOf(before, specs).points;
  }

  /** Adds a message to an act of the same batch. */
  async function joinEntry(entry: Entry, event: InboundEvent<Message>): Promise<boolean> {
    const { joins } = entry;
    const task = await extended(entry.task, event);
    const joined = joins && (await extended(joins.task, event));
    if (!task || (joins && !joined) || !(await mayJoin(event))) return false;
    entry.task = task;
    if (joins && joined) entry.joins = { ...joins, task: joined };
    return true;
  }

  return {
    async follows(event, heard) {
      const by = saidBy(event);
      return heard.has(by) || (await inbox.findAll(by)).length > 0;
    },

    keep: (event) => loose.put(saidBy(event), event),

    async resolve(event, resolveIn) {
      if (!isMessage(event)) return resolveIn(event);
      const before = loose.take(saidBy(event), event);
      if (before.length === 0) return resolveIn(event);
      const all = await resolveIn(together(event, [...before, pieceOf(event)]));
      const isApart = continuationOf(before, event.body) === 'forward' && !mayStandBeside(all);
      return isApart || all.kind === 'action' ? resolveIn(event) : all;
    },

    async join({ entries }, event) {
      const by = saidBy(event);
      const entry = entries.findLast((each) => each.by === by);
      if (entry) return joinEntry(entry, event);
      const open = await lastOpen(by);
      if (!open || open.task.kind === 'late' || (open.begun && open.task.rejoined)) return false;
      const task = await extended(open.task, event);
      if (!task || task.kind === 'late' || !(await mayJoin(event))) return false;
      const own = await resolve(event);
      if (own.kind === 'action') return false;
      const { id: turn, promptVersion, begun } = open;
      entries.push({
        task: own,
        by,
        joins: { turn, promptVersion, task: begun ? { ...task, rejoined: true } : task },
      });
      return true;
    },
  };
}

/** The thread that a question is answered in stays where it began. */
function placeOf({ target, askedAt, place, unnamed, settingsChat }: Prompt): Partial<Prompt> {
  return {
    ...{ target, place },
    ...(askedAt ? { askedAt } : {}),
    ...(unnamed ? { unnamed } : {}),
    ...(settingsChat === undefined ? {} : { settingsChat }),
  };
}

export function isMessage(event: InboundEvent): event is InboundEvent<Message> {
  return event.body.type === 'message';
}
