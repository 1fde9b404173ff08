import { editTurn } from '../commands/answers/edit.ts';
import { isStepReply } from '../commands/parsing/steps.ts';
import type { Conversations, Found } from '../conversation/conversations.ts';
import { fingerprintOf, isQuestion, promptRecord } from '../conversation/prompt-record.ts';
import type {
  Command,
  CommandSpec,
  InboundEvent,
  Inbox,
  MessageDelete,
  MessageEdit,
  OpenTurn,
  PromptRecord,
  Resolved,
  Task,
  UserAction,
} from '../ports/index.ts';
import type { Turns } from '../turns/turns.ts';
import { type AskedExchange, asItSays, isTask, keptExchange, openExchange } from './asked-exchange.ts';
import { type Change, changedPieces, isLeft, newWording, withWording } from './edited-prompt.ts';
import { asNewStep } from './edited-step.ts';
import { asksIn, messageOf } from './pieces.ts';
import { openRevisions, removal, removeInstead, replaceIn, turnInto } from './revisions.ts';
import { isOver } from './shared-with.ts';
import { tags } from './tags.ts';

/**
 * Edits and deletions of messages. An open exchange is asked anew or forgotten in its place. For an answered one, the
 * message is answered anew in the same bubbles, or the exchange is deleted, in its conversation's order.
 */

export interface EditParts {
  inbox: Inbox;
  conversations: Conversations;
  turns: Turns;
  specs: readonly CommandSpec[];
  /** Resolves a message: a question, a command or a stop, in its conversation. `stays`: as Resolve has it. */
  resolve(event: InboundEvent, stays?: boolean): Promise<Resolved>;
  /**
   * Tells whether a running answer may start again with this wording, as it asks the model like a message. A refused
   * person is told.
   */
  allow(next: Task): Promise<boolean>;
  /** Tells the person that the message belongs to a conversation which is shared with this chat no more. */
  apart(): void;
}

/** Applies an edit; the turn that answers the new wording, where it takes one of its own. Rejects with Fault('storage'). */
export async function applyEdit(parts: EditParts, acting: UserAction, act: MessageEdit): Promise<Resolved[]> {
  const open = await parts.inbox.find(tags.key(act.of));
  // What was taken away stays away, whatever it says now.
  if (open?.forgotten) return [];
  if (open && !open.final && open.task.kind !== 'late') {
    const next = await replacementFor(parts, acting, act, open.task);
    if (!next || !(await parts.allow(next))) return [];
    // Where its answer became final just now, it is one that is answered.
    if (await replaceIn(parts, open.id, next)) return [];
  }
  const asked = open ? undefined : await parts.conversations.findAsked(acting.target.chat, act.id);
  if (isOver(asked, acting)) return editApart(parts, acting, act, asked);
  if (!open && !asked) return newlyAddressed(parts, acting, act);
  if (asked && isStepReply(asked.exchange, act.id)) return asNewStep(parts, acting, act, asked.exchange);
  const about = open ? openExchange(open, act.id) : keptExchange(asked, act.id);
  if (!about) return [];
  if (isTask(about)) return asNewMessage(parts, acting, act, about.prompt);
  return askAgain(parts, acting, { of: act.of, text: act.text }, await asItSays(parts, about));
}

/**
 * Edit of a message in a conversation that is not shared any more: a question there is out of reach, which the person is told. What was
 * no question is said again, as ever.
 */
async function editApart(
  parts: EditParts,
  acting: UserAction,
  act: MessageEdit,
  found: Found | undefined,
): Promise<Resolved[]> {
  const asked = keptExchange(found, act.id);
  if (!asked) return [];
  if (isTask(asked)) return asNewMessage(parts, acting, act, asked.prompt);
  // A preview of a link is no other wording.
  if (newWording(asked.prompt, { of: act.of, text: act.text }, parts.specs)) parts.apart();
  return [];
}

