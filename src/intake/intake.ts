import type { Gate, RefusalReply } from '../admission/gate.ts';
import { deleteTurn } from '../commands/delete.ts';
import type { Notifier } from '../delivery/notifier.ts';
import type { TextKey } from '../locales/index.ts';
import type {
  Acceptance,
  Clock,
  Command,
  Cursor,
  Gesture,
  Inbound,
  InboundEvent,
  Log,
  OpenTurn,
  Prompt,
  Receive,
} from '../ports/index.ts';
import type { Bot } from '../turns/respond.ts';
import type { Turns } from '../turns/turns.ts';
import { applyDeletion, applyEdit, removeInstead } from './edits.ts';
import { lateKeys, skipped } from './late.ts';
import { mayPress, type Pressed, readPress, whatAbout } from './presses.ts';
import { createResolve, type ResolveParts } from './resolve.ts';
import { toStop } from './stops.ts';
import { alike, keysOf, queueOf, tags } from './tags.ts';

export interface IntakeParts extends ResolveParts {
  gate: Gate;
  bot: Bot;
  turns: Turns;
  notifier: Notifier;
  clock: Clock;
  log: Log;
}

/** How long a platform may be asked who somebody is, ms. */
const ASK_MS = 5000;

/**
 * The way in, the same for every platform: what is known already is dropped, the gate judges the rest, what passes is
 * committed, and only then the platform may be told "got it". Gestures are applied in their place in the order, before
 * their key is committed: they are harmless when repeated, so that a crash between the two loses nothing. What a gesture
 * asks the model for is a turn like any other, in the gesture's place.
 */
