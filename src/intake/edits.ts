import type { Conversations, Link } from '../conversation/conversations.ts';
import { inOtherWords, isQuestion, isSkipped, promptRecord, saidOf, wordsOf } from '../conversation/prompt-record.ts';
import type {
  Act,
  Command,
  CommandSpec,
  Gesture,
  Inbound,
  InboundEvent,
  Inbox,
  Noted,
  OpenTurn,
  Prompt,
  PromptRecord,
} from '../ports/index.ts';
import type { Turns } from '../turns/turns.ts';
import { exchange, join, reworded, rewordedRecord } from './edited-prompt.ts';
import { tags } from './tags.ts';

/**
 * Prompts that people edit or delete. One that waits is replaced; one that is being answered is answered anew in the same
 * bubbles; of one that is answered the answer is made anew, or taken away, in its conversation's order. A message that was
 * no plain question before (a command, the bot's name alone) is taken as if it were said now: its answer takes the place of
 * the one before.
 */

export interface AmendmentParts {
  inbox: Inbox;
  conversations: Conversations;
  turns: Turns;
  specs: readonly CommandSpec[];
  /** Resolves a message: a question, a command or a stop, in its conversation. */
  resolve(event: InboundEvent): Promise<Inbound>;
  /** Whether a running answer may begin anew with this wording: it asks the model like a message. Who may not is told. */
  allow(next: Prompt | Command): Promise<boolean>;
}

type Edited = Extract<Act, { type: 'edited' }>;

/** Applies an edit; the turn that answers the new wording, where it takes one of its own. Rejects with Fault('storage'). */
export async function amend(parts: AmendmentParts, inbound: Gesture, act: Edited): Promise<Inbound[]> {
  const { of, id, text } = act;
  const open = await parts.inbox.find(tags.key(of));
  // What was taken away stays away, whatever it says now.
  if (open?.forgotten) return [];
  if (open && !open.settled && !isSkipped(open.inbound)) {
    const next = isQuestion(open.inbound)
      ? reworded(open.inbound, of, text, parts.specs)
      : await insteadOf(parts, inbound, act, open.inbound);
    if (!next || !(await parts.allow(next))) return [];
    // Where its answer became final just now, it is one that is answered.
    const version = await parts.inbox.replace(open.id, next);
    if (version !== undefined) {
      parts.turns.interrupt(open.id, 'superseded', version);
      return [];
    }
  }
  const link = open ? undefined : await parts.conversations.link(inbound.target.chat, id);
  const earlier = open ? unquestioned(open.inbound) : await standing(parts, link);
  if (earlier) return saidAnew(parts, inbound, act, earlier);
  if (!open && !link) return addressedAtLast(parts, inbound, act);
  const subject = open ? subjectOf(open) : await find(parts, inbound, id);
  if (!subject) return [];
  // What was edited before may not be answered yet: then that is what it says.
  const edit = (await newest(parts.inbox, subject.turn, 'edit'))?.inbound;
  const latest = edit?.kind === 'command' ? edit.reworded : undefined;
  const said = latest ? inOtherWords(subject.prompt, latest) : subject.prompt;
  const words = rewordedRecord(said, of, text, parts.specs);
  if (!words) return [];
  const next = { options: { turn: subject.turn }, name: 'edit', reworded: words };
  const command = { ...about(inbound, subject), ...next };
  const pending = await anewIn(parts.inbox, subject.turn);
  if (pending && !(await parts.allow(command))) return [];
  return (await turnInto(parts, pending, next)) ? [] : [command];
}

/** Another answer to a turn that is being written, or waits: what asks for it is a command about that turn. */
interface Anew {
  id: string;
  command: Command;
}

/** The newest open command of a name about an earlier turn. */
async function newest(inbox: Inbox, subject: string, name: string): Promise<OpenTurn | undefined> {
  return (await inbox.findAll(tags.about(subject, name))).at(-1);
}

async function anewIn(inbox: Inbox, subject: string): Promise<Anew | undefined> {
  for (const name of ['edit', 'retry', 'continue']) {
    const open = await newest(inbox, subject, name);
    if (open?.inbound.kind === 'command' && !open.settled) return { id: open.id, command: open.inbound };
  }
  return undefined;
}

/** Does something else to the same turn instead, from now on, in the same bubbles; false where it became final just now. */
async function turnInto(
  { inbox, turns }: Pick<AmendmentParts, 'inbox' | 'turns'>,
  anew: Anew | undefined,
  next: Pick<Command, 'name' | 'options' | 'reworded'>,
): Promise<boolean> {
  if (!anew) return false;
  const { reworded: _, ...command } = anew.command;
  const version = await inbox.replace(anew.id, { ...command, ...next });
  if (version === undefined) return false;
  turns.interrupt(anew.id, 'superseded', version);
  return true;
}

/** Takes a turn away in the place of another answer to it that is being written, or waits; false where there is none. */
export async function removeInstead(parts: Pick<AmendmentParts, 'inbox' | 'turns'>, turn: string): Promise<boolean> {
  return turnInto(parts, await anewIn(parts.inbox, turn), { name: 'delete', options: { turn } });
}

