import type { Permissions } from '../admission/permissions.ts';
import { parseLine } from '../commands/parse.ts';
import type { Conversations, Found } from '../conversation/conversations.ts';
import type { TextKey } from '../locales/index.ts';
import type {
  ButtonPress,
  Clock,
  Command,
  CommandSpec,
  Exchange,
  Inbox,
  OpenTurn,
  Prompt,
  UserAction,
} from '../ports/index.ts';

/**
 * Buttons. A button's data is a command line (`retry turn=k3`). The store tells who may press it, so that it works
 * after weeks and restarts.
 */

export type Pressed =
  | { type: 'command'; command: Command }
  | { type: 'stop'; turn: string }
  /** Opens a form, on a platform that has none of its own: a reply to `line`'s question is awaited. */
  | { type: 'form'; line: string; on: PressedOn }
  /** A sentence for the presser alone. */
  | { type: 'refused'; key: Extract<TextKey, `press.${string}` | 'stop.nothing'> };

/** Exchange whose button was pressed. */
export type PressedOn = Pick<Exchange, 'asker' | 'menu'> & {
  conversation: string;
  /** Id of its turn, where the button is under an answer; menus are about none. */
  turn?: string;
};

export interface PressParts {
  inbox: Inbox;
  conversations: Conversations;
  permissions: Permissions;
  specs: readonly CommandSpec[];
  clock: Clock;
}

/** Reads what a press asks for, or why it is refused. Rejects with Fault('storage'). */
export async function readPress(
  parts: PressParts,
  pressed: UserAction,
  press: ButtonPress,
  signal: AbortSignal,
): Promise<Pressed> {
  const { inbox, specs } = parts;
  const form = press.data.startsWith('?');
  const line = form ? press.data.slice(1) : press.data;
  const turn = /(?:^|\s)turn=([a-z0-9]{1,20})(?:\s|$)/.exec(line)?.[1];
  const open = turn === undefined ? undefined : await openHere(inbox, pressed, turn);
  const on: PressedOn | undefined = open
    ? { conversation: open.task.conversation, turn: open.id, asker: open.task.actor.id }
    : pressedIn(await findSoon(parts, pressed, press.message, signal));
  const name = /^\w*/.exec(line)?.[0];
  const stops = specs.some((spec) => spec.name === name && spec.acts === 'now');
  if (stops && !open) return { type: 'refused', key: 'stop.nothing' };
  // Under an answer, buttons are about its turn; those of menus are about none.
  if (!on || on.turn !== turn) return { type: 'refused', key: 'press.gone' };
  const may = open
    ? await mayEnd(parts, pressed, open, signal)
    : await parts.permissions.mayDecide(pressed, on.asker, signal);
  if (!may) return { type: 'refused', key: 'press.stranger' };
  if (open && stops) return { type: 'stop', turn: open.id };
  if (form && press.input === undefined) return { type: 'form', line, on };
  const command = commandOf(specs, pressed, on, line, press.input);
  if (!command) return { type: 'refused', key: 'press.gone' };
  if (turn !== undefined) return aboutTurn(parts, command, turn, open !== undefined);
  const queue = isSerialised(specs, command) ? on.conversation : `${on.conversation}#${press.message}`;
  return { type: 'command', command: { ...command, menuMessage: press.message, queue } };
}

/**
 * Tells whether the command decides which thread the next question continues. It then keeps the conversation's order.
 */
function isSerialised(specs: readonly CommandSpec[], { name, options }: Command): boolean {
  const spec = specs.find((known) => known.name === name);
  return spec?.options.some((option) => option.serialised && options[option.name] !== undefined) ?? false;
}

/** The open turn, if it is answered where the press was: a button can be made to say anything, another chat's turn too. */
async function openHere(inbox: Inbox, { target }: UserAction, turn: string): Promise<OpenTurn | undefined> {
  const open = await inbox.get(turn);
  return open?.task.target.chat === target.chat ? open : undefined;
}

