import type { Discord, SimChannel } from '../simulator/discord/index.ts';
import type { Use, Used } from '../simulator/discord/uses.ts';
import { flags, type SimMessage, type SimUser } from '../simulator/discord/world.ts';
import type { Chat, Utterance } from './chat.ts';
import { discordRuns } from './looks.ts';
import type { Pictures } from './pictures.ts';
import { readSlash } from './slash.ts';
import { lines, run } from './text.ts';

/** A slash command somebody used: Discord keeps no message of it. */
interface Command {
  user: SimUser;
  text: string;
  used: Used;
}

/** A channel of a server, and a direct message. */
export function openDiscordChats(discord: Discord, pictures: Pictures) {
  const ada = discord.user({ username: 'ada', global_name: 'Ada' });
  const ben = discord.user({ username: 'ben', global_name: 'Ben' });
  const general = discord.channel(discord.guild({ name: 'Friends' }), { name: 'general' });
  const captions = new Map<string, string>();

  function utterance(label: string, message: SimMessage): Utterance {
    const mine = message.author.id === discord.bot.id;
    const privately = message.flags & flags.ephemeral ? [run('only for the asker: ', 'dim')] : [];
    const thinking = message.flags & flags.loading ? [run('is thinking …', 'dim')] : [];
    const files = message.attachments.map(({ id, data }) => run(caption(id, data), 'dim'));
    const text = message.content.replaceAll(`<@${discord.bot.id}>`, '@Parley');
    return {
      id: `discord:${message.id}`,
      chat: `discord:${message.channel.id}`,
      label: run(label, 'discord'),
      name: mine ? 'Parley' : (message.author.global_name ?? message.author.username),
      mine,
      buttons: message.buttons.flat().map(({ label }) => label),
      runs: lines([...privately, ...thinking, ...discordRuns(text)], ...files.map((file) => [file])),
    };
  }

  function caption(id: string, data: Buffer | undefined): string {
    const known = captions.get(id);
    if (known) return known;
    const text = data ? pictures.save(data) : 'a file';
    captions.set(id, text);
    return text;
  }

  function chat(label: string, where: SimChannel, user: SimUser, mention: string): Chat {
    const commands: Command[] = [];
    let last: SimMessage | undefined;

    function say(text: string): void {
      if (!text.startsWith('/')) {
        last = discord.say(where, user, `${mention}${text}`);
        return;
      }
      const use: Use = readSlash(text, discord.commands());
      commands.push({ user, text, used: discord.interact(where, user, use) });
    }

    /** What the person sees, oldest first. */
    function seen(): SimMessage[] {
      const hidden = commands.flatMap(({ used }) => used.messages()).filter((each) => each.flags & flags.ephemeral);
      return [...discord.messages(where), ...hidden].sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
    }

    function asked({ text, used }: Command): Utterance {
      const id = `discord:${used.id}`;
      return {
        id,
        chat: `discord:${where.id}`,
        label: run(label, 'discord'),
        name: user.global_name ?? user.username,
        mine: false,
        buttons: [],
        runs: [run(text.split(' ', 1)[0] ?? '', 'discord'), run(text.slice(text.split(' ', 1)[0]?.length))],
      };
    }

    return {
      id: `discord:${where.id}`,
      say,
      press(wanted) {
        for (const message of seen().toReversed()) {
          const button = message.buttons.flat().find(({ label }) => label.includes(wanted));
          if (button) return void discord.press(message, user, button.id);
        }
        const menu = discord.commands().some(({ type, name }) => type === 3 && name === wanted);
        const about = discord.messages(where).findLast(({ author }) => author.id !== discord.bot.id);
        if (!menu || !about) throw new Error(`There is no button “${wanted}” here.`);
        commands.push({ user, text: `≡ ${wanted}`, used: discord.pick(about, user, wanted) });
      },
      edit(text) {
        if (!last) throw new Error('Nothing was said here that could be edited.');
        discord.edit(last, `${mention}${text}`);
      },
      erase() {
        if (!last) throw new Error('Nothing was said here that could be deleted.');
        discord.erase(last);
        last = undefined;
      },
      utterances() {
        const written = seen().map((message) => utterance(label, message));
        return [...written, ...commands.map(asked)].sort(byAge);
      },
    };
  }

  return {
    direct: chat('Discord private', discord.dm(ada), ada, ''),
    channel: chat('Discord #general', general, ben, `<@${discord.bot.id}> `),
  };
}

/** Discord's ids hold the time. */
function byAge(a: Utterance, b: Utterance): number {
  const [one, other] = [a, b].map(({ id }) => BigInt(id.slice('discord:'.length)));
  return Number((one ?? 0n) - (other ?? 0n));
}
