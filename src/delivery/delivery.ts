import type {
  Claim,
  Clock,
  Controls,
  Final,
  KeptFile,
  Log,
  OutgoingFile,
  Progress,
  Renderer,
  Surface,
} from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import { isFault } from '../util/errors.ts';
import { type Above, createAbove } from './above.ts';
import { createAlarm } from './alarm.ts';
import type { BubbleContent, LentFiles, ShownBubbles } from './bubble-content.ts';
import { createBubbles } from './bubbles.ts';
import { editInterval } from './budget.ts';
import { createDraft } from './draft.ts';
import { showFiles, showPreview } from './files.ts';
import { showHandover } from './handover.ts';
import { type Fallbacks, insteadOf, isTaken } from './instead.ts';
import { LiveLayout, type Part } from './layout.ts';
import type { Scheduler } from './scheduler.ts';
import { startTyping } from './typing.ts';
import { TOO_LONG, withoutFormatting } from './unformatted.ts';
import { withEnding } from './with-ending.ts';
import { createWords } from './words.ts';

/** Length and time after which the first bubble appears. A push notification shows only its first text. */
const FIRST_CHARACTERS = 20;
const FIRST_MS = 300;
/** An answer that comes all at once is complete within this time after its first words, and then needs no edit. */
const BURST_MS = 4;
/** Most time the final text waits for a draft under way, ms. The final text replaces the draft anyway. */
const DRAFT_MS = 500;

export interface DeliveryParts {
  claim: Claim;
  surface: Surface;
  scheduler: Scheduler;
  clock: Clock;
  log: Log;
  options: DeliveryOptions;
  /** Lends files of the answer, as far as they are still kept. */
  lend(files: readonly KeptFile[]): LentFiles;
  /**
   * Previous attempt of this turn in this process, ended because its prompt was edited. The bubbles show an outdated
   * text.
   */
  previous: PreviousAttempt | undefined;
}

/** Facts about the attempt that ended in this process, for the next attempt of the turn. */
export interface PreviousAttempt {
  /** True if a bubble may exist whose id is unknown. */
  mayHaveOrphan: boolean;
}

/** Options of a delivery: everything around the answer's text. */
export interface DeliveryOptions extends Above {
  /** Buttons while it grows. Made where a bubble shows them: most answers that come at once never do. */
  running?: () => Controls;
  /** Way in which the answer grows. */
  streaming: 'edits' | 'drafts' | 'off';
  /**
   * Most messages that its words take; Infinity for no bound. A longer answer is shown by its beginning, and a file below has
   * all of it.
   */
  messages: number;
  /** Name of that file, without its ending. */
  fileName(): string;
  /** Platform ids of the bubbles that the answer replaces, in order. */
  inPlaceOf: readonly string[];
  /**
   * Platform ids of earlier bubbles that the answer does not replace. They are deleted once it is shown, or stay above
   * it.
   */
  others: readonly string[];
  /** Ids of those that the answer removes once it is shown, besides what its final form names. */
  removes?: readonly string[];
}

/** Final answer, with what a platform is given of its buttons. */
export interface Shown {
  final: Final;
  /** Buttons under the last bubble. */
  controls: Controls | undefined;
}

/** Shows one turn's answer on the platform: streams it, then makes it final. */
export interface Delivery {
  /** The text so far. Returns at once; the latest text wins. One that is complete is shown also where answers do not grow. */
  update(growing: Extract<Progress, { type: 'text' }>): void;
  /** A picture that is not done, in the place of the text. Returns at once; the latest one wins. */
  preview(picture: OutgoingFile): void;
  /** Makes the chat show exactly this; resolves with the ids of its messages. Rejects with a terminal Fault. */
  finish(shown: Shown, fallbacks: Fallbacks): Promise<ShownBubbles>;
  /** Chat of the bubbles; the new one once theirs has moved. */
  chat(): string;
  /**
   * Ends all waiting and leaves the bubbles as they are. Resolves when no call is under way and all known ids are
   * stored.
   */
  abandon(): Promise<PreviousAttempt>;
}