/** Shown and pressed at once, before what was shown is kept: looked at once more after this, ms. */
const SOON_MS = 300;

async function findSoon(
  { conversations, clock }: PressParts,
  { target }: UserAction,
  message: string,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const found = await conversations.find(target.chat, message);
  if (found) return found;
  await clock.sleep(SOON_MS, signal);
  return conversations.find(target.chat, message);
}

/** Reads what a button is under; undefined where that is gone. */
export function pressedIn(found: Found | undefined): PressedOn | undefined {
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

/**
 * Tells whether a person may end an open turn. A further answer to a question may also be ended by the asker of that
 * question, whoever requested the answer.
 */
export async function mayEnd(
  parts: Pick<PressParts, 'conversations' | 'permissions'>,
  acting: UserAction | Command,
  { task: asked }: OpenTurn,
  signal: AbortSignal,
): Promise<boolean> {
  const turnId = asked.kind === 'command' ? asked.turnId : undefined;
  const other = turnId !== undefined && acting.actor.id !== asked.actor.id;
  const question = other ? await parts.conversations.exchange(asked.conversation, turnId) : undefined;
  return parts.permissions.mayDecide(acting, question?.asker ?? asked.actor.id, signal);
}

/**
 * Makes a command of a button's line, as it would be typed; undefined where no button may say it. `input` is what was
 * written into a form: its free text, whatever it looks like.
 */
export function commandOf(
  specs: readonly CommandSpec[],
  by: UserAction | Prompt,
  on: PressedOn,
  line: string,
  input?: string,
): Command | undefined {
  // Questions are asked in people's own words, edits by who has other words, forms by the buttons that open them.
  const known = specs.filter(({ internal = 'button', asks }) => internal === 'button' && asks === undefined);
  const command = parseLine(`/${line}`, known, { button: { input } });
  const spec = known.find(({ name }) => name === command?.name);
  if (!command || !spec) return undefined;
  const { key, surface, place, actor, sentAt, target, settingsChat } = by;
  const { conversation } = on;
  return {
    v: 2,
    kind: 'command',
    key,
    surface,
    place,
    actor,
    sentAt,
    target,
    conversation,
    queue: conversation,
    cause: 'press',
    ...(settingsChat === undefined ? {} : { settingsChat }),
    ...(spec.effect ? { effect: spec.effect } : {}),
    ...command,
    ...originOf(on, by),
  };
}

/**
 * Tells what a menu's command is about, where that is not where its button is: the group's, of a menu shown to one person
 * alone. The group's place comes along, so that the command says and permits there what it does in the group.
 */
export function originOf(
  { menu }: PressedOn,
  { target }: Pick<UserAction, 'target'>,
): Pick<Command, 'settingsChat' | 'origin'> & Partial<Pick<Command, 'place'>> {
  if (!menu || menu.settingsChat === target.chat) return {};
  const { settingsChat, origin } = menu;
  return { settingsChat, ...(origin ? { place: origin.place, origin: origin.target } : {}) };
}

/** Makes the command one about a turn: new bubbles of it reply to that turn's prompt. */
async function aboutTurn(
  { conversations }: PressParts,
  command: Command,
  turn: string,
  open: boolean,
): Promise<Pressed> {
  const node = await conversations.exchange(command.conversation, turn);
  // Nobody's buttons say such a thing: an answer about no turn must not stand where that turn's was.
  if (command.problem || command.options['turn'] !== turn) return { type: 'refused', key: 'press.gone' };
  // A turn that is about to be applied is not in the history yet, but it will be when this command's time comes.
  if (!node && !open) return { type: 'refused', key: 'press.gone' };
  const prompt = node?.prompt.id;
  const target = prompt === undefined ? command.target : { ...command.target, prompt };
  return { type: 'command', command: { ...command, turnId: turn, target } };
}
