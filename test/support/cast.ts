import type { Chat, User } from 'grammy/types';
import type { Discord, SimChannel } from '../simulator/discord/index.ts';
import type { SimGuild, SimUser } from '../simulator/discord/world.ts';
import type { TelegramSimulator } from '../simulator/telegram/index.ts';

/** People and places of the demo: in the terminal and on the page they are the same. */

/** Somebody, with an id on each platform. */
interface Member {
  name: string;
  username: string;
  /** Language of their clients, a BCP 47 tag. */
  locale: string;
  /** Name of that language on each platform. */
  telegramLanguage: string;
  discordLocale: string;
  telegram: number;
  discord: string;
  role?: 'admin' | 'stranger';
}

const english = { locale: 'en', telegramLanguage: 'en', discordLocale: 'en-US' };
const chinese = { locale: 'zh-CN', telegramLanguage: 'zh-hans', discordLocale: 'zh-CN' };
const spanish = { locale: 'es', telegramLanguage: 'es', discordLocale: 'es-ES' };

/** Everybody. Their ids are fixed, so that the bot's settings can name them before they are there. */
export const members = {
  ada: { name: 'Ada', username: 'ada', ...english, telegram: 700_101, discord: '170000000000000101' },
  ben: { name: 'Ben', username: 'ben', ...english, telegram: 700_102, discord: '170000000000000102', role: 'admin' },
  cleo: { name: 'Cleo', username: 'cleo', ...english, telegram: 700_103, discord: '170000000000000103' },
  hua: { name: '李华', username: 'lihua', ...chinese, telegram: 700_104, discord: '170000000000000104' },
  ines: { name: 'Inés', username: 'ines', ...spanish, telegram: 700_105, discord: '170000000000000105' },
  sam: { name: 'Sam', username: 'sam', ...english, telegram: 700_106, discord: '170000000000000106', role: 'stranger' },
} as const satisfies Record<string, Member>;

export type Name = keyof typeof members;

const everybody: readonly Member[] = Object.values(members);
const names = Object.keys(members) as Name[];

const group = -1_001_700_000_001;
const forum = -1_001_700_000_002;
const server = '170000000000000001';

/** What the bot's environment says of them: everybody but the stranger may talk to it, and who looks after places is its owner. */
export function accessSettings(): Record<string, string> {
  const idsOf = (people: readonly Member[]) =>
    people.flatMap(({ telegram, discord }) => [`telegram:${telegram}`, `discord:${discord}`]).join(',');
  return {
    ACCESS: 'allowlist',
    ALLOWED_USERS: idsOf(everybody.filter(({ role }) => role !== 'stranger')),
    ALLOWED_CHATS: `telegram:${group},telegram:${forum},discord:${server}`,
    OWNERS: idsOf(everybody.filter(({ role }) => role === 'admin')),
  };
}

export interface Cast {
  telegram: {
    users: Readonly<Record<Name, User>>;
    bookClub: Chat.SupergroupChat;
    /** A forum with two topics besides General. */
    harbour: Chat.SupergroupChat;
  };
  discord: {
    users: Readonly<Record<Name, SimUser>>;
    friends: SimGuild;
    general: SimChannel;
    ideas: SimChannel;
  };
}

/** Brings them in. Nobody has said anything yet. */
export function openCast(telegram: TelegramSimulator, discord: Discord): Cast {
  return { telegram: openTelegram(telegram), discord: openDiscord(discord) };
}

function openTelegram(telegram: TelegramSimulator): Cast['telegram'] {
  const users = eachOf(({ name, telegram: id, username, telegramLanguage }) =>
    telegram.user({ id, first_name: name, username: `${username}_demo`, language_code: telegramLanguage }),
  );
  for (const user of Object.values(users)) telegram.privateChat(user);
  const bookClub = telegram.group({ title: 'Book club', id: group });
  const harbour = telegram.group({ title: 'Harbour project', id: forum, forum: true });
  for (const [where, people] of [
    [bookClub, ['ada', 'ben', 'cleo', 'hua']],
    [harbour, ['ada', 'ben', 'ines', 'hua']],
  ] as const) {
    for (const name of people) telegram.appoint(where, users[name], name === 'ben');
    // Only an admin can tell one person something alone there.
    telegram.appoint(where, telegram.bot);
  }
  for (const name of ['Plans', 'Photos']) telegram.topic(harbour, users.ben, name);
  return { users, bookClub, harbour };
}

function openDiscord(discord: Discord): Cast['discord'] {
  const users = eachOf(({ name, username, discord: id, discordLocale: locale }) =>
    discord.user({ id, username, global_name: name, locale }),
  );
  const friends = discord.guild({ name: 'Friends', id: server });
  const general = discord.channel(friends, { name: 'general' });
  const ideas = discord.channel(friends, { name: 'ideas' });
  discord.thread(general, { name: 'Weekend trip', owner: users.ben });
  const questions = discord.forum(friends, { name: 'questions' });
  discord.thread(questions, { name: 'How do tides work?', owner: users.ada });
  // Applications are called as they were named.
  discord.bot.username = 'Parley';
  discord.appoint(friends, users.ben);
  discord.leave(friends, users.sam);
  for (const user of Object.values(users)) discord.dm(user);
  return { users, friends, general, ideas };
}

function eachOf<T>(make: (member: Member) => T): Record<Name, T> {
  return Object.fromEntries(names.map((name) => [name, make(members[name])])) as Record<Name, T>;
}
