import type { Branch, Preview, Question } from '../commands/command.ts';
import { modelName } from '../commands/model.ts';
import type { Context, Conversations } from '../conversation/conversations.ts';
import { messagesOf, promptText, systemText } from '../conversation/prompt.ts';
import { ANSWERS, answersOf, bubblesOf, isHeard, shownAnswer, type TurnNode } from '../conversation/tree.ts';
import { fitWindow, halved, type WindowLimits } from '../conversation/window.ts';
import type { Texts } from '../locales/index.ts';
import type {
  AnswerRecord,
  ChatSettings,
  Clock,
  Command,
  ConversationEvent,
  EndReason,
  Model,
  ModelCatalog,
  ModelEvent,
  ModelParameters,
  ModelRequest,
  Progress,
  Prompt,
  PromptRecord,
  Usage,
} from '../ports/index.ts';
import { chosenParameters, parameterOptions } from '../settings/parameters.ts';
import { Fault, isFault } from '../util/errors.ts';
import { digest, isBlank } from '../util/text.ts';
import { type Answered, answerControls } from './answer-buttons.ts';
import { type Explain, failureOf } from './explain.ts';

type Turns = readonly TurnNode[];

/** What asking the model takes, the same for every turn. */
export interface Answering {
  model: Model;
  models: ModelCatalog;
  conversations: Conversations;
  systemPrompt: string;
  /** The operator's own choice. */
  parameters: ModelParameters;
  window: WindowLimits;
  /** After so long without a word a new thread begins, ms; 0 for never. */
  idleMs: number;
  /** Buttons under answers. */
  buttons: boolean;
  clock: Clock;
}

interface AnswererParts extends Answering {
  /** Id of the turn. */
  turn: string;
  inbound: Prompt | Command;
  settings: ChatSettings;
  texts: Texts;
  explain: Explain;
  signal: AbortSignal;
}

/** Who asks in which conversation. */
type Asking = Pick<AnswererParts, 'turn' | 'inbound' | 'conversations' | 'idleMs' | 'clock'>;

