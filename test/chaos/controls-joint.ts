import { setTimeout as sleep } from 'node:timers/promises';
import type { Seams } from '../../src/composition/seams.ts';
import type { Acceptance, Accepted, InboundEvent, Inbox } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { changed } from '../support/steps.ts';

/** Negative controls of what several messages, talk and threads are promised. */
export const jointControls = {
  /** What belongs to an open question becomes one of its own. */
  'apart-pieces': {
    inbox: (inbox) => ({
      ...inbox,
      accept: (batch, cursor) =>
        inbox.accept(
          batch.map(({ joins: _, ...rest }) => rest),
          cursor,
        ),
    }),
  },
  /** A message's key is committed some time before the question that it goes on with. */
  'torn-joins': {
    inbox: (inbox) => ({
      ...inbox,
      accept: async (batch, cursor) => {
        const results: Accepted[] = [];
        for (const each of batch) results.push(each.joins ? await joinLate(inbox, each) : await acceptOne(inbox, each));
        await inbox.accept([], cursor);
        return results;
      },
    }),
  },
  /** What waits behind a question is taken into it, and stays what it is. */
  'doubled-bursts': {
    inbox: (inbox) => ({
      ...inbox,
      work: (handler, concurrency, signal) =>
        inbox.work(
          (claim) => handler(changed(claim, { absorb: (_, task) => claim.absorb([], task) })),
          concurrency,
          signal,
        ),
    }),
  },
  /** Whatever is said in a room is for the bot. */
  'answered-talk': { receive: (receive) => (batch, cursor) => receive(batch.map(addressed), cursor) },
  /** Nobody tells what is overheard that messages are gone or say something else. */
  'unheard-changes': {
    receive: (receive) => (batch, cursor) =>
      receive(
        batch.filter(({ body }) => body.type !== 'delete' && body.type !== 'edit'),
        cursor,
      ),
  },
  /** Where nobody knows whether a thread was opened, none counts as open. */
  'thread-aside': {
    surface: (surface) => {
      const { openThread } = surface;
      if (!openThread) return surface;
      return {
        ...surface,
        openThread: (...call) =>
          openThread(...call).catch(() => {
            throw new Fault('rejected', 'no thread');
          }),
      };
    },
  },
} as const satisfies Readonly<Record<string, Seams>>;

/** Time between the two commits, ms: long enough for a kill. */
const BETWEEN_MS = 500;

async function acceptOne(inbox: Inbox, acceptance: Acceptance): Promise<Accepted> {
  const [result] = await inbox.accept([acceptance]);
  return result ?? { fresh: false };
}

async function joinLate(inbox: Inbox, { keys, joins }: Acceptance): Promise<Accepted> {
  const result = await acceptOne(inbox, { keys });
  if (!joins || !result.fresh) return result;
  await sleep(BETWEEN_MS);
  const promptVersion = await inbox.replace(joins.turn, joins.task);
  return promptVersion === undefined ? result : { ...result, joined: { turn: joins.turn, promptVersion, begun: true } };
}

function addressed(event: InboundEvent): InboundEvent {
  return event.body.type === 'message' ? { ...event, body: { ...event.body, addressed: true } } : event;
}
