import type { AppliedTurn, Conversations, Whereabouts } from '../conversation/conversations.ts';
import { shownAnswer } from '../conversation/exchange.ts';
import { eventsElsewhere } from '../conversation/move.ts';
import { inOtherWords } from '../conversation/prompt-record.ts';
import { type Fallbacks, type PreviousAttempt, startDelivery } from '../delivery/delivery.ts';
import type { Notifier } from '../delivery/notifier.ts';
import type { Scheduler } from '../delivery/scheduler.ts';
import type {
  AbortReason,
  Claim,
  Clock,
  ConversationEvent,
  Ending,
  EndReason,
  Final,
  Log,
  OutgoingFile,
  Surface,
  Task,
} from '../ports/index.ts';
import { Interruption, interruptionOf, OVER } from '../util/abort.ts';
import { isFault } from '../util/errors.ts';
import type { Bot } from './respond.ts';

/**
 * Failures after which a turn ends in an error, and deaths of the process while nothing else ran. If the turn ends its
 * process, this stops it.
 */
const ATTEMPTS = 3;
/**
 * Attempts at an answer for which the platform fails while it takes all others. Each is 20 calls over minutes, all of
 * them about four hours. A part of a platform can be away for long, and an answer it takes in the end is not lost.
 */
const ATTEMPTS_ALONE = 30;
/** Left of a reply token's time when its turn is cut, so that the last words still get through, ms. */
const TOKEN_MARGIN = 20_000;

export interface TurnParts {
  bot: Bot;
  conversations: Conversations;
  scheduler: Scheduler;
  notifier: Notifier;
  surface(name: string): Surface;
  clock: Clock;
  log: Log;
  /** Told after a turn's events were applied. */
  applied?(turn: AppliedTurn, events: readonly ConversationEvent[]): void;
}

export interface Turns {
  /** Works one claimed turn off, in the order ARCHITECTURE.md describes. Rejects when it has to be tried again. */
  run(claim: Claim): Promise<void>;
  /** Ends this turn, if it is running. */
  interrupt(turn: string, reason: 'stop' | 'timeout'): void;
  /** Begins this turn anew, or takes it away, if it is running and answers an earlier version of its prompt. */
  interrupt(turn: string, reason: 'superseded' | 'forgotten', promptVersion: number): void;
  /** Tells whether somebody waits for an answer that is being made. */
  isBusy(): boolean;
  /** Ends every running turn. */
  interruptAll(reason: AbortReason): void;
}

