import type { Seams } from '../../src/composition/seams.ts';
import { arrivalOf } from '../../src/intake/arrival.ts';
import type { Resolved, Surface } from '../../src/ports/index.ts';
import { Fault, isFault } from '../../src/util/errors.ts';
import { acceptance } from '../contracts/events.ts';
import { LIMIT_MS } from '../support/loop-monitor.ts';
import { changed } from '../support/steps.ts';
import { behindControls } from './controls-behind.ts';
import { jointControls } from './controls-joint.ts';
import { toolControls } from './controls-tools.ts';

/** Negative controls: each takes one safeguard away. A suite that stays green then proves nothing. */
export const controls = {
  /** The platform is told "got it" before the commit. */
  'early-acknowledgement': {
    receive: (receive) => async (batch) => {
      setTimeout(() => void receive(batch).catch(() => undefined), 400);
    },
  },
  /** Attempts are not counted before the work: a poisonous message is tried for ever. */
  'uncounted-claims': {
    inbox: (inbox) => ({
      ...inbox,
      work: (handler, concurrency, signal) =>
        inbox.work(
          (claim) => handler(changed(claim, { attempt: 1, deaths: 0, isolatedDeaths: 0 })),
          concurrency,
          signal,
        ),
    }),
  },
  /** Turns of one conversation are claimed side by side. */
  'unordered-claims': {
    inbox: (inbox) => ({
      ...inbox,
      accept: (batch, cursor) =>
        inbox.accept(
          batch.map(({ task, ...rest }) => ({ ...rest, ...(task ? { task: apart(task) } : {}) })),
          cursor,
        ),
      work: (handler, concurrency, signal) =>
        inbox.work((claim) => handler(changed(claim, { task: together(claim.task) })), concurrency, signal),
    }),
  },
  /** Nothing remembers which bubbles are on the platform. */
  'no-receipts': {
    inbox: (inbox) => ({
      ...inbox,
      work: (handler, concurrency, signal) =>
        inbox.work(
          (claim) => handler(changed(claim, { receipts: [], record: async () => undefined })),
          concurrency,
          signal,
        ),
    }),
    surface: ({ adopt: _, ...surface }): Surface => ({
      ...surface,
      create: (target, content, placement, signal) =>
        surface.create(target, content, { ...placement, nonce: String(Math.random()).slice(2, 20) }, signal),
    }),
  },
  /** History is written without the turn's name. */
  'unmarked-history': {
    conversations: (conversations) => ({
      ...conversations,
      async apply(turn, events) {
        const { head } = await conversations.context(turn.conversation);
        const appended = events.map((event) => (event.type === 'answered' ? { ...event, parent: head } : event));
        await conversations.apply({ ...turn, turn: `${turn.turn}.${Math.random()}` }, appended);
      },
    }),
  },
  /** What arrives is committed before the gate has judged it, and nobody looks again when it is its turn. */
  'late-gate': {
    inbox: (inbox) => ({
      ...inbox,
      work: (handler, concurrency, signal) =>
        inbox.work((claim) => handler(changed(claim, { task: byOwner(claim.task) })), concurrency, signal),
    }),
    receive: (receive, inbox) => async (batch, cursor) => {
      await inbox.accept(
        batch
          .map((event) => arrivalOf(event, 'topic'))
          .filter(({ kind }) => kind !== 'action')
          .map(acceptance),
        cursor,
      );
      await receive(batch, cursor);
    },
  },
  /** Each send holds the event loop. */
  'held-loop': {
    surface: (surface) => ({
      ...surface,
      create(...call) {
        holdLoop(1.5 * LIMIT_MS);
        return surface.create(...call);
      },
    }),
  },
  /** A 429 counts as a failure like any other: tried again soon. */
  'no-penalties': {
    surface: (surface) => ({
      ...surface,
      create: (...call) => surface.create(...call).catch(asFailure),
      edit: (...call) => surface.edit(...call).catch(asFailure),
    }),
  },
  ...jointControls,
  ...behindControls,
  ...toolControls,
} as const satisfies Readonly<Record<string, Seams>>;

export type Control = keyof typeof controls;

export function isControl(name: string): name is Control {
  return Object.hasOwn(controls, name);
}

/** Works for so much processor time, ms, and lets nobody else. */
function holdLoop(ms: number): void {
  const start = process.threadCpuUsage();
  for (;;) {
    const { user, system } = process.threadCpuUsage(start);
    if (user + system > ms * 1000) return;
  }
}

function asFailure(error: unknown): never {
  throw isFault(error, 'rate_limited') ? new Fault('server', 'not heard') : error;
}

const mark = '#apart#';

function apart<T extends Resolved>(inbound: T): T {
  return { ...inbound, queue: `${inbound.queue}${mark}${inbound.key}` };
}

function together<T extends Resolved>(inbound: T): T {
  return { ...inbound, queue: inbound.queue.split(mark)[0] ?? '' };
}

/** The task as one of somebody who may speak everywhere. */
function byOwner<T extends Resolved>(inbound: T): T {
  const [id = ''] = process.env['OWNERS']?.split(',') ?? [];
  return { ...inbound, actor: { ...inbound.actor, id } };
}

/** Both seams, the first one nearer to the bot's own room. */
export function joined(inner: Seams, outer: Seams): Seams {
  const all: Seams = {};
  const { inbox, conversations, permissions, surface, batches, tools, receive } = { ...outer, ...inner };
  if (inbox) all.inbox = (room) => (outer.inbox ?? same)((inner.inbox ?? same)(room));
  if (conversations) all.conversations = (room) => (outer.conversations ?? same)((inner.conversations ?? same)(room));
  if (permissions) all.permissions = (room) => (outer.permissions ?? same)((inner.permissions ?? same)(room));
  if (surface) all.surface = (room) => (outer.surface ?? same)((inner.surface ?? same)(room));
  if (batches) all.batches = (room) => (outer.batches ?? same)((inner.batches ?? same)(room));
  if (tools) all.tools = tools;
  if (receive) all.receive = receive;
  return all;
}

const same = <T>(room: T): T => room;
