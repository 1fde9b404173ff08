import { InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import * as v from 'valibot';
import type {
  AdapterContext,
  CommandDescription,
  InboundEvent,
  Log,
  Quote,
  SlashCommand,
  Suggestion,
} from '../../../src/ports/index.ts';
import { LruCache } from '../../../src/util/lru.ts';
import type { Calls } from '../calls.ts';
import type { DirectChannels } from '../catch-up/direct-channels.ts';
import { menuName } from '../controls.ts';
import type { Files } from '../files.ts';
import { type Quoted, quoted } from '../gateway/events.ts';
import type { Directory } from '../inbound.ts';
import { excerptAfter, latestExcerpt } from '../messages/channel-excerpt.ts';
import type { Members } from '../messages/members.ts';
import { hasMentions, mentionedIn, plainText } from '../messages/mentions.ts';
import { quoteOf } from '../messages/people.ts';
import type { UserLocales } from '../messages/user-locales.ts';
import { completionOf, focusOf } from './completion.ts';
import {
  type CommandEvent,
  type CompletionEvent,
  type FormEvent,
  type InteractionEvent,
  interactionEvent,
  type MessageCommandEvent,
} from './events.ts';
import { aboutMessage, eachRead, inputOf, messageForm } from './forms.ts';
import {
  isOwnChat,
  messageCommandOf,
  personIn,
  placedOf,
  pressOf,
  type Reader,
  readsHistory,
  readsMessages,
  slashCommandOf,
} from './interactions.ts';

/**
 * Takes interactions in, each at once. Slash commands, commands on a message, buttons and forms go to the core, which
 * has them acknowledged when they are stored. Forms of a message's menu and suggestions are answered here.
 */
export interface InteractionHandler {
  /** INTERACTION_CREATE, unchecked. `self` is the bot's user id. Rejects where the end came before it was handled. */
  take(data: unknown, self: string): Promise<void>;
}

export interface InteractionHandlerParts {
  calls: Calls;
  context: AdapterContext;
  directoryFor(self: string, signal?: AbortSignal): Directory;
  directs: DirectChannels;
  userLocales: UserLocales;
  /** Is told where files are. */
  files: Pick<Files, 'note' | 'give'>;
  /** Notes that somebody is in a channel. */
  note: Members['note'];
  log: Log;
  /** Ends what is under way. */
  signal: AbortSignal;
}

/** Discord waits 3 s for a response; a command may take this much of it to be read up on, ms. */
const readingMs = 1500;
/** The same for suggestions. */
const suggestingMs = 2000;
/** Messages kept for forms that are still open: the form does not carry the message it is about. */
const remembered = 500;

export function createInteractionHandler({
  calls,
  context,
  directoryFor,
  directs,
  userLocales,
  files,
  note,
  log,
  signal,
}: InteractionHandlerParts): InteractionHandler {
  const { clock, commands } = context;
  const specs = commands.map(({ spec }) => spec);
  const quotes = new LruCache<Quote>(remembered);

  async function respond(event: InteractionEvent, body: object): Promise<void> {
    const route = Routes.interactionCallback(event.id, event.token);
    await calls.call({ method: 'Post', route, body, byPath: true }, signal);
  }

  /** A response nobody but the person misses: where it cannot be made, Discord's client says so itself. */
  function ask(event: InteractionEvent, body: object): Promise<void> {
    return respond(event, body).catch((error: unknown) => {
      if (!signal.aborted) log.warn({ error }, 'Discord did not take a response');
    });
  }

  async function hand(
    event: InteractionEvent,
    find: () => InboundEvent | undefined | Promise<InboundEvent | undefined>,
  ) {
    try {
      const inbound = await find();
      if (!inbound) return;
      if (context.admits(inbound)) await remember(event);
      await context.receive([inbound]);
    } catch (error) {
      if (signal.aborted) return;
      log.error({ error }, 'A Discord interaction could not be stored');
      await tellBusy(event).catch((reason: unknown) => log.warn({ error: reason }, 'Nor could the person be told'));
    }
  }

  /** Keeps what it tells of a person. Their chat comes first: once the event is stored, a kill would lose it. */
  async function remember(event: InteractionEvent): Promise<void> {
    const user = personIn(event);
    if (user && event.locale !== undefined) userLocales.set(user.id, event.locale);
    if (isOwnChat(event)) await directs.remember(event.channel_id).catch(() => undefined);
  }

  /** Nothing was committed, so nobody else will answer: the one who asked is told. */
  async function tellBusy(event: InteractionEvent): Promise<void> {
    const content = context.texts(event.locale)('error.busy');
    const data = { content, flags: MessageFlags.Ephemeral };
    await respond(event, { type: InteractionResponseType.ChannelMessageWithSource, data });
  }

  async function takeMessageCommand(event: MessageCommandEvent, self: string): Promise<void> {
    const { name, target_id: target, resolved } = event.data;
    const command = commands.find((each) => menuName(each) === name);
    if (!command) return;
    const message = v.safeParse(quoted, resolved.messages[target]);
    const names = { ...directoryFor(self).namesAt(event), isGuest: !readsMessages(event) };
    const quote = message.success ? quoteOf(message.output, names) : undefined;
    if (message.success && isAdmitted(event, self)) noteFiles(message.output, names.isGuest);
    const form = messageForm(command, target, event.locale);
    if (form && isAdmitted(event, self)) {
      if (quote) quotes.set(`${event.channel_id}:${quote.id}`, quote);
      await ask(event, form);
      return;
    }
    await hand(event, async () => {
      const material = await following(event, command, target, self);
      return messageCommandOf(event, command.spec.name, { options: {}, quote, material }, reader(self));
    });
  }

  function noteFiles(message: Quoted, isGuest: boolean): void {
    if (!isGuest) files.note(message);
    else files.give([...message.attachments, ...(message.message_snapshots[0]?.message.attachments ?? [])]);
  }

  async function takeForm(event: FormEvent, self: string): Promise<void> {
    const { message } = event;
    const about = aboutMessage(event);
    const command = commands.find(({ spec }) => spec.name === about?.name);
    const field = command?.spec.onMessage?.form;
    const now = reader(self);
    const written = () => eachRead(inputOf(event), (text) => withNames(event, text, self));
    if (message) {
      await hand(event, async () => pressOf({ ...event, message }, await written(), now));
    } else if (about && command && field !== undefined) {
      await hand(event, async () => {
        const [input, quote, material] = await Promise.all([
          written(),
          recall(event, about.message, self),
          following(event, command, about.message, self),
        ]);
        const options = input[field] ? { [field]: input[field] } : {};
        return messageCommandOf(event, command.spec.name, { options, quote, material }, now);
      });
    }
  }

  async function takeCommand(event: CommandEvent, self: string): Promise<void> {
    const now = reader(self);
    if (isAdmitted(event, self)) files.give(Object.values(event.data.resolved.attachments ?? {}));
    await hand(event, async () => {
      const options = event.data.options.map(async (option) =>
        typeof option.value === 'string' ? { ...option, value: await withNames(event, option.value, self) } : option,
      );
      const written = { ...event, data: { ...event.data, options: await Promise.all(options) } };
      const command = slashCommandOf(written, specs, now);
      const material = command && (await latest(event, command.body, self));
      return command && material ? { ...command, body: { ...command.body, material } } : command;
    });
  }

  /** The channel's latest messages, where the command asks for so many. */
  async function latest(
    event: CommandEvent,
    { name, options }: SlashCommand,
    self: string,
  ): Promise<Quote[] | undefined> {
    const { latest: option = '' } = specs.find((spec) => spec.name === name) ?? {};
    const { [option]: count } = options;
    if (typeof count !== 'number' || !isAdmitted(event, self) || !readsHistory(event)) return undefined;
    return latestExcerpt(calls, event.channel_id, count, directoryFor(self).namesAt(event), inTime());
  }

  /** Puts names for the ids in what somebody wrote, as in a message: here Discord sends no names along. */
  async function withNames(event: InteractionEvent, written: string, self: string): Promise<string> {
    if (!hasMentions(written)) return written;
    const directory = directoryFor(self, inTime());
    const user = personIn(event);
    const known = user ? [user] : [];
    const ids = mentionedIn(written).filter((id) => id !== user?.id);
    const place = placedOf(event, reader(self));
    const isAsked = ids.length > 0 && place?.at.kind === 'group' && context.admits(place);
    const others = isAsked && event.guild_id !== undefined ? await directory.people(event.guild_id, ids) : [];
    return plainText(written, [...known, ...others], new Set(), directory.namesAt(event));
  }

  /**
   * The message a form is about: as it was when the form opened, or, after a restart, as it is now. The form's id is the client's
   * word: nobody is read to what they could not read themselves.
   */
  async function recall(event: FormEvent, id: string, self: string): Promise<Quote | undefined> {
    const known = quotes.get(`${event.channel_id}:${id}`);
    if (known) return known;
    if (!isAdmitted(event, self) || !readsHistory(event)) return undefined;
    const directory = directoryFor(self, inTime());
    const message = await directory.message(event.channel_id, id);
    return message && quoteOf(message, directory.namesAt(event));
  }

  async function following(
    event: InteractionEvent,
    { spec }: CommandDescription,
    id: string,
    self: string,
  ): Promise<Quote[] | undefined> {
    if (!spec.onMessage?.includesLaterMessages || !isAdmitted(event, self) || !readsHistory(event)) return undefined;
    return excerptAfter(calls, event.channel_id, id, directoryFor(self).namesAt(event), inTime());
  }

  /** Tells whether somebody may speak here: for others nothing is asked, and no form is opened. */
  function isAdmitted(event: InteractionEvent, self: string): boolean {
    const place = placedOf(event, reader(self));
    return place !== undefined && context.admits(place);
  }

  function reader(self: string): Reader {
    return { now: clock.now(), isChannelToo: directoryFor(self).isChannelToo };
  }

  function inTime(): AbortSignal {
    return AbortSignal.any([signal, AbortSignal.timeout(readingMs)]);
  }

  async function takeCompletion(event: CompletionEvent, self: string): Promise<void> {
    const option = focusOf(event);
    const command = slashCommandOf(event, specs, reader(self));
    // A response for each letter is nothing that strangers may cost.
    if (option === undefined || !command || !context.admits(command)) return;
    const over = new AbortController();
    const none = (): Suggestion[] => [];
    const late = clock.sleep(suggestingMs, AbortSignal.any([signal, over.signal])).then(none, none);
    const suggested = context.suggest(command, option).catch((error: unknown) => {
      log.debug({ error, command: command.body.name }, 'Nothing could be suggested');
      return none();
    });
    const suggestions = await Promise.race([suggested, late]).finally(() => over.abort());
    const spec = specs.find(({ name }) => name === command.body.name);
    await ask(event, completionOf(suggestions, option, spec));
  }

  async function handle(data: unknown, self: string): Promise<void> {
    const read = v.safeParse(interactionEvent, data);
    if (!read.success) return log.debug({}, 'A Discord interaction of an unknown form was ignored');
    const event = read.output;
    const user = personIn(event);
    if (user) note(event.channel_id, user.id);
    if (event.type === 3) await hand(event, () => pressOf(event, undefined, reader(self)));
    else if (event.type === 4) await takeCompletion(event, self);
    else if (event.type === 5) await takeForm(event, self);
    else if (isAboutMessage(event)) await takeMessageCommand(event, self);
    else await takeCommand(event, self);
  }

  return {
    async take(data, self) {
      await handle(data, self).catch((error: unknown) => {
        if (!signal.aborted) log.error({ error }, 'A Discord interaction could not be taken');
      });
      signal.throwIfAborted();
    },
  };
}

function isAboutMessage(event: CommandEvent | MessageCommandEvent): event is MessageCommandEvent {
  return event.data.type === 3;
}
