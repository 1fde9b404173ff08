import type { SimFile } from '../simulator/discord/files.ts';
import type { Discord, SimChannel, SimMessage } from '../simulator/discord/index.ts';
import type { SimUser } from '../simulator/discord/world.ts';
import type { Act, Actor } from './deeds.ts';
import type { DiscordItem } from './protocol.ts';
import type { Sent } from './sent-files.ts';

/** Most characters of a message, and most bytes of a file, of somebody who pays nothing. */
const TEXT = 2000;
const BYTES = 10 * 1024 * 1024;

/** How long a client waits for suggestions, ms. */
const SUGGESTED_MS = 3000;

/** Does on the stand-in of Discord what somebody does on the page. */
export function createDiscordActor(discord: Discord): Actor<DiscordItem> {
  const { world } = discord;

  function whereIs({ person, place }: Act<DiscordItem>): { channel: SimChannel; user: SimUser } {
    const channel = world.channels.get(place.id.split(':')[1] ?? '');
    const user = world.users.get(person.id.split(':')[1] ?? '');
    if (!channel || !user) throw new Error('That channel is gone.');
    return { channel, user };
  }

  function messageOf({ message }: DiscordItem): SimMessage {
    const found = world.messages.get(message.id);
    if (!found) throw new Error('That message is gone.');
    return found;
  }

  /** A client writes whom one chooses from its list by their id; on the page the name is enough. */
  function mentioning(text: string): string {
    const names = [discord.bot, ...world.users.values()].flatMap(({ id, global_name: shown, username }) =>
      [shown, username].flatMap((name) => (name ? [[name.toLowerCase(), id] as const] : [])),
    );
    return text.replace(/@([\p{L}\p{N}_]+)/gu, (mention, name: string) => {
      const known = names.find(([each]) => each === name.toLowerCase());
      return known ? `<@${known[1]}>` : mention;
    });
  }

  const own = (item: DiscordItem, { person }: Act<DiscordItem>) => `discord:${item.message.author.id}` === person.id;
  const hidden = { error: 'On Discord that cannot be done with a message that only you see.' };

  return {
    say(act, text, replyTo, files) {
      const { channel, user } = whereIs(act);
      const [voice] = files.filter(({ kind }) => kind === 'voice');
      if (text.trim() === '' && files.length === 0) return { error: 'There is nothing to send.' };
      if (text.length > TEXT) return { error: `Discord takes ${TEXT} characters.` };
      if (files.some(({ bytes }) => bytes.length > BYTES)) return { error: 'Discord takes files of up to 10 MB.' };
      if (voice && (files.length > 1 || text !== '')) return { error: 'On Discord a voice message is sent alone.' };
      if (replyTo?.alone) return hidden;
      const attachments = files.map(attached);
      discord.say(channel, user, mentioning(text), {
        ...(replyTo ? { replyTo: replyTo.message } : {}),
        ...(attachments.length > 0 ? { attachments } : {}),
      });
      return {};
    },
    edit(act, item, text) {
      if (!own(item, act)) return { error: 'Only your own messages can be edited.' };
      if (text.trim() === '' && item.message.attachments.length === 0) return { error: 'There is nothing to send.' };
      if (text.length > TEXT) return { error: `Discord takes ${TEXT} characters.` };
      discord.edit(messageOf(item), mentioning(text));
      return {};
    },
    erase(act, item) {
      const moderates = act.person.role === 'admin' && act.place.kind !== 'private';
      if (!item.alone && !own(item, act) && !moderates) return { error: 'Only your own messages can be deleted.' };
      discord.erase(messageOf(item));
      return {};
    },
    forward(act, item) {
      const { channel, user } = whereIs(act);
      if (item.alone) return hidden;
      discord.forward(channel, user, messageOf(item));
      return {};
    },
    react(act, item, emoji) {
      if (item.alone) return hidden;
      discord.react(messageOf(item), whereIs(act).user, emoji);
      return {};
    },
    press(act, item, data) {
      const message = messageOf(item);
      if (!message.buttons.flat().some(({ id }) => id === data)) return { error: 'That button is gone.' };
      discord.press(message, whereIs(act).user, data);
      return {};
    },
    stop: () => ({ error: 'On Discord an answer is stopped by its button.' }),
    use(act, name, options, files) {
      const { channel, user } = whereIs(act);
      const given = Object.fromEntries(Object.entries(files).map(([option, file]) => [option, attached(file)]));
      discord.interact(channel, user, { name, options: { ...options }, files: given });
      return {};
    },
    async complete(act, name, options, focused) {
      const { channel, user } = whereIs(act);
      const used = discord.complete(channel, user, { name, options: { ...options }, focused });
      const choices = await discord.waitFor(() => used.choices(), SUGGESTED_MS).catch(() => undefined);
      return choices ? { choices } : { error: 'The bot suggests nothing now.' };
    },
    pick(act, item, name) {
      if (item.alone) return hidden;
      discord.pick(messageOf(item), whereIs(act).user, name);
      return {};
    },
    fill(_, form, texts) {
      discord.submit({ id: form }, texts);
      return {};
    },
    dismiss(_, form) {
      const interaction = world.interactions.get(form);
      // Nobody tells the bot.
      if (interaction) interaction.form = undefined;
      world.changed();
      return {};
    },
  };
}

function attached({ kind, bytes, name, mime, duration, width, height }: Sent): SimFile {
  return {
    filename: name,
    contentType: mime.split(';')[0] ?? mime,
    data: bytes,
    ...(kind === 'voice' ? { voice: true } : {}),
    ...(duration === undefined ? {} : { duration }),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  };
}
