import { isDeepStrictEqual } from 'node:util';
import type { Conversations } from '../conversation/conversations.ts';
import { onceOf } from '../conversation/once.ts';
import { settingsAt } from '../conversation/settings-at.ts';
import type { Claim, Inbox, OpenTurn, Piece, Prompt, Task } from '../ports/index.ts';
import { effective, type OperatorSettings } from '../settings/effective.ts';
import { MOST_PIECES, messageOf, piecesOf } from './pieces.ts';
import { tags } from './tags.ts';

export interface BurstParts {
  inbox: Pick<Inbox, 'findAll'>;
  conversations: Pick<Conversations, 'settings'>;
  operator: OperatorSettings;
}

/**
 * Makes one turn of a question and those that wait behind it, where the chat wants one answer for all that is waiting. Those are
 * the plain messages of the same person at the same place, up to the first that is something else. Only a turn that is claimed
 * for the first time takes others in, so that nothing is taken away that was begun. Rejects with Fault('storage').
 */
export async function withBurst({ inbox, conversations, operator }: BurstParts, claim: Claim): Promise<Claim> {
  const { id, task, followers } = claim;
  if (followers === 0 || !isUntouched(claim) || !isPlain(task)) return claim;
  const { target, thread, settingsChat, askedAt, surface } = task;
  const chat = (askedAt ?? target).chat;
  const place = {
    chat,
    ...(thread === undefined ? {} : { thread }),
    ...(settingsChat === undefined || settingsChat === chat ? {} : { parent: settingsChat }),
  };
  const { bursts } = effective(operator, await settingsAt(conversations, place), { surface });
  if (bursts === 'together') {
    const open = await inbox.findAll(tags.queue(task.queue));
    const run = runOf(open.slice(open.findIndex((turn) => turn.id === id)));
    if (run) await claim.absorb(run.turns, run.task);
  }
  // It may have been stopped or edited meanwhile.
  return claim.refresh();
}

function isUntouched({ attempt, receipts, final, stopped, forgotten }: Claim): boolean {
  return attempt === 1 && receipts.length === 0 && !final && !stopped && !forgotten;
}

/** Tells whether a task is a question that is nothing but its messages. */
function isPlain(task: Task): task is Prompt {
  return task.kind === 'prompt' && task.cause === 'message' && task.command === undefined && task.editOf === undefined;
}

/** Finds the turns behind the first that are asked with it, and the question they make; undefined where there are none. */
function runOf(open: readonly OpenTurn[]): { turns: string[]; task: Prompt } | undefined {
  const turns: string[] = [];
  const tasks: Prompt[] = [];
  let pieces: Piece[] = [];
  for (const { id, task, stopped, forgotten } of open) {
    const more = piecesOf(task);
    if (!more || stopped || forgotten || !isPlain(task) || !isAlike(tasks[0] ?? task, task)) break;
    if (pieces.length + more.length > MOST_PIECES) break;
    pieces = [...pieces, ...more];
    turns.push(id);
    tasks.push(task);
  }
  const [first, ...others] = tasks;
  const last = others.at(-1);
  return first && last && { turns: turns.slice(1), task: joined(first, last, pieces) };
}

/** Tells whether two questions are one person's at one place, to one model and persona and about the same. */
function isAlike(one: Prompt, other: Prompt): boolean {
  const about = ({ actor, conversation, target, askedAt, thread, place, ...once }: Prompt) =>
    JSON.stringify([actor.id, conversation, (askedAt ?? target).chat, target.chat, thread, onceOf(once), place.kind]);
  return about(one) === about(other) && (other.quote === undefined || isDeepStrictEqual(other.quote, one.quote));
}

/** One question of all pieces, in the place of the first; the answer replies to the newest. */
function joined(first: Prompt, last: Prompt, pieces: readonly Piece[]): Prompt {
  const { source: _, quote: __, details: ___, joint: ____, ...base } = first;
  const { text, attachments, details, quote, source } = messageOf(pieces);
  return {
    ...base,
    ...{ text, attachments, target: last.target, pieces: [...pieces] },
    alsoKeys: pieces.map(({ key }) => key).filter((key) => key !== first.key),
    ...(details === undefined ? {} : { details }),
    ...(quote ? { quote } : {}),
    ...(source ? { source } : {}),
    ...(last.tail ? { tail: last.tail } : {}),
  };
}
