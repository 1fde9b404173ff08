import type { Message, Chat as TelegramChat, User } from 'grammy/types';
import { type Call, readForm } from '../simulator/server.ts';
import { isMethod, type Seen, type TelegramSimulator } from '../simulator/telegram/index.ts';
import type { Chat, Utterance } from './chat.ts';
import { telegramRuns } from './looks.ts';
import type { Pictures } from './pictures.ts';
import { lines, run } from './text.ts';

/** A private chat, and a group with two people in it. */
export function openTelegramChats(telegram: TelegramSimulator, pictures: Pictures) {
  const ada = telegram.user({ first_name: 'Ada', language_code: 'en' });
  const ben = telegram.user({ first_name: 'Ben', language_code: 'en' });
  const cleo = telegram.user({ first_name: 'Cleo', language_code: 'en' });
  const direct = telegram.privateChat(ada);
  const group = telegram.group({ title: 'Book club' });
  const uploads = watchUploads(telegram);
  const captions = new Map<string, string>();
  const names = new Map([ada, ben, cleo].map((user) => [user.id, user.first_name]));

  function utterance(label: string, seen: Seen): Utterance {
    const id = `telegram:${seen.chat}:${seen.id}`;
    const runs = telegramRuns(seen.text, seen.entities);
    return {
      id,
      chat: `telegram:${seen.chat}`,
      label: run(label, 'telegram'),
      name: seen.mine ? 'Parley' : (names.get(seen.from) ?? '?'),
      mine: seen.mine,
      runs: seen.photos > 0 && seen.mine ? lines(runs, [run(caption(id, seen), 'dim')]) : runs,
      buttons: seen.buttons.flat().map(({ text }) => text),
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

  function chat(label: string, where: TelegramChat, user: User, words: (text: string) => string): Chat {
    let last: Message | undefined;
    return {
      id: `telegram:${where.id}`,
      say(text) {
        last = telegram.say(where, user, words(text));
      },
      press(wanted) {
        for (const message of telegram.messages(where).toReversed()) {
          const button = message.buttons.flat().find(({ text }) => text.includes(wanted));
          if (button) return void telegram.press(where, user, message, button.data);
        }
        throw new Error(`There is no button “${wanted}” here.`);
      },
      edit(text) {
        if (!last) throw new Error('Nothing was said here that could be edited.');
        telegram.edit(last, words(text));
      },
      erase() {
        throw new Error('Telegram tells no bot of deleted messages: press ✕ Delete, or reply /delete.');
      },
      utterances: () => telegram.messages(where).map((seen) => utterance(label, seen)),
    };
  }

  /** People mention the bot in a group, unless they use a command. */
  const inGroup = (text: string) => (text.startsWith('/') ? text : `@${telegram.bot.username} ${text}`);

  return {
    direct: chat('Telegram private', direct, ada, (text) => text),
    group: chat('Telegram Book club', group, ben, inGroup),
    /** The same group, with somebody else speaking. */
    cleo: chat('Telegram Book club', group, cleo, inGroup),
  };
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
