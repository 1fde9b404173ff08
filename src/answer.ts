import type { ModelCatalog, Preview, Question } from './commands/command.ts';
import type { Conversations } from './conversation/conversations.ts';
import { messagesOf, promptText, systemText } from './conversation/prompt.ts';
import type { TurnNode } from './conversation/tree.ts';
import { fitWindow, type WindowLimits } from './conversation/window.ts';
import { Fault, isFault } from './errors.ts';
import type { Explain } from './explain.ts';
import { interruptionOf } from './interruption.ts';
import type { Texts } from './locales/index.ts';
import type {
  ChatSettings,
  Command,
  ConversationEvent,
  EndReason,
  Model,
  ModelEvent,
  ModelRequest,
  Progress,
  Prompt,
  PromptRecord,
  Sampling,
  Usage,
} from './ports.ts';
import { digest, isBlank } from './text.ts';

type Turns = readonly TurnNode[];

/** What asking the model takes, the same for every turn. */
export interface Answering {
  model: Model;
  models: ModelCatalog;
  conversations: Conversations;
  systemPrompt: string;
  /** The operator's own choice. */
  sampling: Sampling;
  window: WindowLimits;
}

interface AnswererParts extends Answering {
  inbound: Prompt | Command;
  settings: ChatSettings;
  texts: Texts;
  explain: Explain;
  signal: AbortSignal;
}

/** Asks the model within a conversation. Every failure ends in a sentence; what was said before it is kept. */
export function createAnswerer(parts: AnswererParts): (question: Question) => AsyncIterable<Progress> {
  const { signal, texts, explain } = parts;

  return async function* answer(question) {
    let text = '';
    let usage: Usage | undefined;
    let parent: string | null | undefined;
    const end = (reason: EndReason, notice?: string): Progress => ({
      type: 'end',
      end: {
        reason,
        text,
        ...(notice === undefined ? {} : { notice }),
        ...(usage ? { usage } : {}),
        // Where the history could not be read, nothing is written to it either.
        events: parent === undefined ? [] : [answered(parent, question.prompt, text, reason, usage)],
      },
    });
    try {
      const context = question.before ?? (await parts.conversations.context(parts.inbound.conversation));
      parent = context.head;
      for await (const event of ask(parts, question, context.turns)) {
        if (event.type === 'text') {
          text += event.delta;
          yield { type: 'text', text };
          continue;
        }
        usage = event.usage;
        if (event.reason === 'complete' && isBlank(text)) throw new Fault('model_empty', 'The answer has no words');
        const noted = context.damaged ? texts('context.damaged') : undefined;
        yield end(event.reason, event.reason === 'complete' ? noted : texts(`end.${event.reason}`));
        return;
      }
      throw new Fault('model_cut', 'The stream ended without an ending');
    } catch (error) {
      const interruption = interruptionOf(signal);
      if (interruption === 'stop') yield end('stop', texts('stop.mark'));
      else if (interruption === 'timeout') yield end('timeout', texts('end.timeout'));
      else if (interruption) throw signal.reason;
      else if (isBlank(text)) yield end('error', explain(error));
      else {
        explain(error);
        yield isFault(error, 'model_stalled') ? end('timeout', texts('end.timeout')) : end('cut', texts('end.cut'));
      }
    }
  };
}

/** Streams from the model; where it finds its own window exceeded, once more with half of the earlier turns, and so on. */
async function* ask(parts: AnswererParts, question: Question, turns: Turns): AsyncGenerator<ModelEvent> {
  for (let kept = turns; ; kept = kept.slice(Math.ceil(kept.length / 2))) {
    try {
      yield* parts.model.stream(createRequest(parts, question, await fitTurns(parts, question, kept)), parts.signal);
      return;
    } catch (error) {
      if (!isFault(error, 'model_too_long') || kept.length === 0) throw error;
    }
  }
}

function answered(
  parent: string | null,
  prompt: PromptRecord,
  text: string,
  reason: EndReason,
  usage: Usage | undefined,
): ConversationEvent {
  return { type: 'answered', parent, prompt, answer: { text, reason, ...(usage ? { usage } : {}) } };
}

/** What would go to the model for a message said now. */
export async function preview(
  { conversations, systemPrompt, window }: Answering,
  { conversation, place }: Prompt | Command,
): Promise<Preview> {
  const { turns, damaged } = await conversations.context(conversation);
  const system = systemText(systemPrompt, place.kind === 'group');
  const fitting = (await fitWindow({ fixed: [system], turns, limits: window })) ?? [];
  return { system, turns: fitting, leftOut: turns.length - fitting.length, limit: window.tokens, damaged };
}

async function fitTurns(
  { inbound, systemPrompt, window }: AnswererParts,
  { prompt }: Question,
  turns: Turns,
): Promise<Turns> {
  const system = systemText(systemPrompt, inbound.place.kind === 'group');
  const fitting = await fitWindow({ fixed: [system, promptText(prompt)], turns, limits: window });
  if (!fitting) throw new Fault('model_too_long', 'The prompt alone exceeds the context window');
  return fitting;
}

function createRequest(
  { inbound, models, settings, sampling, systemPrompt }: AnswererParts,
  { prompt, tier }: Question,
  turns: Turns,
): ModelRequest {
  const name = models.chat(tier ?? settings.tier ?? 'basic');
  return {
    model: name,
    system: systemText(systemPrompt, inbound.place.kind === 'group'),
    messages: messagesOf(turns, prompt),
    ...models.acceptedSampling(name, { ...sampling, ...settings.sampling }),
    safetyId: digest(inbound.actor.id),
    cacheKey: digest(inbound.conversation),
  };
}
