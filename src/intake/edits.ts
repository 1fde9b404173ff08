import type { Conversations, Found } from '../conversation/conversations.ts';
import {
  fingerprintOf,
  inOtherWords,
  isQuestion,
  isSkipped,
  promptRecord,
  wordsOf,
} from '../conversation/prompt-record.ts';
import type {
  Act,
  Command,
  CommandSpec,
  Gesture,
  Inbound,
  InboundEvent,
  Inbox,
  OpenTurn,
  Prompt,
  PromptRecord,
} from '../ports/index.ts';
import type { Turns } from '../turns/turns.ts';
import { join, replacePiece, reworded, rewordedRecord } from './edited-prompt.ts';
import { tags } from './tags.ts';

/**
 * Messages that people edit or delete. An exchange that is open is asked anew or forgotten in its place; of one that is
 * answered the message is answered anew in the same bubbles, or the exchange is taken away, in its conversation's order.
 */

export interface EditParts {
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
export async function applyEdit(parts: EditParts, inbound: Gesture, act: Edited): Promise<Inbound[]> {
  const open = await parts.inbox.find(tags.key(act.of));
  // What was taken away stays away, whatever it says now.
  if (open?.forgotten) return [];
  if (open && !open.settled && !isSkipped(open.inbound)) {
    const next = await replacementFor(parts, inbound, act, open.inbound);
    if (!next || !(await parts.allow(next))) return [];
    // Where its answer became final just now, it is one that is answered.
    if (await replaceIn(parts, open.id, next)) return [];
  }
  const found = open ? undefined : await parts.conversations.find(inbound.target.chat, act.id);
  if (!open && !found) return addressedAtLast(parts, inbound, act);
  const asked = open ? askedBy(open) : askedIn(found);
  if (!asked) return [];
  return isTask(asked) ? saidAnew(parts, inbound, act, asked.prompt) : askAgain(parts, inbound, act, asked);
}

/** Applies a deletion; the turns that take exchanges away, where there are some. Rejects with Fault('storage'). */
export async function applyDeletion(
  parts: Omit<EditParts, 'resolve' | 'allow'>,
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
    const isAnswered = !open || !(whole || open.settled);
    const asked = isAnswered ? askedIn(await parts.conversations.find(inbound.target.chat, id)) : askedBy(open);
    if (!asked || asked.lasting || (asked.prompt.id !== undefined && asked.prompt.id !== id)) continue;
    if (await removeInstead(parts, asked.exchange)) continue;
    const command = { ...about(inbound, asked), key: `${inbound.key}:${id}`, name: 'delete' };
    commands.push(open && isTask(asked) ? byMessage(command, id) : command);
  }
  return commands;
}

/** Takes an exchange away in the place of another answer to it that is open; false where there is none. */
export async function removeInstead(parts: Pick<EditParts, 'inbox' | 'turns'>, exchange: string): Promise<boolean> {
  return turnInto(parts, await anewIn(parts.inbox, exchange), { name: 'delete', options: { turn: exchange } });
}

/** Names the exchange by its message: it is kept only once its answer, which is final already, has been shown. */
function byMessage({ subject: _, ...command }: Command, id: string): Command {
  return { ...command, amends: id };
}

/** Exchange that a message asked for, kept or still open. */
interface Asked {
  conversation: string;
  exchange: string;
  prompt: PromptRecord;
  asker: string | undefined;
  /** Its bubbles are not the message's own. */
  lasting: boolean;
}

function askedBy({ id, inbound }: OpenTurn): Asked {
  const { conversation, actor } = inbound;
  const prompt = promptRecord(inbound, wordsOf(inbound));
  return { conversation, exchange: id, prompt, asker: actor.id, lasting: isSkipped(inbound) };
}

function askedIn(found: Found | undefined): Asked | undefined {
  if (!found?.isPrompt || found.exchange.removed) return undefined;
  const { id, prompt, asker, lasting = false } = found.exchange;
  return { conversation: found.conversation, exchange: id, prompt, asker, lasting };
}

