import type { Condition, EventBody, InboundEvent, Inbox, Prompt, Surface } from '../../src/ports/index.ts';
import { noRates } from '../delivery/scheduling.ts';
import { eventOf } from '../events.ts';
import { promptOf } from '../fixtures.ts';

/** What stands around the commands of one chat: its platform, its inbox, what its adapter reports. */

interface SurfaceOptions {
  conditions?: () => Promise<Condition[]>;
  /** Answers can grow as drafts. */
  drafts?: boolean;
}

/** A platform that shows to one person alone what is for them, and tells what it was told to tell. */
export function surfaceOf({ conditions, drafts = false }: SurfaceOptions): Surface {
  const told: Partial<Surface> = {
    limits: { rates: noRates, pictures: 10 } as Surface['limits'],
    ...(conditions ? { conditions } : {}),
    drafts: () => drafts,
    privateTarget: (target) => ({ ...target, privately: true }),
  };
  return told as Surface;
}

/** Every turn is closed before the next one begins. */
export const closed = {
  count: async () => 0,
  get: async () => undefined,
  find: async () => undefined,
  findAll: async () => [],
} as Partial<Inbox> as Inbox;

/** An event as the adapter of Ann's chat would report it. */
export function eventFor<Body extends EventBody>(body: Body, over: Partial<Prompt>): InboundEvent<Body> {
  const { key, surface, place, thread, actor, sentAt, target, settingsChat } = promptOf(over);
  const parts = {
    ...(thread === undefined ? {} : { thread }),
    ...(settingsChat === undefined ? {} : { parent: settingsChat }),
  };
  return eventOf(body, {
    key,
    at: { surface, chat: target.chat, ...place, ...parts },
    actor,
    sentAt,
    reply: target,
  });
}
