import type { Gate, Notice } from './admission/gate.ts';
import type { Bot } from './bot.ts';
import { asGesture, checkOptions, parseCommand } from './commands/parse.ts';
import type { Conversations } from './conversation/conversations.ts';
import type { Notices } from './delivery/notice.ts';
import type { Locales } from './locales/index.ts';
import type { CommandSpec, Cursor, Gesture, Inbound, Inbox, Log, Prompt, Receive, Surface } from './ports.ts';
import type { Turns } from './turn.ts';

export interface IntakeParts {
  inbox: Inbox;
  gate: Gate;
  bot: Bot;
  turns: Turns;
  conversations: Conversations;
  notices: Notices;
  specs: readonly CommandSpec[];
  locales: Locales;
  surface(name: string): Surface;
  log: Log;
}

/**
 * The way in, the same for every platform: what is known already is dropped, the gate judges the rest, what passes is
 * committed, and only then the platform may be told "got it". Gestures are applied in their place in the order, before
 * their key is committed: they are harmless when repeated, so that a crash between the two loses nothing.
 */
export function createIntake(parts: IntakeParts): Receive {
  const { inbox, gate, log } = parts;
  const forever = new AbortController().signal;
  const stopWords = new Set(Object.values(parts.locales.all('stop.words')).flatMap((words) => words.split('|')));

  async function receive(batch: readonly Inbound[], cursor?: Cursor): Promise<void> {
    const known = await inbox.known(batch.flatMap(keysOf));
    let turns: Inbound[] = [];
    const gestures: Inbound[] = [];
    for (const arrived of batch) {
      if (keysOf(arrived).some((key) => known.has(key))) continue;
      const inbound = normalise(arrived);
      const queued = turns.filter(({ conversation }) => conversation === inbound.conversation).length;
      const verdict = await gate.judge(inbound, inbox.open(inbound.conversation) + queued);
      if (!verdict.pass) {
        // One notice a window; a slash command is owed a response each time, or its platform shows a failure.
        const silent = verdict.repeated && inbound.target.prompt !== undefined;
        if (verdict.notice && !silent) void refuse(inbound, verdict.notice);
        continue;
      }
      for (const key of keysOf(inbound)) known.add(key);
      if (inbound.kind === 'gesture') {
        await commit(turns);
        turns = [];
        await apply(inbound);
        gestures.push(inbound);
      } else {
        turns.push(inbound);
      }
    }
    await commit([...turns, ...gestures], cursor);
  }

  /** One form for what means the same: text commands become commands, /stop becomes a gesture. */
  function normalise(inbound: Inbound): Inbound {
    if (inbound.kind === 'prompt' && !inbound.addressed) return inbound;
    const written = inbound.kind === 'prompt' && isStopWord(inbound) ? { ...inbound, text: '/stop' } : inbound;
    const command = written.kind === 'prompt' ? parseCommand(written, parts.specs) : written;
    if (command.kind !== 'command') return command;
    return asGesture(inbound.kind === 'command' ? checkOptions(command, parts.specs) : command);
  }

  /** "stop", in any of our languages, is meant for the answer that is being written, if there is one. */
  function isStopWord({ text, conversation }: Prompt): boolean {
    return text.length <= 20 && stopWords.has(text.trim().toLowerCase()) && inbox.open(conversation) > 0;
  }

  async function commit(events: readonly Inbound[], cursor?: Cursor): Promise<void> {
    if (events.length === 0 && !cursor) return;
    const fresh = await inbox.accept(events, cursor);
    for (const [index, inbound] of events.entries()) {
      if (fresh[index] && inbound.kind !== 'gesture') acknowledge(inbound);
    }
  }

  /** The platform waits for a first response, whatever the queue before this turn. */
  function acknowledge({ surface, target, key }: Inbound): void {
    parts
      .surface(surface)
      .acknowledge(target, forever)
      .catch((error: unknown) => log.warn({ surface, key, error }, 'The platform did not take the acknowledgement'));
  }

  async function apply(inbound: Gesture): Promise<void> {
    const { conversation, gesture, target } = inbound;
    if (gesture.type === 'moved') {
      const from = { conversation: gesture.from, chat: gesture.from };
      await parts.conversations.move(from, { conversation, chat: target.chat });
      return;
    }
    const running = [conversation, inbound.ownConversation ?? conversation].find((id) => inbox.open(id) > 0);
    const stopped = running === undefined ? undefined : await inbox.stop(running);
    if (running !== undefined) parts.turns.interrupt(running, 'stop');
    // A message that stopped something shows its effect on the answer; a slash command owes its platform a response.
    if (!stopped || target.prompt === undefined) void answerStop(inbound, stopped !== undefined);
  }

  async function answerStop(inbound: Gesture, stopped: boolean): Promise<void> {
    await notify(inbound, await parts.bot.phrase(inbound, stopped ? 'stop.done' : 'stop.nothing'));
  }

  async function refuse(inbound: Inbound, { key, values }: Notice): Promise<void> {
    log.info({ actor: inbound.actor.id, place: inbound.place.scopes[0], reason: key }, 'A message was refused');
    await notify(inbound, await parts.bot.phrase(inbound, key, values));
  }

  /** For the person alone, where the platform can: it is not part of the conversation. */
  function notify({ surface, target, key }: Inbound, text: string): Promise<void> {
    const alone = target.prompt === undefined ? { pace: key } : {};
    return parts.notices.send(parts.surface(surface), { ...target, ...alone, privately: true }, key, text);
  }

  return receive;
}

function keysOf({ key, alsoKeys = [] }: Inbound): string[] {
  return [key, ...alsoKeys];
}
