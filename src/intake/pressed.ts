import { specOf, stepsOf } from '../commands/parsing/steps.ts';
import type { Conversations, Found } from '../conversation/conversations.ts';
import { earlierEntries, entriesOf, lineOf, nameOf, readData, shownExchange } from '../conversation/entries.ts';
import { messageIdsOf } from '../conversation/exchange.ts';
import { laneOf } from '../conversation/scope.ts';
import type {
  ButtonPress,
  CommandSpec,
  Entry,
  Exchange,
  FormSteps,
  Inbox,
  OpenTurn,
  UserAction,
} from '../ports/index.ts';
import { ALLOW, allowLine } from './allowing.ts';
import { isEarlierMenuEntry } from './earlier-menus.ts';
import { findOpen } from './shared-with.ts';
import { chatsOf, tags } from './tags.ts';

/**
 * Search for the entry that a press names: with the open turn whose buttons were pressed, or with the exchange that the
 * pressed message shows. The press itself says nothing but where to look.
 */

/** Exchange whose button was pressed. */
export type PressedOn = Pick<Exchange, 'asker' | 'menu'> & {
  conversation: string;
  /** Id of its turn, where the button is under an answer; menus are about none. */
  turn?: string;
};

export interface PressedEntry {
  entry: Entry;
  on: PressedOn;
  /** Turn that is still open, whose buttons these are. */
  open?: OpenTurn;
  /** Queue of the open turn that shows the button in the place of what is kept. */
  lane?: string;
}

export interface PressedParts {
  inbox: Inbox;
  conversations: Conversations;
  specs: readonly CommandSpec[];
}

/** Finds the entry; undefined where there is none of that name. Rejects with Fault('storage'). */
export async function findEntry(
  parts: PressedParts,
  acting: UserAction,
  { data, message }: ButtonPress,
): Promise<PressedEntry | undefined> {
  const { target, place, conversation } = acting;
  const named = readData(data);
  const { exchange: name } = named;
  if (name === ALLOW) {
    const allowed = named.among(place.scopes.map((scope) => ({ line: allowLine(scope) })));
    return allowed && { entry: allowed, on: { conversation } };
  }
  for (const open of await openAt(parts.inbox, target.chat, name, message)) {
    const entry = name === undefined || namesOf(open).includes(name) ? named.among(openEntries(open)) : undefined;
    if (entry) return { entry, ...(await shownBy(parts, open)) };
  }
  const found = await findOpen(parts.conversations, acting, message);
  const on = pressedIn(found);
  if (!found || !on || (name !== undefined && name !== nameOf(found.exchange.id))) return undefined;
  const { entries = earlierEntriesOf(parts, found.exchange, named.earlier) } = found.exchange;
  const kept = named.among(entries);
  if (kept) return { entry: kept, on };
  for (const { lane, renewed } of await renewedEntries(parts, on, { chat: target.chat, message })) {
    const entry = named.among(renewed);
    if (entry) return { entry, on, lane };
  }
  return undefined;
}

/** Tells whether a press names the button that stops an answer, which is written no more. */
export function isStop({ data }: ButtonPress): boolean {
  const { exchange, among } = readData(data);
  return exchange !== undefined && among([{ line: lineOf.stop(exchange) }]) !== undefined;
}

/** Form that waits for a reply to a message. */
export interface WaitingForm {
  on: PressedOn;
  steps: FormSteps;
  /** Line of the command that it completes. */
  line: string;
  spec: CommandSpec;
  /** Queue of what asks its next question. */
  queue: string;
  /** The message asks its newest question. */
  isNewest: boolean;
}

/** Finds the form that waits for a reply to a message, also one that is shown just now; undefined where none does. */
export async function formAt(
  parts: { inbox: Pick<Inbox, 'find'>; conversations: Pick<Conversations, 'find' | 'exchange'> } & Pick<
    PressedParts,
    'specs'
  >,
  chat: string,
  message: string,
): Promise<WaitingForm | undefined> {
  const open = await parts.inbox.find(tags.message(chat, message));
  const found = open?.final ? undefined : await parts.conversations.find(chat, message);
  const on = open?.final ? (await shownBy(parts, open)).on : found?.isPrompt ? undefined : pressedIn(found);
  const { completes: line } = on?.menu ?? {};
  if (!on || line === undefined) return undefined;
  const [steps, spec] = [stepsOf(on.menu, parts.specs), specOf(line, parts.specs)];
  if (!steps || !spec) return undefined;
  const queue = open?.final ? open.task.queue : laneOf(on.conversation, found?.exchange.id ?? message);
  return { on, steps, line, spec, queue, isNewest: !found || found.exchange.bubbles.includes(message) };
}

