import { expect } from 'vitest';
import { createJobRunner } from '../../src/background/jobs.ts';
import { createTitles } from '../../src/background/titles.ts';
import { createConversations } from '../../src/conversation/conversations.ts';
import { createCatalog } from '../../src/model/catalog.ts';
import { createModel } from '../../src/model/index.ts';
import type { ConversationEvent, Target } from '../../src/ports/index.ts';
import { openDatabase } from '../../src/storage/sqlite/database.ts';
import { openJobs } from '../../src/storage/sqlite/jobs.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import type { OpenAISimulator } from '../simulator/openai/index.ts';
import { testMarks } from '../support/marked.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

export interface TitlingOptions {
  /** Name of the model that names. */
  basic?: string;
  enabled?: boolean;
}

/** Opens titles over a stand-in of the model's service, and what names are seen by. The job runner is to be closed. */
export function openTitling(
  openai: Pick<OpenAISimulator, 'key' | 'baseUrl'>,
  { basic = 'gpt-6-luna', enabled = true }: TitlingOptions = {},
) {
  const log = createTestLog();
  const clock = createFakeClock();
  const conversations = createConversations(createMemoryDocuments().documents, 40);
  const service = {
    keys: { keys: [openai.key] },
    baseUrl: openai.baseUrl,
    api: 'responses',
    secret: new Uint8Array(32),
  } as const;
  const model = createModel({ ...service, log, retries: 0 });
  const models = createCatalog({ basic, advanced: basic, image: 'gpt-image-2' });
  const database = openDatabase({ path: ':memory:' });
  const jobs = createJobRunner({ jobs: openJobs(database, clock, log), clock, log, isBusy: () => false });
  const renamed: [chat: string, title: string][] = [];
  const rename = async ({ chat }: Target, title: string) => {
    renamed.push([chat, title]);
  };
  const titles = createTitles({ jobs, model, models, marks: testMarks, conversations, rename, clock, log, enabled });
  jobs.start();
  const name = (conversation: string, place?: Target) => titles.name(conversation, 'test:1', place);
  const place = { chat: 'c', asker: 'test:1', at: 1000, parts: [] };
  const apply = (conversation: string, turn: string, event: ConversationEvent) =>
    conversations.apply({ ...place, conversation, turn }, [event]);
  const say = (conversation: string, turn: string, text: string, answer = `re ${text}`, parent: string | null = null) =>
    apply(conversation, turn, {
      type: 'answered',
      parent,
      prompt: { text },
      answer: { text: answer, reason: 'complete' },
    });
  const titleOf = async (conversation: string, thread = 'first') =>
    (await conversations.threads(conversation)).find(({ id }) => id === thread)?.title;
  const named = (conversation: string, title: string, thread?: string) =>
    expect.poll(() => titleOf(conversation, thread), { timeout: 3000 }).toBe(title);
  return { log, clock, conversations, jobs, name, renamed, apply, say, titleOf, named };
}