/** Whether it was no plain question: its message is taken as if it were said now. */
function isTask({ prompt }: Asked): boolean {
  return prompt.fingerprint !== undefined;
}

/** A plain question in other words, in the place of whatever answers the words before. */
async function askAgain(parts: EditParts, inbound: Gesture, { of, text }: Edited, asked: Asked): Promise<Command[]> {
  // What was edited before may not be answered yet: then that is what it says.
  const edit = (await newest(parts.inbox, asked.exchange, 'edit'))?.inbound;
  const latest = edit?.kind === 'command' ? edit.reworded : undefined;
  const said = latest ? inOtherWords(asked.prompt, latest) : asked.prompt;
  const words = rewordedRecord(said, of, text, parts.specs);
  if (!words) return [];
  const next = { options: { turn: asked.exchange }, name: 'edit', reworded: words };
  const command = { ...about(inbound, asked), ...next };
  const pending = await anewIn(parts.inbox, asked.exchange);
  if (pending && !(await parts.allow(command))) return [];
  return (await turnInto(parts, pending, next)) ? [] : [command];
}

/** A message as it says now, in the place of what answered it; nothing where that is the same. */
async function saidAnew(
  { resolve }: Pick<EditParts, 'resolve'>,
  { key, sentAt }: Gesture,
  { of, id, whole }: Edited,
  { fingerprint, pieces, joint }: PromptRecord,
): Promise<Inbound[]> {
  if (!whole) return [];
  const all = pieces && replacePiece(pieces, of, whole.body.text);
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
  if (fingerprintOf(now) === fingerprint) return [];
  return [now.kind === 'gesture' ? now : { ...now, alsoKeys, amends: id }];
}

/** So long after it was sent a message may still become one for the bot by an edit, ms: older ones stay asleep. */
const WAKES_MS = 15 * 60_000;

/** A message the bot had passed over, and that is meant for it now. */
async function addressedAtLast(
  { resolve }: EditParts,
  { key, sentAt }: Gesture,
  { at, whole }: Edited,
): Promise<Inbound[]> {
  // Two times of the platform: our own clock may be another.
  if (!whole?.body.addressed || at - whole.sentAt > WAKES_MS) return [];
  // Under the message's own key: what is read again, and its further edits, find it.
  return [await resolve({ ...whole, sentAt, alsoKeys: [key] })];
}

/** What an open turn is to answer instead, under the keys it was accepted with; undefined where nothing changes. */
async function replacementFor(
  parts: EditParts,
  gesture: Gesture,
  act: Edited,
  before: Prompt | Command,
): Promise<Prompt | Command | undefined> {
  if (isQuestion(before)) return reworded(before, act.of, act.text, parts.specs);
  const said = { ...promptRecord(before), fingerprint: fingerprintOf(before) };
  const [now] = await saidAnew(parts, gesture, act, said);
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

/** Another answer to an exchange that is being written, or waits: a command about that exchange asks for it. */
interface Anew {
  id: string;
  command: Command;
}

/** Finds the newest open command of a name about an exchange. */
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

/** Has an open command do something else to the same exchange, in the same bubbles; false where it became final just now. */
async function turnInto(
  parts: Pick<EditParts, 'inbox' | 'turns'>,
  anew: Anew | undefined,
  next: Pick<Command, 'name' | 'options' | 'reworded'>,
): Promise<boolean> {
  if (!anew) return false;
  const { reworded: _, ...command } = anew.command;
  return replaceIn(parts, anew.id, { ...command, ...next });
}

/** Puts another inbound in an open turn's place, whose answer begins anew; false where that became final just now. */
async function replaceIn(
  { inbox, turns }: Pick<EditParts, 'inbox' | 'turns'>,
  turn: string,
  next: Prompt | Command,
): Promise<boolean> {
  const version = await inbox.replace(turn, next);
  if (version === undefined) return false;
  turns.interrupt(turn, 'superseded', version);
  return true;
}

/** A command about an exchange that is answered, written below its prompt. */
function about(inbound: Gesture, { conversation, exchange, prompt, asker }: Asked): Omit<Command, 'name'> {
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
    options: { turn: exchange },
    subject: exchange,
  };
}
