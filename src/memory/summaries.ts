import * as v from 'valibot';
import { askBasic } from '../answering/request/basic.ts';
import type { MarksOf } from '../answering/told/marks.ts';
import type { Seen } from '../answering/told/summarised.ts';
import type { Context, Conversations } from '../conversation/conversations.ts';
import { coveredOn, covering, type Summary } from '../conversation/summary.ts';
import type { WindowLimits } from '../conversation/window.ts';
import type { Clock, Job, Log, Model, ModelCatalog } from '../ports/index.ts';
import { Fault, isFault } from '../util/errors.ts';
import { estimateTokens } from '../util/estimate.ts';
import { LruCache } from '../util/lru.ts';
import { isBlank } from '../util/text.ts';
import { foldable } from './fill.ts';
import { type Bite, biteOf } from './material.ts';
import { SUMMARISING } from './prompts.ts';

/** Runner of jobs, as far as it is needed. */
interface Jobs {
  handle(
    kind: string,
    work: (job: Job, signal: AbortSignal) => Promise<void>,
    bounds: { attempts: number; timeMs: number; parallel: number },
  ): void;
  add(job: Job): Promise<void>;
}

export interface SummariesParts {
  jobs: Jobs;
  model: Model;
  models: ModelCatalog;
  marks: MarksOf;
  conversations: Conversations;
  /** Bounds of a request; `turns` are those of a path. */
  window: WindowLimits;
  clock: Clock;
  log: Log;
  /** Folds turns only when true. */
  enabled: boolean;
}

/** A turn that was written. */
export interface Written {
  conversation: string;
  /** Actor.id of who asked. */
  asker: string;
  /** The conversation is the asker's alone. */
  isAlone: boolean;
}

/** Folds the older turns of conversations into summaries, in the background. Nobody waits for it. */
export interface Summaries {
  /** Looks whether the current thread of a conversation is nearly too long, and has it folded. */
  consider(written: Written): Promise<void>;
  /**
   * Notes what a request of a conversation has shown: the tokens that its turns may take, or that it was refused as too long. The
   * next fold then waits for nothing, once.
   */
  noticed(conversation: string, seen: Seen): void;
}

const KIND = 'summary';
/** A time limit holds for all bites of a job, ms. */
const BOUNDS = { attempts: 3, timeMs: 120_000, parallel: 2 };
/** Most tokens of a summary. */
const TOKENS = 2000;
/** Further tokens for a model that cannot be kept from thinking. */
const THOUGHT = 6000;
/** Longest summary, in UTF-16 units. */
const LENGTH = 12_000;
/** Most tokens of the turns that are folded at a time. */
const BITE = 12_000;
/** Most bites of a job. */
const BITES = 4;
/** Pauses after one, two and more failures, ms. */
const RESTS = [60_000, 300_000, 900_000] as const;
/** Time after which another job may be asked for, should all attempts of one have ended with their process, ms. */
const HOUR_MS = 3_600_000;
/** Most conversations of which it is known what their last request has shown. */
const KNOWN = 10_000;

const payloadShape = v.object({
  conversation: v.string(),
  thread: v.string(),
  person: v.nullable(v.string()),
  /** Tokens that turns may take; as many as the operator allows when absent. */
  room: v.exactOptional(v.number()),
  forced: v.exactOptional(v.literal(true)),
});

type Payload = v.InferOutput<typeof payloadShape>;

