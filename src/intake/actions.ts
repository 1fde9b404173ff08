import { type Gate, NO_TURNS, type RefusalReply, type Terms } from '../admission/gate.ts';
import type { Knocks } from '../admission/knocks.ts';
import type { OwnerCode } from '../admission/owner-code.ts';
import type { Permissions } from '../admission/permissions.ts';
import { deleteTurn } from '../commands/answers/delete.ts';
import { form as replyForm } from '../commands/parsing/form.ts';
import { controlsOf } from '../conversation/entries.ts';
import type { NoticeManner, Notifier } from '../delivery/notifier.ts';
import type { TextKey } from '../locales/index.ts';
import type { ButtonPress, Clock, Command, Log, Resolved, Task, UserAction } from '../ports/index.ts';
import type { Bot } from '../turns/respond.ts';
import type { Turns } from '../turns/turns.ts';
import { ALLOW, allowLine } from './allowing.ts';
import { applyDeletion, applyEdit } from './edits.ts';
import { lineAbout, originOf, type Pressed, readPress } from './presses.ts';
import type { Resolve, ResolveParts } from './resolve.ts';
import { removeInstead } from './revisions.ts';
import { toStop } from './stops.ts';
import { alike, tags } from './tags.ts';

export interface ActionParts extends ResolveParts {
  ownerCode: Pick<OwnerCode, 'heard'>;
  knocks: Pick<Knocks, 'note'>;
  gate: Gate;
  permissions: Permissions;
  bot: Bot;
  turns: Turns;
  notifier: Notifier;
  clock: Clock;
  log: Log;
  /** Finds the terms on which the gate judges a task. */
  terms(task: Resolved): Terms;
  resolve: Resolve;
}

export interface Actions {
  /** Does what an act asks for; the tasks that need the model or the order. Harmless when repeated. */
  apply(action: UserAction): Promise<Resolved[]>;
  /** Takes away at once what a /delete is about, where that is not answered yet; the command that says so, or as it is. */
  withdraw(command: Command): Promise<Command>;
  /** Gives the platform the first response that it waits for, whatever the queue before this turn. */
  acknowledge(resolved: Resolved): void;
  /** Tells the person alone, where the platform can, why this was not taken; a stranger after all others. */
  refuse(resolved: Resolved, reply: RefusalReply, stranger?: true): Promise<void>;
}

type Opened = Extract<Pressed, { type: 'form' }>;

