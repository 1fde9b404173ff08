import * as v from 'valibot';
import { snowflake } from '../ids.ts';

/**
 * Roles that the bot holds, by server, as Discord's events tell them. discord.js drops members again: a server's event lists
 * the bot itself among them, and of members' changes a bot is always told its own.
 */
export interface OwnRoles {
  /** GUILD_CREATE, unchecked. `self` is the bot's user id. */
  guild(data: unknown, self: string): void;
  /** GUILD_MEMBER_UPDATE, unchecked. */
  member(data: unknown, self: string): void;
  /** Ids of the roles held in a server. */
  in(guild: string): readonly string[];
}

const member = v.object({ user: v.object({ id: snowflake }), roles: v.array(snowflake) });
const guildMembers = v.object({ id: snowflake, members: v.array(v.unknown()) });
const changedMember = v.object({ guild_id: snowflake, ...member.entries });

export function createOwnRoles(): OwnRoles {
  const held = new Map<string, readonly string[]>();
  return {
    guild(data, self) {
      const guild = v.safeParse(guildMembers, data);
      if (!guild.success) return;
      const { id, members } = guild.output;
      const own = members.find((each) => v.is(member, each) && each.user.id === self);
      if (v.is(member, own)) held.set(id, own.roles);
    },
    member(data, self) {
      const changed = v.safeParse(changedMember, data);
      if (changed.success && changed.output.user.id === self) held.set(changed.output.guild_id, changed.output.roles);
    },
    in: (guild) => held.get(guild) ?? [],
  };
}
