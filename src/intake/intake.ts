import type { OpenTurns, Terms } from '../admission/gate.ts';
import { isLane } from '../conversation/scope.ts';
import type {
  Acceptance,
  Attachment,
  Cursor,
  InboundEvent,
  Message,
  Owner,
  Receive,
  Resolved,
  Task,
} from '../ports/index.ts';
import { type ActionParts, createActions } from './actions.ts';
import { arrivalOf } from './arrival.ts';
import type { Batch, Entry } from './batch.ts';
import { createJoining, isMessage, saidBy, waitOf } from './joining.ts';
import { lateKeys, lateNotice } from './late.ts';
import { passingIn } from './passing.ts';
import { mayBelong, pieceOf } from './pieces.ts';
import { createResolve } from './resolve.ts';
import type { Room } from './room.ts';
import { createTurnAway, type Heard } from './strangers.ts';
import { alike, keysOf, tags } from './tags.ts';
import { termsOf } from './terms.ts';

export interface IntakeParts extends Omit<ActionParts, 'terms' | 'resolve' | 'isOutranked'> {
  room: Room;
  /** Keeps what of these things only passes. Resolves once that is done, whatever came of it. */
  keep(things: readonly Attachment[], owner: Owner): Promise<void>;
}

/**
 * Way in for the events of every platform. Known events are dropped, the gate judges the rest, and admitted ones are
 * committed. Only then the platform may be told "got it". Acts are applied in their place in the order, before their
 * key is committed. They are harmless when repeated, so that a crash between the two loses nothing. An act that asks
 * the model becomes a task in the act's place.
 */
