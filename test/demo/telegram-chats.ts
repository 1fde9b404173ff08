import type { Message, Chat as TelegramChat, User } from 'grammy/types';
import { type Call, readForm } from '../simulator/server.ts';
import { isMethod, type SayOptions, type Seen, type TelegramSimulator } from '../simulator/telegram/index.ts';
import type { Cast } from '../support/cast.ts';
import { type Chat, findButton, messageBack, pressRuns, quoted, type Utterance } from './chat.ts';
import { type DemoFile, fileRuns, voiceMessage } from './files.ts';
import { telegramRuns } from './looks.ts';
import type { Pictures } from './pictures.ts';
import { lines, type Run, run } from './text.ts';

/** A press of a button: Telegram keeps no message of it. */
interface Press {
  query: string;
  user: User;
  label: string;
}

/** A chat with everybody in it. */
interface Room {
  label: string;
  where: TelegramChat;
  people: readonly User[];
  presses: Press[];
  /** Messages that were passed on, by their ids. */
  passed: Set<number>;
  /** What is shown of files that were sent, by the messages' ids. */
  sent: Map<number, string>;
}

/** Fields that a file comes in. */
const fields = { picture: 'photo', voice: 'voice', file: 'document' } as const;

/** Who said what is passed on. */
const STRANGER = 'Mrs Marsh';