/** Acts upon conversations: presses, stops, edits, deletions, moves. They pass the queue. */
export function createActions(parts: ActionParts): Actions {
  const { inbox, gate, permissions, conversations, log, resolve } = parts;
  // Nothing ends an act. Questions about people end in a no by themselves (permissions.ts): a limit here would fire with theirs,
  // and make a failure of that, with which the whole batch came again.
  const forever = new AbortController().signal;

  function acknowledge({ surface, target, key }: Resolved): void {
    parts
      .surface(surface)
      .acknowledge(target, forever)
      .catch((error: unknown) => log.warn({ surface, key, error }, 'The platform did not take the acknowledgement'));
  }

  async function apply(acting: UserAction): Promise<Resolved[]> {
    const { action } = acting;
    switch (action.type) {
      case 'move':
        await move(acting, action.from);
        return [];
      case 'stop':
        await stop(acting, action.message);
        return [];
      case 'edit':
        return applyEdit(
          {
            ...parts,
            resolve: (event, stays) => resolve(event, undefined, stays),
            allow: (next) => allow(acting, next),
            apart: () => void tell(acting, 'link.apart'),
          },
          acting,
          action,
        );
      case 'delete':
        return applyDeletion(parts, acting, action);
      case 'press':
        return press(acting, action);
    }
  }

  /** Charges an edit of an open turn when it was edited; the turn waits already, so no queue is too long. */
  async function allow({ key, sentAt, target }: UserAction, next: Task): Promise<boolean> {
    const verdict = await gate.judge({ ...next, key, sentAt }, NO_TURNS, parts.terms(next));
    if (verdict.pass || verdict.late) return true;
    if (verdict.reply && !verdict.repeated && !verdict.silent) void refuse({ ...next, key, target }, verdict.reply);
    return false;
  }

  async function press(acting: UserAction, button: ButtonPress): Promise<Resolved[]> {
    const read = await readPress(parts, acting, button, forever);
    switch (read.type) {
      case 'task':
        return read.task.kind === 'command' ? once(acting, read.task) : [read.task];
      case 'refused':
        void tell(acting, read.key);
        return [];
      case 'form':
        return form(acting, button, read);
      case 'stop':
        await inbox.stop(read.turn);
        parts.turns.interrupt(read.turn, 'stop');
        acknowledge(acting);
        return [];
    }
  }

  /**
   * Drops a press where the same was pressed and is not done yet. One that differs from it waits for its turn behind it. This
   * look spares the gate; two presses at once are told apart when they are committed.
   */
  async function once(acting: UserAction, command: Command): Promise<Command[]> {
    const last = (await inbox.findAll(alike(command))).at(-1)?.task;
    if (last?.kind !== 'command' || tags.same(last) !== tags.same(command)) return [command];
    acknowledge(acting);
    return [];
  }

  /** A platform without forms asks for a reply: an answer of its own, in the order of its own queue. */
  async function form(acting: UserAction, { message, data }: ButtonPress, read: Opened): Promise<Command[]> {
    const surface = parts.surface(acting.surface);
    if (!surface.openForm) return once(acting, formOf(acting, message, read));
    const { entry, on } = read;
    const asked = await parts.bot.form({ ...acting, ...originOf(on, acting) }, entry.line, on.conversation);
    surface
      .openForm(acting.target, { data, ...asked }, forever)
      .catch((error: unknown) => log.warn({ surface: surface.name, error }, 'The platform did not open a form'));
    return [];
  }

  function formOf(acting: UserAction, message: string, { entry, on }: Opened): Command {
    const line = lineAbout(entry, { message });
    const { action: _action, kind: _kind, ...base } = { ...acting, ...originOf(on, acting) };
    const queue = `${base.conversation}#${message}?${base.actor.id} ${line}`;
    const { name } = replyForm.spec;
    return { ...base, conversation: on.conversation, kind: 'command', name, options: { line }, queue };
  }

  async function move({ conversation, target }: UserAction, from: string): Promise<void> {
    await conversations.move({ conversation: from, chat: from }, { conversation, chat: target.chat });
    log.info({ from, to: target.chat }, 'A group has a new id; what the settings say of the old one holds for it, too');
  }

  async function stop(acting: UserAction, message?: string): Promise<void> {
    const { target, actor, surface } = acting;
    // The same rule as for the button under the answer: a group is asked in by many.
    const open = await toStop(parts, acting, message, forever);
    if (open === 'stranger') {
      const privateTarget = parts.surface(surface).privateTarget?.(target, actor);
      void tell({ ...acting, target: privateTarget ?? target }, 'press.stranger');
      return;
    }
    const stopped = open !== undefined && (await inbox.stop(open.id));
    if (stopped) parts.turns.interrupt(open.id, 'stop');
    // What stopped something shows its effect on the answer; a slash command owes its platform a response all the same.
    const owed = target.prompt === undefined && parts.surface(surface).limits.acknowledgeMs !== undefined;
    if (!stopped || owed) void tell(acting, stopped ? 'stop.done' : 'stop.nothing');
  }

  /** A command that comes in the moment the answer becomes final has its turn behind that answer. */
  async function withdraw(command: Command): Promise<Command> {
    const { effect, turnId, quote, target, conversation, key } = command;
    if (effect !== 'remove' || turnId !== undefined || quote?.id === undefined || command.problem) return command;
    if (await parts.bot.isOutranked(command, forever)) return command;
    const open = await inbox.find(tags.message(target.chat, quote.id));
    if (open?.final) return command;
    const found = open ? undefined : await conversations.find(target.chat, quote.id);
    const whose = open ? { asker: open.task.actor.id } : found?.exchange;
    if (!whose || !(await permissions.mayDecide(command, whose.asker, forever))) return command;
    const exchange = found?.conversation === conversation ? found.exchange.id : undefined;
    if (open) {
      const version = await inbox.forget(open.id);
      if (version === undefined) return command;
      parts.turns.interrupt(open.id, 'forgotten', version);
    } else if (exchange === undefined || !(await removeInstead(parts, exchange))) return command;
    return { ...command, name: deleteTurn.spec.name, options: { done: true }, queue: `${conversation}#${key}` };
  }

  async function tell(acting: UserAction, key: TextKey): Promise<void> {
    await notify(acting, await parts.bot.phrase(acting, key));
  }

  async function refuse(resolved: Resolved, { key, values }: RefusalReply, stranger?: true): Promise<void> {
    const manner: NoticeManner = stranger ? { urgency: 'spare', ...(await allowing(resolved, key)) } : {};
    log.info({ actor: resolved.actor.id, place: resolved.place.scopes[0], reason: key }, 'A message was refused');
    await notify(resolved, await parts.bot.phrase(resolved, key, values), manner);
  }

  /** Button by which an owner lets everybody at the place in, under a notice that the place reads. */
  async function allowing(resolved: Resolved, key: TextKey): Promise<Pick<NoticeManner, 'controls'>> {
    const { target, place, surface } = resolved;
    const [scope] = place.scopes;
    const shown = key === 'access.denied_chat' && target.prompt !== undefined && !target.privately;
    if (!shown || scope === undefined || parts.surface(surface).limits.buttonsPerRow === 0) return {};
    const label = await parts.bot.phrase(resolved, 'access.allow_here');
    return { controls: controlsOf(ALLOW, [[{ line: allowLine(scope), label }]]) };
  }

  /** For the person alone, where the platform can: it is not part of the conversation. */
  function notify({ surface, target, key }: Resolved, text: string, manner?: NoticeManner): Promise<void> {
    const alone = target.prompt === undefined ? { pace: key } : {};
    return parts.notifier.notify(parts.surface(surface), { ...target, ...alone, privately: true }, key, text, manner);
  }

  return { apply, withdraw, acknowledge, refuse };
}