/** Starts to deliver a turn's answer. `signal` ends everything; the receipts of `claim` are attached. */
export function startDelivery(parts: DeliveryParts, signal: AbortSignal): Delivery {
  const { claim, surface, clock, log, options, previous } = parts;
  const { inPlaceOf } = options;
  const above = createAbove(options, surface.limits);
  const bubbles = createBubbles({ ...parts, others: options.others }, signal);
  const words = createWords({ ...options, bubbles, limits: surface.limits, log, turn: claim.id });
  const type = () => startTyping({ ...parts, target: bubbles.target() });
  let typing = type();
  const streaming = new AbortController();
  const draft = createDraft({ ...parts, wanted: options.streaming === 'drafts' }, signal);
  const resumed = !previous && (claim.attempt > 1 || claim.receipts.length > 0);
  const found = resumed || previous || inPlaceOf.length > 0;
  // A search costs a call, so it is made only where something may be found.
  const ready = found ? bubbles.attach(inPlaceOf, previous?.mayHaveOrphan ?? resumed) : Promise.resolve();
  // Begun when the turn was accepted, as a rule; not if the process ended in between. The first send waits for it.
  if (!resumed) surface.acknowledge(claim.task.target, signal).catch(() => undefined);
  // Whoever needs the bubbles waits for this and meets its failure.
  ready.catch(() => undefined);

  let text = '';
  let transcript: readonly string[] | undefined;
  let complete = false;
  let firstAt: number | undefined;
  let flushing: Promise<void> | undefined;
  let lastSentAt = Number.NEGATIVE_INFINITY;
  let live: LiveLayout | undefined;
  let preview: OutgoingFile | undefined;
  const alarm = createAlarm(clock, () => {
    flushing = flush().finally(() => {
      flushing = undefined;
    });
  });
  /** True once words come that are not shown as they grow: there is no message left for them. */
  let isUnseen = false;

  // ── Streaming ────────────────────────────────────────────────────────────────────────────────────────────────
  function arm(): void {
    if (flushing || streaming.signal.aborted) return;
    const now = clock.elapsed();
    firstAt ??= now;
    const first = text.length >= FIRST_CHARACTERS ? now + BURST_MS : firstAt + FIRST_MS;
    const next = Math.max(now, lastSentAt + editInterval(surface, bubbles.target()));
    const at = lastSentAt === Number.NEGATIVE_INFINITY ? first : next;
    alarm.set(at);
  }

  async function flush(): Promise<void> {
    try {
      await ready;
      // What a bubble shows after a restart is not known, so it is not touched before the final text: nothing ever shrinks.
      if (resumed && bubbles.count() > 0) return;
      if (preview) return await flushPreview(preview);
      live ??= new LiveLayout(await surface.renderer());
      const [shownFrom, whole] = [above(transcript) + text, complete];
      const parts = await live.update(shownFrom, false, streaming.signal);
      const laidOut = parts.slice(0, words.growing());
      const isCut = laidOut.length < parts.length;
      for (const [index, part] of laidOut.entries()) {
        if (streaming.signal.aborted) return;
        const last = index === laidOut.length - 1;
        if (!isUnseen) typing.stop();
        // A draft passes, and what is still to come may take longer.
        const drafts = last && !whole && !isCut && index >= bubbles.count() && draft.usable();
        if (drafts) await draft.show(bubbles.target(), part.rendered);
        else await bubbles.show(index, part, contentOf(part, last ? options.running?.() : undefined), 'edit');
      }
      lastSentAt = clock.elapsed();
      if (streaming.signal.aborted) return;
      const goesOn = above(transcript) + text !== shownFrom || complete !== whole;
      if (!isUnseen && (isCut || (whole && !goesOn))) {
        typing.stop();
        typing = type();
      }
      isUnseen ||= isCut;
      if (goesOn) queueMicrotask(arm);
    } catch (error) {
      // The final text meets the same fault and decides what it means.
      const isStopped = signal.aborted || streaming.signal.aborted;
      if (!isStopped) log.debug({ turn: claim.id, error }, 'A streaming step failed');
      streaming.abort(OVER);
    }
  }

  async function flushPreview(picture: OutgoingFile): Promise<void> {
    typing.stop();
    const parts = { bubbles, limits: surface.limits, renderer: await surface.renderer() };
    await showPreview((use) => use([picture]), above(transcript) + text, parts);
    lastSentAt = clock.elapsed();
    if (picture !== preview && !streaming.signal.aborted) queueMicrotask(arm);
  }

  function stopStreaming(): void {
    streaming.abort(OVER);
    alarm.stop();
    typing.stop();
    bubbles.cancelEdit();
  }

  /** Waits for the streaming step under way, as its bubbles' ids are needed. A draft leaves none. */
  async function lastStep(): Promise<void> {
    if (!flushing) return;
    const waiting = new AbortController();
    if (draft.usable()) {
      clock.sleep(DRAFT_MS, waiting.signal).then(
        () => draft.giveUp(),
        () => undefined,
      );
    }
    await flushing;
    waiting.abort(OVER);
  }

  // ── The final state ──────────────────────────────────────────────────────────────────────────────────────────
  async function showText(
    markdown: string,
    renderer: Renderer,
    fallbacks: Fallbacks,
    shown: Partial<Pick<Shown, 'final' | 'controls'>> = {},
  ): Promise<void> {
    // The layout of the stream goes on, so that parts which are complete stay as they are.
    const laidOut = await (live ?? new LiveLayout(renderer)).update(markdown, true, signal);
    await words.show({ ...shown, parts: laidOut, markdown, renderer, fallbacks });
  }

  async function show(shown: Shown, fallbacks: Fallbacks, renderer: Renderer): Promise<void> {
    const { final, controls } = shown;
    const { files, captioned } = final;
    const over = above(final.transcript);
    const markdown = over + withEnding(final, surface.limits);
    const gone = [...(final.removes ?? []), ...(final.keepsFiles ? [] : (options.removes ?? []))];
    try {
      // A version before has shown them: words alone must not take their place.
      if (files?.length === 0) return;
      if (final.hidden) await bubbles.remove(0);
      else if (!captioned) await showText(markdown, renderer, fallbacks, shown);
      const caption = captioned ? markdown : undefined;
      const those = { ...parts, ...fallbacks, limits: surface.limits, bubbles, renderer, controls };
      if (files && !final.hidden) await showFiles(files, caption, those);
      if (final.handover && !final.hidden) await showHandover(final.handover, those);
      await bubbles.removeOthers(gone);
    } catch (error) {
      if (bubbles.follow(error)) return show(shown, fallbacks, renderer);
      if (isFault(error, 'rejected') && error.facts.code === TOO_LONG) {
        live = undefined;
        return show(shown, fallbacks, withoutFormatting(renderer));
      }
      const sentence = await insteadOf(error, final, fallbacks, { log, turn: claim.id });
      // The words of an answer whose files are refused stay, unless they are refused themselves.
      const notice = [final.notice, sentence].filter(Boolean).join(' ');
      const beside = files && !captioned ? { ...final, notice } : undefined;
      live = undefined;
      const text = beside && over + withEnding(beside, surface.limits);
      const stay = text && (await isTaken(showText(text, renderer, fallbacks, { final: beside, controls })));
      if (!stay) await showText(sentence, renderer, fallbacks);
      await bubbles.removeOthers(gone);
    }
  }

  return {
    update(growing) {
      ({ text, transcript } = growing);
      complete = growing.complete === true;
      if (options.streaming !== 'off' || complete) arm();
    },

    preview(picture) {
      preview = picture;
      if (options.streaming !== 'off') arm();
    },

    async finish(shown, fallbacks) {
      stopStreaming();
      await ready;
      await lastStep();
      await show(shown, fallbacks, await surface.renderer());
      return bubbles.all(shown.final.keepsFiles ? options.removes : []);
    },

    chat: () => bubbles.target().chat,

    async abandon() {
      stopStreaming();
      await flushing;
      return { mayHaveOrphan: bubbles.mayHaveOrphan() };
    },
  };
}

function contentOf({ rendered }: Part, controls: Controls | undefined): BubbleContent {
  return controls ? { rendered, controls } : { rendered };
}
