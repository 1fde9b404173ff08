import type { Message } from 'grammy/types';
import type { DiscordMessage } from './discord-message.ts';

/**
 * What the page and its server say to each other: news come down as server-sent events, deeds go up by POST. Types alone, so
 * that the browser loads nothing of it. What platforms show is passed on as the bot sent it.
 */

export type Platform = 'telegram' | 'discord';

/** Somebody the visitor may be. */
export interface Person {
  /** `telegram:<id>`, `discord:<id>` */
  id: string;
  platform: Platform;
  name: string;
  /** Language of their client, a BCP 47 tag. */
  locale: string;
  /** What sets them apart: those who may not talk to the bot, and those who look after a place. */
  role?: 'stranger' | 'admin';
}

/** A chat, a topic, a channel, a thread. */
export interface Place {
  /** `telegram:<chat>`, `telegram:<chat>:<topic>`, `discord:<channel>` */
  id: string;
  platform: Platform;
  kind: 'private' | 'group' | 'forum' | 'topic' | 'server' | 'channel' | 'thread' | 'post' | 'postboard';
  name: string;
  /** Place that it belongs to: of a topic its forum, of a thread its channel, of a channel its server. */
  parent?: string;
  /** Ids of the people who see it. */
  people: readonly string[];
  /** Nobody writes here itself: a server, a forum's front. */
  closed?: true;
}

/** A Telegram message as the Bot API has it: a text with its entities, files by their ids, a keyboard. */
export interface TelegramItem {
  platform: 'telegram';
  /** Unique over all places and kinds. */
  id: string;
  place: string;
  message: Message;
  /** The bot sent it. */
  mine: boolean;
  /** Emoji under it, one for each reaction. */
  reactions: readonly string[];
  /** Person who alone sees it; everybody there does when absent. */
  alone?: string;
  /** It passes: the text that the bot drafts before it sends it; `stop`: with a button that ends it. */
  draft?: { stop: boolean };
  /** It opens a field for a reply, for these people; for everybody there when absent. */
  asks?: { people?: readonly string[]; placeholder?: string };
  /** Buttons under it whose presses are not answered yet, and who pressed them. */
  pressed?: readonly { person: string; data: string }[];
}

/** A Discord message as the API has it: content, embeds, attachments, components, flags. */
export interface DiscordItem {
  platform: 'discord';
  id: string;
  place: string;
  message: DiscordMessage;
  mine: boolean;
  reactions: readonly string[];
  alone?: string;
  /** A command that is being answered, or was not in time; the message is empty then. */
  state?: 'thinking' | 'failed';
}

export type Item = TelegramItem | DiscordItem;

/** A form that is open on somebody's screen, on Discord. */
export interface Form {
  id: string;
  person: string;
  title: string;
  fields: readonly FormField[];
}

export interface FormField {
  id: string;
  label: string;
  description: string;
  placeholder: string;
  value: string;
  required: boolean;
  /** Characters. */
  least: number;
  most: number;
  /** Of several lines. */
  long: boolean;
}

/** What is shown to somebody who pressed, and passes: Telegram's answer to a press. */
export interface Notice {
  person: string;
  text: string;
  /** It stays until it is closed. */
  alert: boolean;
}

/** A command as a client lists it. */
export interface Command {
  platform: Platform;
  /** `/` by writing; `message`, of a message's menu. */
  kind: 'slash' | 'message';
  name: string;
  /** Names and descriptions by the language of the client; '' is the one for all others. */
  descriptions: Readonly<Record<string, string>>;
  names: Readonly<Record<string, string>>;
  options: readonly CommandOption[];
}

export interface CommandOption {
  name: string;
  names: Readonly<Record<string, string>>;
  descriptions: Readonly<Record<string, string>>;
  type: 'text' | 'integer' | 'number' | 'boolean' | 'file';
  required: boolean;
  /** The bot suggests values while one writes. */
  completes: boolean;
  choices: readonly { name: string; value: string | number }[];
}

