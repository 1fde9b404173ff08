import type { Context, Conversations } from '../conversation/conversations.ts';
import { type BranchExchange, FIRST, isHeard, isOnBranch } from '../conversation/exchange.ts';
import { inChat } from '../conversation/move.ts';
import { passedOn } from '../conversation/pieces.ts';
import { guestChat } from '../conversation/scope.ts';
import { fitWindow, type Window, type WindowLimits } from '../conversation/window.ts';
import type { Clock, Command, Exchange, Prompt, PromptRecord } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';
import { isBlank } from '../util/text.ts';
import type { Branch, Preview } from './question.ts';
import { estimateTools, textOf } from './request/usage.ts';
import { pictureTokens } from './senses/senses.ts';
import type { MarksOf } from './told/marks.ts';
import type { Marked } from './told/messages.ts';
import { type Speaking, textsIn } from './told/preamble.ts';
import { GO_ON, promptText, summaryText } from './told/prompts.ts';
import { type Memory, summarised } from './told/summarised.ts';

/** Parts that decide which turns a question is asked with. */
export interface ContextParts {
  conversations: Conversations;
  marks: MarksOf;
  window: WindowLimits;
  memory: Memory;
  /** After so long without a word a new thread begins, ms; 0 for never. */
  idleMs: number;
  clock: Clock;
}

/** Message in its conversation. `turn` is the id of the turn that answers it. */
export interface Asking extends Pick<ContextParts, 'conversations' | 'idleMs' | 'clock'> {
  turn: string;
  task: Prompt | Command;
}

/** Finds the branch a message goes on with: the one it replies to, else the current one, or a new thread after a long silence. */
export async function contextFor({ task, conversations, turn, idleMs, clock }: Asking): Promise<Branch> {
  const { conversation, quote, target } = task;
  const own = quote?.author === undefined ? quote?.id : undefined;
  const found = own === undefined ? undefined : await conversations.find(target.chat, own);
  const replied = found?.conversation === conversation && !found.isPrompt ? found.exchange : undefined;
  if (!replied || !isOnBranch(replied)) return currentContext({ conversations, idleMs, clock }, conversation, turn);
  const context = await conversations.context(conversation, replied.id);
  const [current] = await conversations.threads(conversation);
  return { ...context, enters: current?.id !== context.thread };
}

/** Reads the current branch; after a long silence nothing, in the new thread `fresh`. */
export async function currentContext(
  { conversations, idleMs, clock }: Pick<ContextParts, 'conversations' | 'idleMs' | 'clock'>,
  conversation: string,
  fresh: string,
): Promise<Context> {
  const context = await conversations.context(conversation);
  const idle = idleMs > 0 && context.at > 0 && clock.now() - context.at > idleMs;
  return idle ? { head: null, turns: [], damaged: false, thread: fresh, at: 0 } : context;
}

/** Reads the branch up to a turn, without it. Empty for a turn that was asked without history. */
export async function contextBefore(
  conversations: Conversations,
  conversation: string,
  turn: Exchange,
): Promise<Context> {
  const context = await conversations.context(conversation, turn.id);
  const at = context.turns.findIndex(({ id }) => id === turn.id);
  if (at < 0) return { head: null, turns: [], damaged: context.damaged, thread: turn.place?.thread ?? FIRST, at: 0 };
  // What is left out of the window is still there: only at the start of a thread nothing comes before.
  const turns = turn.prompt.standalone ? [] : context.turns.slice(0, at);
  return { ...context, head: context.turns[at - 1]?.id ?? turn.place?.parent ?? null, turns };
}

/** Leaves out of a prompt what the turns before it have said: a quote of the last answer, the opening of the place. */
export function withoutSaid(task: Prompt | Command, prompt: PromptRecord, context: Context): PromptRecord {
  const said = withoutEcho(task, prompt, context);
  if (said.opening === undefined || context.turns.length === 0) return said;
  const { opening: _, ...rest } = said;
  return rest;
}

/** Drops a quote of the very answer the prompt follows, unless the person picked a passage, or the quote is all there is. */
function withoutEcho(task: Prompt | Command, prompt: PromptRecord, { turns }: Context): PromptRecord {
  const { quote } = task;
  const last = turns.at(-1);
  if (!quote || !last || (isBlank(prompt.text) && !prompt.media)) return prompt;
  const { bubbles } = inChat(last, guestChat(task));
  const echo = quote.author === undefined && !quote.chosen && bubbles.some((id) => id === quote.id) && isHeard(last);
  if (!echo) return prompt;
  const { quote: _echo, ...rest } = prompt;
  return rest;
}

/** Most characters of a prompt, in UTF-16 units: 40 messages of Telegram that are full. */
const MOST_PROMPT = 163_840;

/**
 * Chooses the turns that fit beside a prompt. Throws `model_too_long` where the prompt alone does not fit, or is longer than
 * any may be.
 */
export async function fitTurns(
  { preamble, library, window, marks }: Pick<ContextParts, 'window' | 'marks'> & Pick<Speaking, 'preamble' | 'library'>,
  {
    prompt,
    exchange,
    overheard,
    passages,
    about,
    senses,
    summary,
    said,
    steps = [],
    tools,
  }: Marked & { said?: string },
  turns: readonly BranchExchange[],
): Promise<Window> {
  const { before, behind } = passedOn(prompt);
  const length = [prompt, ...before, ...behind].reduce((sum, { text }) => sum + text.length, 0);
  if (length > MOST_PROMPT) throw new Fault('model_too_long', 'The prompt is longer than any may be');
  const fitting = await fitWindow({
    fixed: [
      ...textsIn(preamble),
      ...(summary ? [summaryText(summary.text, marks(summary.id))] : []),
      promptText(prompt, marks(exchange), { overheard, passages, about, senses }),
      ...(said === undefined ? [] : [said, GO_ON]),
      ...steps.flatMap(({ parts }) => parts.map(textOf)),
    ],
    turns,
    limits: window,
    along: (senses ? pictureTokens(prompt, senses) : 0) + (library?.tokens ?? 0) + estimateTools(tools),
  });
  if (!fitting) throw new Fault('model_too_long', 'The prompt alone exceeds the context window');
  return fitting;
}

/** Tells what would go to the model for a message said now, were the turns as `change` makes them. */
export async function preview(
  parts: ContextParts & Pick<Speaking, 'preamble' | 'library'>,
  { conversation }: Prompt | Command,
  change: (turn: BranchExchange) => BranchExchange,
): Promise<Preview> {
  const { preamble, library, window, marks } = parts;
  const context = await currentContext(parts, conversation, '');
  const { turns: heard, summary, covered, thread } = await summarised(parts, conversation, context);
  const turns = heard.map(change);
  const told = summary ? [summaryText(summary.text, marks(summary.id))] : [];
  const fixed = [...textsIn(preamble), ...told];
  const fitting = await fitWindow({ fixed, turns, limits: window, along: library?.tokens ?? 0 });
  return {
    system: preamble.system,
    ...(library ? { documents: library } : {}),
    ...(covered > 0 ? { summary: { thread, count: covered, text: summary?.text ?? '' } } : {}),
    branch: turns,
    turns: fitting?.turns ?? [],
    limit: window.tokens,
    damaged: context.damaged,
  };
}
