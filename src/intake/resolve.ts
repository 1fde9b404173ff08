import { checkOptions, parseCommand, parseLine, questionIn } from '../commands/parsing/parse.ts';
import { stepWord, take } from '../commands/parsing/steps.ts';
import type { Conversations } from '../conversation/conversations.ts';
import { conversationsAt, isWithin } from '../conversation/scope.ts';
import type { Locales } from '../locales/index.ts';
import type {
  ChatSettings,
  Command,
  CommandSpec,
  InboundEvent,
  Inbox,
  Place,
  Prompt,
  Resolved,
  Surface,
  UserAction,
} from '../ports/index.ts';
import { effective, type OperatorSettings } from '../settings/effective.ts';
import { arrivalOf } from './arrival.ts';
import { commandOnDrawn, type DrawnOnParts } from './drawn-on.ts';
import { quoteOf } from './pieces.ts';
import { formAt } from './pressed.ts';
import { aboutTurn, commandOf, stepBy } from './presses.ts';
import { questionOf, stopBy } from './recast.ts';
import { atHome, findOpen, type Homes } from './shared-with.ts';
import { openAt } from './stops.ts';
import { inThread } from './thread.ts';

export interface ResolveParts extends Pick<DrawnOnParts, 'isOutranked'> {
  inbox: Inbox;
  conversations: Conversations;
  specs: readonly CommandSpec[];
  locales: Locales;
  surface(name: string): Surface;
  operator: OperatorSettings;
  people: Homes;
}

/** Counts the open turns of a queue. */
type Waiting = (queue: string) => Promise<number>;

/**
 * Resolves an event. `waiting` also counts what came before it and is not committed yet. `stays`: its answer takes the place
 * of another one, and opens no thread. Rejects with Fault('storage').
 */
export interface Resolve {
  (event: InboundEvent, waiting?: Waiting, stays?: boolean): Promise<Resolved>;
  /** Adds the id a group had before it moved: whoever let the group in meant it under that id. */
  withOrigin(arrival: Resolved, event: InboundEvent): Promise<Resolved>;
}

/**
 * Works out the meaning and the owner of an event, in one form for one meaning. A text command is a command; a command
 * that asks in the person's words is a question. /stop and the word for it are an act. A reply to a form is the command
 * that it completes. Each belongs to its conversation.
 */
