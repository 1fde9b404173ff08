import type { Seen } from '../../src/answering/told/summarised.ts';
import { createJobRunner } from '../../src/background/jobs.ts';
import { createConversations } from '../../src/conversation/conversations.ts';
import { coveredOn } from '../../src/conversation/summary.ts';
import { createSummaries } from '../../src/memory/summaries.ts';
import { createCatalog } from '../../src/model/catalog.ts';
import { createModel } from '../../src/model/index.ts';
import type { ConversationEvent } from '../../src/ports/index.ts';
import { openDatabase } from '../../src/storage/sqlite/database.ts';
import { openJobs } from '../../src/storage/sqlite/jobs.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import type { OpenAISimulator } from '../simulator/openai/index.ts';
import { testMarks } from '../support/marked.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

export interface FoldingOptions {
  basic?: string;
  fallbacks?: string[];
  enabled?: boolean;
  turns?: number;
  tokens?: number;
}

/** Opens summaries over a stand-in of the model's service, and a chat to be summarised. The job runner is to be closed. */
export function openFolding(
  openai: Pick<OpenAISimulator, 'key' | 'baseUrl'>,
  { basic = 'gpt-6-luna', fallbacks = [], enabled = true, turns = 10, tokens = 0 }: FoldingOptions = {},
) {
  const log = createTestLog();
  const clock = createFakeClock();
  const { documents, kept } = createMemoryDocuments();
  const conversations = createConversations(documents, turns);
  const service = {
    keys: { keys: [openai.key] },
    baseUrl: openai.baseUrl,
    api: 'responses',
    secret: new Uint8Array(32),
  } as const;
  const model = createModel({ ...service, log, retries: 0 });
  const links = fallbacks.map((name) => ({ model: name }));
  const models = createCatalog({ basic, advanced: basic, image: 'gpt-image-2', fallbacks: links });
  const database = openDatabase({ path: ':memory:' });
  const jobs = createJobRunner({ jobs: openJobs(database, clock, log), clock, log, isBusy: () => false });
  const summaries = createSummaries({
    ...{ jobs, model, models, marks: testMarks, conversations, clock, log, enabled },
    window: { turns, tokens },
  });
  jobs.start();
  let count = 0;
  const apply = (...events: ConversationEvent[]) => {
    count += 1;
    const who = { conversation: 'c', chat: 'c', asker: 'test:1', at: clock.now(), parts: [] };
    return conversations.apply({ ...who, turn: `${count}` }, events);
  };
  const consider = (seen: Seen = {}) => {
    summaries.noticed('c', seen);
    return summaries.consider({ conversation: 'c', asker: 'test:1', isAlone: true });
  };
  return {
    ...{ log, clock, conversations, jobs, kept, apply, consider },
    /** So many turns are said; the words of each can be told from all others. */
    async say(turns: number, words = (at: number) => `question ${at}`) {
      for (let at = 0; at < turns; at += 1) {
        const { head } = await conversations.context('c');
        const text = words(count + 1);
        const answer = { text: `re ${text}`, reason: 'complete' as const };
        await apply({ type: 'answered', parent: head, prompt: { text }, answer });
      }
    },
    summary: () => conversations.summary('c', 'first'),
    /** Ids of the turns that the model would not be told whole. */
    async covered() {
      const { turns: path, thread } = await conversations.context('c');
      const summary = await conversations.summary('c', thread);
      return (summary && coveredOn(summary, thread, path))?.map(({ id }) => id);
    },
  };
}
