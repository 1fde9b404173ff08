import type { SimAttachment } from '../simulator/discord/files.ts';
import type { Discord, SimChannel } from '../simulator/discord/index.ts';
import type { Used } from '../simulator/discord/uses.ts';
import { flags, type SimMessage, type SimUser } from '../simulator/discord/world.ts';
import type { Cast } from '../support/cast.ts';
import { type Chat, findButton, messageBack, pressRuns, quoted, type Utterance } from './chat.ts';
import { threaded } from './discord-threads.ts';
import { type DemoFile, fileRuns, voiceMessage } from './files.ts';
import { discordRuns } from './looks.ts';
import type { Pictures } from './pictures.ts';
import { readSlash, readUnfinished } from './slash.ts';
import { lines, type Run, run } from './text.ts';

/** What somebody did besides writing: a command, a press, a form. Discord keeps no message of it. */
interface Deed {
  used: Used;
  shown: readonly Run[];
}

/** Channels of a server, and a direct message. */
export function openDiscordChats(
  discord: Discord,
  { users: { ada, ben }, general, ideas }: Cast['discord'],
  pictures: Pictures,
) {
  const mention = `<@${discord.bot.id}> `;
  const captions = new Map<string, string>();

  const nameOf = ({ global_name: shown, username }: SimUser) => shown ?? username;
  const textOf = ({ content }: SimMessage) => content.replaceAll(`<@${discord.bot.id}>`, '@Parley');

  function caption(id: string, data: Buffer | undefined): string {
    const known = captions.get(id);
    if (known) return known;
    const text = data ? pictures.save(data) : 'a file';
    captions.set(id, text);
    return text;
  }

  function attachment({ id, data, filename, content_type: type, duration_secs: seconds }: SimAttachment): Run[] {
    if (seconds === undefined && !type.startsWith('image/')) return fileRuns(filename, data);
    return [run(seconds === undefined ? caption(id, data) : voiceMessage(seconds), 'dim')];
  }

  function chat(label: string, where: SimChannel, user: SimUser, mention: string): Chat {
    const deeds: Deed[] = [];
    const forms = new Map<Used, Run[]>();
    let last: SimMessage | undefined;

    const common = { chat: `discord:${where.id}`, label: run(label, 'discord') };

    const sent = new Map<string, string>();

    function say(text: string, replyTo?: SimMessage): void {
      last = discord.say(where, user, `${mention}${text}`, replyTo ? { replyTo } : {});
    }

    function send({ kind, name, mime, bytes, shown, ...facts }: DemoFile, text: string): void {
      const voice = kind === 'voice';
      const file = { filename: name, contentType: mime, data: bytes, ...(voice ? { voice } : {}), ...facts };
      // A voice message has no words.
      last = discord.say(where, user, voice ? '' : `${mention}${text}`, { attachments: [file] });
      sent.set(last.id, shown);
    }

    function add(used: Used, ...shown: Run[]): void {
      deeds.push({ used, shown });
    }

    /** What the person sees, oldest first. */
    function seen(): SimMessage[] {
      const hidden = deeds.flatMap(({ used }) => used.messages()).filter((each) => each.flags & flags.ephemeral);
      return [...discord.messages(where), ...hidden].sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
    }

    function written(message: SimMessage): Utterance {
      const mine = message.author.id === discord.bot.id;
      const target = mine ? undefined : discord.messages(where).find(({ id }) => id === message.reference);
      const known = sent.get(message.id);
      const sends = ({ filename }: SimAttachment) => [run(`sends ${filename}`, 'dim')];
      const files = known === undefined ? message.attachments.map(mine ? attachment : sends) : [[run(known, 'dim')]];
      return {
        ...common,
        id: `discord:${message.id}`,
        name: mine ? 'Parley' : nameOf(message.author),
        mine,
        runs: lines(
          target ? [run(quoted(textOf(target)), 'dim')] : [],
          message.flags & flags.loading ? [run('is thinking …', 'dim')] : [],
          discordRuns(textOf(message)),
          ...files,
        ),
        buttons: message.buttons.flat().map((button) => button.label),
        ...(message.flags & flags.ephemeral ? { alone: nameOf(user) } : {}),
      };
    }

    /** What was done, and what the app shows at once: suggestions, a form. */
    function done({ used, shown }: Deed): Utterance[] {
      const id = `discord:${used.id}`;
      const form = used.form();
      if (form)
        forms.set(used, [
          run(`${form.title} · ${form.fields.map(({ label }) => label).join(' · ')}: `),
          run('________', 'dim'),
        ]);
      const names = used.choices()?.map(({ name }) => name);
      const reaction = names ? [run('suggests ', 'dim'), run(names.join(', ') || 'nothing')] : forms.get(used);
      return [
        { ...common, id, name: nameOf(user), mine: false, runs: shown, buttons: [] },
        ...(reaction
          ? [
              {
                ...common,
                id: `${id}:at-once`,
                name: 'Parley',
                mine: true,
                runs: reaction,
                buttons: [],
                alone: nameOf(user),
              },
            ]
          : []),
      ];
    }

    return {
      id: common.chat,
      say(text) {
        if (!text.startsWith('/')) say(text);
        else add(discord.interact(where, user, readSlash(text, discord.commands())), ...commandRuns(text));
      },
      speak(text) {
        last = discord.say(where, user, text);
      },
      send,
      reply(back, text) {
        const answers = discord.messages(where).filter(({ author }) => author.id === discord.bot.id);
        say(text, messageBack(answers, back));
      },
      press(wanted) {
        const messages = seen().toReversed();
        const { message, id, label } = findButton(
          messages.map((each) => each.buttons.flat().map((button) => ({ message: each, ...button }))),
          wanted,
        );
        add(discord.press(message, user, id), ...pressRuns(label));
      },
      pick(command) {
        const menu = discord.commands().flatMap(({ type, name }) => (type === 3 ? [String(name)] : []));
        const name = menu.find((each) => each.toLowerCase().startsWith(command.toLowerCase()));
        const about = discord.messages(where).findLast(({ author }) => author.id !== discord.bot.id);
        if (!name || command === '') throw new Error(`A message's menu holds: ${menu.join(', ')}.`);
        if (!about) throw new Error('Nobody has written anything here yet.');
        add(
          discord.pick(about, user, name),
          run('picks ', 'dim'),
          run(`≡ ${name}`),
          run(' on ', 'dim'),
          run(textOf(about)),
        );
      },
      fill(text) {
        const opener = deeds.findLast(({ used }) => used.form())?.used;
        if (!opener) throw new Error('No form is open here.');
        add(discord.submit(opener, text), run('fills in ', 'dim'), run(text));
      },
      type(text) {
        const use = readUnfinished(text, discord.commands());
        add(discord.complete(where, user, use), ...commandRuns(text), run('▏', 'dim'));
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
      utterances: () => [...seen().map(written), ...deeds.flatMap(done)].sort(byAge),
    };
  }

  return {
    direct: chat('Discord private', discord.dm(ada), ada, ''),
    channel: chat('Discord #general', general, ben, mention),
    ideas: threaded(discord, ideas, run('Discord #ideas', 'discord'), (at) =>
      at === ideas ? chat('Discord #ideas', at, ben, mention) : chat('Discord thread', at, ben, ''),
    ),
  };
}

function commandRuns(text: string): Run[] {
  const [name = ''] = text.split(' ', 1);
  return [run(name, 'discord'), run(text.slice(name.length))];
}

/** Discord's ids hold the time. */
function byAge(a: Utterance, b: Utterance): number {
  const [one, other] = [a, b].map(({ id }) => BigInt(id.split(':')[1] ?? 0));
  return Number((one ?? 0n) - (other ?? 0n));
}
