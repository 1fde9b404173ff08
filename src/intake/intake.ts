import type { OpenTurns, Terms } from '../admission/gate.ts';
import type { Acceptance, Cursor, InboundEvent, Receive, Resolved, Task } from '../ports/index.ts';
import { type ActionParts, createActions } from './actions.ts';
import { lateKeys, lateNotice } from './late.ts';
import { createResolve } from './resolve.ts';
import type { Room } from './room.ts';
import { createTurnAway, type Heard } from './strangers.ts';
import { alike, keysOf, tags } from './tags.ts';
import { termsOf } from './terms.ts';

export interface IntakeParts extends Omit<ActionParts, 'terms' | 'resolve'> {
  room: Room;
}

/** A batch while it is taken in. */
interface Batch {
  /** Keys that were accepted before, or came earlier in the batch. */
  known: Set<string>;
  /** Tasks that are not committed yet. */
  tasks: Task[];
  /** Tasks of the batch that came by buttons: presses arrive side by side, and the same press twice counts once. */
  pressed: Set<Task>;
}

/**
 * Way in for the events of every platform. Known events are dropped, the gate judges the rest, and admitted ones are
 * committed. Only then the platform may be told "got it". Acts are applied in their place in the order, before their
 * key is committed. They are harmless when repeated, so that a crash between the two loses nothing. An act that asks
 * the model becomes a task in the act's place.
 */
export function createIntake(parts: IntakeParts): Receive {
  const { inbox, gate, conversations, specs } = parts;
  const resolve = createResolve(parts);
  const terms = (resolved: Resolved): Terms => termsOf(resolved, specs);
  const actions = createActions({ ...parts, resolve, terms });
  const turnAway = createTurnAway({ ...parts, withOrigin: resolve.withOrigin, terms, refuse: actions.refuse });

  async function receive(events: readonly InboundEvent[], cursor?: Cursor): Promise<void> {
    const heard: Heard[] = [];
    let moved = false;
    for (const event of events) {
      // Behind a chat's move nobody is a stranger yet: who let the chat in meant it under the id it had before.
      moved ||= event.body.type === 'move';
      const meant = await parts.room.meant(event);
      if (!meant) continue;
      const one = moved ? { event: meant } : await turnAway(meant);
      if (one) heard.push(one);
    }
    const keys = heard.map(({ event }) => event.key);
    // A group's talk is not worth a look into the store.
    const known = keys.length > 0 ? await inbox.known(keys) : new Set<string>();
    const batch: Batch = { known, tasks: [], pressed: new Set() };
    const acts: Resolved[] = [];
    for (const { event, about } of heard) {
      // Not by its further keys: the words of an album can come after a picture of it that was taken by itself.
      if (known.has(event.key)) continue;
      const resolved = await resolve(event, (queue) => waiting(batch, queue));
      const admitted = await admit(batch, about && resolved.kind === 'action' ? { ...resolved, about } : resolved);
      if (!admitted) continue;
      for (const key of keysOf(admitted)) known.add(key);
      if (admitted.kind !== 'action') {
        batch.tasks.push(admitted.kind === 'command' ? await actions.withdraw(admitted) : admitted);
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
      batch.tasks.push(task);
      if (owed) batch.pressed.add(task);
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
    // One notice a window; a slash command or a button is owed a response, or its platform shows a failure.
    const silent = verdict.silent || (verdict.repeated && !owed);
    if (verdict.reply && !silent) void actions.refuse(resolved, verdict.reply);
    return undefined;
  }

  /** Puts it into the queue of the id its conversation had before, while something waits there: a moved chat keeps its order. */
  async function inOrder(batch: Batch, resolved: Resolved): Promise<Resolved> {
    const { queue, conversation, place } = resolved;
    if (queue !== conversation || place.kind !== 'group') return resolved;
    const origin = await conversations.origin(conversation);
    return origin !== undefined && (await waiting(batch, origin)) > 0 ? { ...resolved, queue: origin } : resolved;
  }

  async function waiting({ tasks }: Batch, queue: string): Promise<number> {
    return (await inbox.count(queue)) + tasks.filter((task) => task.queue === queue).length;
  }

  /** Counts the turns that are open, those of the batch included. */
  async function openTurns(batch: Batch, { queue, actor }: Resolved): Promise<OpenTurns> {
    const { person, all } = await inbox.open(actor.id);
    const theirs = batch.tasks.filter((task) => task.actor.id === actor.id);
    return { queue: await waiting(batch, queue), person: person + theirs.length, all: all + batch.tasks.length };
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
    const { pressed } = batch;
    const tasks = batch.tasks.splice(0);
    const acceptances = [
      ...tasks.map((task) => (pressed.has(task) ? onceAtATime(task) : { keys: keysOf(task), task })),
      ...acts.map((each) => ({ keys: keysOf(each) })),
    ];
    if (acceptances.length === 0 && !cursor) return;
    const fresh = await inbox.accept(acceptances, cursor);
    for (const [index, task] of tasks.entries()) if (fresh[index]?.fresh) actions.acknowledge(task);
  }

  return receive;
}

/** Nothing comes of it while the newest of its kind is the same and open; whoever pressed is answered all the same. */
function onceAtATime(task: Task): Acceptance {
  const acceptance = { keys: keysOf(task), task };
  return task.kind === 'command'
    ? { ...acceptance, unless: { newest: alike(task), has: tags.same(task) } }
    : acceptance;
}