/** Applies a deletion; the turns that take exchanges away, where there are some. Rejects with Fault('storage'). */
export async function applyDeletion(
  parts: Omit<EditParts, 'resolve' | 'allow' | 'apart'>,
  acting: UserAction,
  { of }: MessageDelete,
): Promise<Command[]> {
  /** By exchange: of several messages of one, each is gone. */
  const commands = new Map<string, Command>();
  const gone = new Set<string>();
  for (const { key, id } of of) {
    const open = await parts.inbox.find(tags.key(key));
    if (open?.task.kind === 'late') continue;
    const running = open?.final ? undefined : open;
    if (running?.task.pieces && isLeft(running.task.pieces, key)) {
      await goOnWithout(parts, running, key);
      continue;
    }
    const whole = open && (open.task.pieces !== undefined || open.task.key === key || open.task.editOf === id);
    const version = open && whole ? await parts.inbox.forget(open.id) : undefined;
    if (open && version !== undefined) {
      parts.turns.interrupt(open.id, 'forgotten', version);
      continue;
    }
    const isAnswered = !open || !(whole || open.final);
    const found = isAnswered
      ? keptExchange(await parts.conversations.findAsked(acting.target.chat, id), id)
      : openExchange(open, id);
    if (!found || found.lasting || gone.has(found.exchange)) continue;
    const asked = await asItSays(parts, found, commands.get(found.exchange)?.editedPrompt);
    const { pieces } = asked.prompt;
    if (pieces && isLeft(pieces, key)) {
      if (isTask(asked)) continue;
      const [again] = await askAgain({ ...parts, allow: async () => true }, acting, { of: key }, asked);
      if (again) commands.set(asked.exchange, { ...again, key: `${acting.key}:${id}` });
      continue;
    }
    if (!pieces && asked.prompt.id !== undefined && asked.prompt.id !== id) continue;
    gone.add(asked.exchange);
    if (await removeInstead(parts, asked.exchange)) continue;
    const command = { ...commandAbout(acting, asked), ...removal(asked.exchange), key: `${acting.key}:${id}` };
    commands.set(asked.exchange, open && isTask(asked) ? byMessage(command, id) : command);
  }
  return [...commands.values()];
}

/** Has an open turn answer what is left of its messages. What a command is about stays as it was read. */
async function goOnWithout(
  parts: Pick<EditParts, 'inbox' | 'turns' | 'specs'>,
  { id, task }: OpenTurn,
  gone: string,
): Promise<void> {
  if (task.kind !== 'prompt' || !isQuestion(task)) return;
  const next = withWording(task, { of: gone }, parts.specs);
  if (next) await replaceIn(parts, id, next);
}

/** Names the exchange by its message: it is kept only once its answer, which is final already, has been shown. */
function byMessage({ turnId: _, ...command }: Command, id: string): Command {
  return { ...command, editOf: id };
}

/** A plain question in other words, in the place of whatever answers the words before. */
async function askAgain(
  parts: Omit<EditParts, 'resolve' | 'apart'>,
  acting: UserAction,
  change: Change,
  asked: AskedExchange,
): Promise<Command[]> {
  const words = newWording(asked.prompt, change, parts.specs);
  if (!words) return [];
  const options = { turn: asked.exchange };
  const next = { name: editTurn.spec.name, effect: 'revise', options, editedPrompt: words } as const;
  const command = { ...commandAbout(acting, asked), ...next };
  const open = await openRevisions(parts.inbox, asked.exchange);
  // What somebody wrote into a form must not be lost: the new wording is answered behind it.
  const [pending] = open.slice(open.findLastIndex((each) => isWrittenInto(each.command, parts.specs)) + 1);
  if (pending && !(await parts.allow(command))) return [];
  return (await turnInto(parts, pending, next)) ? [] : [command];
}

