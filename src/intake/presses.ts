import type { Permissions } from '../admission/permissions.ts';
import { form } from '../commands/parsing/form.ts';
import { type FormInput, PRESSED, parseLine, questionIn } from '../commands/parsing/parse.ts';
import { inChat } from '../conversation/move.ts';
import { guestChat, laneOf } from '../conversation/scope.ts';
import type { TextKey } from '../locales/index.ts';
import type { ButtonPress, Command, CommandSpec, Entry, OpenTurn, Prompt, UserAction } from '../ports/index.ts';
import type { Bot } from '../turns/respond.ts';
import {
  findEntry,
  isShownAt,
  isStop,
  type PressedEntry,
  type PressedOn,
  type PressedParts,
  type WaitingForm,
} from './pressed.ts';
import { questionOf } from './recast.ts';

/**
 * Presses of buttons. A press is untrusted: it names an entry whose words the core wrote and keeps (`pressed.ts`), and asks
 * for nothing else. The store tells who may press, so that buttons work after weeks and restarts.
 */

export type Pressed =
  | { type: 'task'; task: Command | Prompt }
  | { type: 'stop'; turn: string }
  /** Asks for the text that completes the entry's command. */
  | { type: 'form'; entry: Entry; on: PressedOn }
  /** A sentence for the presser alone. */
  | { type: 'refused'; key: Extract<TextKey, `press.${string}` | 'stop.nothing' | 'access.not_there'> };

export interface PressParts extends PressedParts {
  permissions: Permissions;
  bot: Pick<Bot, 'form'>;
}

/** Reads what a press asks for, or why it is refused. Rejects with Fault('storage'). */
export async function readPress(
  parts: PressParts,
  pressed: UserAction,
  press: ButtonPress,
  signal: AbortSignal,
): Promise<Pressed> {
  const found = await findEntry(parts, pressed, press);
  if (!found) return refused(isStop(press) ? 'stop.nothing' : 'press.gone');
  const { entry, on, open } = found;
  const may = open
    ? await mayEnd(parts, pressed, open, signal)
    : await parts.permissions.mayDecide(pressed, on.asker, signal);
  if (!may) return refused('press.stranger');
  if (on.asker !== pressed.actor.id && isInName(parts.specs, entry)) return refused('press.other');
  if (!(await mayRead(parts, pressed, on, signal))) return refused('access.not_there');
  const { input } = press;
  const isForm = entry.form === true;
  if (isForm && input === undefined) return { type: 'form', entry, on };
  if (isForm !== (input !== undefined)) return refused('press.gone');
  const written = input && (await askedOf(parts, pressed, found, input));
  const command = commandOf(parts.specs, pressed, on, entry, written);
  return command ? taskOf(parts, command, found, press) : refused('press.gone');
}

/** Takes out of what came with a form, which may be anything, the fields that it has. */
async function askedOf(
  { bot }: Pick<PressParts, 'bot'>,
  pressed: UserAction,
  { entry, on }: PressedEntry,
  input: FormInput,
): Promise<FormInput> {
  const { fields } = await bot.form({ ...pressed, ...originOf(on, pressed) }, entry.line, on.conversation);
  const texts = fields.flatMap(({ option }) => {
    const text = Object.hasOwn(input, option) ? input[option] : undefined;
    return text === undefined ? [] : [[option, text] as const];
  });
  return Object.fromEntries(texts);
}

/** Tells whether an entry says something in the name of who asked. */
function isInName(specs: readonly CommandSpec[], { line }: Entry): boolean {
  const [name] = line.split(' ', 1);
  return specs.some((spec) => spec.name === name && spec.inName);
}

/** Tells whether a menu about another place may go on with what is there: its reader must be there, too, now. */
async function mayRead(
  { permissions }: PressParts,
  pressed: UserAction,
  on: PressedOn,
  signal: AbortSignal,
): Promise<boolean> {
  const { settingsChat, origin } = originOf(on, pressed);
  if (origin) return permissions.mayRead(pressed, origin, signal);
  // What a version before has shown in one's own chat does not say where that place is.
  return settingsChat === undefined || pressed.place.kind !== 'private';
}

function refused(key: Extract<Pressed, { type: 'refused' }>['key']): Pressed {
  return { type: 'refused', key };
}

