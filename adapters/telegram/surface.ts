import type { UserFromGetMe } from 'grammy/types';
import type { Clock, Renderer, Surface, SurfaceLimits, Target } from '../../src/ports/index.ts';
import { createFreshAnswers } from '../../src/util/fresh-answers.ts';
import { edit, remove } from './bubble.ts';
import { conditionsAt } from './chat-permissions.ts';
import { entitiesOf, mentionOf } from './content.ts';
import { LARGEST_FETCHED } from './download.ts';
import { toFault } from './faults.ts';
import { LARGEST_SENT } from './files.ts';
import {
  answerOwed,
  decodeActor,
  decodePrivate,
  decodeTarget,
  lastingTarget,
  messageLink,
  movedTarget,
  privateTarget,
  surfaceName,
} from './ids.ts';
import { isPrivate, type Members } from './members.ts';
import { react } from './reactions.ts';
import { albumSize, answerPress, type Clients, create, threadOption } from './send.ts';
import { type ApiSignal, apiSignal } from './signal.ts';
import { createThreads } from './threads.ts';
import { rename, titleLength } from './topics.ts';

/** Rates that the operator allows; 0 means no bound. */
export interface Rates {
  chatPerSecond: number;
  groupPerMinute: number;
  globalPerSecond: number;
}

/** Time for which the bot's own settings at Telegram are believed, ms. */
const selfHoldsMs = 3 * 60_000;

const limits = {
  caption: 1024,
  collapsed: 3000,
  voice: { caption: 1024 },
  upload: LARGEST_SENT,
  download: LARGEST_FETCHED,
  recompresses: true,
  pictures: albumSize,
  picturesPerEdit: 1,
  buttonsPerRow: 8,
  editIntervalMs: 1000,
  typingMs: 5000,
  title: titleLength,
} as const satisfies Omit<SurfaceLimits, 'rates'>;

/** Telegram's chats as the core writes to them. */
export function createSurface(clients: Clients, rates: Rates, members: Members, clock: Clock): Surface {
  const { api } = clients;
  const self = createFreshAnswers<UserFromGetMe>({ clock, holdsMs: selfHoldsMs, most: 1 });
  const whoAmI = (signal: AbortSignal) => self.get('self', () => api.getMe(), signal);
  const threads = createThreads();
  let renderer: Promise<Renderer> | undefined;
  return {
    name: surfaceName,
    limits: { ...limits, rates: ratesOf(rates) },
    renderer() {
      // Remembered: an import takes 80 µs also where the file is loaded.
      renderer ??= import('./format.ts').then((room) => room.telegramRenderer);
      return renderer;
    },
    linkTo: ({ chat, message }) => messageLink(chat, message),
    // To a message Telegram wants no first response, and the typing sign says "I have got it"; a pressed button waits.
    async acknowledge(target, signal) {
      const press = answerOwed(target);
      if (press !== undefined) await attempt(signal, (at) => answerPress(api, press, {}, at));
    },
    async typing(target, signal) {
      const place = decodeTarget(target);
      const type = (thread: number | undefined, at: ApiSignal) =>
        api.sendChatAction(place.chat, 'typing', threadOption(thread), at);
      await attempt(signal, (at) =>
        threads.call(
          place,
          () => type(place.thread, at),
          () => type(undefined, at),
        ),
      );
    },
    create: (target, content, placement, signal) =>
      attempt(signal, (at) => create(clients, threads, target, content, placement, at)),
    download: (address, { bytes }, signal) => attempt(signal, () => clients.fetchFile(address, bytes, signal)),
    edit: (target, id, content, signal) => attempt(signal, (at) => edit(clients, target, id, content, at)),
    remove: (target, id, signal) => attempt(signal, (at) => remove(clients, target, id, at)),
    lasting: lastingTarget,
    moved: movedTarget,
    drafts: takesDrafts,
    async draft(target, id, { rendered }, signal) {
      const place = decodeTarget(target);
      const entities = entitiesOf(rendered);
      // The final message comes at once: what was stopped need not vanish before it.
      const options = { entities, can_stop: true, keep_on_stop: true };
      const put = (where: object, at: ApiSignal) =>
        api.sendMessageDraft(place.chat, id, rendered.text, { ...where, ...options }, at);
      await attempt(signal, (at) =>
        threads.call(
          place,
          () => put(threadOption(place.thread), at),
          () => put({}, at),
        ),
      );
    },
    rename: (target, title, signal) => attempt(signal, (at) => rename(api, target, title, at)),
    react: (target, message, mark, signal) => attempt(signal, (at) => react(api, target, message, mark, at)),
    // A chat that speaks has no private chat.
    privateTarget: (target, actor) => (actor.kind === 'chat' ? undefined : privateTarget(target, decodeActor(actor))),
    // Who speaks for a chat has no account that could be called.
    mentionOf: (actor) => (actor.kind === 'chat' ? undefined : mentionOf(decodeActor(actor), actor.name)),
    moderates: (target, actor, signal) => attempt(signal, () => members.moderates(target, decodeActor(actor), signal)),
    isPresent: (target, actor, signal) => attempt(signal, () => members.isPresent(target, decodeActor(actor), signal)),
    conditions: (target, signal) => attempt(signal, () => conditionsAt(api, () => whoAmI(signal), target, signal)),
  };
}

/** Telegram counts all calls in a chat together. */
function ratesOf({ chatPerSecond, groupPerMinute, globalPerSecond }: Rates): SurfaceLimits['rates'] {
  const calls = ['create', 'edit', 'remove', 'typing', 'read', 'react', 'rename'] as const;
  return { chat: [{ calls, perSecond: chatPerSecond, burst: 3 }], groupPerMinute, globalPerSecond };
}

/** Drafts are for private chats (Bot API, sendMessageDraft), and for what is sure to be said there. */
function takesDrafts(target: Target): boolean {
  return isPrivate(decodeTarget(target)) && decodePrivate(target) === undefined;
}

/** Runs a call; an abort throws the signal's reason, a refusal its Fault. */
async function attempt<T>(signal: AbortSignal, call: (signal: ApiSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  try {
    return await call(apiSignal(signal));
  } catch (error) {
    signal.throwIfAborted();
    throw toFault(error);
  }
}
