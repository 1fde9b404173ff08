import { isFault } from '../errors.ts';
import { OVER } from '../interruption.ts';
import type {
  Claim,
  Clock,
  Content,
  Final,
  Log,
  Picture,
  Receipt,
  Rendered,
  Renderer,
  Surface,
  Target,
} from '../ports.ts';
import { digest } from '../text.ts';
import { LiveLayout, layout, type Part } from './layout.ts';
import type { Scheduled, Scheduler, Urgency } from './scheduler.ts';
import { startTyping } from './typing.ts';

/** A push notification shows only what the first bubble held: it waits for this much text, or this long. */
const FIRST_CHARACTERS = 20;
const FIRST_MS = 300;
/** An answer that comes all at once is complete within this time after its first words, and then needs no edit. */
const SETTLE_MS = 4;

export interface DeliveryParts {
  claim: Claim;
  surface: Surface;
  scheduler: Scheduler;
  clock: Clock;
  log: Log;
  /** Markdown above the answer: the prompt, where the platform does not show it. */
  header: string;
}

/** Sentences for answers that cannot be shown; asked for only then. */
export interface Fallbacks {
  empty(): Promise<string>;
  undisplayable(): Promise<string>;
}

/** Brings one turn's answer onto the platform: streams it, then makes it final. */
export interface Delivery {
  /** The text so far. Returns at once; the latest text wins. */
  update(text: string): void;
  /** Makes the chat show exactly this; resolves with the ids of all its messages. Rejects with a terminal Fault. */
  finish(final: Final, pictures: readonly Picture[], fallbacks: Fallbacks): Promise<string[]>;
  /** Ends all waiting; what is shown stays. Resolves when no call is under way and every bubble's id is stored. */
  abandon(): Promise<void>;
}

interface Bubble {
  ids: string[];
  /** What it shows, for comparing; undefined when that is not known (after a restart). */
  shown: Rendered | undefined;
}

