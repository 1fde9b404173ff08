import type { AskBack, ModelEvent, OutgoingFile, ServiceItem, Step, ToolCall, ToolSpec } from '../ports/index.ts';
import { standingOf } from './addresses.ts';
import { answerCalls, type CallEvent, keptIn, toldAgain } from './calls.ts';
import { answerDeeds, type DeedEvent, type DeedParts, isDeed } from './deeds.ts';
import { type Journal, openJournal, paragraph, type Round, wordsOf } from './journal.ts';
import { createTelling, type Telling, type TellingParts } from './telling.ts';

export interface AgentParts extends Omit<DeedParts, 'resultChars' | 'standing'>, Omit<TellingParts, 'resultChars'> {
  /** Texts of people and documents, the newest first: addresses in them may be opened. */
  said(): Iterable<string>;
  /** Steps of an attempt before, in order. */
  steps: readonly Step[];
  /** Makes a step durable: nothing follows from it before. Rejects where the question is another one by now. */
  write(step: Step): Promise<void>;
}

/** Events of an answer with tools: the model's own, but for calls and items, and what its calls do. */
export type AgentEvent =
  | ModelEvent
  | CallEvent
  | DeedEvent
  /** The answer ends with a question to the person. */
  | ({ type: 'question' } & AskBack);

/**
 * Streams an answer: asks the model, runs what it calls, tells it what came of that, and asks again until it calls nothing.
 * Each step is durable before the next: after a crash no round is asked twice, and only calls without a result run again.
 */
export async function* runAgent(agent: AgentParts): AsyncGenerator<AgentEvent> {
  const { bounds, toolbox, clock } = agent;
  const journal = openJournal(agent.steps, agent.write);
  const standing = (url: string) => standingOf(url, { ...agent, journal });
  const parts = { ...agent, resultChars: bounds.resultChars, standing };
  const tell = createTelling(parts);
  let leftMs = bounds.allMs;

  const before = wordsOf(journal.rounds);
  if (before !== '') yield { type: 'text', delta: before };
  yield* toldAgain(parts, journal);
  for (;;) {
    const since = clock.elapsed();
    if (yield* answerAll(parts, journal, leftMs)) return;
    leftMs -= clock.elapsed() - since;
    const isOver = leftMs <= 0 || journal.rounds.length >= bounds.rounds || journal.calls().length >= bounds.calls;
    const said = yield* askOnce(tell, journal.rounds, isOver ? [] : toolbox.specs);
    if (!said) return;
    const { files, ...round } = said;
    const kept = files.length > 0 ? { files: await agent.hold(files) } : {};
    await journal.take({ type: 'round', ...round, ...kept });
    yield* keptIn(kept);
  }
}

/** Answers the calls of the last round: first those that read. Returns true where the answer ends with a question. */
async function* answerAll(
  parts: DeedParts,
  journal: Journal,
  leftMs: number,
): AsyncGenerator<CallEvent | DeedEvent | Extract<AgentEvent, { type: 'question' }>, boolean> {
  const open = journal.open().filter((each) => !isDeed(parts, journal, each));
  const asked = yield* answerCalls(
    parts,
    journal,
    open.map(({ call }) => call),
    leftMs,
  );
  // Words that may come next end only an answer that is there, and of which nothing else is asked.
  const isWhole = wordsOf(journal.rounds) !== '' && journal.rounds.at(-1)?.calls.length === 1;
  if (asked && (asked.question !== undefined || isWhole)) {
    yield { type: 'question', ...asked };
    return true;
  }
  return yield* answerDeeds(parts, journal, leftMs);
}

/** Message of the model that calls tools. */
interface Said {
  text: string;
  items: ServiceItem[];
  calls: ToolCall[];
  foreign?: true;
  /** Pictures that the service drew for it. */
  files: OutgoingFile[];
}

/** Asks once, and passes on what is the answer's. Returns what the model has said where it calls tools; undefined at the answer's end. */
async function* askOnce(
  tell: Telling,
  rounds: readonly Round[],
  tools: readonly ToolSpec[],
): AsyncGenerator<AgentEvent, Said | undefined> {
  const before = wordsOf(rounds);
  let said: Said = { text: '', items: [], calls: [], files: [] };
  for await (const event of tell(rounds, tools)) {
    switch (event.type) {
      case 'call':
        said.calls.push(event.call);
        break;
      case 'item':
        said.items.push(event.item);
        break;
      case 'source':
      case 'working':
        if (event.type === 'source' || event.on === 'search') said.foreign = true;
        yield event;
        break;
      case 'again':
        // Words stay where an answer that broke off goes on. What was called before it broke was not run.
        said = { ...said, items: [], calls: [] };
        yield event;
        break;
      case 'picture':
        said.files.push(event.file);
        yield event;
        break;
      case 'text':
        yield said.text === '' ? { ...event, delta: paragraph(before, event.delta) } : event;
        said.text += event.delta;
        break;
      case 'reset':
        said.text = event.keeps ?? '';
        yield { ...event, keeps: before + paragraph(before, said.text) };
        break;
      case 'end':
        if (event.reason === 'complete' && tools.length > 0 && said.calls.length > 0) return said;
        yield event;
        break;
      default:
        yield event;
    }
  }
  return undefined;
}
