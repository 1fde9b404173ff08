import { isDeepStrictEqual } from 'node:util';
import type { Permissions } from '../admission/permissions.ts';
import { parseLine } from '../commands/parsing/parse.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Heard, Overheard } from '../conversation/overheard.ts';
import { readable } from '../conversation/prompt-record.ts';
import { conversationsAt } from '../conversation/scope.ts';
import { settingsAt } from '../conversation/settings-at.ts';
import type { SettingsChange } from '../conversation/settings-change.ts';
import type {
  ChatSettings,
  CommandSpec,
  InboundEvent,
  Inbox,
  Message,
  MessageEdit,
  Overhearing,
  Place,
} from '../ports/index.ts';
import { type EffectiveSettings, effective, type OperatorSettings } from '../settings/effective.ts';
import { LruCache } from '../util/lru.ts';
import { formAt } from './pressed.ts';
import { foldedNames, hasName } from './wake-names.ts';

export interface RoomParts {
  conversations: Pick<Conversations, 'settings' | 'find' | 'exchange' | 'origin'>;
  permissions: Pick<Permissions, 'access'>;
  overheard: Overheard;
  inbox: Pick<Inbox, 'known' | 'find'>;
  operator: OperatorSettings;
  specs: readonly CommandSpec[];
}

/** Decides which of a place's messages are for the bot: those meant for it, and what its moderators have chosen. */
export interface Room {
  /** The event as it counts in its place; undefined where nothing is to come of it. Rejects with Fault('storage'). */
  meant(event: InboundEvent): Promise<InboundEvent | undefined>;
  /** Is told of messages that turned out to belong to one that is for the bot: they are no background. */
  taken(at: Place, ids: readonly string[]): void;
  /** Is told that choices for a place have changed; where nothing is given, that some may have. */
  changed(place?: string, change?: SettingsChange): void;
}

/** Places whose choices are remembered. */
const PLACES = 2000;

interface Manner {
  answers: EffectiveSettings['answers'];
  /** As `foldedNames` gives them. */
  names: readonly string[];
  overhear: Overhearing | undefined;
}

export function createRoom(parts: RoomParts): Room {
  const { conversations, permissions, overheard, inbox, operator, specs } = parts;
  let known = new LruCache<Manner>(PLACES);

  async function read(at: Place, here: string): Promise<Manner> {
    const cache = known;
    const layers = await settingsAt(conversations, at);
    const { answers, names, overhear } = effective(operator, layers, { surface: at.surface });
    const manner: Manner = { answers, names: answers === 'names' ? foldedNames(names) : [], overhear };
    // What is left from a time when it was chosen must not come back with the next choice.
    if (!overhear) overheard.clear(here);
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
    return (await formAt({ inbox, conversations, specs }, reply.chat, quote.id)) !== undefined;
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

  /** Notes what was said and is not for the bot, where that was chosen. */
  async function overhear(event: InboundEvent, body: Message, within: Overhearing): Promise<void> {
    const id = event.reply.prompt;
    if (id === undefined || readable(body).trim() === '' || isCommand(body) || !(await maySpeak(event))) return;
    // What comes again may have become a part of a question.
    if ((await inbox.known([event.key])).size > 0) return;
    overheard.add(heardIn(event, body, id), within);
  }

  /** An edit of what was overheard; undefined where it is nothing else. What is for the bot now is none any more. */
  async function edited(event: InboundEvent, body: MessageEdit): Promise<InboundEvent> {
    const { whole, id } = body;
    const { overhear: within } = await mannerOf(event.at);
    const addressed = whole ? await isMeant(whole, whole.body) : false;
    if (within && whole) {
      if (addressed) overheard.remove(conversationsAt(event.at).here, [id]);
      else overheard.edit(heardIn(whole, whole.body, id), within);
    }
    if (!whole || addressed === whole.body.addressed) return event;
    return { ...event, body: { ...body, whole: { ...whole, body: { ...whole.body, addressed } } } };
  }

  async function message(event: InboundEvent, body: Message): Promise<InboundEvent | undefined> {
    if (await isMeant(event, body)) return body.addressed ? event : { ...event, body: { ...body, addressed: true } };
    const { overhear: within } = await mannerOf(event.at);
    // What asks the bot in vain is said to it all the same.
    if (within && !body.addressed) await overhear(event, body, within);
    return undefined;
  }

  return {
    async meant(event) {
      const { body, at } = event;
      if (at.kind !== 'group') return body.type !== 'message' || body.addressed ? event : undefined;
      switch (body.type) {
        case 'message':
          return message(event, body);
        case 'edit':
          return edited(event, body);
        case 'delete': {
          if ((await mannerOf(at)).overhear)
            overheard.remove(
              conversationsAt(at).here,
              body.of.map(({ id }) => id),
            );
          return event;
        }
        default:
          return event;
      }
    },
    taken(at, ids) {
      const { here } = conversationsAt(at);
      if (known.get(here)?.overhear) overheard.remove(here, ids);
    },
    changed(place, change) {
      if (change?.from && alike(change.from, change.to)) return;
      known = new LruCache(PLACES);
      if (place !== undefined && !change?.to.overhear?.messages) overheard.clear(place);
    },
  };
}

/** Tells whether two sets of choices say the same of a room. */
function alike(one: ChatSettings, other: ChatSettings): boolean {
  const { answers, names, overhear } = other;
  return isDeepStrictEqual([one.answers, one.names, one.overhear], [answers, names, overhear]);
}

/** A message as it is overheard. */
function heardIn({ at, actor }: InboundEvent, { text, details, source, at: sent }: Message, id: string): Heard {
  const about = { ...(details === undefined ? {} : { details }), ...(source ? { source } : {}) };
  const message = { v: 1, id, author: actor.name, text, ...about, at: sent } as const;
  return { place: conversationsAt(at).here, person: actor.id, message };
}