/** The only owner of the order of work: answer, settle, show, apply, close. */
export function createTurns(parts: TurnParts): Turns {
  const { bot, conversations, clock, log } = parts;
  const running = new Map<string, Control>();
  let shutDown = false;

  async function work(claim: Claim, control: Control, previous: PreviousAttempt | undefined): Promise<void> {
    const { task } = claim;
    const surface = parts.surface(task.surface);
    const options = await bot.deliveryOptions(claim.id, task);
    const delivery = startDelivery({ ...parts, claim, surface, options, previous }, control.delivering.signal);
    try {
      let pictures: readonly OutgoingFile[] = [];
      let final = claim.final ?? (await early(claim));
      if (!final) {
        const ending = await answer(claim.id, task, delivery.update, control.answering.signal);
        pictures = ending.pictures ?? [];
        final = finalOf(ending);
      }
      // Pictures are not stored: until they are shown the turn stays unsettled, and a crash draws them once more.
      control.delivering.signal.throwIfAborted();
      if (pictures.length === 0 && !claim.final) await settle(claim, final, control);
      const fallbacks: Fallbacks = {
        empty: () => bot.phrase(task, 'error.model_empty'),
        undisplayable: () => bot.phrase(task, 'error.undisplayable'),
        noPictures: () => bot.phrase(task, 'error.no_pictures'),
      };
      const ids = await delivery.finish(final, pictures, fallbacks);
      if (pictures.length > 0) await settle(claim, final, control);
      await apply(claim, final, ids, delivery.chat());
      await claim.close(outcomeOf(claim, final));
      report(claim, final);
    } finally {
      control.left = await delivery.abandon();
    }
  }

  /** The ending of a turn whose model must not be asked (again): forgotten, failed too often, stopped before a restart. */
  async function early(claim: Claim): Promise<Final | undefined> {
    const { id, stopped, forgotten, task } = claim;
    if (forgotten) return { v: 1, reason: 'stop', text: '', hidden: true, events: [] };
    if (isGivenUp(claim)) return unanswered(id, task, 'error', await bot.phrase(task, 'error.gave_up'));
    if (stopped) return unanswered(id, task, 'stop', await bot.phrase(task, 'stop.mark'));
    return undefined;
  }

  /**
   * Answers with a sentence only. An answer that it would have replaced is still in the context and stays visible. The
   * answer to a wording that no longer exists does not stay.
   */
  async function unanswered(id: string, task: Task, reason: EndReason, notice: string): Promise<Final> {
    const { turnId, editedPrompt } = task.kind === 'command' ? task : {};
    const turn = turnId === undefined ? undefined : await conversations.exchange(task.conversation, turnId);
    const final = { v: 1, reason, notice, text: '', events: [] } as const;
    if (turn && editedPrompt) {
      const prompt = inOtherWords(turn.prompt, editedPrompt);
      return { ...final, events: [{ type: 'revised', turn: turn.id, prompt, answer: { text: '', reason } }] };
    }
    if (turnId === undefined) return { ...final, events: await bot.unasked(id, task, reason) };
    return { ...final, text: (turn && shownAnswer(turn)?.text) ?? '' };
  }

  /** One line for each answer. Who asked is told by id, as everywhere in the log. */
  function report({ id, task, attempt, acceptedAt }: Claim, { reason, model, usage, text }: Final): void {
    const { kind, conversation, actor } = task;
    const asked = kind === 'command' ? { command: task.name } : {};
    const prompt = kind === 'prompt' ? task.text : kind === 'command' ? task.options : undefined;
    const content = { prompt, answer: text };
    const answered = { reason, attempt, ms: clock.now() - acceptedAt, ...(model ? { model } : {}), ...usage };
    const fields = { turn: id, conversation, actor: actor.id, ...asked, ...answered, content };
    log.info(fields, reason === 'error' ? 'Ended in an error' : 'Answered');
  }

  /**
   * Stores the final answer. If the prompt was edited or deleted in the last moment, this answer never becomes final.
   */
  async function settle(claim: Claim, final: Final, control: Control): Promise<void> {
    if (await claim.finalize(final, control.promptVersion)) return;
    control.end('superseded');
    control.delivering.signal.throwIfAborted();
  }

  async function answer(
    turn: string,
    task: Task,
    update: (text: string) => void,
    signal: AbortSignal,
  ): Promise<Ending> {
    for await (const progress of bot.respond(turn, task, signal)) {
      if (progress.type === 'end') return progress.end;
      update(progress.text);
    }
    throw new Error('The answer ended without an ending');
  }

  /** `chat` is where the bubbles are: their ids mean nothing in the one it was asked in, if that has moved meanwhile. */
  async function apply({ id, task }: Claim, final: Final, ids: readonly string[], chat: string): Promise<void> {
    const { conversation, actor, target, settingsChat = chat } = task;
    const moved = chat !== target.chat;
    // The platform may tell of it later: what is kept from here on has its bubbles in the new chat.
    if (moved) await conversations.move(wholeChat(target.chat), wholeChat(chat));
    const events = moved ? eventsElsewhere(final.events) : final.events;
    const settings = final.settings ? { settings: final.settings } : {};
    const who = { turn: id, asker: actor.id, about: settingsChat, at: clock.now() };
    const turn = { conversation, chat, parts: ids, ...who, ...settings };
    await conversations.apply(turn, events);
    parts.applied?.(turn, events);
  }

  async function run(claim: Claim): Promise<void> {
    for (let previous = await attempt(claim); previous; previous = await attempt(claim, previous)) {
      // Ended for another reason before, it was not there to be told: it must not begin anew now.
      if (shutDown) return claim.release();
    }
  }

  /** Makes one attempt. Returns facts about it if the turn starts again, because its prompt was edited or deleted. */
  async function attempt(claimed: Claim, previous?: PreviousAttempt): Promise<PreviousAttempt | undefined> {
    const control = createControl(claimed.promptVersion);
    // Before it is read anew: what happens from here on is told, what happened before is read.
    running.set(claimed.id, control);
    const deadline = new AbortController();
    let claim = claimed;
    try {
      if (previous) claim = await claimed.refresh();
      control.promptVersion = claim.promptVersion;
      limitToToken(claim.task.target.expiresAt, control, deadline.signal);
      await work(claim, control, previous);
      return undefined;
    } catch (error) {
      const interruption = interruptionOf(control.delivering.signal);
      if (interruption === 'superseded' || interruption === 'forgotten') return control.left;
      await settleFailure(claim, error, interruption);
      return undefined;
    } finally {
      deadline.abort(OVER);
      running.delete(claim.id);
    }
  }

  /**
   * Ends a failed attempt. A fault that no retry mends closes the turn. A fault that passes, or is ours, leaves it open
   * for the inbox to hand out again. Neither a fault of ours (a damaged row) nor a call that always fails may hold up
   * its conversation for ever.
   */
  async function settleFailure(before: Claim, error: unknown, interruption: AbortReason | undefined): Promise<void> {
    if (interruption === 'lost' || (error instanceof Interruption && error.reason === 'lost')) return;
    if (interruption) return before.release();
    const claim = await before.refresh();
    const over = isHopeless(error, claim);
    if (!over && !isFault(error, 'forbidden', 'gone', 'expired', 'rejected', 'migrated')) throw error;
    reportUnseen(claim, error);
    try {
      if (claim.final) await apply(claim, unseen(claim.final), [], claim.task.target.chat);
      await tellElsewhere(claim.task);
    } catch (further) {
      if (!over || !isHopeless(further, claim)) throw further;
    }
    await claim.close('undeliverable');
  }

  function reportUnseen({ id, task: { conversation } }: Claim, error: unknown): void {
    if (!isFault(error) || error.kind === 'internal') {
      log.error({ turn: id, conversation, error }, 'An answer could not be shown, and was given up');
      return;
    }
    const { kind, facts, message } = error;
    log.warn({ turn: id, conversation, kind, ...facts }, `An answer could not be shown: ${facts.mend ?? message}`);
  }

  /**
   * Tells of an answer that could not be shown, as far as there is a place for it. A person who pressed a button is
   * told alone. If an answer for one person could not reach them, they are told where they asked, without its content.
   */
  async function tellElsewhere(task: Task): Promise<void> {
    if (task.kind !== 'command') return;
    const { askedAt, cause, target, surface, key } = task;
    // Who edits or deletes a message has pressed nothing, and could only be told in front of everybody.
    if (!askedAt && cause !== 'press') return;
    const text = await bot.phrase(task, askedAt ? 'command.alone_failed' : 'error.undisplayable');
    const where = askedAt ?? { ...target, privately: true, pace: key };
    await parts.notifier.notify(parts.surface(surface), where, `${key}:elsewhere`, text);
  }

  /** Ends the answer in time before its reply token runs out. */
  function limitToToken(expiresAt: number | undefined, control: Control, over: AbortSignal): void {
    if (expiresAt === undefined) return;
    clock.sleep(Math.max(0, expiresAt - TOKEN_MARGIN - clock.now()), over).then(
      () => control.end('timeout'),
      () => undefined,
    );
  }

  return {
    run,
    interrupt(turn: string, reason: AbortReason, promptVersion?: number) {
      const control = running.get(turn);
      // What has noticed the change itself answers it already.
      if (control && (promptVersion === undefined || promptVersion > control.promptVersion)) control.end(reason);
    },
    isBusy: () => running.size > 0,
    interruptAll(reason) {
      if (reason === 'shutdown') shutDown = true;
      for (const control of running.values()) control.end(reason);
    },
  };
}