export function createResolve(parts: ResolveParts): Resolve {
  const { inbox, conversations, specs } = parts;
  const stopWords = new Set(Object.values(parts.locales.all('stop.words')).flatMap((words) => words.split('|')));
  const specOf = ({ name }: Command) => specs.find((spec) => spec.name === name);

  async function resolve(event: InboundEvent, waiting: Waiting = inbox.count, stays = false): Promise<Resolved> {
    const here = await arrivalAt(event);
    if (here.kind === 'command') return withSpec(here.cause === 'due' ? here : checkOptions(here, specs), event);
    if (here.kind !== 'prompt') return here;
    // What somebody passes on asks for nothing by itself, whatever it spells.
    if (here.source) return whereReplied(here, event.at);
    const completed = await completedForm(here);
    if (completed) return completed;
    if (await isStopWord(here, waiting)) return stopBy(here);
    const about = aboutForward(here);
    const said = parseCommand(about, specs);
    const asked = (said === here && (await commandOnDrawn(parts, here))) || said;
    // A question is told of it by its place among the words.
    const parsed = asked.kind === 'prompt' && about !== here ? withoutQuote(asked) : asked;
    const replied = await whereReplied(parsed, event.at);
    if (replied.kind === 'command') return withSpec(replied, event);
    return stays ? replied : inThread({ ...parts, arrival: arrivalAt }, replied, event);
  }

  async function arrivalAt(event: InboundEvent): Promise<Resolved> {
    return atHome(parts.people, await withOrigin(arrivalOf(event, await historyAt(event)), event));
  }

  /** Has a command that takes what is passed on beside it be about that. */
  function aboutForward(prompt: Prompt): Prompt {
    if (prompt.quote || !prompt.pieces) return prompt;
    const line = parseLine(prompt.text, specs, {});
    const takes = line && specs.find(({ name }) => name === line.name)?.takesForward;
    const quote = takes && quoteOf(prompt.pieces);
    return quote ? { ...prompt, quote } : prompt;
  }

  async function withOrigin(arrival: Resolved, { at }: InboundEvent): Promise<Resolved> {
    if (at.kind !== 'group') return arrival;
    const { here, group = here } = conversationsAt(at);
    const origin = await conversations.origin(group);
    const { place } = arrival;
    return origin === undefined ? arrival : { ...arrival, place: { ...place, scopes: [...place.scopes, origin] } };
  }

  /** Applies what the command's spec says of every such command. */
  function withSpec(asked: Command, event: InboundEvent): Command | Prompt | UserAction {
    const spec = specOf(asked);
    const command = spec?.apart && asked.place.kind === 'private' ? inOwn(asked, event) : asked;
    if (spec?.acts === 'now') return stopBy(command);
    const question = questionIn(command, specs);
    if (question) return questionOf(command, question);
    return withAudience(spec?.effect ? { ...command, effect: spec.effect } : command, spec);
  }

  /** Keeps what is about no conversation with the chat that it is asked in, whatever conversation goes on there. */
  function inOwn(command: Command, event: InboundEvent): Command {
    const { conversation } = arrivalOf(event, 'topic');
    return { ...command, conversation, queue: conversation };
  }

  /**
   * Moves a reply to the conversation of the exchange it is about, as a button's press does. That is another
   * conversation if the group has one history per member, or has changed its scope since. Nobody gets into a history
   * that was not theirs by asking there. What fewer people read stays in its own history.
   */
  async function whereReplied<T extends Prompt | Command>(task: T, { chat, restricted }: Place): Promise<T> {
    const { quote, actor } = task;
    const spec = task.kind === 'command' ? specOf(task) : undefined;
    const actsOnReply = task.kind === 'prompt' ? 'asker' : spec?.actsOnReply;
    if (quote?.id === undefined || !actsOnReply) return task;
    const found = await findOpen(conversations, task, quote.id);
    if (!found?.exchange.place || (restricted && !isWithin(found.conversation, chat))) return task;
    // Words go on from an answer; a question they reply to is only quoted.
    if (found.isPrompt && task.kind === 'prompt') return task;
    const theirs = actsOnReply === 'anybody' || found.exchange.asker === actor.id;
    return theirs ? { ...task, conversation: found.conversation, queue: found.conversation } : task;
  }

  /** Reads whose history it is. Acts upon earlier messages are found by those messages instead. */
  async function historyAt({ at, body }: InboundEvent): Promise<NonNullable<ChatSettings['history']>> {
    const asks = body.type === 'message' || body.type === 'command' || body.type === 'stop' || body.type === 'due';
    if (at.kind !== 'group' || !asks) return 'topic';
    const chat = await conversations.settings(at.parent ?? at.chat);
    return effective(parts.operator, { chat }, { surface: at.surface }).history;
  }

  /** Takes an answer that only the asker may see out of the group, where the platform cannot show it to one person there. */
  function withAudience(command: Command, spec: CommandSpec | undefined): Command {
    const { target, actor, surface, place, name, conversation, key } = command;
    const queue = spec?.public || spec?.apart ? `${conversation}#${key}` : command.queue;
    if (spec?.audience !== 'asker_always' || target.privately || place.kind !== 'group') return { ...command, queue };
    // A chat that speaks is nobody whom anything could be shown alone.
    if (actor.kind === 'chat') {
      return { ...command, queue, ...(spec.public ? {} : { problem: { kind: 'anonymous', values: {} } as const }) };
    }
    const privateTarget = parts.surface(surface).privateTarget?.(target, actor);
    if (!privateTarget) return { ...command, queue, problem: { kind: 'alone', values: { name } } };
    const settingsChat = command.settingsChat ?? target.chat;
    // It does not wait for answers that are written in the group.
    return { ...command, target: privateTarget, askedAt: target, settingsChat, queue: `${conversation}#${key}` };
  }

  /** Reads a reply to a bubble that asked for it. A command is meant as one: nobody answers a form with `/help`. */
  async function completedForm(prompt: Prompt): Promise<Command | undefined> {
    const { quote, target, actor } = prompt;
    if (quote?.id === undefined || quote.author !== undefined) return undefined;
    if (!stepWord(prompt.text) && parseLine(prompt.text, specs, prompt)) return undefined;
    const waiting = await formAt(parts, target.chat, quote.id);
    if (waiting?.on.asker !== actor.id) return undefined;
    const { on, line, steps, spec, isNewest } = waiting;
    const taken = take(steps, { to: quote.id, id: target.prompt, text: prompt.text, isNewest }, spec);
    if (taken.type !== 'complete') return stepBy(prompt, waiting, quote.id);
    const command = commandOf(specs, prompt, on, { line, form: true }, taken.input);
    return command?.options['turn'] === undefined ? command : ((await aboutTurn(parts, command)) ?? command);
  }

  /**
   * Tells whether "stop", in any of our languages, means an answer: one that is being written here, or the one replied
   * to.
   */
  async function isStopWord({ text, conversation, quote, target }: Prompt, waiting: Waiting): Promise<boolean> {
    if (text.length > 20 || !stopWords.has(text.trim().toLowerCase())) return false;
    if ((await waiting(conversation)) > 0) return true;
    const origin = await conversations.origin(conversation);
    if (origin !== undefined && (await waiting(origin)) > 0) return true;
    return quote?.id !== undefined && (await openAt(parts, target.chat, quote.id)) !== undefined;
  }

  return Object.assign(resolve, { withOrigin });
}

function withoutQuote({ quote: _, ...prompt }: Prompt): Prompt {
  return prompt;
}
