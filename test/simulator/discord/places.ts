import { write } from './actors.ts';
import { addMessage, blank } from './messages.ts';
import { botMemberShape, channelShape, guildShape, roleShape, userShape } from './shapes.ts';
import { isThread, type SimChannel, type SimGuild, type SimMessage, type SimUser, type World } from './world.ts';

/** Makers of people and places; the gateway is told of new ones. */

export interface Places {
  user(about: {
    id?: string;
    username: string;
    global_name?: string;
    nick?: string;
    locale?: string;
    bot?: boolean;
    newcomer?: boolean;
  }): SimUser;
  /** Somebody and some place that there are already, by id. */
  known(user: string, channel: string): { user: SimUser; channel: SimChannel };
  /** `member: false`: a server the bot was not added to. */
  guild(about: {
    name: string;
    member?: boolean;
    community?: boolean;
    preferredLocale?: string;
    id?: string;
  }): SimGuild;
  /** `readers`: nobody else sees it. `id`: the first channel of an old server has the server's. */
  channel(guild: SimGuild, about: { name: string; readers?: SimUser[]; id?: string }): SimChannel;
  /** `readers`: a private thread of these. `from`: the message that it is made from, whose id it has. */
  thread(
    channel: SimChannel,
    about: { name: string; readers?: SimUser[]; from?: SimMessage; owner?: SimUser },
  ): SimChannel;
  /** A forum, in which every post is a thread. */
  forum(guild: SimGuild, about: { name: string }): SimChannel;
  /** A post: a thread of the forum and its first message. */
  post(forum: SimChannel, user: SimUser, about: { title: string; content: string }): SimChannel;
  /** The person's private chat with the bot, or (`group`) one of people the bot is not in. */
  dm(user: SimUser, about?: { group?: boolean }): SimChannel;
  /** What the bot may do in a channel. */
  permit(
    channel: SimChannel,
    may: Partial<Pick<SimChannel, 'view' | 'send' | 'blocked' | 'attach' | 'history' | 'threads'>>,
  ): void;
  /** Closes a thread: archived by age, or locked as well by a moderator. */
  archive(thread: SimChannel, how?: { locked?: boolean }): void;
  /** The user may manage messages in the server. */
  appoint(guild: SimGuild, user: SimUser): void;
  /** Makes a role of a server, which the bot holds or may get later; gives its id. */
  role(guild: SimGuild, about: { name: string; held?: boolean }): string;
  /** The bot may say nothing in a server until then, epoch ms. */
  timeOut(guild: SimGuild, until: number): void;
  /** The bot gets or loses a role. */
  hold(guild: SimGuild, role: string, held: boolean): void;
  /** The user leaves a server, or sees a private channel or thread no longer. Without an intent of its own no bot is told. */
  leave(from: SimGuild | SimChannel, user: SimUser): void;
}

/** A channel the bot may use without limits. */
export const freely = {
  view: true,
  send: true,
  blocked: false,
  attach: true,
  history: true,
  threads: true,
  archived: false,
  locked: false,
};