/** Applies a deletion; the turns that take answers away, where there are some. Rejects with Fault('storage'). */
export async function forget(
  parts: Omit<AmendmentParts, 'resolve' | 'allow'>,
  inbound: Gesture,
  { of }: Extract<Act, { type: 'deleted' }>,
): Promise<Command[]> {
  const commands: Command[] = [];
  for (const { key, id } of of) {
    const open = await parts.inbox.find(tags.key(key));
    if (open && isSkipped(open.inbound)) continue;
    const whole = open?.inbound.key === key || open?.inbound.amends === id;
    const version = open && whole ? await parts.inbox.forget(open.id) : undefined;
    if (open && version !== undefined) {
      parts.turns.interrupt(open.id, 'forgotten', version);
      continue;
    }
    const subject = open && (whole || open.settled) ? subjectOf(open) : await find(parts, inbound, id);
    if (!subject || (subject.prompt.id !== undefined && subject.prompt.id !== id)) continue;
    if (await removeInstead(parts, subject.turn)) continue;
    commands.push({ ...about(inbound, subject), key: `${inbound.key}:${id}`, name: 'delete' });
  }
  return commands;
}

interface Subject {
  conversation: string;
  turn: string;
  prompt: PromptRecord;
  asker: string | undefined;
}

/** What an open turn that is no plain question is known by. */
function unquestioned(inbound: Prompt | Command): Noted | undefined {
  if (isQuestion(inbound)) return undefined;
  const { pieces, joint } = inbound;
  return { said: saidOf(inbound), ...(pieces ? { pieces } : {}), ...(joint === undefined ? {} : { joint }) };
}

/** What was noted of a message; nothing where its answer was taken away since. */
async function standing({ conversations }: AmendmentParts, link: Link | undefined): Promise<Noted | undefined> {
  if (!link?.noted) return undefined;
  const { conversation, turn, noted } = link;
  return turn === undefined || (await conversations.turn(conversation, turn)) ? noted : undefined;
}

/** A message as it says now, in the place of what it was answered as; nothing where that is the same. */
async function saidAnew(
  { resolve }: AmendmentParts,
  { key, sentAt }: Gesture,
  { of, id, whole }: Edited,
  { said, pieces, joint }: Noted,
): Promise<Inbound[]> {
  if (!whole) return [];
  const all = pieces && exchange(pieces, of, whole.body.text);
  if (pieces && !all) return [];
  const [first] = all ?? [];
  const alsoKeys = all?.map((piece) => piece.key) ?? [of];
  const now = await resolve({
    ...whole,
    ...(first ? { reply: { ...whole.reply, prompt: first.id } } : {}),
    key,
    sentAt,
    body: {
      ...whole.body,
      ...(all ? { pieces: all, text: join(all, joint) } : {}),
      ...(all && joint !== undefined ? { joint } : {}),
      // It was for the bot before, whether it still names it or not.
      addressed: true,
    },
  });
  return saidOf(now) === said ? [] : [now.kind === 'gesture' ? now : { ...now, alsoKeys, amends: id }];
}

/** So long after it was sent a message may still become one for the bot by an edit, ms: older ones stay asleep. */
const WAKES_MS = 15 * 60_000;

/** A message the bot had passed over, and that is meant for it now. */
async function addressedAtLast(
  { resolve }: AmendmentParts,
  { key, sentAt }: Gesture,
  { at, whole }: Edited,
): Promise<Inbound[]> {
  // Two times of the platform: our own clock may be another.
  if (!whole?.body.addressed || at - whole.sentAt > WAKES_MS) return [];
  // Under the message's own key: what is read again, and its further edits, find it.
  return [await resolve({ ...whole, sentAt, alsoKeys: [key] })];
}

/** What an open turn that is no plain question is to answer instead, under the keys it was accepted with. */
async function insteadOf(
  parts: AmendmentParts,
  gesture: Gesture,
  act: Edited,
  before: Prompt | Command,
): Promise<Prompt | Command | undefined> {
  const earlier = unquestioned(before);
  const [now] = earlier ? await saidAnew(parts, gesture, act, earlier) : [];
  if (!now || now.kind === 'gesture') return undefined;
  const { amends: _, alsoKeys: _keys, ...next } = now;
  const { key, alsoKeys, amends, conversation } = before;
  return {
    ...next,
    key,
    conversation,
    ...(alsoKeys ? { alsoKeys } : {}),
    ...(amends === undefined ? {} : { amends }),
  };
}

/** What else is a command is not done again by editing it. */
function subjectOf({ id, inbound }: OpenTurn): Subject | undefined {
  const text = wordsOf(inbound);
  if (text === undefined) return undefined;
  return { conversation: inbound.conversation, turn: id, prompt: promptRecord(inbound, text), asker: inbound.actor.id };
}

async function find(
  { conversations }: Pick<AmendmentParts, 'conversations'>,
  inbound: Gesture,
  message: string,
): Promise<Subject | undefined> {
  const link = await conversations.link(inbound.target.chat, message);
  if (!link?.turn || !link.prompt) return undefined;
  const node = await conversations.turn(link.conversation, link.turn);
  return node && { conversation: link.conversation, turn: node.id, prompt: node.prompt, asker: node.asker };
}

/** A command about a turn that is answered, written below its prompt. */
function about(inbound: Gesture, { conversation, turn, prompt, asker }: Subject): Omit<Command, 'name'> {
  const { v, key, surface, place, actor, sentAt, target, about: chat } = inbound;
  return {
    v,
    key,
    surface,
    place,
    ...(chat === undefined ? {} : { about: chat }),
    // Who deleted a message is not always told: then it counts as its author's doing.
    actor: actor.name === '' && asker !== undefined ? { ...actor, id: asker } : actor,
    sentAt,
    target: prompt.id === undefined ? target : { ...target, prompt: prompt.id },
    conversation,
    kind: 'command',
    options: { turn },
    subject: turn,
  };
}