/** Tells whether a command holds free text. */
function isWrittenInto({ name, options }: Command, specs: readonly CommandSpec[]): boolean {
  const { options: known = [] } = specs.find((spec) => spec.name === name) ?? {};
  return known.some((option) => option.rest && options[option.name] !== undefined);
}

/** A message as it says now, in the place of what answered it; nothing where that is the same. */
async function asNewMessage(
  { resolve }: Pick<EditParts, 'resolve'>,
  { key, sentAt }: UserAction,
  { of, id, whole }: MessageEdit,
  { fingerprint, pieces, joint }: PromptRecord,
): Promise<Resolved[]> {
  if (!whole) return [];
  const all = pieces && changedPieces(pieces, { of, text: whole.body.text });
  if (pieces && !all) return [];
  const first = all && asksIn(all);
  const alsoKeys = all?.map((piece) => piece.key) ?? [of];
  const now = await resolve(
    {
      ...whole,
      ...(first === undefined ? {} : { reply: { ...whole.reply, prompt: first } }),
      key,
      sentAt,
      body: {
        ...whole.body,
        ...(all ? messageOf(all, joint) : {}),
        // It was for the bot before, whether it still names it or not.
        addressed: true,
      },
    },
    true,
  );
  if (fingerprintOf(now) === fingerprint) return [];
  return [now.kind === 'action' ? now : { ...now, alsoKeys, editOf: id }];
}

/** So long after it was sent a message may still become one for the bot by an edit, ms: older ones stay asleep. */
const WAKES_MS = 15 * 60_000;

/** A message the bot had passed over, and that is meant for it now. */
async function newlyAddressed(
  { resolve }: EditParts,
  { key, sentAt }: UserAction,
  { at, whole }: MessageEdit,
): Promise<Resolved[]> {
  // Two times of the platform: our own clock may be another.
  if (!whole?.body.addressed || at - whole.sentAt > WAKES_MS) return [];
  // Under the message's own key: what is read again, and its further edits, find it.
  return [await resolve({ ...whole, sentAt, alsoKeys: [key] })];
}

/**
 * Finds the task that an open turn answers instead, under the keys it was accepted with. Undefined if nothing changes.
 */
async function replacementFor(
  parts: EditParts,
  acting: UserAction,
  act: MessageEdit,
  before: Task,
): Promise<Task | undefined> {
  if (before.kind === 'prompt' && isQuestion(before))
    return withWording(before, { of: act.of, text: act.text }, parts.specs);
  const kept = { ...promptRecord(before), fingerprint: fingerprintOf(before) };
  const [now] = await asNewMessage(parts, acting, act, kept);
  if (!now || now.kind === 'action') return undefined;
  const { editOf: _, alsoKeys: _keys, ...next } = now;
  const { key, alsoKeys, editOf, conversation, queue } = before;
  return {
    ...next,
    key,
    conversation,
    queue,
    ...(alsoKeys ? { alsoKeys } : {}),
    ...(editOf === undefined ? {} : { editOf }),
  };
}

/** A command about an exchange that is answered, written below its prompt. */
function commandAbout(
  acting: UserAction,
  { conversation, exchange, prompt, asker, answeredAt }: AskedExchange,
): Omit<Command, 'name'> {
  const { v, key, surface, actor, sentAt, cause } = acting;
  const { place, target } = answeredAt ?? acting;
  const { settingsChat: chat = answeredAt && acting.target.chat } = acting;
  return {
    v,
    key,
    surface,
    place,
    ...(chat === undefined ? {} : { settingsChat: chat }),
    // Who deleted a message is not always told: then it counts as its author's doing.
    actor: actor.name === '' && asker !== undefined ? { ...actor, id: asker } : actor,
    sentAt,
    target: prompt.id === undefined ? target : { ...target, prompt: prompt.id },
    conversation,
    queue: conversation,
    cause,
    kind: 'command',
    options: { turn: exchange },
    turnId: exchange,
  };
}
