import type { Grants } from '../../src/admission/grants.ts';
import type { Permissions } from '../../src/admission/permissions.ts';
import { createLibraries } from '../../src/answering/told/documents.ts';
import type { Conversations } from '../../src/conversation/conversations.ts';
import { createPruning } from '../../src/conversation/pruning.ts';
import { createConsulting } from '../../src/knowledge/consult.ts';
import { createKnowledge } from '../../src/knowledge/knowledge.ts';
import { createAliases } from '../../src/people/aliases.ts';
import { createPeople } from '../../src/people/people.ts';
import { sharedDocuments } from '../../src/people/shared.ts';
import type {
  Clock,
  Condition,
  Documents,
  EndReason,
  EventBody,
  InboundEvent,
  Inbox,
  Model,
  ModelRequest,
  Prompt,
  Surface,
  ToolCall,
} from '../../src/ports/index.ts';
import { createPrivacy } from '../../src/privacy/privacy.ts';
import { createSchedules } from '../../src/schedule/schedules.ts';
import { createScheduleStore } from '../../src/schedule/store.ts';
import { wordsOf } from '../../src/util/messages.ts';
import { noRates } from '../delivery/scheduling.ts';
import { eventOf } from '../events.ts';
import { promptOf } from '../fixtures.ts';
import { deaf } from '../support/deaf-model.ts';
import { testMarks } from '../support/marked.ts';

/** What stands around the commands of one chat: its platform, its inbox, what its adapter reports. */

interface SurfaceOptions {
  conditions?: () => Promise<Condition[]>;
  linkTo?: NonNullable<Surface['linkTo']>;
  /** Answers can grow as drafts. */
  drafts?: boolean;
}

/** A platform that shows to one person alone what is for them, and tells what it was told to tell. */
export function surfaceOf({ conditions, linkTo, drafts = false }: SurfaceOptions): Surface {
  const told: Partial<Surface> = {
    limits: { rates: noRates, pictures: 10 } as Surface['limits'],
    ...(conditions ? { conditions } : {}),
    ...(linkTo ? { linkTo } : {}),
    drafts: () => drafts,
    lasting: (target) => target,
    privateTarget: (target) => ({ ...target, privately: true }),
  };
  return told as Surface;
}

export interface PermissionOptions {
  access?: 'open' | 'owner' | 'user' | 'chat' | 'denied';
  moderates?: boolean;
  /** Everybody is where they ask; yes when absent. */
  present?: boolean;
}

/** What people may do here. */
export function permissionsOf({ access = 'open', moderates = false, present = true }: PermissionOptions): Permissions {
  return {
    access: () => access,
    mayDecide: async ({ actor, place }, asker) =>
      actor.id === asker || access === 'owner' || (place.kind === 'private' ? true : (actor.moderator ?? moderates)),
    mayRead: async () => present,
    isNamed: async ({ actor }, names) => names.includes(actor.id),
    isOpen: () => access !== 'denied',
    isAmong: async ({ actor, place }, who) =>
      who === 'anybody' ||
      (who !== 'nobody' && access === 'owner') ||
      (who === 'moderator' && (place.kind === 'private' ? true : (actor.moderator ?? moderates))),
  };
}

/** Nobody has begun a batch. */
export const noBatches = {
  look: async () => undefined,
  answers: async () => undefined,
  offersLater: async () => false,
  apply: async () => undefined,
  takeAway: async () => undefined,
  most: 500,
};

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

/** No owner has given anybody a right. */
export const noGrants: Grants = {
  has: () => false,
  list: () => [],
  give: async () => true,
  take: async () => undefined,
  unname: async () => undefined,
};

/** People, whoever of them is told of what. */
export function peopleOf(parts: { documents: Documents; clock: Clock }) {
  const inbox = { accept: async () => [] };
  return createPeople({ ...parts, inbox, secret: new Uint8Array(32), shared: sharedDocuments });
}

/** Rights over what is kept in these documents. */
export function privacyOf(parts: { documents: Documents; grants: Grants; conversations: Conversations }) {
  return createPrivacy({
    ...parts,
    blobs: { get: async () => undefined },
    people: createAliases(parts.documents, sharedDocuments),
    pruning: createPruning(parts.documents, parts.conversations),
    traces: { async *list() {}, async *contents() {}, forget: async () => 0 },
    services: ['model.example'],
    retentionDays: 0,
    quotes: 'stay',
    texts: { redact: async () => undefined },
  });
}

/** Texts to draw on, without a folder of the operator's. */
export function knowledgeOf(documents: Documents, clock: Clock, tokens = 0) {
  const knowledge = createKnowledge({ documents, clock });
  const folder = { open: async () => [], pages: async () => undefined };
  const consulting = createConsulting({ knowledge, folder });
  return { knowledge, openLibrary: createLibraries({ consulting, marks: testMarks, window: { tokens } }) };
}

/** Schedules without a clock that rings. */
export function schedulesIn(documents: Documents, clock: Clock) {
  const bounds = { perPerson: 3, perChat: 4, leastGapMs: 600_000 };
  return createSchedules(createScheduleStore(documents, clock), { set: async () => undefined }, clock, bounds);
}

/** What the model says next: words, and how it ends; or a failure. */
export type Reply =
  | { text: string; reason?: Extract<EndReason, 'complete' | 'length'>; call?: Pick<ToolCall, 'name' | 'arguments'> }
  | Error;

/** A model that says what it is told; where it is told nothing, it says the question once more. */
export function modelSaying(requests: ModelRequest[], replies: Reply[]): Model {
  return {
    async *stream(request) {
      requests.push(request);
      const reply = replies.shift() ?? { text: `re ${request.messages.map(wordsOf).at(-1)}` };
      if (reply instanceof Error) throw reply;
      yield { type: 'text', delta: reply.text };
      if (reply.call) yield { type: 'call', call: { id: 'c', ...reply.call } };
      yield { type: 'end', reason: reply.reason ?? 'complete' };
    },
    ...deaf,
  };
}
