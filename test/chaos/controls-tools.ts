import type { ConversationEvent, Exchange } from '../../src/ports/index.ts';
import type { Seams } from '../../src/seams.ts';
import { changed } from '../support/steps.ts';

/** Negative controls of what calls of tools, and leave for them, are promised. */
export const toolControls = {
  /** Steps of an answer are known to the process alone. */
  'no-journal': {
    inbox: (inbox) => ({
      ...inbox,
      work: (handler, concurrency, signal) =>
        inbox.work((claim) => handler(changed(claim, { steps: [], journal: async () => true })), concurrency, signal),
    }),
  },
  /** Leave does not hang on how a tool is defined. */
  'unread-terms': {
    tools: (sources) =>
      sources.map((source) => ({
        ...source,
        close: () => source.close(),
        list: async (task, signal) =>
          (await source.list(task, signal)).map((tool) => ({
            ...tool,
            spec: { ...tool.spec, description: 'A tool.' },
          })),
      })),
  },
  /** That a call was decided is known to the turn alone that decides. */
  'forgotten-decisions': {
    conversations(conversations) {
      const decided = new Map<string, Extract<ConversationEvent, { type: 'decided' }>>();
      return {
        ...conversations,
        async apply(turn, events) {
          for (const event of events) if (event.type === 'decided') decided.set(event.turn, event);
          const rest = events.filter(({ type }) => type !== 'decided');
          if (rest.length > 0 || events.length === 0) await conversations.apply(turn, rest);
        },
        async exchange(conversation, id) {
          const exchange = await conversations.exchange(conversation, id);
          const event = decided.get(id);
          decided.delete(id);
          return exchange && event ? withDecision(exchange, event) : exchange;
        },
      };
    },
  },
} as const satisfies Readonly<Record<string, Seams>>;

function withDecision(exchange: Exchange, { key, how, by }: Extract<ConversationEvent, { type: 'decided' }>): Exchange {
  const answers = exchange.answers.map((answer) =>
    answer.pending?.key === key ? { ...answer, pending: { ...answer.pending, decided: { how, by } } } : answer,
  );
  return { ...exchange, answers };
}
