import { createExplain } from '../answering/explain.ts';
import type { Texts } from '../locales/index.ts';
import type { Batch, BatchEnd, BatchLine, Clock, Log, Model, ModelCatalog, ModelRequest } from '../ports/index.ts';
import { askLine } from './ask.ts';
import { promptingOf } from './files/prompts.ts';
import type { PromptFile } from './files/read.ts';
import type { Journal } from './journal.ts';
import { createQueue } from './queue.ts';
import type { Hands } from './slice.ts';

/** Batches that an operator runs from a terminal, without a chat. */

export interface OperatorsBatch {
  file: PromptFile;
  template?: string;
  /** Model, instructions and parameters of each request. */
  request: Pick<ModelRequest, 'model' | 'system' | 'temperature' | 'maxOutputTokens'>;
  journal: Journal;
  model: Pick<Model, 'stream'>;
  models: Pick<ModelCatalog, 'noteRefusal'>;
  texts: Texts;
  clock: Clock;
  log: Log;
  /** Is told that a line has its outcome. */
  onLine(): void;
}

/** Nobody's batch: what the queue looks at in one. */
const nobodys = (lines: number, at: number): Batch => ({
  v: 1,
  id: 'operator',
  form: { kind: 'lines', name: '' },
  model: '',
  parameters: {},
  when: 'now',
  lines,
  asked: {
    surface: '',
    conversation: '',
    place: { kind: 'private', scopes: [] },
    actor: { id: '', name: '' },
    target: { surface: '', chat: 'operator', group: false, privately: false, address: {} },
  },
  at,
});

/** Works a batch off to its end. What is noted in its journal is not asked again. Rejects with the signal's reason. */
export async function workOff(parts: OperatorsBatch, signal: AbortSignal): Promise<BatchEnd> {
  const { file, template, request, journal, texts, clock, log, onLine } = parts;
  const explain = createExplain(texts, log, { conversation: 'operator', key: 'batch' }, true);
  const prompting = promptingOf(file.form, template);
  let batch = nobodys(file.rows.length, clock.now());
  const hands: Hands = {
    standBack: async () => undefined,
    explain: (error) => (error === undefined ? texts('batch.line.given_up') : explain(error)),
    open: async () =>
      file.rows.flatMap((row, n) => {
        if (journal.outcome(n)) return [];
        const onBehalf = { chat: 'operator', purpose: 'batch' } as const;
        return [{ n, tries: journal.tries(n), request: { ...request, messages: prompting(row, n + 1), onBehalf } }];
      }),
    async tried(n, count) {
      journal.tried(n, count);
      return journal.tries(n);
    },
    async keep(n, outcome) {
      journal.keep(n, outcome);
      return true;
    },
    async change(change) {
      const next = change(batch);
      batch = next ?? batch;
      return next;
    },
  };
  const queue = createQueue({ ask: (line, limit) => askLine(parts, line.request, limit), clock, onLine });
  for (;;) {
    const worked = await queue(batch, hands, signal);
    if ('ended' in worked) return worked.ended;
    await clock.sleep(Math.max(0, worked.again - clock.now()), signal);
  }
}

/** Lines of a batch as the file of answers is written of. */
export function linesOf({ rows }: PromptFile, journal: Journal): BatchLine[] {
  return rows.map((row, n) => {
    const outcome = journal.outcome(n);
    return { v: 1, row, tries: journal.tries(n), ...(outcome ? { outcome } : {}) };
  });
}