/** A call to a platform, or to the model. */
export interface Call {
  id: string;
  to: 'telegram' | 'discord' | 'model';
  /** Epoch ms. */
  at: number;
  /** How long it took to answer, ms; absent while it is under way. */
  ms?: number;
  /** `sendMessage`, `POST /channels/:id/messages`, `POST /v1/responses` */
  what: string;
  /** HTTP status. */
  status?: number;
  /** JSON of the request and of the answer, cut where they are long, without secrets. */
  request: string;
  answer: string;
}

/** A step of a turn, as the order of work has it. */
export interface Step {
  /** Epoch ms. */
  at: number;
  /** Id of the turn. */
  turn: string;
  place: string;
  what: 'accepted' | 'begun' | 'asked' | 'recorded' | 'settled' | 'applied' | 'closed';
  /** Tokens sent and received, once they are known. */
  tokens?: { input: number; output: number };
}

/** What the visitor breaks, on purpose. */
export type Trouble = 'limit' | 'failure' | 'stall' | 'reset' | 'lost';

export interface Bot {
  running: boolean;
  /** How often it was started. */
  starts: number;
  /** Epoch ms. */
  since: number;
  /** The real model answers, not the stand-in. */
  real: boolean;
}

/** All there is, told once to each page. */
export interface World {
  /** What has to stand in each POST: a page of another site does not know it. */
  key: string;
  people: readonly Person[];
  places: readonly Place[];
  items: readonly Item[];
  forms: readonly Form[];
  commands: readonly Command[];
  /** Ids of the places where the bot shows that it writes. */
  typing: readonly string[];
  calls: readonly Call[];
  steps: readonly Step[];
  troubles: readonly Trouble[];
  bot: Bot;
}

/** What has changed since. Lists hold what is new or other; `typing`, `forms` and `troubles` are whole. */
export type News = Partial<Omit<World, 'key'>> & {
  /** Ids of items that are gone. */
  gone?: readonly string[];
  notices?: readonly Notice[];
};

/** A file that is sent. */
export interface SentFile {
  kind: 'picture' | 'file' | 'voice';
  name: string;
  mime: string;
  /** Base64. */
  data: string;
  /** Seconds, of a voice. */
  duration?: number;
  /** Pixels, of a picture. */
  width?: number;
  height?: number;
}

/** What somebody does in a place. Ids of messages are those of items. */
export type Deed =
  | { act: 'say'; text: string; replyTo?: string; files?: readonly SentFile[] }
  | { act: 'edit'; message: string; text: string }
  | { act: 'erase'; message: string }
  | { act: 'forward'; message: string }
  | { act: 'react'; message: string; emoji: string }
  /** A button: `data` as the message has it. */
  | { act: 'press'; message: string; data: string }
  /** Telegram's Stop under a draft. */
  | { act: 'stop' }
  /** A slash command of Discord. */
  | {
      act: 'use';
      name: string;
      options: Readonly<Record<string, string | number | boolean>>;
      files?: Readonly<Record<string, SentFile>>;
    }
  /** What is suggested for the option that is being written; answered at once. */
  | { act: 'complete'; name: string; options: Readonly<Record<string, string | number | boolean>>; focused: string }
  /** A command of a message's menu. */
  | { act: 'pick'; message: string; name: string }
  | { act: 'fill'; form: string; texts: Readonly<Record<string, string>> }
  | { act: 'dismiss'; form: string };

/** Body of `POST /deeds`. */
export type Request = { key: string; person: string; place: string } & Deed;

/** Its answer: `choices` to `complete`; `error` says in a sentence why it cannot be done. */
export interface Done {
  error?: string;
  choices?: readonly { name: string; value: string | number }[];
}

/** Body of `POST /breaks`: breaks something, or mends it; ends the bot as `kill -9` does, or starts it. */
export type Break = { key: string } & ({ trouble: Trouble; on: boolean } | { bot: 'kill' | 'start' });
