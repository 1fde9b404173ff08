import type { Discord, SimChannel } from '../simulator/discord/index.ts';
import { editedAt } from '../simulator/discord/message-shapes.ts';
import type { SimMessage, SimUser } from '../simulator/discord/world.ts';
import type { TurnId } from './marks.ts';
import { asked, type Bubble, type newPlace, type Place, pieceText } from './place.ts';

/** Somebody else, and a place of theirs that the bot does not see. */
export interface Others {
  user: SimUser;
  elsewhere: SimChannel;
}

/** How a person says several messages, and others what is not for the bot. `mention`: the bot has to be named. */
export function createSaying(discord: Discord, user: SimUser, others: Others, mention: boolean) {
  const named = (text: string) => (mention ? `<@${discord.bot.id}> ${text}` : text);

  function said(message: SimMessage, text: (id: TurnId) => string) {
    return {
      message: `${message.channel.id}:${message.id}`,
      key: `discord:${message.id}`,
      edit(next: TurnId) {
        discord.edit(message, text(next));
        return `discord:edit:${message.id}:${editedAt(message)}`;
      },
      erase: () => discord.erase(message),
    };
  }

  function several(channel: () => SimChannel): Required<Pick<Place, 'piece' | 'talk' | 'room'>> {
    return {
      piece(id, manner) {
        const text = (next: TurnId) => (manner.mention ? named : String)(pieceText(next, manner));
        if (!manner.passed) return said(discord.say(channel(), user, text(id)), text);
        const first = discord.say(others.elsewhere, others.user, text(id));
        const { edit: _, ...forwarded } = said(discord.forward(channel(), user, first), text);
        return forwarded;
      },
      talk(id) {
        const text = (next: TurnId) => `O${next} between us`;
        return said(discord.say(channel(), others.user, text(id)), text);
      },
      room(messages) {
        return `${channel().id}:${discord.say(channel(), user, named(`/room overhear=${messages}`)).id}`;
      },
    };
  }

  return { said, several };
}

export function bubbleOf({ id, channel, content, attachments, reference, interaction }: SimMessage): Bubble {
  const [file] = attachments.filter(({ content_type: type }) => !type.startsWith('image/'));
  const name = `${file?.title ?? file?.filename}`;
  return {
    ...{ id, chat: channel.id, text: content, photos: file ? 0 : attachments.length, replyTo: reference },
    ...{ about: interaction?.id, behind: false },
    ...(file ? { document: { name, text: file.data?.toString() ?? '' } } : {}),
  };
}

/** A question in a channel of a server that opens a thread of its own, and what is said in there. */
export function discordThread(
  discord: Discord,
  base: ReturnType<typeof newPlace>,
  user: SimUser,
  others: Others,
  channel: SimChannel,
): Place {
  const opening = createSaying(discord, user, others, true);
  const inside = createSaying(discord, user, others, false);
  /** The messages of the question. A thread has the id of the first of them that the bot has heard of. */
  const openers: string[] = [];
  const threads = () =>
    openers.flatMap((id) => {
      try {
        return discord.known(user.id, id).channel;
      } catch {
        return [];
      }
    });
  const begins = opening.several(() => channel);
  const goesOn = inside.several(() => threads()[0] ?? channel);
  const begun = (message: string) => void openers.push(message.split(':')[1] ?? '');
  const mine = ({ author }: SimMessage) => author.id === discord.bot.id;

  /** Answers that did not come to be in the thread. */
  function beside(): Bubble[] {
    const own = new RegExp(`[AE]\\d+c${base.conversation}:`);
    const bubbles = discord.messages(channel).filter(mine).map(bubbleOf);
    return bubbles.filter(({ text, replyTo }) => own.test(text) || openers.includes(replyTo ?? ''));
  }

  /** In its thread nothing replies to the question. */
  function within(): Bubble[] {
    const bubbles = threads().flatMap((thread) => discord.messages(thread).filter(mine).map(bubbleOf));
    return bubbles.map((bubble) =>
      bubble.replyTo === undefined ? { ...bubble, about: `${channel.id}:${bubble.chat}` } : bubble,
    );
  }

  return {
    ...base,
    service: 'discord',
    joint: true,
    steered: true,
    calls: () => openers.length === 0,
    open: () => openers.length === 0 || within().length > 0,
    say(id, ask) {
      const text = (next: TurnId) => `Q${next} ${asked[ask]}`;
      const [thread] = threads();
      if (thread) return inside.said(discord.say(thread, user, text(id)), text);
      const first = opening.said(discord.say(channel, user, `<@${discord.bot.id}> ${text(id)}`), text);
      begun(first.message);
      return first;
    },
    piece(id, manner) {
      const said = (threads().length > 0 ? goesOn : begins).piece(id, manner);
      if (!manner.passed && said.message.startsWith(channel.id)) begun(said.message);
      return said;
    },
    thread: { parent: channel.id, opened: () => threads().length },
    stop: () => undefined,
    chats: () => [...openers, channel.id],
    bubbles: () => [...beside(), ...within()],
  };
}
