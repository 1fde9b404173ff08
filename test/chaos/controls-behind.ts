import type { Seams } from '../../src/composition/seams.ts';
import type { Summary } from '../../src/conversation/summary.ts';
import { printOf } from '../../src/conversation/summary.ts';
import type { BatchOutcome } from '../../src/ports/index.ts';

/** Negative controls of what works behind people's turns. */
export const behindControls = {
  /** Which lines of a batch are answered is known to the process alone. */
  'forgotten-lines': {
    batches(store) {
      const outcomes = new Map<string, BatchOutcome>();
      return {
        ...store,
        async *lines(batch) {
          for await (const { n, line } of store.lines(batch)) {
            const outcome = outcomes.get(`${batch.id} ${n}`);
            yield { n, line: line && outcome ? { ...line, outcome } : line };
          }
        },
        async keep({ id }, n, outcome) {
          outcomes.set(`${id} ${n}`, outcome);
          return true;
        },
      };
    },
  },
  /** A summary holds whatever becomes of the turns that it stands for. */
  'heedless-summaries': {
    conversations(conversations) {
      const made = new Map<string, Summary>();
      return {
        ...conversations,
        async summary(conversation, thread) {
          const kept = await conversations.summary(conversation, thread);
          if (kept && kept.text !== '') made.set(thread, kept);
          const last = made.get(thread);
          if (!last) return kept;
          const covers = new Set(last.covers.turns.map(({ id }) => id));
          const { turns } = await conversations.context(conversation);
          const there = turns.filter(({ id }) => covers.has(id)).map((turn) => ({ id: turn.id, print: printOf(turn) }));
          return { ...last, covers: { turns: there, count: there.length } };
        },
      };
    },
  },
} as const satisfies Readonly<Record<string, Seams>>;
