import * as v from 'valibot';
import { snowflake } from '../ids.ts';

/**
 * The bot as a member of servers, as Discord's events tell. discord.js drops members again: a server's event lists the bot
 * itself among them, and of members' changes a bot is always told its own.
 */
export interface OwnMembers {
  /** GUILD_CREATE, unchecked. `self` is the bot's user id. */
  guild(data: unknown, self: string): void;
  /** GUILD_MEMBER_UPDATE, unchecked. */
  member(data: unknown, self: string): void;
  /** Ids of the roles held in a server. */
  roles(guild: string): readonly string[];
  /** End of the time-out in a server, epoch ms; perhaps past, 0 where there was none. */
  timedOutUntil(guild: string): number;
}

const member = v.object({
  user: v.object({ id: snowflake }),
  roles: v.array(snowflake),
  communication_disabled_until: v.fallback(
    v.pipe(
      v.nullish(v.string(), ''),
      v.transform((at) => Date.parse(at) || 0),
    ),
    0,
  ),
});

interface OwnMember {
  roles: readonly string[];
  timedOutUntil: number;
}

const guildMembers = v.object({ id: snowflake, members: v.array(v.unknown()) });
const changedMember = v.object({ guild_id: snowflake, ...member.entries });

export function createOwnMembers(): OwnMembers {
  const own = new Map<string, OwnMember>();
  const note = (guild: string, { roles, communication_disabled_until: timedOutUntil }: v.InferOutput<typeof member>) =>
    own.set(guild, { roles, timedOutUntil });
  return {
    guild(data, self) {
      const guild = v.safeParse(guildMembers, data);
      if (!guild.success) return;
      for (const each of guild.output.members) {
        const read = v.safeParse(member, each);
        if (read.success && read.output.user.id === self) note(guild.output.id, read.output);
      }
    },
    member(data, self) {
      const changed = v.safeParse(changedMember, data);
      if (changed.success && changed.output.user.id === self) note(changed.output.guild_id, changed.output);
    },
    roles: (guild) => own.get(guild)?.roles ?? [],
    timedOutUntil: (guild) => own.get(guild)?.timedOutUntil ?? 0,
  };
}
