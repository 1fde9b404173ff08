import type {
  AskBack,
  KeptFile,
  Offer,
  OutgoingFile,
  Step,
  ToolCall,
  ToolResult,
  Usage,
  WebSource,
} from '../ports/index.ts';
import { type CallParts, failed, runCall } from './call.ts';
import type { Journal, Round } from './journal.ts';
import { REPEATED, TOO_LATE, TOO_MANY } from './prompts.ts';

/** Bounds of the calls of one answer. Times in ms. */
export interface Bounds {
  /** Messages of the model with calls. */
  rounds: number;
  calls: number;
  callMs: number;
  /** All calls together. */
  allMs: number;
  /** Most of a result, in UTF-16 units. */
  resultChars: number;
}

/** Things that calls do, while the answer is made. */
export type CallEvent =
  /** A call is about to run, or has run in an attempt before; `title` and `wordless` as in Tool. */
  | { type: 'using'; call: ToolCall; title?: string; wordless?: true }
  /** A call has ended; its result tells people what it was about. */
  | { type: 'about'; call: ToolCall; about: string }
  /** Words of a tool about what it does, in the person's language. */
  | { type: 'note'; line: string }
  /** Files belong to the answer, and are journalled with a step: pictures that came before it are among them. */
  | { type: 'kept'; files: readonly KeptFile[] }
  /** Tokens that another model took, in this attempt or in one before. */
  | { type: 'spent'; usage: Usage }
  | { type: 'source'; source: WebSource }
  /** A call was interrupted at work, now or in an attempt before: it is not known whether it was done. */
  | { type: 'unknown'; title: string }
  | { type: 'offer'; offer: Offer };

export interface CallsParts extends CallParts {
  bounds: Bounds;
  /** Names files by their content. They are durable soon after the step that names them: a crash in between loses them. */
  hold(files: readonly OutgoingFile[]): Promise<KeptFile[]>;
  signal: AbortSignal;
}

/**
 * Answers calls of the last round that have no result, side by side. `leftMs`: time left for all. Returns the question that one of
 * them ends the answer with.
 */
export async function* answerCalls(
  parts: CallsParts,
  journal: Journal,
  open: readonly ToolCall[],
  leftMs: number,
): AsyncGenerator<CallEvent, AskBack | undefined> {
  let asked: AskBack | undefined;
  for (const call of open) yield* using(parts, call);

  async function answer(call: ToolCall, note: (line: string) => void): Promise<void> {
    const refusal = refusalOf(parts.bounds, journal, call, leftMs);
    const running = { call, id: idOf(journal, call), ms: timeFor(parts, call, leftMs), note };
    const result = refusal === undefined ? await runCall(parts, running, parts.signal) : failed(refusal);
    const { asks } = result;
    asked ??= asks;
    const step = await stepFor(parts, call, result);
    // A question is kept with the whole answer alone: after a crash, what asked it runs again.
    if (asks) journal.takeLoosely(step);
    else await journal.take(step);
  }

  for await (const line of notesOf((note) => Promise.all(open.map((each) => answer(each, note)))))
    yield { type: 'note', line };
  for (const call of open) yield* besides(parts, journal.rounds.at(-1), call);
  return asked;
}

/** Id of a call of the last round, unique within the answer. */
export function idOf({ rounds }: Journal, { id }: ToolCall): string {
  return `${rounds.length}:${id}`;
}

/** Time that a call may take, ms. */
export function timeFor({ toolbox, bounds }: CallsParts, { name }: ToolCall, leftMs: number): number {
  return toolbox.find(name)?.slow ? leftMs : Math.min(bounds.callMs, leftMs);
}

/** The result of a call, as it is journalled. */
export async function stepFor(
  { hold }: Pick<CallsParts, 'hold'>,
  { id }: ToolCall,
  { files = [], asks: _, sources, offers, ...told }: ToolResult,
): Promise<Step> {
  const lists = { ...(sources ? { sources: [...sources] } : {}), ...(offers ? { offers: [...offers] } : {}) };
  const kept = files.length > 0 ? { files: await hold(files) } : {};
  return { type: 'result', call: id, ...told, ...lists, ...kept };
}

/** Tells once more what the calls of an attempt before have done. */
export function* toldAgain(parts: Pick<CallParts, 'toolbox'>, { rounds }: Journal): Generator<CallEvent> {
  for (const round of rounds) {
    yield* keptIn(round);
    for (const call of round.calls.filter(({ id }) => round.results.has(id))) {
      const isRefused = parts.toolbox.find(call.name)?.effect === 'write' && !round.begun.has(call.id);
      if (!isRefused) yield* using(parts, call);
      yield* besides(parts, round, call);
    }
  }
}

export function* using({ toolbox }: Pick<CallParts, 'toolbox'>, call: ToolCall): Generator<CallEvent> {
  const tool = toolbox.find(call.name);
  if (!tool || tool.quiet) return;
  const { title, wordless } = tool;
  yield { type: 'using', call, ...(title === undefined ? {} : { title }), ...(wordless ? { wordless } : {}) };
}

/** Gives what a result has besides its text. */
export function* besides(
  { toolbox }: Pick<CallParts, 'toolbox'>,
  round: Round | undefined,
  call: ToolCall,
): Generator<CallEvent> {
  const { id, name } = call;
  const { sources = [], offers = [], unknown, about, usage, ...result } = round?.results.get(id) ?? {};
  if (about !== undefined) yield { type: 'about', call, about };
  if (unknown) yield { type: 'unknown', title: toolbox.find(name)?.title ?? name };
  for (const source of sources) yield { type: 'source', source };
  for (const offer of offers) yield { type: 'offer', offer };
  yield* keptIn(result);
  if (usage) yield { type: 'spent', usage };
}

/** Gives the files of a round or of a result. */
export function* keptIn({
  files = [],
}: {
  files?: readonly KeptFile[];
}): Generator<Extract<CallEvent, { type: 'kept' }>> {
  if (files.length > 0) yield { type: 'kept', files };
}

/** Calls that are alike, in a row, from which on one is not made. */
const ALIKE = 3;

/** Refuses a call that is one too many, too late, or the third of its kind in a row. */
export function refusalOf(bounds: Bounds, journal: Journal, call: ToolCall, leftMs: number): string | undefined {
  const all = journal.calls();
  const at = all.indexOf(call);
  if (at >= bounds.calls) return TOO_MANY;
  if (leftMs <= 0) return TOO_LATE;
  const row = all.slice(Math.max(0, at - ALIKE + 1), at);
  const isAlike = (other: ToolCall) => other.name === call.name && other.arguments === call.arguments;
  return row.length === ALIKE - 1 && row.every(isAlike) ? REPEATED : undefined;
}

/** Gives what work notes while it runs: of several notes, the newest. Throws what the work rejects with. */
export async function* notesOf(work: (note: (line: string) => void) => Promise<unknown>): AsyncGenerator<string> {
  let newest: string | undefined;
  let isOver = false;
  let news = Promise.withResolvers<void>();
  const done = work((line) => {
    newest = line;
    news.resolve();
  }).finally(() => {
    isOver = true;
    news.resolve();
  });
  // Awaited below; it may fail before that.
  done.catch(() => undefined);
  while (!isOver) {
    await news.promise;
    news = Promise.withResolvers();
    if (newest !== undefined && !isOver) yield newest;
    newest = undefined;
  }
  await done;
}