export function createSummaries(parts: SummariesParts): Summaries {
  const { jobs, model, models, marks, conversations, window, clock, log, enabled } = parts;
  const seen = new LruCache<Seen>(KNOWN);

  function windowOf({ room }: Pick<Payload, 'room'>): WindowLimits {
    const { tokens } = window;
    if (room === undefined) return window;
    // None is not no limit: documents may leave nothing.
    return { ...window, tokens: Math.max(1, tokens > 0 ? Math.min(tokens, room) : room) };
  }

  async function summaryOf(conversation: string, branch: Context) {
    const kept = await conversations.summary(conversation, branch.thread, branch.turns);
    return { kept, covered: (kept && coveredOn(kept, branch.thread, branch.turns)) ?? [] };
  }

  /** The branch of a thread; undefined where there is none any more. */
  async function branchOf({ conversation, thread }: Payload): Promise<Context | undefined> {
    const found = (await conversations.threads(conversation)).find(({ id }) => id === thread);
    if (found?.head === undefined) return undefined;
    const branch = await conversations.context(conversation, found.head);
    return branch.thread === thread ? branch : undefined;
  }

  async function work({ payload, payer }: Job, signal: AbortSignal): Promise<void> {
    const about = v.parse(payloadShape, payload);
    for (let bites = 0; bites < BITES; bites += 1) {
      const branch = await branchOf(about);
      if (!branch) return;
      const { kept, covered } = await summaryOf(about.conversation, branch);
      const turns = await foldable(branch, covered, windowOf(about), bites > 0 || about.forced);
      if (turns.length === 0) return;
      try {
        const before = covered.length > 0 ? kept : undefined;
        const { bite, text } = await folded(about, before, turns, payer, signal);
        const to = covering(before, branch, bite.turns, { text, at: clock.now() });
        const change = { from: kept, to, turns: bite.turns, person: about.person };
        // Somebody has changed what was read: the next turn asks for a fold anew.
        if (!(await conversations.summarise(about.conversation, about.thread, change))) return;
      } catch (error) {
        if (signal.aborted || isFault(error, 'storage')) throw error;
        return rest(about, kept, error);
      }
    }
  }

  /** Asks for the new summary. A bite that is too long for the model is halved. */
  async function folded(
    { conversation, thread }: Payload,
    before: Summary | undefined,
    turns: Context['turns'],
    payer: string,
    signal: AbortSignal,
  ): Promise<{ bite: Bite; text: string }> {
    const onBehalf = { chat: conversation, purpose: 'summary' as const, ...(payer === '' ? {} : { actor: payer }) };
    const mark = marks(`${KIND}|${conversation}|${thread}`);
    for (let bite = await biteOf(turns, BITE); ; ) {
      // The model never heard of them.
      if (isBlank(bite.text)) return { bite, text: before?.text ?? '' };
      const old = before?.text ? `${mark.material({ kind: 'summary', text: before.text })}\n\n` : '';
      const material = `${old}${mark.material({ kind: 'conversation', text: bite.text })}`;
      const chore = { system: SUMMARISING, material, tokens: TOKENS, thought: THOUGHT, length: LENGTH, onBehalf };
      try {
        const text = (await askBasic({ model, models }, chore, signal)).trim();
        if (isBlank(text)) throw new Fault('model_empty', 'the model gave no whole summary');
        return { bite, text };
      } catch (error) {
        if (!isFault(error, 'model_too_long') || bite.turns.length < 2) throw error;
        bite = await biteOf(bite.turns, Math.floor(estimateTokens(bite.text) / 2));
      }
    }
  }

  /** Stores that the next fold has to wait: the window is trimmed meanwhile. */
  async function rest({ conversation, thread, person, forced }: Payload, from: Summary | undefined, error: unknown) {
    const failures = (from?.failures ?? 0) + 1;
    // An account that is empty or closed is not asked again soon.
    const isClosed = isFault(error, 'model_quota', 'model_auth');
    const pause = RESTS[isClosed ? RESTS.length - 1 : Math.min(failures, RESTS.length) - 1] ?? 0;
    log.debug({ error, conversation, failures }, 'Older turns could not be summarised');
    const at = clock.now();
    const to: Summary = {
      ...(from ?? { v: 1, text: '', covers: { turns: [], count: 0 }, at }),
      failures,
      rest: at + pause,
      ...(forced ? { forced } : {}),
    };
    await conversations.summarise(conversation, thread, { from, to, turns: [], person });
  }

  async function considered({ conversation, asker, isAlone }: Written): Promise<void> {
    const { room, overflow } = seen.get(conversation) ?? {};
    seen.delete(conversation);
    const branch = await conversations.context(conversation);
    const { kept, covered } = await summaryOf(conversation, branch);
    const { thread } = branch;
    const forced = overflow === true && kept?.forced === undefined;
    if ((kept?.rest ?? 0) > clock.now() && !forced) return;
    const bounds = { ...(room === undefined ? {} : { room }), ...(forced ? { forced } : {}) };
    if ((await foldable(branch, covered, windowOf(bounds), forced)).length === 0) return;
    const payload: Payload = { conversation, thread, person: isAlone ? asker : null, ...bounds };
    // Asked for once for each stretch.
    const stretch = `${covered.at(-1)?.id ?? ''} ${kept?.failures ?? 0} ${Math.floor(clock.now() / HOUR_MS)}`;
    await jobs.add({ kind: KIND, key: `${conversation} ${thread} ${stretch}`, payload, payer: asker, conversation });
  }

  jobs.handle(KIND, work, BOUNDS);

  return {
    async consider(written) {
      if (!enabled) return;
      try {
        await considered(written);
      } catch (error) {
        log.debug({ error, conversation: written.conversation }, 'It is not known whether a conversation is too long');
      }
    },
    noticed(conversation, now) {
      seen.set(conversation, { ...seen.get(conversation), ...now });
    },
  };
}
