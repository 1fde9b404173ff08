import { isInDoubt } from '../agent/journal.ts';
import { onceMore, stillShown } from '../answering/ending/ending.ts';
import { earlierOf } from '../answering/ending/record.ts';
import { withEditedPrompt } from '../conversation/prompt-record.ts';
import { type Delivery, type PreviousAttempt, startDelivery } from '../delivery/delivery.ts';
import type { Fallbacks } from '../delivery/instead.ts';
import type { Notifier } from '../delivery/notifier.ts';
import type { Scheduler } from '../delivery/scheduler.ts';
import { startTyping } from '../delivery/typing.ts';
import type {
  AbortReason,
  Claim,
  Ending,
  EndReason,
  Final,
  KeptFile,
  Log,
  OnSteered,
  OutgoingFile,
  Step,
  Surface,
  Task,
} from '../ports/index.ts';
import { interruptionOf, OVER } from '../util/abort.ts';
import type { AnswerFiles } from './answer-files.ts';
import { type ApplyParts, applyTurn } from './apply.ts';
import { isGivenUp } from './attempts.ts';
import { type Control, createControl } from './control.ts';
import { controlsUnder, finalOf, outcomeOf } from './final.ts';
import { shownOrPassed } from './letting-pass.ts';
import { showReceipt } from './receipts.ts';
import type { Bot } from './respond.ts';
import { inOpenThread } from './threads.ts';
import { createFailures } from './unseen.ts';

/** Left of a reply token's time when its turn is cut, so that the last words still get through, ms. */
const TOKEN_MARGIN = 20_000;

export interface TurnParts extends ApplyParts {
  bot: Bot;
  files: AnswerFiles;
  scheduler: Scheduler;
  notifier: Notifier;
  /** As in UnseenParts. */
  unreached(task: Task): Promise<void>;
  surface(name: string): Surface;
  log: Log;
}

export interface Turns {
  /** Works one claimed turn off, in the order ARCHITECTURE.md describes. Rejects when it has to be tried again. */
  run(claim: Claim): Promise<void>;
  /** Is told of a task that waits for a place to be worked on, until `over` fires. */
  waits(task: Task, over: AbortSignal): void;
  /** Ends this turn, if it is running. */
  interrupt(turn: string, reason: 'stop' | 'timeout' | 'lost'): void;
  /** Begins this turn anew, or takes it away, if it is running and answers an earlier version of its prompt. */
  interrupt(turn: string, reason: 'superseded' | 'forgotten', promptVersion: number): void;
  /** Ends or begins it anew as somebody wanted in another process. */
  steered: OnSteered;
  /** Tells whether somebody waits for an answer that is being made. */
  isBusy(): boolean;
  /** Ends every running turn. */
  interruptAll(reason: AbortReason): void;
}