/** Makes the task of a button's command, in the order it has to keep. */
async function taskOf(
  parts: PressParts,
  command: Command,
  { on, open, lane: shownIn }: PressedEntry,
  { message }: ButtonPress,
): Promise<Pressed> {
  const spec = parts.specs.find(({ name }) => name === command.name);
  if (spec?.acts === 'now') return open ? { type: 'stop', turn: open.id } : refused('stop.nothing');
  // Under an answer, buttons are about its turn; those of menus are about none.
  if (command.options['turn'] !== undefined) {
    // Nobody's buttons say such a thing: an answer about no turn must not stand where that turn's was.
    const isIts = command.options['turn'] === on.turn;
    const task = isIts ? await aboutTurn(parts, command, open !== undefined) : undefined;
    return task ? { type: 'task', task } : refused('press.gone');
  }
  // In the place of a menu; an answer that offers one stays.
  if (spec?.menu && on.turn === undefined) {
    if (open && !(await isShownAt(parts, open, message))) return refused('press.gone');
    // What is shown just now must be kept first: whatever shows it closes before its queue goes on.
    const lane = open?.task.queue ?? shownIn ?? laneOf(on.conversation, message);
    const queue = isSerialised(spec, command) ? on.conversation : lane;
    return { type: 'task', task: { ...command, menuMessage: message, queue } };
  }
  // Anything else is asked as if it were typed there: at its cost, in its order, answered below.
  const question = questionIn(command, parts.specs);
  return { type: 'task', task: question ? questionOf(command, question) : command };
}

/**
 * Tells whether the command keeps the conversation's order: it asks the model, or decides which thread the next question
 * continues.
 */
function isSerialised(spec: CommandSpec, { options }: Command): boolean {
  if (spec.costs !== undefined) return true;
  return spec.options.some((option) => option.serialised && options[option.name] !== undefined);
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

/** Makes a command of an entry; undefined where no button may say it. `input`: texts that were written into its form. */
export function commandOf(
  specs: readonly CommandSpec[],
  by: UserAction | Prompt,
  on: PressedOn,
  { line }: Entry,
  input?: FormInput,
): Command | undefined {
  // Edits are asked for by who has other words, forms by the buttons that open them.
  const known = specs.filter((spec) => (spec.internal ?? 'button') === 'button' && hasOptions(spec, input));
  const command = parseLine(`/${line}`, known, { button: { input } });
  const spec = known.find(({ name }) => name === command?.name);
  if (!command || !spec) return undefined;
  return {
    ...commandBase(by, on),
    ...(spec.effect ? { effect: spec.effect } : {}),
    ...command,
    ...(spec.files && by.kind === 'prompt' && by.attachments.length > 0 ? { attachments: by.attachments } : {}),
    ...(by.kind === 'action' && by.action.type === 'press' ? aboutMessage(command, by.action) : {}),
    ...originOf(on, by),
  };
}

/** Makes a command of a reply to a question of a form, which has to be put right or followed by the next one. */
export function stepBy(prompt: Prompt, { on, queue }: WaitingForm, to: string): Command {
  const options = { to, words: prompt.text };
  return { ...commandBase(prompt, on), queue, name: form.spec.name, options, ...originOf(on, prompt) };
}

/** Facts of a command that something under the bot's message asked for. Words can be cut into several messages. */
function commandBase(by: UserAction | Prompt, { conversation }: PressedOn): Omit<Command, 'name' | 'options'> {
  const { key, alsoKeys, surface, place, thread, actor, sentAt, target, settingsChat } = by;
  const { tail, quote, pieces, joint, text } = by.kind === 'prompt' ? by : {};
  return {
    v: 2,
    kind: 'command',
    key,
    ...(alsoKeys ? { alsoKeys } : {}),
    surface,
    place,
    ...(thread === undefined ? {} : { thread }),
    actor,
    sentAt,
    target,
    conversation,
    queue: conversation,
    cause: 'press',
    ...(settingsChat === undefined ? {} : { settingsChat }),
    ...(tail && text !== undefined ? { tail: { ...tail, words: text } } : {}),
    ...(quote ? { quote } : {}),
    ...(pieces ? { pieces } : {}),
    ...(joint === undefined ? {} : { joint }),
  };
}

/** Has a command that is about the message of its button know that message. */
function aboutMessage({ options }: Pick<Command, 'options'>, { message }: ButtonPress): Partial<Command> {
  return options['message'] === PRESSED ? { options: { ...options, message } } : {};
}

/** Line of a form, which says the same wherever it is filled in. */
export function lineAbout({ line }: Entry, { message }: Pick<ButtonPress, 'message'>): string {
  return /^\S+$/.test(message) ? line.replace(`message=${PRESSED}`, () => `message=${message}`) : line;
}

/** Tells whether texts that were written into a form can be options of a command. */
function hasOptions({ options }: CommandSpec, input: FormInput = {}): boolean {
  return Object.keys(input).every((name) => options.some((option) => option.name === name));
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

/**
 * Makes the command one about the turn that it names: new bubbles of it reply to that turn's prompt. Undefined where that is
 * gone. `open`: it is about to be applied. It is not in the history yet, but it will be when this command's time comes.
 */
export async function aboutTurn(
  { conversations }: Pick<PressParts, 'conversations'>,
  command: Command,
  open = false,
): Promise<Command | undefined> {
  const turn = String(command.options['turn']);
  const node = command.problem ? undefined : await conversations.exchange(command.conversation, turn);
  if (command.problem || (!node && !open)) return undefined;
  const prompt = node && inChat(node, guestChat(command)).prompt.id;
  const target = prompt === undefined ? command.target : { ...command.target, prompt };
  return { ...command, turnId: turn, target };
}
