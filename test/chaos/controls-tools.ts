import type { Seams } from '../../src/composition/seams.ts';
import type { ConversationEvent, Exchange } from '../../src/ports/index.ts';
import { changed } from '../support/steps.ts';

type Decided = Extract<ConversationEvent, { type: 'decided' }>;

/** The exchange as it is once the decision is kept with it. */
function asDecided(exchange: Exchange, { how, by }: Decided): Exchange {
  const answers = exchange.answers.map(({ pending, ...answer }) =>
    pending ? { ...answer, pending: { ...pending, decided: { how, by } } } : answer,
  );
  return { ...exchange, answers };
}

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
  /** A decision is known to the turn that makes it, and to nobody after it. */
  'unkept-decisions': {
    conversations(conversations) {
      const made = new Map<string, Decided>();
      return {
        ...conversations,
        async apply(turn, events) {
          const decided = events.find((event) => event.type === 'decided');
          if (decided) made.set(decided.turn, decided);
          else await conversations.apply(turn, events);
        },
        async exchange(conversation, id) {
          const found = await conversations.exchange(conversation, id);
          const decided = made.get(id);
          made.delete(id);
          return found && decided ? asDecided(found, decided) : found;
        },
      };
    },
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
} as const satisfies Readonly<Record<string, Seams>>;
