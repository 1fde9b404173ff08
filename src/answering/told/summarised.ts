import type { Context, Conversations } from '../../conversation/conversations.ts';
import type { BranchExchange } from '../../conversation/exchange.ts';
import { coveredOn } from '../../conversation/summary.ts';

/** Older turns that a summary stands for. */

/** Facts that a request has shown of the room that there is for turns. */
export interface Seen {
  /** Tokens that the turns of a conversation may take. */
  room?: number;
  /** The service refused it as too long. */
  overflow?: true;
}

/** Memory of conversations, as far as questions need it. */
export interface Memory {
  /** Older turns are folded into summaries. */
  summaries: boolean;
  /** Notes what a request of a conversation has shown. */
  noticed(conversation: string, seen: Seen): void;
}

/** Words that stand for older turns. */
export interface Told {
  /** Id that its marks are made of. */
  id: string;
  text: string;
}

/** Turns to ask with. */
export interface Heard {
  /** Turns that no summary stands for, and pinned ones; oldest first. */
  turns: readonly BranchExchange[];
  /** Absent where there are no words for those that are left out. */
  summary?: Told;
  /** Number of turns that the summary stands for, those among them that have left the path. */
  covered: number;
  /** Thread whose summary it is. */
  thread: string;
}

/** Leaves out of a branch what its summary stands for. */
export async function summarised(
  { conversations, memory }: { conversations: Pick<Conversations, 'summary'>; memory: Pick<Memory, 'summaries'> },
  conversation: string,
  { turns, thread }: Pick<Context, 'turns' | 'thread'>,
): Promise<Heard> {
  const isKept = memory.summaries && turns.length > 0;
  const kept = isKept ? await conversations.summary(conversation, thread, turns) : undefined;
  const covered = kept && coveredOn(kept, thread, turns);
  if (!kept || !covered) return { turns, covered: 0, thread };
  const out = new Set(covered.filter(({ pinned }) => !pinned));
  return {
    turns: turns.filter((turn) => !out.has(turn)),
    covered: kept.covers.count,
    thread,
    ...(kept.text === '' ? {} : { summary: { id: `summary|${conversation}|${thread}`, text: kept.text } }),
  };
}
