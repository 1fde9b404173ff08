import type { EndReason, Progress, Usage } from '../ports/index.ts';
import { Fault, isFault } from '../util/errors.ts';
import { isBlank } from '../util/text.ts';
import { answerControls } from './answer-buttons.ts';
import { type ContextParts, contextFor, withoutEcho } from './context.ts';
import { type Explain, failureOf } from './explain.ts';
import { keep } from './kept.ts';
import type { Answer, Branch } from './question.ts';
import { ask, type RequestParts } from './request.ts';

/** Parts that asking the model takes, the same for every turn. */
export interface Answering extends ContextParts, Pick<RequestParts, 'model' | 'models' | 'operator'> {
  /** Buttons under answers. */
  buttons: boolean;
}

interface AnswererParts extends Answering, RequestParts {
  /** Id of the turn. */
  turn: string;
  explain: Explain;
}

/** Asks the model within a conversation. Every failure ends in a sentence; what was said before it is kept. */
export function createAnswerer(parts: AnswererParts): Answer {
  const { signal, texts, explain } = parts;

  return async function* answer(asked) {
    const prefix = asked.replaces?.prefix ?? '';
    let said = '';
    const notes: string[] = [];
    let usage: Usage | undefined;
    let context: Branch | undefined;
    let question = asked;
    const end = (reason: EndReason, notice?: string): Progress => {
      // Where the history could not be read, nothing is written to it either.
      const kept =
        context && keep(parts.turn, question, context, { text: prefix + said, reason, ...(usage ? { usage } : {}) });
      return {
        type: 'end',
        end: {
          reason,
          text: kept?.text ?? prefix + said,
          events: kept?.events ?? [],
          ...(notice === undefined ? {} : { notice }),
          ...(usage ? { usage } : {}),
          ...(kept?.removes ? { removes: kept.removes } : {}),
          ...(kept?.state && parts.buttons ? { controls: answerControls(kept.state, texts) } : {}),
        },
      };
    };
    try {
      context = asked.before ?? (await contextFor(parts));
      question = { ...asked, prompt: withoutEcho(parts.inbound, asked.prompt, context) };
      for await (const event of ask(parts, question, context.turns, (sentence) => notes.push(sentence))) {
        if (event.type === 'text') {
          said += event.delta;
          yield { type: 'text', text: prefix + said };
          continue;
        }
        usage = event.usage;
        if (event.reason === 'complete' && isBlank(said)) throw new Fault('model_empty', 'The answer has no words');
        if (context.damaged) notes.push(texts('context.damaged'));
        if (event.reason !== 'complete') notes.push(texts(`end.${event.reason}`));
        yield end(event.reason, notes.length > 0 ? notes.join(' ') : undefined);
        return;
      }
      throw new Fault('model_cut', 'The stream ended without an ending');
    } catch (error) {
      const { reason, notice } = failureOf(error, signal, texts, explain);
      if (reason !== 'error' || isBlank(said)) yield end(reason, notice);
      else yield isFault(error, 'model_stalled') ? end('timeout', texts('end.timeout')) : end('cut', texts('end.cut'));
    }
  };
}