export function createIntake(parts: IntakeParts): Receive {
  const { inbox, gate, conversations, specs, log } = parts;
  const forever = new AbortController().signal;
  const resolve = createResolve(parts);

  async function receive(batch: readonly InboundEvent[], cursor?: Cursor): Promise<void> {
    const known = await inbox.known(batch.map(({ key }) => key));
    let turns: (Prompt | Command)[] = [];
    const gestures: Inbound[] = [];
    /** Commands by buttons: presses arrive side by side, and twice is once. */
    const pressed = new Set<Inbound>();

    /** What is to be taken of it: itself, the line that it came too late, or nothing. */
    async function admit<T extends Inbound>(
      read: T,
      owed = read.target.prompt === undefined,
    ): Promise<T | Prompt | undefined> {
      const inbound = await inOrder(read);
      const verdict = await gate.judge(inbound, await waiting(queueOf(inbound)), opensTo(inbound));
      if (verdict.pass) return inbound;
      if (verdict.late) return skip(inbound, owed);
      // One notice a window; a slash command or a button is owed a response each time, or its platform shows a failure.
      const silent = verdict.repeated && !owed;
      if (verdict.reply && !silent) void refuse(inbound, verdict.reply);
      return undefined;
    }

    /** In the lane of the id its conversation had before, while something waits there: a chat that moves keeps its order. */
    async function inOrder<T extends Inbound>(inbound: T): Promise<T> {
      if (inbound.lane !== undefined || inbound.place.kind !== 'group') return inbound;
      const lane = await conversations.origin(inbound.conversation);
      return lane !== undefined && (await waiting(lane)) > 0 ? { ...inbound, lane } : inbound;
    }

    async function waiting(queue: string): Promise<number> {
      return (await inbox.count(queue)) + turns.filter((turn) => queueOf(turn) === queue).length;
    }

    /** A turn that says so, for the chat's first; a slash command or a button is owed a response each time. */
    async function skip(inbound: Inbound, owed: boolean): Promise<Prompt | undefined> {
      const [key, before] = lateKeys(inbound, parts.clock.now());
      const told = [key, before].some((each) => known.has(each)) || (await inbox.known([key, before])).size > 0;
      known.add(key);
      return told && !owed ? undefined : skipped(inbound, key);
    }

    for (const arrived of batch) {
      // Not by its further keys: the words of an album can come after a picture of it that was taken by itself.
      if (known.has(arrived.key)) continue;
      if (arrived.body.type === 'message' && !arrived.body.addressed) continue;
      const inbound = await admit(await resolve(arrived));
      if (!inbound) continue;
      for (const key of keysOf(inbound)) known.add(key);
      if (inbound.kind !== 'gesture') {
        turns.push(inbound.kind === 'command' ? await withdrawn(inbound) : inbound);
        continue;
      }
      await commit(turns, pressed);
      turns = [];
      const asked = await apply(inbound);
      // That messages are gone was let in already: nobody asks for anything, so none of them is one too many.
      const told = inbound.gesture.type === 'deleted';
      const owed = inbound.gesture.type === 'press';
      for (const each of asked) {
        if (each.kind === 'gesture') {
          await apply(each);
          continue;
        }
        const turn = told ? each : await admit(each, owed);
        if (!turn) continue;
        turns.push(turn);
        if (owed) pressed.add(turn);
      }
      // A gesture that became a turn is known by that turn's key. Edits and deletions of messages that are none of the
      // bot's business come in numbers, and are harmless when they come again: they are not worth a write.
      const { type } = inbound.gesture;
      if (asked.length === 0 && type !== 'edited' && type !== 'deleted') gestures.push(inbound);
    }
    await commit([...turns, ...gestures], pressed, cursor);
  }

  /** Diagnosis is for those, too, whom the bot does not answer. */
  function opensTo(inbound: Inbound): boolean {
    return inbound.kind === 'command' && (specs.find(({ name }) => name === inbound.name)?.public ?? false);
  }

  async function commit(events: readonly Inbound[], pressed: ReadonlySet<Inbound>, cursor?: Cursor): Promise<void> {
    if (events.length === 0 && !cursor) return;
    const batch = events.map((event) => (pressed.has(event) ? onceAtATime(event) : acceptanceOf(event)));
    const fresh = await inbox.accept(batch, cursor);
    for (const [index, inbound] of events.entries()) {
      if (fresh[index] && inbound.kind !== 'gesture') acknowledge(inbound);
    }
  }

  /**
   * A /delete as a reply to what is not answered yet, or is being answered again, takes that away at once, as deleting the
   * message itself does where the platform tells; what is left to do is to say so, which waits for nothing. Any other
   * command as it is: also one that may not, or comes in the moment the answer becomes final, which then has its turn
   * behind it.
   */
  async function withdrawn(command: Command): Promise<Command> {
    const { name, subject, quote, target, conversation, key } = command;
    if (name !== deleteTurn.spec.name || subject !== undefined || !quote || command.problem) return command;
    const open = await inbox.find(tags.message(target.chat, quote.id));
    if (open?.settled) return command;
    const found = open ? undefined : await conversations.find(target.chat, quote.id);
    const whose = open ? askerOf(open) : found?.exchange;
    if (!whose || !(await mayPress(parts, command, whose, AbortSignal.timeout(ASK_MS)))) return command;
    const exchange = found?.conversation === conversation ? found.exchange.id : undefined;
    if (open) {
      const version = await inbox.forget(open.id);
      if (version === undefined) return command;
      parts.turns.interrupt(open.id, 'forgotten', version);
    } else if (exchange === undefined || !(await removeInstead(parts, exchange))) return command;
    return { ...command, options: { done: true }, lane: `${conversation}#${key}` };
  }

  /** The platform waits for a first response, whatever the queue before this turn. */
  function acknowledge({ surface, target, key }: Inbound): void {
    parts
      .surface(surface)
      .acknowledge(target, forever)
      .catch((error: unknown) => log.warn({ surface, key, error }, 'The platform did not take the acknowledgement'));
  }

  /** Does what a gesture asks for; the turns it needs the model or the order for. */
  async function apply(inbound: Gesture): Promise<Inbound[]> {
    const { gesture } = inbound;
    switch (gesture.type) {
      case 'moved':
        await move(inbound, gesture.from);
        return [];
      case 'stop':
        await stop(inbound, gesture.message);
        return [];
      case 'edited':
        return applyEdit({ ...parts, resolve, allow: (next) => allow(inbound, next) }, inbound, gesture);
      case 'deleted':
        return applyDeletion(parts, inbound, gesture);
      case 'press':
        return press(inbound, gesture);
    }
  }

  /** What an edit makes of an open turn is charged when it was edited; the turn waits already, so no queue is too long. */
  async function allow({ key, sentAt, target }: Gesture, next: Prompt | Command): Promise<boolean> {
    const verdict = await gate.judge({ ...next, key, sentAt }, 0, opensTo(next));
    if (verdict.pass || verdict.late) return true;
    if (verdict.reply && !verdict.repeated) void refuse({ ...next, key, target }, verdict.reply);
    return false;
  }

  async function press(inbound: Gesture, gesture: Extract<Gesture['gesture'], { type: 'press' }>): Promise<Command[]> {
    const read = await readPress(parts, inbound, gesture, AbortSignal.timeout(ASK_MS));
    switch (read.type) {
      case 'command':
        return once(inbound, read.command);
      case 'refused':
        void tell(inbound, read.key);
        return [];
      case 'form':
        // A platform without forms asks for a reply: an answer of its own, in the order of its own lane.
        return once(inbound, formOf(inbound, gesture.message, read));
      case 'stop':
        await inbox.stop(read.turn);
        parts.turns.interrupt(read.turn, 'stop');
        acknowledge(inbound);
        return [];
    }
  }

  /**
   * What a press asks for; nothing where the same was pressed and is not done yet. One that differs from it waits for its
   * turn behind it. This look spares the gate; two presses at once are told apart when they are committed.
   */
  async function once(inbound: Gesture, command: Command): Promise<Command[]> {
    const last = (await inbox.findAll(alike(command))).at(-1)?.inbound;
    if (last?.kind !== 'command' || tags.deed(last) !== tags.deed(command)) return [command];
    acknowledge(inbound);
    return [];
  }

  function formOf(inbound: Gesture, message: string, { line, on }: Extract<Pressed, { type: 'form' }>): Command {
    const { gesture: _gesture, kind: _kind, ...base } = { ...inbound, ...whatAbout(on, inbound) };
    const lane = `${base.conversation}#${message}?${base.actor.id} ${line}`;
    return { ...base, conversation: on.conversation, kind: 'command', name: 'form', options: { line }, lane };
  }

  async function move({ conversation, target }: Gesture, from: string): Promise<void> {
    await conversations.move({ conversation: from, chat: from }, { conversation, chat: target.chat });
    log.info({ from, to: target.chat }, 'A group has a new id; what the settings say of the old one holds for it, too');
  }

  async function stop(inbound: Gesture, message?: string): Promise<void> {
    const { target } = inbound;
    // The same rule as for the button under the answer: a group is asked in by many.
    const open = await toStop(parts, inbound, message, AbortSignal.timeout(ASK_MS));
    if (open === 'stranger') {
      const alone = parts.surface(inbound.surface).privateTarget?.(target, inbound.actor);
      void tell({ ...inbound, target: alone ?? target }, 'press.stranger');
      return;
    }
    const stopped = open !== undefined && (await inbox.stop(open.id));
    if (stopped) parts.turns.interrupt(open.id, 'stop');
    // What stopped something shows its effect on the answer; a slash command owes its platform a response all the same.
    const owed = target.prompt === undefined && parts.surface(inbound.surface).limits.acknowledgeMs !== undefined;
    if (!stopped || owed) void tell(inbound, stopped ? 'stop.done' : 'stop.nothing');
  }

  async function tell(inbound: Gesture, key: TextKey): Promise<void> {
    await notify(inbound, await parts.bot.phrase(inbound, key));
  }

  async function refuse(inbound: Inbound, { key, values }: RefusalReply): Promise<void> {
    log.info({ actor: inbound.actor.id, place: inbound.place.scopes[0], reason: key }, 'A message was refused');
    await notify(inbound, await parts.bot.phrase(inbound, key, values));
  }

  /** For the person alone, where the platform can: it is not part of the conversation. */
  function notify({ surface, target, key }: Inbound, text: string): Promise<void> {
    const alone = target.prompt === undefined ? { pace: key } : {};
    return parts.notifier.notify(parts.surface(surface), { ...target, ...alone, privately: true }, key, text);
  }

  return receive;
}

function askerOf({ inbound }: OpenTurn): { asker: string } {
  return { asker: inbound.actor.id };
}

function acceptanceOf(inbound: Inbound): Acceptance {
  return { keys: keysOf(inbound), ...(inbound.kind === 'gesture' ? {} : { task: inbound }) };
}

/** Nothing comes of it while the newest of its kind is the same and open; whoever pressed is answered all the same. */
function onceAtATime(inbound: Inbound): Acceptance {
  const acceptance = acceptanceOf(inbound);
  return inbound.kind === 'command'
    ? { ...acceptance, unless: { newest: alike(inbound), has: tags.deed(inbound) } }
    : acceptance;
}
