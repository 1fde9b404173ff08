import type { Seams } from '../../src/composition/seams.ts';
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
} as const satisfies Readonly<Record<string, Seams>>;
