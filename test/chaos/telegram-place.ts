import type { Message, User } from 'grammy/types';
import type { TelegramSimulator } from '../simulator/telegram/index.ts';
import type { TurnId } from './marks.ts';
import { asked, type Bubble, lastWith, type newPlace, type Place, pieceText } from './place.ts';
import type { Ask } from './schedule.ts';

function textOf(id: TurnId, ask: Ask): string {
  if (ask === 'picture') return `/image Q${id} ${asked[ask]}`;
  if (ask === 'album') return `/image count=2 Q${id} ${asked[ask]}`;
  if (ask === 'fresh') return asked[ask];
  return `Q${id} ${asked[ask]}`;
}

/** A chat on Telegram; `chats`: its ids in the order in which it had them. */
export function telegramPlace(
  telegram: TelegramSimulator,
  base: ReturnType<typeof newPlace>,
  user: User,
  chats: Parameters<TelegramSimulator['say']>[0][],
  mention: boolean,
  bystander: User,
): Place {
  const at = mention ? `@${telegram.bot.username} ` : '';
  const chat = () => {
    const last = chats.at(-1);
    if (!last) throw new Error('a place without a chat');
    return last;
  };
  const words = (text: string) =>
    mention && text.startsWith('/') ? text.replace(/^\/(\w+)/, `/$1@${telegram.bot.username}`) : at + text;
  const said = (message: Message) => ({
    message: `${chat().id}:${message.message_id}`,
    key: `telegram:${chat().id}:${message.message_id}`,
  });
  const edit = (message: Message, text: string): string | undefined => {
    telegram.edit(message, text);
    const { update_id: update, edited_message: edited } = telegram.updates.at(-1) ?? {};
    const isTold = edited?.message_id === message.message_id && edited.chat.id === message.chat.id;
    return isTold ? `telegram:edit:${message.chat.id}:${message.message_id}:${update}` : undefined;
  };
  const place: Place = {
    ...base,
    service: 'telegram',
    calls: () => mention,
    piece(id, manner) {
      const { passed, mention: named, album } = manner;
      const text = (next: TurnId) => (named ? at : '') + pieceText(next, manner);
      const as = { ...(passed ? { forward: bystander } : {}), ...(album === undefined ? {} : { album, photo: true }) };
      const message = telegram.say(chat(), user, id === '' ? '' : text(id), as);
      return { ...said(message), ...(passed ? {} : { edit: (next) => edit(message, text(next)) }) };
    },
    talk(id) {
      const message = telegram.say(chat(), bystander, `O${id} between us`);
      return { ...said(message), edit: (next) => edit(message, `O${next} between us`) };
    },
    room: (messages) => said(telegram.say(chat(), user, words(`/room overhear=${messages}`))).message,
    say(id, ask, replyTo) {
      const reply = replyTo === undefined ? {} : { replyTo: Number(replyTo) };
      const message = telegram.say(chat(), user, words(textOf(id, ask)), reply);
      return {
        ...said(message),
        edit: (next) => edit(message, words(textOf(next, ask))),
      };
    },
    send: (text, document) => said(telegram.say(chat(), user, words(text), { document })),
    type(text, replyTo) {
      const reply = replyTo === undefined ? {} : { replyTo: Number(replyTo) };
      return `${chat().id}:${telegram.say(chat(), user, words(text), reply).message_id}`;
    },
    undraft() {
      const there = chat();
      if (there.type !== 'private' || !telegram.stoppable(there)) return false;
      telegram.stopDraft(there);
      return true;
    },
    press(label, under) {
      const shown = telegram.messages(chat()).filter(({ deleted }) => !deleted);
      const found = lastWith(shown, label, under, ({ buttons }) => buttons.flat());
      if (found) telegram.press(chat(), user, found.message, found.button.data);
      return found?.message.text;
    },
    stop: () => void telegram.say(chat(), user, mention ? `/stop@${telegram.bot.username}` : '/stop'),
    chats: () => chats.map((each) => String(each.id)),
    bubbles: () => chats.flatMap((each) => telegramBubbles(telegram, each, each !== chat())),
  };
  return place;
}

/** What the bot said in a chat; the pictures of an album are one bubble. */
function telegramBubbles(telegram: TelegramSimulator, chat: { id: number }, behind: boolean): Bubble[] {
  const seen = telegram.messages(chat).filter(({ mine }) => mine);
  const inAlbum = (album: string | undefined) => seen.filter((each) => album !== undefined && each.album === album);
  return seen
    .filter((each) => each.album === undefined || inAlbum(each.album)[0] === each)
    .map((message) => ({ ...message, bytes: message.file === undefined ? undefined : telegram.document(message) }))
    .map(({ id, text, photos, replyTo, album, file, bytes }) => ({
      id: String(id),
      chat: String(chat.id),
      text,
      photos: album === undefined ? photos : inAlbum(album).length,
      replyTo: replyTo === undefined ? undefined : String(replyTo),
      about: undefined,
      behind,
      ...(file === undefined ? {} : { document: { name: file, text: bytes?.toString() ?? '' } }),
    }));
}

/** The ids of a chat's newest bubble, or of all that came with it as an album. */
export function newestIn(seen: readonly { id: number; mine: boolean; album?: string }[]): string[] {
  const last = seen.findLast(({ mine }) => mine);
  if (!last) return [];
  return seen
    .filter(({ id, album }) => id === last.id || (album !== undefined && album === last.album))
    .map(({ id }) => String(id));
}
