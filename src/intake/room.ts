import type { Permissions } from '../admission/permissions.ts';
import { parseLine } from '../commands/parse.ts';
import type { Conversations } from '../conversation/conversations.ts';
import { readable } from '../conversation/prompt-record.ts';
import { conversationsAt } from '../conversation/scope.ts';
import { settingsAt } from '../conversation/settings-at.ts';
import type { CommandSpec, InboundEvent, Message, Place } from '../ports/index.ts';
import { type EffectiveSettings, effective, type OperatorSettings } from '../settings/effective.ts';
import { LruCache } from '../util/lru.ts';
import { pressedIn } from './pressed.ts';
import { foldedNames, hasName } from './wake-names.ts';

export interface RoomParts {
  conversations: Pick<Conversations, 'settings' | 'find' | 'origin'>;
  permissions: Pick<Permissions, 'access'>;
  operator: OperatorSettings;
  specs: readonly CommandSpec[];
}

/** Decides which of a place's messages are for the bot: those meant for it, and what its moderators have chosen. */
export interface Room {
  /** The event as it counts in its place; undefined where nothing is to come of it. Rejects with Fault('storage'). */
  meant(event: InboundEvent): Promise<InboundEvent | undefined>;
  /** Is told that choices have changed. */
  changed(): void;
}

/** Places whose choices are remembered. */
const PLACES = 2000;

interface Manner {
  answers: EffectiveSettings['answers'];
  /** As `foldedNames` gives them. */
  names: readonly string[];
}

export function createRoom(parts: RoomParts): Room {
  const { conversations, permissions, operator, specs } = parts;
  let known = new LruCache<Manner>(PLACES);

  async function read(at: Place, here: string): Promise<Manner> {
    const cache = known;
    const layers = await settingsAt(conversations, at);
    const { answers, names } = effective(operator, layers, { surface: at.surface });
    const manner: Manner = { answers, names: answers === 'names' ? foldedNames(names) : [] };
    // What was changed meanwhile is read anew: then this is another cache.
    cache.set(here, manner);
    return manner;
  }

  function mannerOf(at: Place): Manner | Promise<Manner> {
    const { here } = conversationsAt(at);
    return known.get(here) ?? read(at, here);
  }

  /** Tells whether a person may speak at a place, also under the id that it had before. */
  async function maySpeak({ actor, at }: InboundEvent): Promise<boolean> {
    if (permissions.access({ actor, place: at }) !== 'denied') return true;
    const { here, group = here } = conversationsAt(at);
    const origin = await conversations.origin(group);
    if (origin === undefined) return false;
    return permissions.access({ actor, place: { ...at, scopes: [...at.scopes, origin] } }) !== 'denied';
  }

  /** Tells whether it completes a form, which is how a command goes on where no window can open. */
  async function completesForm({ reply }: InboundEvent, { quote }: Message): Promise<boolean> {
    if (quote?.id === undefined || quote.author !== undefined) return false;
    return pressedIn(await conversations.find(reply.chat, quote.id))?.menu?.completes !== undefined;
  }

  /** Tells whether a message of a group is for the bot. */
  async function isMeant(event: InboundEvent, body: Message): Promise<boolean> {
    const manner = mannerOf(event.at);
    const { answers, names } = manner instanceof Promise ? await manner : manner;
    if (answers === 'asked') return body.addressed;
    if (answers === 'never') return body.addressed && (isCommand(body) || (await completesForm(event, body)));
    if (body.addressed) return true;
    const wakes = answers === 'always' ? readable(body).trim() !== '' : !body.source && hasName(body.text, names);
    // A command that does not name the bot is another bot's. Whoever may not speak was not asked to, either.
    return wakes && !isCommand(body) && (await maySpeak(event));
  }

  function isCommand({ text, source }: Message): boolean {
    return !source && parseLine(text, specs, {}) !== undefined;
  }

  return {
    async meant(event) {
      const { body, at } = event;
      if (body.type === 'edit' && body.whole && at.kind === 'group') {
        const { whole } = body;
        const addressed = await isMeant(whole, whole.body);
        if (addressed === whole.body.addressed) return event;
        return { ...event, body: { ...body, whole: { ...whole, body: { ...whole.body, addressed } } } };
      }
      if (body.type !== 'message') return event;
      const addressed = at.kind === 'group' ? await isMeant(event, body) : body.addressed;
      if (!addressed) return undefined;
      return body.addressed ? event : { ...event, body: { ...body, addressed } };
    },
    changed() {
      known = new LruCache(PLACES);
    },
  };
}