/** Starts to deliver a turn's answer; `signal` ends everything, `claim`'s receipts are taken up. */
export function startDelivery(parts: DeliveryParts, signal: AbortSignal): Delivery {
  const { claim, surface, scheduler, clock, log } = parts;
  const streaming = new AbortController();
  const bubbles: Bubble[] = [];
  const typing = startTyping(parts);
  const resumed = claim.attempt > 1 || claim.receipts.length > 0;
  const ready = resumed ? takeUp() : Promise.resolve();
  ready.catch(() => undefined);

  let target: Target = claim.inbound.target;
  let text = '';
  let firstAt: number | undefined;
  let flushing: Promise<void> | undefined;
  let timer: AbortController | undefined;
  let timerAt = Number.POSITIVE_INFINITY;
  let lastSentAt = Number.NEGATIVE_INFINITY;
  let live: LiveLayout | undefined;
  let pending: Scheduled<unknown> | undefined;

  // ── After a restart: what is on the platform already ─────────────────────────────────────────────────────────
  async function takeUp(): Promise<void> {
    const known = claim.receipts.map(({ ids }) => ids);
    const found = await surface.adopt?.(
      claim.inbound.target,
      known.map((ids) => ids[0] ?? ''),
      signal,
    );
    const all = found && found.length > known.length ? found.map((id, at) => known[at] ?? [id]) : known;
    for (const ids of all) bubbles.push({ ids, shown: undefined });
    if (bubbles.length > 0) typing.stop();
  }

  // ── Streaming ────────────────────────────────────────────────────────────────────────────────────────────────
  function arm(): void {
    if (flushing || streaming.signal.aborted) return;
    const now = clock.elapsed();
    firstAt ??= now;
    const first = text.length >= FIRST_CHARACTERS ? now + SETTLE_MS : firstAt + FIRST_MS;
    const at = bubbles.length === 0 ? first : Math.max(now, lastSentAt + editInterval(surface, target));
    if (at >= timerAt) return;
    timer?.abort(OVER);
    timer = new AbortController();
    timerAt = at;
    clock.sleep(Math.max(0, at - now), timer.signal).then(
      () => {
        timerAt = Number.POSITIVE_INFINITY;
        flushing = flush().finally(() => {
          flushing = undefined;
        });
      },
      () => undefined,
    );
  }

  async function flush(): Promise<void> {
    try {
      await ready;
      // What a bubble shows after a restart is not known, so it is not touched before the final text: nothing ever shrinks.
      if (resumed && bubbles.length > 0) return;
      live ??= new LiveLayout(await surface.renderer());
      const shownFrom = text;
      const laidOut = live.update(parts.header + shownFrom).slice(0, partsPerToken());
      for (const [index, part] of laidOut.entries()) {
        if (streaming.signal.aborted) return;
        await bring(index, part, { rendered: part.rendered }, 'edit');
      }
      lastSentAt = clock.elapsed();
      if (text !== shownFrom && !streaming.signal.aborted) queueMicrotask(arm);
    } catch (error) {
      // The final text meets the same fault and decides what it means.
      if (!signal.aborted) log.debug({ turn: claim.id, error }, 'A streaming step failed');
      streaming.abort(OVER);
    }
  }

  function partsPerToken(): number {
    return target.expiresAt === undefined
      ? Number.POSITIVE_INFINITY
      : (surface.limits.messagesPerToken ?? Number.POSITIVE_INFINITY);
  }

  // ── One bubble ───────────────────────────────────────────────────────────────────────────────────────────────
  async function bring(
    index: number,
    range: Pick<Part, 'start' | 'end'>,
    content: Content,
    urgency: Urgency,
  ): Promise<void> {
    const bubble = bubbles[index];
    if (!bubble) return create(index, range, content);
    if (!content.pictures && sameText(bubble.shown, content.rendered)) return;
    try {
      const done = await call(urgency, (at, callSignal) =>
        surface.edit(at, bubble.ids[0] ?? '', content, callSignal).then(() => true),
      );
      if (done) bubble.shown = content.rendered;
    } catch (error) {
      if (isFault(error, 'rejected') && content.rendered.entities?.length) {
        return bring(index, range, { ...content, rendered: { text: content.rendered.text } }, urgency);
      }
      // Somebody deleted the bubble, or it stayed behind in a chat that moved: the answer is still owed.
      if (urgency !== 'must' || !isFault(error, 'gone')) throw error;
      return create(index, range, content);
    }
  }

  async function create(index: number, { start, end }: Pick<Part, 'start' | 'end'>, content: Content): Promise<void> {
    const before = bubbles[index - 1]?.ids[0];
    const replyTo = index === 0 ? claim.inbound.target.prompt : surface.adopt ? before : undefined;
    const placement = {
      part: index,
      nonce: digest(`${claim.id}.1.${index}`).slice(0, 25),
      ...(replyTo === undefined ? {} : { replyTo }),
    };
    typing.stop();
    try {
      const ids = await call('must', (at, callSignal) => surface.create(at, content, placement, callSignal));
      if (!ids) return;
      bubbles[index] = { ids, shown: content.rendered };
      const receipt: Receipt = { part: index, ids, start, end };
      await claim.record(receipt);
    } catch (error) {
      if (!isFault(error, 'rejected') || !content.rendered.entities?.length) throw error;
      await create(index, { start, end }, { ...content, rendered: { text: content.rendered.text } });
    }
  }

  /** One scheduled call; a chat that moved meanwhile is followed once. */
  async function call<T>(
    urgency: Urgency,
    attempt: (at: Target, signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    for (let moves = 0; ; moves += 1) {
      const at = target;
      const scheduled = scheduler.schedule(
        { surface, target: at, urgency, call: (callSignal) => attempt(at, callSignal) },
        signal,
      );
      if (urgency === 'edit') pending = scheduled;
      try {
        return await scheduled.done;
      } catch (error) {
        if (!isFault(error, 'migrated') || !error.facts.movedTo || !surface.moved || moves > 0) throw error;
        target = surface.moved(at, error.facts.movedTo);
      }
    }
  }

  // ── The final state ──────────────────────────────────────────────────────────────────────────────────────────
  async function finishText(markdown: string, renderer: Renderer, fallbacks: Fallbacks): Promise<void> {
    // The layout of the stream goes on, so that parts which are complete stay as they are.
    const laidOut = (live ?? new LiveLayout(renderer)).update(markdown, true);
    const shown = laidOut.length > 0 ? laidOut : layout(await fallbacks.empty(), renderer);
    const most = partsPerToken();
    const fits = shown.length <= most;
    for (const [index, part] of (fits ? shown : shown.slice(0, 1)).entries()) {
      const file = fits ? undefined : [{ bytes: Buffer.from(markdown), mime: 'text/markdown', name: 'answer.md' }];
      await bring(index, part, { rendered: part.rendered, ...(file ? { pictures: file } : {}) }, 'must');
    }
    await removeFrom(fits ? shown.length : 1);
  }

  async function finishPictures(caption: string, pictures: readonly Picture[], renderer: Renderer): Promise<void> {
    const { limits } = surface;
    const [first] = layout(caption, renderer, limits.caption);
    const range = { start: 0, end: caption.length };
    const rendered = first?.rendered ?? { text: '' };
    if (bubbles.length > 0 && pictures.length <= limits.picturesPerEdit) {
      await bring(0, range, { rendered, pictures }, 'must');
      return removeFrom(1);
    }
    const stale = bubbles.length;
    for (let at = 0; at < pictures.length; at += limits.pictures) {
      const chunk = pictures.slice(at, at + limits.pictures);
      await create(bubbles.length, range, { rendered: at === 0 ? rendered : { text: '' }, pictures: chunk });
    }
    for (const bubble of bubbles.splice(0, stale)) await remove(bubble);
  }

  async function removeFrom(index: number): Promise<void> {
    for (const bubble of bubbles.splice(index)) await remove(bubble);
  }

  async function remove({ ids }: Bubble): Promise<void> {
    for (const id of ids) await call('must', (at, callSignal) => surface.remove(at, id, callSignal));
  }

  function stopStreaming(): void {
    streaming.abort(OVER);
    timer?.abort(OVER);
    typing.stop();
    pending?.cancel();
  }

  return {
    update(next) {
      text = next;
      arm();
    },

    async finish(final, pictures, fallbacks) {
      stopStreaming();
      await ready;
      await flushing;
      const renderer = await surface.renderer();
      const markdown = parts.header + withNotice(final);
      try {
        if (pictures.length > 0) await finishPictures(markdown, pictures, renderer);
        else await finishText(markdown, renderer, fallbacks);
      } catch (error) {
        if (!isFault(error, 'rejected')) throw error;
        log.error(
          { turn: claim.id, description: error.facts.description },
          'The platform would not show an answer in any form',
        );
        await finishText(await fallbacks.undisplayable(), renderer, fallbacks);
      }
      return bubbles.flatMap(({ ids }) => ids);
    },

    async abandon() {
      stopStreaming();
      await flushing;
    },
  };
}

/** Edits come no faster than their place can bear for long. */
function editInterval({ limits: { editIntervalMs, rates } }: Surface, { group }: Target): number {
  const chat = rates.chatPerSecond > 0 ? 1000 / rates.chatPerSecond : 0;
  const crowd = group && rates.groupPerMinute > 0 ? 60_000 / rates.groupPerMinute : 0;
  return Math.max(editIntervalMs, chat, crowd);
}

/** The answer with the sentence under it that says how it ended. */
function withNotice({ text, notice }: Final): string {
  if (!notice) return text;
  return text.trim() === '' ? notice : `${text}${closeFence(text)}\n\n*${notice}*`;
}

/** An answer that was cut within a code fence must not swallow its notice. */
function closeFence(text: string): string {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    if (!fence?.[1]) continue;
    if (!open) open = fence[1];
    else if (fence[1].startsWith(open) && fence[2]?.trim() === '') open = undefined;
  }
  return open ? `\n${open}` : '';
}

function sameText(shown: Rendered | undefined, next: Rendered): boolean {
  return (
    shown !== undefined &&
    shown.text === next.text &&
    JSON.stringify(shown.entities ?? []) === JSON.stringify(next.entities ?? [])
  );
}