/** Asks the model within a conversation. Every failure ends in a sentence; what was said before it is kept. */
export function createAnswerer(parts: AnswererParts): (question: Question) => AsyncIterable<Progress> {
  const { signal, texts, explain } = parts;

  return async function* answer(asked) {
    const prefix = asked.revises?.prefix ?? '';
    let said = '';
    const notes: string[] = [];
    let usage: Usage | undefined;
    let context: Branch | undefined;
    let question = asked;
    const end = (reason: EndReason, notice?: string): Progress => {
      // Where the history could not be read, nothing is written to it either.
      const kept =
        context && keep(parts, question, context, { text: prefix + said, reason, ...(usage ? { usage } : {}) });
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

/** What the conversation keeps of an answer, and what is shown of it. */
interface Kept {
  /** Markdown to show. */
  text: string;
  events: ConversationEvent[];
  /** What is shown of the turn then; absent where its bubbles are other ones. */
  state?: Answered;
  /** Platform ids of the bubbles it took the place of, where it is shown elsewhere. */
  removes?: string[];
}

/** What the conversation keeps of a question whose turn ended before the model was asked. */
export async function unasked(parts: Asking, prompt: PromptRecord, reason: EndReason): Promise<ConversationEvent[]> {
  return keep(parts, { prompt }, await contextFor(parts), { text: '', reason }).events;
}

function keep(
  { turn }: Pick<AnswererParts, 'turn'>,
  { prompt, revises }: Question,
  context: Branch,
  answer: AnswerRecord,
): Kept {
  if (!revises) {
    const { head: parent, thread, enters } = context;
    const answered: ConversationEvent = { type: 'answered', parent, thread, prompt, answer };
    const events: ConversationEvent[] = enters ? [{ type: 'switched', thread }, answered] : [answered];
    return { text: answer.text, events, state: { turn, answer, answers: 1, shown: 0 } };
  }
  const { turn: node, prefix = '', reworded = false, below: enters = false } = revises;
  const before = { turn: node.id, answers: node.answers.length, shown: node.shown ?? node.answers.length - 1 };
  if (reworded) {
    const events: ConversationEvent[] = [{ type: 'revised', turn: node.id, prompt, answer }];
    return { text: answer.text, events, state: { turn: node.id, answer, answers: 1, shown: 0 } };
  }
  // Nothing new was said: the answer that was there stays, and only the sentence about it is added.
  if (isBlank(answer.text.slice(prefix.length))) {
    if (enters) return { text: '', events: [] };
    const old = shownAnswer(node);
    return { text: old?.text ?? '', events: [], state: { ...before, answer: old ?? answer } };
  }
  const replace = revises.prefix !== undefined;
  const how = { ...(replace ? { replace } : {}), ...(enters ? { enters } : {}) };
  const events: ConversationEvent[] = [{ type: 'revised', turn: node.id, answer, ...how }];
  const answers = Math.min(answersOf(node).length + 1, ANSWERS);
  const state = replace ? before : { turn: node.id, answers, shown: answers - 1 };
  const removes = enters ? { removes: bubblesOf(node) } : {};
  return { text: answer.text, events, state: { ...state, answer }, ...removes };
}

/** The branch a message goes on with: the one it replies to, else the current one, or a new thread after a long silence. */
async function contextFor({ inbound, conversations, turn, idleMs, clock }: Asking): Promise<Branch> {
  const { conversation, quote, target } = inbound;
  const link = quote && quote.author === undefined ? await conversations.link(target.chat, quote.id) : undefined;
  const at = link?.conversation === conversation && !link.prompt ? link.turn : undefined;
  if (at === undefined) return currentContext({ conversations, idleMs, clock }, conversation, turn);
  const context = await conversations.context(conversation, at);
  const [current] = await conversations.threads(conversation);
  return { ...context, enters: current?.id !== context.thread };
}

/** The current branch, or nothing of the thread `fresh`, which begins after a long silence. */
export async function currentContext(
  { conversations, idleMs, clock }: Pick<Answering, 'conversations' | 'idleMs' | 'clock'>,
  conversation: string,
  fresh: string,
): Promise<Context> {
  const context = await conversations.context(conversation);
  const idle = idleMs > 0 && context.at > 0 && clock.now() - context.at > idleMs;
  return idle ? { head: null, turns: [], damaged: false, thread: fresh, at: 0 } : context;
}

/** A reply to the very answer it follows need not repeat it, unless the person picked a passage, or it is all there is. */
function withoutEcho({ quote }: Prompt | Command, prompt: PromptRecord, { turns }: Context): PromptRecord {
  const last = turns.at(-1);
  if (!quote || !last || isBlank(prompt.text)) return prompt;
  const echo = quote.author === undefined && !quote.chosen && last.parts?.includes(quote.id) && isHeard(last);
  if (!echo) return prompt;
  const { quote: _echo, ...rest } = prompt;
  return rest;
}

/**
 * Streams from the model. Where it finds its own window exceeded, once more with half of the earlier turns, and so on; where
 * it refuses one of the settings or its value, once more without that. `note` is told what the person should know.
 */
async function* ask(
  parts: AnswererParts,
  question: Question,
  turns: Turns,
  note: (sentence: string) => void,
): AsyncGenerator<ModelEvent> {
  let kept = turns;
  let choice: Choice = { chat: parts.settings.sampling ?? {}, operator: parts.parameters };
  for (;;) {
    const fitting = await fitTurns(parts, question, kept);
    const request = createRequest(parts, question, fitting, choice);
    try {
      yield* parts.model.stream(request, parts.signal);
      return;
    } catch (error) {
      const refused = refusedSetting(parts.models, request, error);
      if (refused) {
        const { setting, value, unsupported } = refused;
        const name = parts.texts(`settings.${parameterOptions[setting]}`);
        const key = unsupported ? 'settings.refused_once' : 'settings.value_refused_once';
        note(parts.texts(key, { model: request.model, name, value }));
        if (!unsupported) choice = withoutValue(choice, setting, value);
      } else if (isFault(error, 'model_too_long') && fitting.length > 0) kept = halved(fitting);
      else throw error;
    }
  }
}

interface Refused {
  setting: keyof ModelParameters;
  value: string | number;
  /** The model has no such setting, which is remembered; else it is the value that was refused. */
  unsupported: boolean;
}

/** Which setting of the request the service refused, if that is what it did. */
function refusedSetting(models: ModelCatalog, request: ModelRequest, error: unknown): Refused | undefined {
  if (!isFault(error, 'model_rejected')) return undefined;
  const setting = models.noteRefusal(request.model, error.facts);
  const value = setting && request[setting];
  if (!setting || value === undefined) return undefined;
  return { setting, value, unsupported: error.facts.unsupported ?? false };
}

/** What the settings are chosen from. */
interface Choice {
  chat: ModelParameters;
  operator: ModelParameters;
}

/** Once a value was refused the operator's own takes its place; where it was that, the model's. */
function withoutValue({ chat, operator }: Choice, setting: keyof ModelParameters, value: string | number): Choice {
  const { [setting]: _, ...others } = chat;
  const { [setting]: own, ...rest } = operator;
  return { chat: others, operator: own === value ? rest : operator };
}

/** What would go to the model for a message said now, were the turns as `change` makes them. */
export async function preview(
  parts: Answering,
  { conversation, place }: Prompt | Command,
  change: (turn: TurnNode) => TurnNode,
): Promise<Preview> {
  const { systemPrompt, window } = parts;
  const { turns: now, damaged } = await currentContext(parts, conversation, '');
  const turns = now.map(change);
  const system = systemText(systemPrompt, place.kind === 'group');
  const fitting = (await fitWindow({ fixed: [system], turns, limits: window })) ?? [];
  return { system, branch: turns, turns: fitting, limit: window.tokens, damaged };
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
  { inbound, models, settings, systemPrompt }: AnswererParts,
  { prompt }: Question,
  turns: Turns,
  { chat, operator }: Choice,
): ModelRequest {
  const name = prompt.tier === undefined ? modelName(settings, models) : models.chat(prompt.tier);
  return {
    model: name,
    system: systemText(systemPrompt, inbound.place.kind === 'group'),
    messages: messagesOf(turns, prompt),
    ...models.acceptedParameters(name, chosenParameters(operator, chat)),
    safetyId: digest(inbound.actor.id),
    cacheKey: digest(inbound.conversation),
  };
}
