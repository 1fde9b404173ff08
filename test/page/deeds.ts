import { capitalized } from '../../src/util/text.ts';
import { createDiscordActor } from './discord-deeds.ts';
import type { Services } from './engine.ts';
import type { Deed, Done, Form, Item, Person, Place, Request } from './protocol.ts';
import { readSent, type Sent } from './sent-files.ts';
import { createTelegramActor } from './telegram-deeds.ts';

/** Who does something, and where. They see the place, and the messages that are named. */
export interface Act<T extends Item> {
  person: Person;
  place: Place;
  /** Ties the type of items to the platform. */
  item?: T;
}

type Answer = Done | Promise<Done>;
type Options = Extract<Deed, { act: 'use' }>['options'];

/** One platform's ways to do what people do. Throws an Error whose message says why something cannot be done. */
export interface Actor<T extends Item> {
  say(act: Act<T>, text: string, replyTo: T | undefined, files: readonly Sent[]): Answer;
  edit(act: Act<T>, item: T, text: string): Answer;
  erase(act: Act<T>, item: T): Answer;
  /** @param item stands elsewhere */
  forward(act: Act<T>, item: T): Answer;
  react(act: Act<T>, item: T, emoji: string): Answer;
  press(act: Act<T>, item: T, data: string): Answer;
  stop(act: Act<T>): Answer;
  use(act: Act<T>, name: string, options: Options, files: Readonly<Record<string, Sent>>): Answer;
  complete(act: Act<T>, name: string, options: Options, focused: string): Answer;
  pick(act: Act<T>, item: T, name: string): Answer;
  fill(act: Act<T>, form: string, texts: Readonly<Record<string, string>>): Answer;
  dismiss(act: Act<T>, form: string): Answer;
}

/** What there is, by ids. */
export interface Known {
  person(id: string): Person | undefined;
  place(id: string): Place | undefined;
  item(id: string): Item | undefined;
  form(id: string): Form | undefined;
}

/** Does what somebody does on the page. What cannot be done is told in a sentence. */
export function createDeeds(services: Services, known: Known): (request: Request) => Promise<Done> {
  const telegram = createTelegramActor(services.telegram);
  const discord = createDiscordActor(services.discord);

  function seen(person: Person, id: string): Item {
    const item = known.item(id);
    const visible = item && known.place(item.place)?.people.includes(person.id);
    if (!visible || (item.alone !== undefined && item.alone !== person.id)) throw new Error('That message is gone.');
    return item;
  }

  async function act<T extends Item>(actor: Actor<T>, who: Act<T>, request: Request): Promise<Done> {
    const item = (id: string) => {
      const found = seen(who.person, id);
      const elsewhere =
        request.act === 'forward' ? found.platform !== who.place.platform : found.place !== who.place.id;
      if (elsewhere) throw new Error('That message is not here.');
      return found as T;
    };
    const form = (id: string) => {
      if (known.form(id)?.person !== who.person.id) throw new Error('That form is closed.');
      return id;
    };
    switch (request.act) {
      case 'say': {
        const files = await Promise.all((request.files ?? []).map(readSent));
        const replyTo = request.replyTo === undefined ? undefined : item(request.replyTo);
        return actor.say(who, request.text, replyTo, files);
      }
      case 'use':
        return actor.use(who, request.name, request.options, await readAll(request.files ?? {}));
      case 'edit':
        return actor.edit(who, item(request.message), request.text);
      case 'react':
        return actor.react(who, item(request.message), request.emoji);
      case 'press':
        return actor.press(who, item(request.message), request.data);
      case 'pick':
        return actor.pick(who, item(request.message), request.name);
      case 'erase':
      case 'forward':
        return actor[request.act](who, item(request.message));
      case 'stop':
        return actor.stop(who);
      case 'complete':
        return actor.complete(who, request.name, request.options, request.focused);
      case 'fill':
        return actor.fill(who, form(request.form), request.texts);
      case 'dismiss':
        return actor.dismiss(who, form(request.form));
    }
  }

  return async (request) => {
    try {
      const person = known.person(request.person);
      const place = known.place(request.place);
      if (!person || !place?.people.includes(person.id)) return { error: 'You are not here.' };
      if (place.closed && request.act !== 'fill' && request.act !== 'dismiss')
        return { error: 'Nobody can write here.' };
      const who = { person, place };
      return place.platform === 'telegram' ? await act(telegram, who, request) : await act(discord, who, request);
    } catch (error) {
      if (!(error instanceof Error) || error.constructor !== Error) throw error;
      return { error: sentence(error.message) };
    }
  };
}

async function readAll(files: NonNullable<Extract<Deed, { act: 'use' }>['files']>): Promise<Record<string, Sent>> {
  return Object.fromEntries(
    await Promise.all(Object.entries(files).map(async ([name, file]) => [name, await readSent(file)] as const)),
  );
}

/** What a stand-in says, as a sentence. */
function sentence(words: string): string {
  const said = words.replace(/^simulator: /, '');
  return `${capitalized(said)}${/[.!?]$/.test(said) ? '' : '.'}`;
}
