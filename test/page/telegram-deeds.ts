import type { Chat, Message, User } from 'grammy/types';
import type { SayOptions, TelegramSimulator } from '../simulator/telegram/index.ts';
import { buttonsOf } from '../simulator/telegram/press.ts';
import type { Act, Actor } from './deeds.ts';
import type { Done, TelegramItem } from './protocol.ts';
import type { Sent } from './sent-files.ts';

/** Most characters under a picture or a file that a client sends. */
const CAPTION = 1024;
/** Most pictures of one album. */
const ALBUM = 10;

/** What a forward takes along. */
const content = [
  ...(['text', 'entities', 'caption', 'caption_entities', 'photo', 'voice', 'audio', 'document'] as const),
] as const satisfies readonly (keyof Message)[];

/** Does on the stand-in of Telegram what somebody does on the page. */
export function createTelegramActor(telegram: TelegramSimulator): Actor<TelegramItem> {
  const { world } = telegram;
  let albums = 0;

  function whereIs({ person, place }: Act<TelegramItem>): { chat: Chat; user: User; at: SayOptions } {
    const [, chatId, topic] = place.id.split(':');
    const chat = world.rooms.get(Number(chatId))?.chat;
    const user = world.users.get(Number(person.id.split(':')[1]));
    if (!chat || !user) throw new Error('That chat is gone.');
    // General is no topic to those who write in it.
    return { chat, user, at: topic === undefined || topic === '1' ? {} : { topic: Number(topic) } };
  }

  function say(act: Act<TelegramItem>, text: string, replyTo: TelegramItem | undefined, files: readonly Sent[]): Done {
    const { chat, user, at } = whereIs(act);
    const options = { ...at, ...(replyTo ? { replyTo: replyTo.message } : {}) };
    if (replyTo?.alone) return { error: 'On Telegram a message that only you see cannot be replied to.' };
    if (files.length === 0) {
      if (text.trim() === '') return { error: 'There is nothing to send.' };
      // A client splits what is longer.
      for (const part of text.match(/[\s\S]{1,4096}/g) ?? []) telegram.say(chat, user, part, options);
      return {};
    }
    if (text.length > CAPTION) return { error: `Telegram takes ${CAPTION} characters with a file.` };
    const kinds = (['picture', 'file', 'voice', 'sound'] as const).map((kind) =>
      files.filter((file) => file.kind === kind),
    );
    let caption = text;
    for (const group of kinds.filter((each) => each.length > 0)) {
      albums += 1;
      const album = group.length > 1 && group.length <= ALBUM ? { album: `77${albums}` } : {};
      for (const file of group) {
        telegram.say(chat, user, caption, { ...options, ...album, ...media(file) });
        caption = '';
      }
    }
    return {};
  }

  function forward(act: Act<TelegramItem>, { message, alone }: TelegramItem): Done {
    const { chat, user, at } = whereIs(act);
    const extra = Object.fromEntries(content.flatMap((name) => (message[name] ? [[name, message[name]]] : [])));
    if (alone || Object.keys(extra).length === 0 || !message.from) return { error: 'That cannot be forwarded.' };
    const origin = message.forward_origin ? { forward_origin: message.forward_origin } : {};
    telegram.say(chat, user, '', { ...at, forward: message.from, extra: { ...extra, ...origin } });
    return {};
  }

  return {
    say,
    edit({ person }, { message, alone }, text) {
      if (alone || `telegram:${message.from?.id}` !== person.id)
        return { error: 'Only your own messages can be edited.' };
      if (message.forward_origin) return { error: 'A forwarded message cannot be edited.' };
      if (message.text !== undefined && text.trim() === '') return { error: 'There is nothing to send.' };
      telegram.edit(message, text);
      return {};
    },
    erase({ person, place }, { message, alone }) {
      const own = `telegram:${message.from?.id}` === person.id;
      if (alone || !(own || place.kind === 'private' || person.role === 'admin'))
        return { error: 'Only your own messages can be deleted.' };
      telegram.erase(message);
      return {};
    },
    forward,
    react(act, { message, alone }, emoji) {
      const { user } = whereIs(act);
      if (alone) return { error: 'On Telegram nobody reacts to a message that only one person sees.' };
      const room = world.rooms.get(message.chat.id);
      const before = room && world.find(room, message.message_id)?.reactions?.get(user.id);
      telegram.react(message, user, before === emoji ? undefined : emoji);
      return {};
    },
    press(act, { message }, data) {
      const { chat, user } = whereIs(act);
      const { ephemeral_message_id: ephemeral } = message;
      if (!buttonsOf(message).some((row) => row.some((button) => button.data === data)))
        return { error: 'That button is gone.' };
      telegram.press(chat, user, { id: message.message_id, ...(ephemeral === undefined ? {} : { ephemeral }) }, data);
      return {};
    },
    stop(act) {
      const { chat } = whereIs(act);
      if (!telegram.stoppable(chat)) return { error: 'There is nothing to stop.' };
      telegram.stopDraft(chat);
      return {};
    },
    use: () => ({ error: 'On Telegram a command is written as a message.' }),
    complete: () => ({ error: 'Telegram suggests nothing while a command is written.' }),
    pick: () => ({ error: 'On Telegram messages have no menu of the bot.' }),
    fill: () => ({ error: 'Telegram has no forms.' }),
    dismiss: () => ({ error: 'Telegram has no forms.' }),
  };
}

function media({ kind, ...file }: Sent): SayOptions {
  switch (kind) {
    case 'picture':
      return { photo: file };
    case 'voice':
      return { voice: file };
    case 'sound':
      return { audio: file };
    case 'file':
      return { document: file };
  }
}