export function createIntake(given: IntakeParts): Receive {
  // As for all acts, nothing ends the question for a rank but itself.
  const { signal } = new AbortController();
  const parts = { ...given, isOutranked: (task: Task) => given.bot.isOutranked(task, signal) };
  const { inbox, gate, conversations, specs, permissions, turns } = parts;
  const resolve = createResolve(parts);
  const terms = (resolved: Resolved): Terms => termsOf(resolved, specs);
  const actions = createActions({ ...parts, resolve, terms });
  const turnAway = createTurnAway({ ...parts, withOrigin: resolve.withOrigin, terms, refuse: actions.refuse });

  const joining = createJoining({ inbox, gate, specs, resolve });

  async function receive(events: readonly InboundEvent[], cursor?: Cursor): Promise<void> {
    const heard: (Heard & { part?: true })[] = [];
    const speakers = new Set<string>();
    let moved = false;
    for (const event of events) {
      // Behind a chat's move nobody is a stranger yet: who let the chat in meant it under the id it had before.
      moved ||= event.body.type === 'move';
      const meant = await parts.room.meant(event);
      if (!meant) {
        if (isMessage(event) && (await partOf(event, speakers, moved))) heard.push({ event, part: true });
        continue;
      }
      const one = moved ? { event: meant } : await turnAway(meant);
      if (!one) continue;
      heard.push(one);
      if (isMessage(meant)) speakers.add(saidBy(meant));
    }
    const keys = heard.map(({ event }) => event.key);
    // A group's talk is not worth a look into the store.
    const known = keys.length > 0 ? await inbox.known(keys) : new Set<string>();
    const batch: Batch = { known, entries: [] };
    const acts: Resolved[] = [];
    for (const { event, about, part } of heard) {
      if (known.has(event.key)) continue;
      if (isMessage(event) && (await joining.join(batch, event))) {
        known.add(event.key);
        if (part) parts.room.taken(event.at, [pieceOf(event).id]);
        continue;
      }
      if (part) {
        await keep(event, moved);
        continue;
      }
      const resolved = await joining.resolve(event, (each) => resolve(each, (queue) => waiting(batch, queue)));
      const admitted = await admit(batch, about && resolved.kind === 'action' ? { ...resolved, about } : resolved);
      if (!admitted) continue;
      for (const key of keysOf(admitted)) known.add(key);
      if (admitted.pieces)
        parts.room.taken(
          event.at,
          admitted.pieces.map(({ id }) => id),
        );
      if (admitted.kind !== 'action') {
        const task = admitted.kind === 'command' ? await actions.withdraw(admitted) : admitted;
        batch.entries.push(isMessage(event) ? { task, by: saidBy(event) } : { task });
        continue;
      }
      await commit(batch);
      const asked = await act(batch, admitted);
      // An act that became a task is known by that task's key. Edits and deletions of messages that are none of the bot's
      // business come in numbers, and are harmless when they come again: they are not worth a write.
      const { type } = admitted.action;
      if (!asked && type !== 'edit' && type !== 'delete') acts.push(admitted);
    }
    await commit(batch, acts, cursor);
    if (moved) parts.room.changed();
  }

  /** Tells whether a message that is not meant for the bot may belong to one before it that is. Keeps what may belong to a later one. */
  async function partOf(event: InboundEvent<Message>, speakers: ReadonlySet<string>, moved: boolean): Promise<boolean> {
    if (event.at.kind !== 'group') return false;
    if (await joining.follows(event, speakers)) return true;
    await keep(event, moved);
    return false;
  }

  async function keep(event: InboundEvent, moved: boolean): Promise<void> {
    if (!isMessage(event) || !mayBelong(event.body)) return;
    const arrival = await resolve.withOrigin(arrivalOf(event, 'topic'), event);
    if (moved || permissions.access(arrival) !== 'denied') joining.keep(event);
  }

  /** Applies an act; whether something is asked for by it. */
  async function act(batch: Batch, acting: Extract<Resolved, { kind: 'action' }>): Promise<boolean> {
    const asked = await actions.apply(acting);
    // That messages are gone was let in already: nobody asks for anything, so none of them is one too many.
    const told = acting.action.type === 'delete';
    const owed = acting.action.type === 'press';
    for (const each of asked) {
      if (each.kind === 'action') {
        await actions.apply(each);
        continue;
      }
      const task = told ? each : await admit(batch, each, owed);
      if (!task || task.kind === 'action') continue;
      batch.entries.push(owed ? { task, pressed: true } : { task });
    }
    return asked.length > 0;
  }

  /** Decides what is to be taken of it: itself, the line that it came too late, or nothing. `owed`: see `skip`. */
  async function admit(
    batch: Batch,
    read: Resolved,
    owed = read.target.prompt === undefined,
  ): Promise<Resolved | undefined> {
    const resolved = await inOrder(batch, read);
    const verdict = await gate.judge(resolved, await openTurns(batch, resolved), terms(resolved));
    if (verdict.pass) return resolved;
    if (verdict.late) return skip(batch, resolved, owed);
    // One notice a window; a slash command or a button is owed a response, or its platform shows a failure. What is due comes again.
    const silent = verdict.silent || (verdict.repeated && !owed) || resolved.cause === 'due';
    if (verdict.reply && !silent) void actions.refuse(resolved, verdict.reply);
    return undefined;
  }

  /**
   * Puts it into the queue of the id its conversation had before, while something waits there: a moved chat keeps its order. So does a
   * private chat that goes on with another conversation than before.
   */
  async function inOrder(batch: Batch, resolved: Resolved): Promise<Resolved> {
    const { queue, conversation, place } = resolved;
    if (queue !== conversation) return resolved;
    if (place.kind === 'private') return { ...resolved, queue: (await openQueue(batch, resolved)) ?? queue };
    if (place.kind !== 'group') return resolved;
    const origin = await conversations.origin(conversation);
    return origin !== undefined && (await waiting(batch, origin)) > 0 ? { ...resolved, queue: origin } : resolved;
  }

  /** Queue of what a person asked for last at a place and is still open; none where that keeps no order. */
  async function openQueue({ entries }: Batch, { target, thread, actor }: Resolved): Promise<string | undefined> {
    const by = tags.act(target.chat, thread, actor.id);
    const tasks = [...(await inbox.findAll(by)), ...entries.filter((entry) => entry.by === by && !entry.joins)];
    return tasks.findLast(({ task }) => !isLane(task))?.task.queue;
  }

  async function waiting({ entries }: Batch, queue: string): Promise<number> {
    const more = entries.filter(({ task, joins }) => !joins && task.queue === queue);
    return (await inbox.count(queue)) + more.length;
  }

  /** Counts the turns that are open, those of the batch included. */
  async function openTurns(batch: Batch, { queue, actor }: Resolved): Promise<OpenTurns> {
    const { person, all } = await inbox.open(actor.id);
    const more = batch.entries.filter(({ joins }) => !joins);
    const theirs = more.filter(({ task }) => task.actor.id === actor.id);
    return { queue: await waiting(batch, queue), person: person + theirs.length, all: all + more.length };
  }

  /** Makes a task that says so, for the chat's first; a slash command or a button is owed a response each time. */
  async function skip({ known }: Batch, resolved: Resolved, owed: boolean): Promise<Task | undefined> {
    const [key, before] = lateKeys(resolved, parts.clock.now());
    const told = [key, before].some((each) => known.has(each)) || (await inbox.known([key, before])).size > 0;
    known.add(key);
    return told && !owed ? undefined : lateNotice(resolved, key);
  }

  /** Commits the batch's tasks, and acts with their keys. */
  async function commit(batch: Batch, acts: readonly Resolved[] = [], cursor?: Cursor): Promise<void> {
    const entries = batch.entries.splice(0);
    const acceptances = [...entries.map(acceptanceOf), ...acts.map((each) => ({ keys: keysOf(each) }))];
    if (acceptances.length === 0 && !cursor) return;
    const accepted = await inbox.accept(acceptances, cursor);
    for (const [index, { task }] of entries.entries()) {
      const { fresh, joined } = accepted[index] ?? {};
      if (joined?.begun) turns.interrupt(joined.turn, 'superseded', joined.promptVersion);
      else if (fresh && !joined) actions.acknowledge(task);
      const passing = fresh ? passingIn(task) : [];
      // Beside all that follows: whoever works on it waits for it, or fetches it first.
      if (passing.length > 0) keepPassing(passing, { conversation: task.conversation, person: task.actor.id });
    }
  }

  function keepPassing(passing: readonly Attachment[], owner: Owner): void {
    parts.keep(passing, owner).catch((error: unknown) => {
      parts.log.warn({ conversation: owner.conversation, error }, 'What was sent along could not be kept');
    });
  }

  return receive;
}

function acceptanceOf(entry: Entry): Acceptance {
  const { task, joins, pressed } = entry;
  if (pressed) return onceAtATime(task);
  const waitMs = waitOf(entry);
  return { keys: keysOf(task), task, ...(joins ? { joins } : {}), ...(waitMs > 0 ? { waitMs } : {}) };
}

/** Nothing comes of it while the newest of its kind is the same and open; whoever pressed is answered all the same. */
function onceAtATime(task: Task): Acceptance {
  const acceptance = { keys: keysOf(task), task };
  return task.kind === 'command'
    ? { ...acceptance, unless: { newest: alike(task), has: tags.same(task) } }
    : acceptance;
}