/** Reads what a button is under; undefined where that is gone. */
function pressedIn(found: Found | undefined): PressedOn | undefined {
  if (!found) return undefined;
  const { asker, menu, place, id, removed } = found.exchange;
  if (removed && !place) return undefined;
  return {
    conversation: found.conversation,
    ...(asker === undefined ? {} : { asker }),
    ...(menu ? { menu } : {}),
    ...(place ? { turn: id } : {}),
  };
}

/** The open turn of that name, and the one that has made this message. A client can name any turn: only this chat's count. */
async function openAt(inbox: Inbox, chat: string, name: string | undefined, message: string): Promise<OpenTurn[]> {
  const named = name === undefined ? undefined : await inbox.get(name);
  const making = await inbox.find(tags.message(chat, message));
  return [named, making].filter((open) => open !== undefined).filter(({ task }) => chatsOf(task).includes(chat));
}

/**
 * Tells whether a message may be one of an open turn's. A client names any message with any button, and a menu is written in
 * the place of that message. One that is not known as another's may be so new that nobody has noted it.
 */
export async function isShownAt(
  { inbox, conversations }: Pick<PressedParts, 'inbox' | 'conversations'>,
  { id, task }: OpenTurn,
  message: string,
): Promise<boolean> {
  const { chat } = task.target;
  const making = await inbox.find(tags.message(chat, message));
  if (making) return making.id === id;
  if (task.kind === 'command' && task.menuMessage === message) return true;
  const found = await conversations.find(chat, message);
  return !found || (task.editOf !== undefined && messageIdsOf(found.exchange.prompt).includes(task.editOf));
}

/** Names that the buttons of an open turn may have: its own, and that of what its answer is for. */
function namesOf({ id, final }: OpenTurn): string[] {
  return [id, nameOf(shownExchange(final?.events ?? []) ?? id)];
}

function openEntries({ id, final }: OpenTurn): Entry[] {
  return [{ line: lineOf.stop(id) }, ...entriesOf(final?.buttons ?? [])];
}

/** Tells what the answer of an open turn will be kept as: its buttons can be pressed before that. */
async function shownBy(
  { conversations }: { conversations: Pick<Conversations, 'exchange'> },
  open: OpenTurn,
): Promise<Pick<PressedEntry, 'on' | 'open'>> {
  const { id, task, final } = open;
  const { conversation, actor, target, settingsChat = target.chat } = task;
  const recorded = final?.events.find((event) => event.type === 'recorded');
  if (recorded) {
    const { asker = actor.id, menu } = recorded;
    return { open, on: { conversation, asker, ...(menu ? { menu: { ...menu, settingsChat } } : {}) } };
  }
  const turn = shownExchange(final?.events ?? []);
  if (turn === undefined) return { open, on: { conversation, asker: actor.id, turn: id } };
  // Another answer to what is kept: that one's asker decides.
  const { asker } = (await conversations.exchange(conversation, turn)) ?? {};
  return { on: { conversation, turn, ...(asker === undefined ? {} : { asker }) } };
}

/** Entries of what is just now shown in the place of what is kept: the turn that does so is not closed yet. */
async function renewedEntries(
  { inbox, specs }: PressedParts,
  { conversation, turn }: PressedOn,
  { chat, message }: { chat: string; message: string },
): Promise<{ lane: string; renewed: Entry[] }[]> {
  // A menu's turn may be in a queue of its own.
  const menus = specs.flatMap(({ menu, name }) => (menu ? tags.button(chat, message, name) : []));
  const within = [...[conversation, laneOf(conversation, message)].map(tags.queue), ...menus];
  const open = await Promise.all(within.map((tag) => inbox.findAll(tag)));
  return open.flat().flatMap(({ task, final }) => {
    if (task.kind !== 'command' || task.target.chat !== chat || !final?.buttons) return [];
    const here = turn === undefined ? task.menuMessage === message : task.turnId === turn;
    return here ? [{ lane: task.queue, renewed: entriesOf(final.buttons) }] : [];
  });
}

/** Entries of an exchange that a version before has kept, without them. */
function earlierEntriesOf({ specs }: PressedParts, exchange: Exchange, pressed: Entry | undefined): Entry[] {
  if (exchange.place) return earlierEntries(exchange);
  return exchange.menu && pressed && isEarlierMenuEntry(pressed, specs) ? [pressed] : [];
}
