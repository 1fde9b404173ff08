import type { Discord, SimChannel } from '../simulator/discord/index.ts';
import type { Use, Used } from '../simulator/discord/uses.ts';
import type { SimUser } from '../simulator/discord/world.ts';
import { bubbleOf, createSaying, type Others } from './discord-saying.ts';
import type { TurnId } from './marks.ts';
import { asked, isPicture, lastWith, type newPlace, type Place, type SentFile } from './place.ts';
import type { Ask } from './schedule.ts';

/** What a message's menu offers of the bot. */
const MENU = 'Translate';

function useOf(id: TurnId, ask: Ask, privately: boolean): Use {
  if (ask === 'fresh') return { name: 'new' };
  const prompt = `Q${id} ${asked[ask]}`;
  if (isPicture(ask)) return { name: 'image', options: { prompt, ...(ask === 'album' ? { count: 2 } : {}) } };
  return { name: 'ask', options: { prompt, ...(privately ? { private: true } : {}) } };
}

/** `private`: by /ask with answers that only the asker sees, a conversation of its own. */
export function discordPlace(
  discord: Discord,
  base: ReturnType<typeof newPlace>,
  catchUp: boolean,
  user: SimUser,
  others: Others,
  channel: SimChannel,
  how: 'plain' | 'mention' | 'slash' | 'private',
): Place {
  const all: Used[] = [];
  const saying = createSaying(discord, user, others, how === 'mention');
  const place: Place = {
    ...base,
    service: 'discord',
    calls: () => how === 'mention',
    // Slash commands can be used once the bot has registered them.
    open: (ask) =>
      (catchUp && (how === 'plain' || how === 'mention') && !isPicture(ask)) ||
      (discord.online() === 1 &&
        ['ask', 'image', MENU].every((each) => discord.commands().some(({ name }) => name === each))),
    say(id, ask, replyTo) {
      if (ask === 'menu') {
        const note = discord.say(channel, discord.user({ username: 'noter' }), `Q${id} ${asked[ask]}`);
        const used = discord.pick(note, user, MENU);
        all.push(used);
        return { message: used.id, key: `discord:i:${used.id}`, used };
      }
      const picture = isPicture(ask);
      if (how === 'slash' || how === 'private' || picture) {
        const used = discord.interact(channel, user, useOf(id, ask, how === 'private'));
        all.push(used);
        return { message: used.id, key: `discord:i:${used.id}`, used };
      }
      const words = ask === 'fresh' ? asked[ask] : `Q${id} ${asked[ask]}`;
      const at = how === 'mention' ? `<@${discord.bot.id}> ` : '';
      const to = replyTo === undefined ? {} : { replyTo: { id: replyTo } };
      const message = discord.say(channel, user, at + words, to);
      return { ...saying.said(message, (next) => `${at}Q${next} ${asked[ask]}`), pin: () => discord.pin(message) };
    },
    ...saying.several(() => channel),
    ...(how === 'plain'
      ? {
          send(text: string, { name, mime, bytes }: SentFile) {
            const attachments = [{ filename: name, contentType: mime, data: bytes }];
            const { message, key } = saying.said(discord.say(channel, user, text, { attachments }), () => text);
            return { message, key };
          },
          type(text: string, replyTo?: string) {
            const to = replyTo === undefined ? {} : { replyTo: { id: replyTo } };
            return `${channel.id}:${discord.say(channel, user, text, to).id}`;
          },
        }
      : {}),
    press(label, under) {
      if (discord.online() !== 1) return undefined;
      const found = lastWith(discord.messages(channel), label, under, ({ buttons }) =>
        buttons.flat().map(({ id, label }) => ({ data: id, text: label })),
      );
      if (found) discord.press(found.message, user, found.button.data);
      return found?.message.content;
    },
    stop: () => void discord.say(channel, user, `${how === 'mention' ? `<@${discord.bot.id}> ` : ''}/stop`),
    chats: () => [channel.id],
    bubbles: () =>
      (how === 'private' ? all.flatMap((used) => used.messages()) : discord.messages(channel))
        .filter(({ author }) => author.id === discord.bot.id)
        .map(bubbleOf),
  };
  if (how === 'private') {
    place.fitting = (ask) => (ask === 'long' || isPicture(ask) ? 'parts' : ask === 'fresh' ? 'short' : ask);
    place.exposed = () =>
      discord
        .messages(channel)
        .filter(({ author }) => author.id === discord.bot.id)
        .map(({ content }) => content);
  }
  return place;
}