export function places(world: World): Places {
  function tell(channel: SimChannel): void {
    if (!channel.guild?.member) return;
    world.dispatch(isThread(channel) ? 'THREAD_UPDATE' : 'CHANNEL_UPDATE', 1, () => channelShape(channel));
  }

  function addChannel(
    channel: Pick<SimChannel, 'type' | 'name' | 'recipients' | 'guild' | 'parent' | 'readers' | 'owner'>,
    id = world.snowflake(),
  ): SimChannel {
    const added = { ...freely, ...channel, id };
    world.channels.set(added.id, added);
    if (added.guild?.member) {
      const event = isThread(added) ? 'THREAD_CREATE' : 'CHANNEL_CREATE';
      world.dispatch(event, 1, () => channelShape(added));
    }
    return added;
  }

  function hold(guild: SimGuild, role: string, held: boolean): void {
    guild.roles = (guild.roles ?? []).map((each) => (each.id === role ? { ...each, held } : each));
    tellOwn(guild);
  }

  /** Of members, a bot without the intent is told only its own changes. */
  function tellOwn(guild: SimGuild): void {
    const member = { ...botMemberShape(guild), user: userShape(world.bot) };
    world.dispatch('GUILD_MEMBER_UPDATE', 1, () => ({ ...member, guild_id: guild.id }));
  }

  return {
    user({ id = world.snowflake(), username, global_name, nick, locale, bot, newcomer }) {
      const user: SimUser = {
        id,
        username,
        global_name: global_name ?? null,
        ...(nick === undefined ? {} : { nick }),
        bot: bot ?? false,
        locale: locale ?? 'en-US',
        ...(newcomer ? { newcomer } : {}),
      };
      world.users.set(id, user);
      return user;
    },
    known(userId, channelId) {
      const user = world.users.get(userId);
      const channel = world.channels.get(channelId);
      if (!user || !channel) throw new Error(`nobody ${userId} or nothing ${channelId}`);
      return { user, channel };
    },
    guild({ name, member, community, preferredLocale, id = world.snowflake() }) {
      const guild: SimGuild = {
        id,
        name,
        member: member ?? true,
        botRole: world.snowflake(),
        preferredLocale: preferredLocale ?? 'en-US',
        community: community ?? false,
        moderators: new Set(),
      };
      world.guilds.set(guild.id, guild);
      if (guild.member) world.dispatch('GUILD_CREATE', 1, () => guildShape(world, guild));
      return guild;
    },
    channel: (guild, { name, readers, id }) =>
      addChannel({ type: 0, name, guild, recipients: [], ...idsOf(readers) }, id),
    thread(channel, { name, readers, from, owner }) {
      const guild = channel.guild ? { guild: channel.guild } : {};
      const type: SimChannel['type'] = readers ? 12 : 11;
      const opened = owner ? { owner: owner.id } : {};
      const made = { type, name, ...guild, parent: channel.id, ...idsOf(readers), ...opened };
      return addChannel({ ...made, recipients: [] }, from?.id);
    },
    forum: (guild, { name }) => addChannel({ type: 15, name, guild, recipients: [] }),
    post(forum, user, { title, content }) {
      const guild = forum.guild ? { guild: forum.guild } : {};
      const post = addChannel({ type: 11, name: title, ...guild, parent: forum.id, owner: user.id, recipients: [] });
      const first = { ...blank(world, post, user), id: post.id };
      write(first, content);
      addMessage(world, first);
      return post;
    },
    dm(user, about = {}) {
      const type = about.group ? 3 : 1;
      const found = [...world.channels.values()].find((each) => each.type === type && each.recipients.includes(user));
      return found ?? addChannel({ type, name: '', recipients: [user] });
    },
    permit(channel, may) {
      Object.assign(channel, may);
      tell(channel);
    },
    archive(thread, { locked = false } = {}) {
      Object.assign(thread, { archived: true, locked });
      tell(thread);
    },
    role(guild, { name, held = false }) {
      const id = world.snowflake();
      guild.roles = [...(guild.roles ?? []), { id, name, held: false }];
      world.dispatch('GUILD_ROLE_CREATE', 1, () => ({ guild_id: guild.id, role: roleShape(id, name) }));
      if (held) hold(guild, id, true);
      return id;
    },
    hold,
    timeOut(guild, until) {
      guild.timedOut = until;
      tellOwn(guild);
    },
    appoint(guild, user) {
      guild.moderators.add(user.id);
    },
    leave(from, user) {
      if ('member' in from) from.left = [...(from.left ?? []), user.id];
      else from.readers = (from.readers ?? []).filter((id) => id !== user.id);
    },
  };
}

function idsOf(users: SimUser[] | undefined): { readers?: string[] } {
  return users ? { readers: users.map(({ id }) => id) } : {};
}