/** The only owner of the order of work: answer, finalize, show, apply, close. */
export function createTurns(parts: TurnParts): Turns {
  const { bot, conversations, clock, log, files } = parts;
  const running = new Map<string, Control>();
  let shutDown = false;
  const { endFailed } = createFailures({
    ...parts,
    apply: (claim, final) => applyTurn(parts, claim, final, { ids: [], files: [] }, claim.task.target.chat),
  });

  /** `begun`: the task as it was in the first attempt. */
  async function work(
    claimed: Claim,
    control: Control,
    previous: PreviousAttempt | undefined,
    begun: Task,
  ): Promise<void> {
    const surface = parts.surface(claimed.task.surface);
    const claim = await inOpenThread(parts, surface, claimed, control.delivering.signal);
    const { task } = claim;
    if (!claim.final && !claim.forgotten) await parts.scheduler.reach(surface, task.target, control.delivering.signal);
    const options = await bot.deliveryOptions(claim.id, task);
    const { signal } = control.delivering;
    const lend = (kept: readonly KeptFile[]) => files.lend(claim, kept, signal);
    const delivery = startDelivery({ ...parts, claim, surface, options, previous, lend }, signal);
    const receipt = showReceipt(
      { ...parts, surface, claim, begun, wanted: options.receipts },
      control.delivering.signal,
    );
    const over = new AbortController();
    try {
      const final = claim.final ?? (await early(claim, control)) ?? (await answered(claim, delivery, control, over));
      signal.throwIfAborted();
      if (!claim.final) await finalize(claim, final, control);
      // Once it is final nothing is drawn again: a crash before this loses what is not stored, and says so.
      if (await files.store(claim)) over.abort(OVER);
      const fallbacks: Fallbacks = {
        empty: () => bot.phrase(task, 'error.model_empty'),
        undisplayable: () => bot.phrase(task, 'error.undisplayable'),
        noPictures: () => bot.phrase(task, 'error.no_pictures'),
        noFiles: () => bot.phrase(task, 'error.no_files'),
        noVoice: () => bot.phrase(task, 'error.no_voice'),
        lostFiles: () => bot.phrase(task, 'error.lost_files'),
        whole: () => bot.phrase(task, 'file.whole'),
        noRest: () => bot.phrase(task, 'file.rest'),
      };
      const showing = delivery.finish({ final, controls: controlsUnder(claim, final) }, fallbacks);
      const apply = () => applyTurn(parts, claim, final, { ids: [], files: [] }, delivery.chat());
      const screen = await shownOrPassed({ claim, clock, apply }, final, showing, signal);
      await applyTurn(parts, claim, final, screen, delivery.chat());
      await claim.close(outcomeOf(claim, final));
      await files.shown(claim, final.files ?? []);
      receipt.close(final);
      report(claim, final);
    } finally {
      over.abort(OVER);
      control.left = await delivery.abandon();
    }
  }

  /** The ending of a turn whose model must not be asked (again): forgotten, failed too often, stopped before a restart. */
  async function early(claim: Claim, control: Control): Promise<Final | undefined> {
    const { id, stopped, forgotten, steps, task } = claim;
    if (forgotten) return finalOf(await bot.forgotten(task));
    const deeds = isInDoubt(steps) ? await bot.phrase(task, 'tools.doubt') : undefined;
    if (isGivenUp(claim)) return unanswered(id, task, 'error', await bot.phrase(task, 'error.gave_up'), deeds);
    if (stopped) return unanswered(id, task, 'stop', await bot.phrase(task, 'stop.mark'), deeds);
    return denied(claim, control);
  }

  /**
   * Refuses a task whose actor has lost access since it was accepted. Nothing of the conversation is shown that was not
   * there before: an answer that would have been replaced stays.
   */
  async function denied({ task }: Claim, { delivering }: Control): Promise<Final | undefined> {
    const notice = await bot.denial(task, delivering.signal);
    if (notice === undefined) return undefined;
    const turn = task.kind === 'command' ? task.turnId : undefined;
    const stays =
      turn === undefined
        ? (await earlierOf(conversations, task)).exchange
        : await conversations.exchange(task.conversation, turn);
    return finalOf({ ...stillShown(stays, notice), reason: 'error' });
  }

  /**
   * Answers with a sentence only. An answer that it would have replaced is still in the context and stays visible. The
   * answer to a wording that no longer exists does not stay. `deeds`: as in AnswerRecord.
   */
  async function unanswered(id: string, task: Task, reason: EndReason, said: string, deeds?: string): Promise<Final> {
    const { turnId, editedPrompt } = task.kind === 'command' ? task : {};
    const turn = turnId === undefined ? undefined : await conversations.exchange(task.conversation, turnId);
    const nothing = { text: '', reason, ...(deeds === undefined ? {} : { deeds }) };
    const ending = { ...onceMore(nothing, said), events: [] };
    if (turn && editedPrompt) {
      const prompt = withEditedPrompt(turn.prompt, editedPrompt);
      return finalOf({ ...ending, events: [{ type: 'revised', turn: turn.id, prompt, answer: nothing }] });
    }
    if (turnId === undefined) return finalOf({ ...ending, events: await bot.unasked(id, task, nothing) });
    return finalOf({ ...stillShown(turn, said, deeds), reason });
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
  async function finalize(claim: Claim, final: Final, control: Control): Promise<void> {
    if (await claim.finalize(final, control.promptVersion)) return;
    files.release(claim);
    control.end('superseded');
    control.delivering.signal.throwIfAborted();
  }

  /** Stores a step of the answer, and then its files. If the prompt was edited or deleted in the last moment, nothing follows from it. */
  async function journal(claim: Claim, step: Step, control: Control): Promise<void> {
    if (await claim.journal(step, control.promptVersion)) {
      if ('files' in step) await files.store(claim);
      return;
    }
    files.release(claim);
    control.end('superseded');
    control.answering.signal.throwIfAborted();
  }

  /** Final of the answer that is made. Its pictures are in memory until they are stored. */
  async function answered(
    claim: Claim,
    delivery: Pick<Delivery, 'update' | 'preview'>,
    control: Control,
    { signal: over }: AbortController,
  ): Promise<Final> {
    const ending = await answer(claim, delivery, control, over);
    // Access may have been lost while the answer was made.
    return (await denied(claim, control)) ?? finalOf(ending, await files.hold(claim, ending.files ?? []));
  }

  async function answer(
    claim: Claim,
    delivery: Pick<Delivery, 'update' | 'preview'>,
    control: Control,
    over: AbortSignal,
  ): Promise<Ending> {
    const { id, spent, steps, task } = claim;
    const spend = (share: number) => claim.spend(share);
    const write = (step: Step) => journal(claim, step, control);
    const hold = (made: readonly OutgoingFile[]) => files.hold(claim, made);
    const { signal } = control.answering;
    for await (const progress of bot.respond({ id, spent, steps, spend, write, hold, over }, task, signal)) {
      if (progress.type === 'end') return progress.end;
      if (progress.type === 'text') delivery.update(progress);
      else delivery.preview(progress.picture);
    }
    throw new Error('The answer ended without an ending');
  }

  async function run(claim: Claim): Promise<void> {
    for (let previous = await attempt(claim); previous; previous = await attempt(claim, previous)) {
      // Ended for another reason before, it was not there to be told: it must not begin anew now.
      if (shutDown) return claim.release();
    }
    files.release(claim);
  }

  /** Makes one attempt. Returns facts about it if the turn starts again, because its prompt was edited or deleted. */
  async function attempt(claimed: Claim, previous?: PreviousAttempt): Promise<PreviousAttempt | undefined> {
    const control = createControl(claimed.promptVersion, previous);
    // Before it is read anew: what happens from here on is told, what happened before is read.
    running.set(claimed.id, control);
    const deadline = new AbortController();
    let claim = claimed;
    try {
      if (previous) claim = await claimed.refresh();
      control.promptVersion = claim.promptVersion;
      limitToToken(claim.task.target.expiresAt, control, deadline.signal);
      await work(claim, control, previous, claimed.task);
      return undefined;
    } catch (error) {
      const interruption = interruptionOf(control.delivering.signal);
      if (interruption === 'superseded' || interruption === 'forgotten') return control.left;
      await endFailed(claim, error, interruption);
      return undefined;
    } finally {
      deadline.abort(OVER);
      running.delete(claim.id);
    }
  }

  /** Ends the answer in time before its reply token runs out. */
  function limitToToken(expiresAt: number | undefined, control: Control, over: AbortSignal): void {
    if (expiresAt === undefined) return;
    clock.sleep(Math.max(0, expiresAt - TOKEN_MARGIN - clock.now()), over).then(
      () => control.end('timeout'),
      () => undefined,
    );
  }

  /** Shows that a message has arrived, while it waits for a place to be worked on. */
  function waits({ surface, target }: Task, over: AbortSignal): void {
    const typing = startTyping({ ...parts, target, surface: parts.surface(surface) });
    over.addEventListener('abort', () => typing.stop(), { once: true });
  }

  function interrupt(turn: string, reason: AbortReason, promptVersion?: number): void {
    const control = running.get(turn);
    // What has noticed the change itself answers it already.
    if (control && (promptVersion === undefined || promptVersion > control.promptVersion)) control.end(reason);
  }

  return {
    run,
    waits,
    interrupt,
    steered: (turn, reason, promptVersion) =>
      interrupt(turn, reason, reason === 'superseded' || reason === 'forgotten' ? promptVersion : undefined),
    isBusy: () => running.size > 0,
    interruptAll(reason) {
      if (reason === 'shutdown') shutDown = true;
      for (const control of running.values()) control.end(reason);
    },
  };
}
