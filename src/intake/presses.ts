import type { Gate } from '../admission/gate.ts';
import { mayDecide } from '../admission/permissions.ts';
import { edit } from '../commands/edit.ts';
import { parseCommand } from '../commands/parse.ts';
import type { Conversations, Found } from '../conversation/conversations.ts';
import type { TextKey } from '../locales/index.ts';
import type {
  Act,
  Clock,
  Command,
  CommandSpec,
  Exchange,
  Gesture,
  Inbox,
  OpenTurn,
  Prompt,
  Surface,
} from '../ports/index.ts';

/**
 * Buttons. What a button says is a command line (`retry turn=k3`); who may press it is asked of the store, so that it works
 * after weeks and restarts.
 */

export type Pressed =
  | { type: 'command'; command: Command }
  | { type: 'stop'; turn: string }
  /** It opens a form, on a platform that has none of its own: a reply to `line`'s question is awaited. */
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
  gate: Gate;
  specs: readonly CommandSpec[];
  surface(name: string): Surface;
  clock: Clock;
}

type Press = Extract<Act, { type: 'press' }>;

/** What a press asks for, or why it is refused. Rejects with Fault('storage'). */
export async function readPress(
  parts: PressParts,
  inbound: Gesture,
  press: Press,
  signal: AbortSignal,
): Promise<Pressed> {
  const { inbox } = parts;
  const form = press.data.startsWith('?');
  const line = form ? press.data.slice(1) : press.data;
  const turn = /(?:^|\s)turn=([a-z0-9]{1,20})(?:\s|$)/.exec(line)?.[1];
  const open = turn === undefined ? undefined : await openHere(inbox, inbound, turn);
  const on: PressedOn | undefined = open
    ? { conversation: open.inbound.conversation, turn: open.id, asker: open.inbound.actor.id }
    : pressedIn(await findSoon(parts, inbound, press.message, signal));
  if (line.startsWith('stop ') && !open) return { type: 'refused', key: 'stop.nothing' };
  // Under an answer, buttons are about its turn; those of menus are about none.
  if (!on || on.turn !== turn) return { type: 'refused', key: 'press.gone' };
  const may = open ? await mayEnd(parts, inbound, open, signal) : await mayPress(parts, inbound, on, signal);
  if (!may) return { type: 'refused', key: 'press.stranger' };
  if (open && line.startsWith('stop ')) return { type: 'stop', turn: open.id };
  if (form && press.input === undefined) return { type: 'form', line, on };
  const command = commandOf(parts.specs, inbound, on, line, press.input);
  if (!command) return { type: 'refused', key: 'press.gone' };
  if (turn !== undefined) return about(parts, command, turn, open !== undefined);
  const lane = isOrdered(parts.specs, command) ? {} : { lane: `${on.conversation}#${press.message}` };
  return { type: 'command', command: { ...command, pressed: press.message, ...lane } };
}

/** Whether it decides what the next question goes on with: what was asked before is asked where it was written. */
function isOrdered(specs: readonly CommandSpec[], { name, options }: Command): boolean {
  const spec = specs.find((known) => known.name === name);
  return spec?.options.some((option) => option.serialised && options[option.name] !== undefined) ?? false;
}

/** The open turn, if it is answered where the press was: a button can be made to say anything, another chat's turn too. */
async function openHere(inbox: Inbox, { target }: Gesture, turn: string): Promise<OpenTurn | undefined> {
  const open = await inbox.get(turn);
  return open?.inbound.target.chat === target.chat ? open : undefined;
}

/** Shown and pressed at once, before what was shown is kept: looked at once more after this, ms. */
const SOON_MS = 300;

async function findSoon(
  { conversations, clock }: PressParts,
  { target }: Gesture,
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

/** Whether who acts may decide about what `asker` asked. */
export function mayPress(
  { gate, surface }: Pick<PressParts, 'gate' | 'surface'>,
  inbound: Gesture | Command,
  { asker }: Pick<PressedOn, 'asker'>,
  signal: AbortSignal,
): Promise<boolean> {
  const rights = { surface: surface(inbound.surface), owner: gate.owner(inbound.actor) };
  return mayDecide(rights, inbound, asker, signal);
}

/**
 * Whether who acts may end what is open: another answer to a question is ended by whose question it is, too, whoever asked
 * for that answer.
 */
export async function mayEnd(
  parts: Pick<PressParts, 'conversations' | 'gate' | 'surface'>,
  inbound: Gesture | Command,
  { inbound: asked }: OpenTurn,
  signal: AbortSignal,
): Promise<boolean> {
  const subject = asked.kind === 'command' ? asked.subject : undefined;
  const other = subject !== undefined && inbound.actor.id !== asked.actor.id;
  const question = other ? await parts.conversations.exchange(asked.conversation, subject) : undefined;
  return mayPress(parts, inbound, { asker: question?.asker ?? asked.actor.id }, signal);
}

/**
 * A command as it would be typed, in another's place; undefined when no such command is known (any more). `input` is what was
 * written into a form: its free text, whatever it looks like.
 */
export function commandOf(
  specs: readonly CommandSpec[],
  inbound: Gesture | Prompt,
  on: PressedOn,
  line: string,
  input?: string,
): Command | undefined {
  const { conversation } = on;
  const { v, key, surface, place, actor, sentAt, target, about } = inbound;
  const base = {
    v,
    key,
    surface,
    place,
    actor,
    sentAt,
    target,
    conversation,
    ...(about === undefined ? {} : { about }),
  };
  const said = { ...base, kind: 'prompt' as const, text: `/${line}`, addressed: true, attachments: [] };
  const command = parseCommand(said, specs, { input });
  if (command.kind !== 'command' || !specs.some(({ name }) => name === command.name)) return undefined;
  return { ...command, ...whatAbout(on, inbound) };
}

/**
 * What a menu's command is about, where that is not where its button is: the group's, of a menu shown to one person alone.
 * The group's place comes along, so that it says and permits there what it does in the group.
 */
export function whatAbout(
  { menu }: PressedOn,
  { target }: Pick<Gesture, 'target'>,
): Pick<Command, 'about' | 'home'> & Partial<Pick<Command, 'place'>> {
  if (!menu || menu.about === target.chat) return {};
  const { about, home } = menu;
  return { about, ...(home ? { place: home.place, home: home.target } : {}) };
}

/** The command as one about a turn: new bubbles of it reply to that turn's prompt. */
async function about({ conversations }: PressParts, command: Command, turn: string, open: boolean): Promise<Pressed> {
  const node = await conversations.exchange(command.conversation, turn);
  // Nobody's buttons say such a thing: what is about no turn must not stand where the answer was, and an edit is only
  // asked for by who has other words.
  if (command.problem || command.options['turn'] !== turn || command.name === edit.spec.name)
    return { type: 'refused', key: 'press.gone' };
  // What is about to be applied is not in the history yet, but it will be when this one's time comes.
  if (!node && !open) return { type: 'refused', key: 'press.gone' };
  const prompt = node?.prompt.id;
  const target = prompt === undefined ? command.target : { ...command.target, prompt };
  return { type: 'command', command: { ...command, subject: turn, target } };
}