/** Attempts that failed while their process lived. Deaths are counted apart: anything may have killed it. */
function failuresOf({ attempt, deaths }: Claim): number {
  return attempt - 1 - deaths;
}

/** Tells whether the turn ended its process, or failed, too often for another attempt. */
function isGivenUp(claim: Claim): boolean {
  return claim.aloneDeaths >= ATTEMPTS || failuresOf(claim) >= ATTEMPTS;
}

/** Tells whether one more attempt would do no better. */
function isHopeless(error: unknown, claim: Claim): boolean {
  if (isFault(error, 'server') && error.facts.alone) return failuresOf(claim) >= ATTEMPTS_ALONE;
  // Over some time are: a full disk, a platform that is away or asks to wait, a token that the operator changes.
  const passes = isFault(error, 'storage', 'rate_limited', 'unreachable', 'server', 'unauthorized', 'conflict');
  return isGivenUp(claim) && !passes;
}

/** Signals of a running turn. A stopped answer is still shown; everything else ends the showing too. */
interface Control {
  /** Version of the prompt that is being answered. */
  promptVersion: number;
  answering: AbortController;
  delivering: AbortController;
  /** State that the showing leaves behind, known once it has ended. */
  left: PreviousAttempt;
  end(reason: AbortReason): void;
}

function createControl(promptVersion: number): Control {
  const answering = new AbortController();
  const delivering = new AbortController();
  return {
    promptVersion,
    answering,
    delivering,
    left: { mayHaveOrphan: true },
    end(reason) {
      answering.abort(new Interruption(reason));
      if (reason !== 'stop' && reason !== 'timeout') delivering.abort(new Interruption(reason));
    },
  };
}

/**
 * Keeps the events that hold although nobody saw the answer. The question and its answer stay known, and deleted turns
 * are gone. Anything else did not happen: the chat still shows the earlier answer, conversation or menu.
 */
function unseen({ settings: _, ...final }: Final): Final {
  const said = final.events.some(({ type }) => type === 'answered');
  const gone = ({ type }: ConversationEvent) => type === 'removed' || type === 'dropped';
  return { ...final, events: said ? final.events : final.events.filter(gone) };
}

/** A chat that can move has one conversation that is called as it is. */
function wholeChat(chat: string): Whereabouts {
  return { conversation: chat, chat };
}

function outcomeOf({ forgotten }: Claim, { reason }: Final): 'answered' | 'failed' | 'forgotten' {
  if (forgotten) return 'forgotten';
  return reason === 'error' ? 'failed' : 'answered';
}

function finalOf({
  reason,
  text,
  notice,
  pictures,
  events,
  settings,
  usage,
  model,
  controls,
  hidden,
  removes,
}: Ending): Final {
  return {
    v: 1,
    reason,
    text,
    events,
    ...(notice === undefined ? {} : { notice }),
    ...(pictures ? { pictures: pictures.length } : {}),
    ...(settings ? { settings } : {}),
    ...(usage ? { usage } : {}),
    ...(model ? { model } : {}),
    ...(controls ? { controls } : {}),
    ...(hidden ? { hidden } : {}),
    ...(removes ? { removes } : {}),
  };
}