/** A private chat, and a group in which two people speak. */
export function openTelegramChats(
  telegram: TelegramSimulator,
  { users: { ada, ben, cleo, hua }, bookClub }: Cast['telegram'],
  pictures: Pictures,
) {
  const uploads = watchUploads(telegram);
  const captions = new Map<string, string>();

  function utterance({ label, where, people, passed, sent }: Room, seen: Seen, reader?: User): Utterance {
    const id = `telegram:${seen.chat}:${seen.ephemeral === undefined ? seen.id : `alone:${seen.ephemeral}`}`;
    const runs = telegramRuns(seen.text, seen.entities);
    const target = seen.mine ? undefined : telegram.messages(where).find((each) => each.id === seen.replyTo);
    return {
      id,
      chat: `telegram:${seen.chat}`,
      label: run(label, 'telegram'),
      name: seen.mine ? 'Parley' : (people.find((user) => user.id === seen.from)?.first_name ?? '?'),
      mine: seen.mine,
      runs: lines(
        target ? [run(quoted(target.text), 'dim')] : [],
        seen.mine ? [] : sentRuns(seen, sent.get(seen.id)),
        passed.has(seen.id) ? [run(`↪ ${STRANGER}`, 'dim')] : [],
        runs,
        seen.voice !== undefined && seen.mine ? [run(voiceMessage(seen.voice), 'dim')] : [],
        seen.file !== undefined && seen.mine ? fileRuns(seen.file, telegram.document(seen)) : [],
        seen.photos > 0 && seen.mine ? [run(caption(id, seen), 'dim')] : [],
      ),
      buttons: seen.buttons.flat().map(({ text }) => text),
      ...(reader ? { alone: reader.first_name } : {}),
    };
  }

  /** What a picture's file is called; saved when it is first seen. */
  function caption(id: string, { chat }: Seen): string {
    const known = captions.get(id);
    if (known) return known;
    const bytes = uploads(chat);
    const text = bytes ? pictures.save(bytes) : 'picture';
    captions.set(id, text);
    return text;
  }

  /** A press, and the note that popped up for who pressed. */
  function pressed({ label, where }: Room, { query, user, label: button }: Press): Utterance[] {
    const id = `telegram:${where.id}:press:${query}`;
    const common = { chat: `telegram:${where.id}`, label: run(label, 'telegram'), buttons: [] };
    const note = telegram.notifications.find((each) => each.query === query);
    return [
      { ...common, id, name: user.first_name, mine: false, runs: pressRuns(button) },
      ...(note
        ? [{ ...common, id: `${id}:note`, name: 'Parley', mine: true, runs: [run(note.text)], alone: user.first_name }]
        : []),
    ];
  }

  function chat(room: Room, user: User, words: (text: string) => string): Chat {
    const { where } = room;
    let last: Message | undefined;

    function say(text: string, options: SayOptions = {}): void {
      last = telegram.say(where, user, words(text), options);
    }

    return {
      id: `telegram:${where.id}`,
      say(text) {
        // Where a reply is asked for, the app replies of itself.
        const newest = telegram.messages(where).at(-1);
        say(text, newest?.form ? { replyTo: newest.id } : {});
      },
      speak(text) {
        last = telegram.say(where, user, text);
      },
      passOn(text, passed) {
        say(text);
        room.passed.add(telegram.say(where, user, passed, { forward: STRANGER }).message_id);
      },
      send({ kind, shown, ...file }: DemoFile, text) {
        say(text, { [fields[kind]]: file });
        if (last) room.sent.set(last.message_id, shown);
      },
      reply(back, text) {
        const answers = telegram.messages(where).filter(({ mine }) => mine);
        say(text, { replyTo: messageBack(answers, back).id });
      },
      press(wanted) {
        const messages = [...telegram.messages(where), ...telegram.messagesFor(where, user)].toReversed();
        const { message, data, label } = findButton(
          messages.map((each) => each.buttons.flat().map(({ text, data }) => ({ message: each, data, label: text }))),
          wanted,
        );
        room.presses.push({ query: telegram.press(where, user, message, data).id, user, label });
      },
      pick() {
        throw new Error('On Telegram messages have no menu of the bot: reply /ask, /translate or /summarise.');
      },
      fill() {
        throw new Error('Telegram has no forms: the bot asks, and the answer is an ordinary message.');
      },
      type() {
        throw new Error('Telegram suggests nothing while a command is written.');
      },
      edit(text) {
        if (!last) throw new Error('Nothing was said here that could be edited.');
        telegram.edit(last, words(text));
      },
      erase() {
        throw new Error('Telegram tells no bot of deleted messages: press ✕ Delete, or reply /delete.');
      },
      utterances() {
        const everybody = telegram.messages(where).map((seen) => utterance(room, seen));
        const alone = room.people.flatMap((reader) =>
          telegram.messagesFor(where, reader).map((seen) => utterance(room, seen, reader)),
        );
        return [...everybody, ...alone, ...room.presses.flatMap((press) => pressed(room, press))];
      },
    };
  }

  /** People mention the bot in a group, unless they use a command. */
  const inGroup = (text: string) => (text.startsWith('/') ? text : `@${telegram.bot.username} ${text}`);

  const direct: Room = {
    label: 'Telegram private',
    where: telegram.privateChat(ada),
    people: [ada],
    presses: [],
    passed: new Set(),
    sent: new Map(),
  };
  const group: Room = {
    label: 'Telegram Book club',
    where: bookClub,
    people: [ben, cleo, ada, hua],
    presses: [],
    passed: new Set(),
    sent: new Map(),
  };
  return {
    direct: chat(direct, ada, (text) => text),
    group: chat(group, ben, inGroup),
    /** The same group, with somebody else speaking. */
    cleo: chat(group, cleo, inGroup),
  };
}

/** What somebody sent with a message; `known` is what is shown of it. What comes from the page is told by its kind. */
function sentRuns({ photos, voice, file }: Seen, known: string | undefined): Run[] {
  const told =
    file ?? (voice === undefined ? undefined : voiceMessage(voice)) ?? (photos > 0 ? 'a picture' : undefined);
  const shown = known ?? (told && `sends ${told}`);
  return shown === undefined ? [] : [run(shown, 'dim')];
}

/** Keeps the pictures' bytes on their way in, by chat and in order; the stand-in itself keeps their size only. */
function watchUploads(telegram: TelegramSimulator): (chat: number) => Buffer | undefined {
  const waiting = new Map<number, Buffer[]>();
  telegram.rule({
    match: isMethod('sendPhoto', 'sendMediaGroup', 'editMessageMedia'),
    async before(call: Call) {
      const form = await readForm(call);
      const chat = Number(form['chat_id']);
      const files = Object.values(form).filter((value) => value instanceof Blob);
      const bytes = await Promise.all(files.map(async (file) => Buffer.from(await file.arrayBuffer())));
      waiting.set(chat, [...(waiting.get(chat) ?? []), ...bytes]);
    },
  });
  return (chat) => waiting.get(chat)?.shift();
}
