import { asGesture, checkOptions, parseCommand } from '../commands/parse.ts';
import type { Conversations } from '../conversation/conversations.ts';
import { wordsOf } from '../conversation/prompt-record.ts';
import { conversationsAt } from '../conversation/scope.ts';
import type { Locales } from '../locales/index.ts';
import type {
  ChatSettings,
  Command,
  CommandSpec,
  Gesture,
  Inbound,
  InboundEvent,
  Inbox,
  Prompt,
  Surface,
} from '../ports/index.ts';
import { effective, type OperatorSettings } from '../settings/effective.ts';
import { arrivalOf } from './arrival.ts';
import { commandOf, pressedIn } from './presses.ts';
import { openAt } from './stops.ts';

export interface ResolveParts {
  inbox: Inbox;
  conversations: Conversations;
  specs: readonly CommandSpec[];
  locales: Locales;
  surface(name: string): Surface;
  operator: OperatorSettings;
}

/** Resolves an event. Rejects with Fault('storage'). */
export type Resolve = (event: InboundEvent) => Promise<Inbound>;

/**
 * What an event means and whose it is, in one form for what means the same: text commands become commands, /stop and the
 * word for it a gesture, a reply to a form the command it completes; each in the conversation it belongs to.
 */
export function createResolve(parts: ResolveParts): Resolve {
  const { inbox, conversations, specs } = parts;
  const stopWords = new Set(Object.values(parts.locales.all('stop.words')).flatMap((words) => words.split('|')));

  /** Adds the id a group had before it moved: whoever let the group in meant it under that id. */
  async function withOrigin(inbound: Inbound, { at }: InboundEvent): Promise<Inbound> {
    if (at.kind !== 'group') return inbound;
    const { here, group = here } = conversationsAt(at);
    const origin = await conversations.origin(group);
    const { place } = inbound;
    return origin === undefined ? inbound : { ...inbound, place: { ...place, scopes: [...place.scopes, origin] } };
  }

  async function resolve(event: InboundEvent): Promise<Inbound> {
    const here = await withOrigin(arrivalOf(event, await historyAt(event)), event);
    if (here.kind === 'gesture') return here;
    if (here.kind === 'command') return aside(asGesture(checkOptions(here, specs)));
    const completed = await completedForm(here);
    if (completed) return completed;
    const said = parseCommand((await isStopWord(here)) ? { ...here, text: '/stop' } : here, specs);
    const command = await whereReplied(said);
    return command.kind === 'command' ? aside(asGesture(command)) : command;
  }

  /**
   * A reply in the conversation of what it is about, as a button's press is: that is another one where the group has one
   * history a member, or has chosen another scope since. Nobody gets into a history that was not theirs by asking there.
   */
  async function whereReplied<T extends Prompt | Command>(inbound: T): Promise<T> {
    const { quote, target, actor } = inbound;
    const follows = followsOf(inbound);
    if (!quote || !follows) return inbound;
    const found = await conversations.find(target.chat, quote.id);
    if (!found?.exchange.place) return inbound;
    // Words go on from an answer; a question they reply to is only quoted.
    if (found.isPrompt && wordsOf(inbound) !== undefined) return inbound;
    const theirs = follows === 'anybody' || found.exchange.asker === actor.id;
    return theirs ? { ...inbound, conversation: found.conversation } : inbound;
  }

  function followsOf(inbound: Prompt | Command): CommandSpec['actsOnReply'] {
    if (inbound.kind === 'prompt') return 'asker';
    return specs.find(({ name }) => name === inbound.name)?.actsOnReply;
  }

  /** Reads whose history it is. Acts upon earlier messages are found by those messages instead. */
  async function historyAt({ at, body }: InboundEvent): Promise<NonNullable<ChatSettings['history']>> {
    const asks = body.type === 'message' || body.type === 'command' || body.type === 'stop' || body.type === 'due';
    if (at.kind !== 'group' || !asks) return 'topic';
    const chat = await conversations.settings(at.parent ?? at.chat);
    return effective(parts.operator, { chat }, { surface: at.surface }).history;
  }

  /** What only the asker may see leaves the group, where the platform cannot show it to one person there. */
  function aside(inbound: Command | Gesture): Command | Gesture {
    const { target, actor, surface } = inbound;
    if (inbound.kind !== 'command') return inbound;
    const spec = specs.find(({ name }) => name === inbound.name);
    const lane = `${inbound.conversation}#${inbound.key}`;
    // What everybody may ask is about no conversation: it neither waits for one, nor holds one up.
    const command = spec?.public ? { ...inbound, lane } : inbound;
    if (spec?.visibility !== 'alone' || target.privately || inbound.place.kind !== 'group') return command;
    const alone = parts.surface(surface).privateTarget?.(target, actor);
    if (!alone) return { ...command, problem: { kind: 'alone', values: { name: inbound.name } } };
    // It does not wait for answers that are written in the group.
    return { ...inbound, target: alone, openly: target, about: inbound.about ?? target.chat, lane };
  }

  /** A reply to a bubble that asked for it. A command is meant as one all the same: nobody answers a form with `/help`. */
  async function completedForm(prompt: Prompt): Promise<Command | undefined> {
    const { quote, target, actor } = prompt;
    if (!quote || quote.author !== undefined || parseCommand(prompt, specs).kind === 'command') return undefined;
    const found = await conversations.find(target.chat, quote.id);
    const on = pressedIn(found);
    if (on?.menu?.completes === undefined || on.asker !== actor.id) return undefined;
    return commandOf(specs, prompt, on, on.menu.completes, prompt.text);
  }

  /** "stop", in any of our languages, is meant for the answer that is being written here, or that it replies to. */
  async function isStopWord({ text, conversation, quote, target }: Prompt): Promise<boolean> {
    if (text.length > 20 || !stopWords.has(text.trim().toLowerCase())) return false;
    if ((await inbox.count(conversation)) > 0) return true;
    const origin = await conversations.origin(conversation);
    if (origin !== undefined && (await inbox.count(origin)) > 0) return true;
    return quote !== undefined && (await openAt(parts, target.chat, quote.id)) !== undefined;
  }

  return resolve;
}
