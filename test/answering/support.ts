import { onTestFinished } from 'vitest';
import { createAnswerer } from '../../src/answering/answer.ts';
import { createExplain } from '../../src/answering/explain.ts';
import type { Question } from '../../src/answering/question.ts';
import type { Tooling } from '../../src/answering/request/with-tools.ts';
import { preambleOf } from '../../src/answering/told/preamble.ts';
import { createConversations } from '../../src/conversation/conversations.ts';
import { createLocales } from '../../src/locales/index.ts';
import { createCatalog } from '../../src/model/catalog.ts';
import type { ModelOptions } from '../../src/model/index.ts';
import type { Ending, Model, ModelLink, ModelParameters } from '../../src/ports/index.ts';
import type { SettingsLayers } from '../../src/settings/effective.ts';
import { createFakeClock } from '../fake-clock.ts';
import { manners, promptOf, senseless, toolless } from '../fixtures.ts';
import { keepLog, modelOf } from '../model/support.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { testMarks } from '../support/marked.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

/** Starts a stand-in of OpenAI for one test. */
export async function openOpenAI(): Promise<OpenAISimulator> {
  const openai = await startOpenAI();
  onTestFinished(() => openai.close());
  return openai;
}

/** One question to the stand-in through the real client: everything that was shown, and how it ended. */
export function answererOf(
  openai: OpenAISimulator,
  options: Partial<ModelOptions> = {},
  {
    parameters = {},
    layers = {},
    model: given,
    fallbacks = [],
    tokens = 0,
    tooling = toolless,
  }: {
    parameters?: ModelParameters;
    layers?: SettingsLayers;
    model?: Model;
    fallbacks?: ModelLink[];
    /** Of the window; no limit when 0. */
    tokens?: number;
    tooling?: Tooling;
  } = {},
) {
  const log = keepLog();
  const texts = createLocales('en').texts('en');
  const models = createCatalog({ basic: 'gpt-6-luna', advanced: 'gpt-6.1-sol', image: 'gpt-image-2', fallbacks });
  const stop = new AbortController();
  const inbound = promptOf({ text: 'say it' });
  const model = given ?? modelOf(openai, { log, ...options });
  const answer = createAnswerer({
    model,
    models,
    operator: { models, parameters, history: 'topic', streaming: () => 'edits', ...manners },
    mayCall: () => true,
    speaks: async () => ({ layers, preamble: preambleOf({}, 'Be brief.', false) }),
    conversations: createConversations(createMemoryDocuments().documents, 40),
    marks: testMarks,
    window: { tokens, turns: 0 },
    memory: { summaries: false, noticed: () => undefined },
    idleMs: 0,
    buttons: true,
    perception: senseless,
    painting: () => ({ hold: async () => undefined, generateImages: async () => ({ pictures: [] }) }),
    clock: createFakeClock(),
    log,
    turn: '1',
    task: inbound,
    texts,
    explain: createExplain(texts, log, inbound),
    hearing: { before: async (prompt) => ({ prompt }), again: async (prompt) => ({ prompt }) },
    mayDraw: false,
    tooling,
    signal: stop.signal,
  });

  async function ask(over: Partial<Question> = {}, seen: (text: string) => void = () => undefined) {
    const shown: string[] = [];
    let end: Ending | undefined;
    for await (const progress of answer({ prompt: { text: inbound.text }, ...over })) {
      if (progress.type === 'end') end = progress.end;
      else if (progress.type === 'text') {
        shown.push(progress.text);
        seen(progress.text);
      }
    }
    if (!end) throw new Error('The answer had no end');
    return { shown, end };
  }
  return { ask, stop, log };
}
