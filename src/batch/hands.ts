import { createExplain } from '../answering/explain.ts';
import type { Batch, ModelRequest } from '../ports/index.ts';
import { isBlank } from '../util/text.ts';
import { askLine } from './ask.ts';
import type { BatchesParts } from './batches.ts';
import { type Prompting, promptingOf } from './files/prompts.ts';
import type { HandedOver } from './handed-over.ts';
import { createLater } from './later.ts';
import { createQueue } from './queue.ts';
import type { Hands, OpenLine, Sliced } from './slice.ts';

interface Around {
  standBack(): Promise<void>;
  /** Is told that a line has its outcome. */
  kept(): Promise<void>;
}

export interface HandsParts extends BatchesParts {
  handedOver: Pick<HandedOver, 'note'>;
}

/** Work on one batch whose lines are documents. */
export interface Working extends Hands {
  /** Works the batch off for a while, in the way that it was ordered. */
  workOff(signal: AbortSignal): Promise<Sliced>;
}

export function createHands(parts: HandsParts, batch: Batch, { standBack, kept }: Around): Working {
  const { store, locales, log, clock } = parts;
  const texts = locales.texts(batch.language);
  const explain = createExplain(texts, log, { conversation: batch.asked.conversation, key: `batch:${batch.id}` });
  const prompting = promptingOf(batch.form, batch.template);

  const hands: Hands = {
    standBack,
    explain: (error) => (error === undefined ? texts('batch.line.given_up') : explain(error)),
    change: (change) => store.change(batch.id, change),
    tried: (n, count) => store.tried(batch, n, count),
    async open() {
      const open: OpenLine[] = [];
      for await (const { n, line } of store.lines(batch)) {
        if (!line || line.outcome) continue;
        open.push({ n, tries: line.tries, request: requestFor(parts, batch, prompting(line.row, n + 1)) });
      }
      return open;
    },
    async keep(n, outcome) {
      const isKept = await store.keep(batch, n, outcome);
      if (isKept) await kept();
      return isKept;
    },
  };
  const queue = createQueue({
    clock,
    ask: ({ request }, signal) =>
      isEmpty(request) ? Promise.resolve({ error: texts('batch.line.empty') }) : askLine(parts, request, signal),
  });

  const slice = batch.when === 'later' ? createLater(parts) : queue;
  return { ...hands, workOff: (signal) => slice(batch, hands, signal) };
}

function isEmpty({ messages }: Pick<ModelRequest, 'messages'>): boolean {
  return messages.every(({ parts }) => parts.every((part) => part.type === 'text' && isBlank(part.text)));
}

function requestFor(
  { models, system }: Pick<BatchesParts, 'models' | 'system'>,
  { asked, model, parameters }: Batch,
  messages: ReturnType<Prompting>,
): ModelRequest {
  return {
    model,
    ...(system === '' ? {} : { system }),
    messages,
    ...models.acceptedParameters(model, parameters),
    onBehalf: { actor: asked.actor.id, chat: asked.target.chat, purpose: 'batch' },
  };
}
