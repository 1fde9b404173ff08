import type { Discord, SimChannel } from '../simulator/discord/index.ts';
import type { Use, Used } from '../simulator/discord/uses.ts';
import type { TelegramSimulator } from '../simulator/telegram/index.ts';
import { answerIn, idOf, type TurnId } from './marks.ts';
import type { Ask, GestureKind, Profile } from './schedule.ts';

/** A message that somebody sent, and what is known of it. */
export interface Turn {
  id: TurnId;
  ask: Ask;
  place: Place;
  saidAt: number;
  /** Platform ids of chat and message, or of the interaction. */
  message: string;
  /** Its key in the bot's inbox. */
  key: string;
  used?: Used;
  /** What it was called before its words were changed, and when that happened last, epoch ms. */
  former: TurnId[];
  editedAt: number | undefined;
  /** When it was taken away, epoch ms. */
  goneAt: number | undefined;
  /** How often another answer was asked for. */
  again: number;
  /** Its answer was to go on where it had stopped. */
  onward: boolean;
  /** It was asked once more by /retry: its answer stands below what came after it. */
  below: boolean;
  /** Pins it, of which the bot is told as of an edit. */
  pin?: () => void;
  /** Changes its words; deletes it, where the platform tells the bot. */
  edit?: (id: TurnId) => void;
  erase?: () => void;
  /** The bot had spoken there before, so that it knows the place even after a restart. */
  met: boolean;
}

/** A message of the bot's as it is seen now. */
export interface Bubble {
  id: string;
  chat: string;
  text: string;
  photos: number;
  replyTo: string | undefined;
  /** The interaction it answers. */
  interaction: string | undefined;
  /** It stayed behind in a chat that moved. */
  behind: boolean;
}

/** A chat, and one person in it who writes to the bot. */
export interface Place {
  conversation: number;
  name: string;
  service: 'telegram' | 'discord';
  /** May the person speak? */
  stranger: boolean;
  /** History need not be whole, e.g. after a move. */
  loose: boolean;
  excused: string | undefined;
  /** What is asked there instead of what cannot be. */
  fitting(ask: Ask): Ask;
  /** Whether a message sent now would reach the bot. */
  open(ask: Ask): boolean;
  /** People steer there: history is what the chat shows, in an order of its own. */
  steered: boolean;
  /** `replyTo`: id of a bubble. */
  say(id: TurnId, ask: Ask, replyTo?: string): Pick<Turn, 'message' | 'key' | 'used' | 'edit' | 'erase' | 'pin'>;
  /** Says something that is no question, perhaps as the reply to a bubble. */
  type?(text: string, replyTo?: string): void;
  /** Presses the Stop under a draft; false where there is none. */
  undraft?(): boolean;
  /** What of the bot everybody sees of a place whose answers are for the asker alone. */
  exposed?(): string[];
  /** Presses the last button there is whose command begins so; what the bubble says, undefined where there is none. */
  press?(command: string): string | undefined;
  stop(): void;
  /** Platform ids, the newest last. */
  chats(): string[];
  bubbles(): Bubble[];
}

export interface World {
  places: Place[];
  turns: Turn[];
  /** Says something; nothing where nobody would hear it. */
  say(place: number, ask: Ask, replyTo?: string): Turn | undefined;
  /** Does something to what was said there last; says what, undefined where there is nothing to do it to. */
  gesture(place: number, kind: GestureKind): string | undefined;
  /** People who may use the bot, as its settings name them. */
  owners: string[];
  bar(): void;
  migrate(): void;
}

/** How the commands of buttons go on that are about a turn. */
const TURN = ' turn=';

/** The commands of buttons under an answer. */
const buttons = { again: 'retry', show: 'show', away: 'delete', halt: 'stop', on: 'continue' } as const;

/** What a message's menu offers of the bot. */
const MENU = 'Translate';

/** Numbers of prompts whose words were changed begin above it. */
const EDITED = 100_000;

/** The newest message with a button of that command; where that is about a turn, of those that tell whose answer they are. */
function lastWith<M extends { text: string } | { content: string }>(
  messages: readonly M[],
  command: string,
  buttonsOf: (message: M) => readonly { data: string }[],
): { message: M; button: { data: string } } | undefined {
  for (const message of messages.toReversed()) {
    const button = buttonsOf(message).findLast(({ data }) => data.startsWith(command));
    const told = !command.endsWith(TURN) || answerIn('text' in message ? message.text : message.content);
    if (button && told) return { message, button };
  }
  return undefined;
}

const asked: Record<Ask, string> = {
  short: 'a word please',
  streamed: 'tell me a little',
  long: 'tell me all about it',
  picture: 'a boat on a river',
  album: 'boats on a river',
  parts: 'tell me, and nobody else',
  poison: 'this one hurts',
  menu: 'say it in another language',
  fresh: '/new',
};

function isPicture(ask: Ask): boolean {
  return ask === 'picture' || ask === 'album';
}

function textOf(id: TurnId, ask: Ask): string {
  if (ask === 'picture') return `/image Q${id} ${asked[ask]}`;
  if (ask === 'album') return `/image count=2 Q${id} ${asked[ask]}`;
  if (ask === 'fresh') return asked[ask];
  return `Q${id} ${asked[ask]}`;
}

function useOf(id: TurnId, ask: Ask, privately: boolean): Use {
  if (ask === 'fresh') return { name: 'new' };
  const prompt = `Q${id} ${asked[ask]}`;
  if (isPicture(ask)) return { name: 'image', options: { prompt, ...(ask === 'album' ? { count: 2 } : {}) } };
  return { name: 'ask', options: { prompt, ...(privately ? { private: true } : {}) } };
}

/** People and places for a round, in a fixed order. */
export function createWorld(telegram: TelegramSimulator, discord: Discord, profile: Profile, catchUp: boolean): World {
  const places: Place[] = [];
  const turns: Turn[] = [];
  const owners: string[] = [];
  let edits = 0;
  let bar = (): void => undefined;
  let migrate = (): void => undefined;

  const common = (name: string) => ({
    conversation: places.length,
    name,
    stranger: false,
    loose: false,
    steered: false,
    excused: undefined,
    fitting: (ask: Ask): Ask => (ask === 'menu' ? 'short' : ask),
    open: () => true,
  });

  function person(name: string) {
    const user = telegram.user({ first_name: name });
    owners.push(`telegram:${user.id}`);
    return user;
  }

  function inTelegram(
    name: string,
    user: ReturnType<typeof person>,
    chats: Parameters<TelegramSimulator['say']>[0][],
    mention: boolean,
  ): Place {
    const at = mention ? `@${telegram.bot.username} ` : '';
    const chat = () => {
      const last = chats.at(-1);
      if (!last) throw new Error('a place without a chat');
      return last;
    };
    const words = (text: string) =>
      mention && text.startsWith('/') ? text.replace(/^\/(\w+)/, `/$1@${telegram.bot.username}`) : at + text;
    const place: Place = {
      ...common(name),
      service: 'telegram',
      say(id, ask, replyTo) {
        const reply = replyTo === undefined ? {} : { replyTo: Number(replyTo) };
        const message = telegram.say(chat(), user, words(textOf(id, ask)), reply);
        return {
          message: `${chat().id}:${message.message_id}`,
          key: `telegram:${chat().id}:${message.message_id}`,
          edit: (next) => telegram.edit(message, words(textOf(next, ask))),
        };
      },
      type: (text, replyTo) =>
        void telegram.say(chat(), user, words(text), replyTo === undefined ? {} : { replyTo: Number(replyTo) }),
      undraft() {
        const there = chat();
        if (there.type !== 'private' || !telegram.stoppable(there)) return false;
        telegram.stopDraft(there);
        return true;
      },
      press(command) {
        const shown = telegram.messages(chat()).filter(({ deleted }) => !deleted);
        const found = lastWith(shown, command, ({ buttons }) => buttons.flat());
        if (found) telegram.press(chat(), user, found.message, found.button.data);
        return found?.message.text;
      },
      stop: () => void telegram.say(chat(), user, mention ? `/stop@${telegram.bot.username}` : '/stop'),
      chats: () => chats.map((each) => String(each.id)),
      bubbles: () => chats.flatMap((each) => telegramBubbles(telegram, each, each !== chat())),
    };
    places.push(place);
    return place;
  }

  /** `private`: by /ask with answers that only the asker sees, a conversation of its own. */
  function inDiscord(name: string, channel: SimChannel, how: 'plain' | 'mention' | 'slash' | 'private'): Place {
    const all: Used[] = [];
    const user = channel.recipients[0] ?? discord.user({ username: name });
    owners.push(`discord:${user.id}`);
    const place: Place = {
      ...common(name),
      service: 'discord',
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
        const said = discord.say(channel, user, at + words, to);
        return {
          message: `${channel.id}:${said.id}`,
          key: `discord:${said.id}`,
          edit: (next) => discord.edit(said, `Q${next} ${asked[ask]}`),
          erase: () => discord.erase(said),
          pin: () => discord.pin(said),
        };
      },
      ...(how === 'plain'
        ? {
            type: (text: string, replyTo?: string) =>
              void discord.say(channel, user, text, replyTo === undefined ? {} : { replyTo: { id: replyTo } }),
          }
        : {}),
      press(command) {
        if (discord.online() !== 1) return undefined;
        const found = lastWith(discord.messages(channel), command, ({ buttons }) =>
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
          .map(({ id, content, attachments, reference, interaction }) => ({
            id,
            chat: channel.id,
            text: content,
            photos: attachments.length,
            replyTo: reference,
            interaction: interaction?.id,
            behind: false,
          })),
    };
    if (how === 'private') {
      place.fitting = (ask) => (ask === 'long' || isPicture(ask) ? 'parts' : ask === 'fresh' ? 'short' : ask);
      place.exposed = () =>
        discord
          .messages(channel)
          .filter(({ author }) => author.id === discord.bot.id)
          .map(({ content }) => content);
    }
    places.push(place);
    return place;
  }

  const alone = (name: string) => {
    const user = person(name);
    return inTelegram(name, user, [telegram.privateChat(user)], false);
  };
  const dm = (name: string) => inDiscord(name, discord.dm(discord.user({ username: name })), 'plain');
  const guild = discord.guild({ name: 'Guild' });

  if (profile === 'pair') {
    alone('tg-1');
    dm('dm-1');
  } else if (profile === 'steered') {
    steer(alone('tg-1'), alone('tg-2'), dm('dm-1'), dm('dm-2'));
  } else if (profile === 'slow') {
    for (const name of ['tg-1', 'tg-2', 'tg-3']) alone(name);
    for (const name of ['dm-1', 'dm-2']) dm(name);
  } else if (profile === 'crowd') {
    for (let at = 0; at < 100; at += 1) alone(`tg-${at}`);
    for (let at = 0; at < 80; at += 1) dm(`dm-${at}`);
    for (let at = 0; at < 10; at += 1)
      inTelegram(`group-${at}`, person(`member-${at}`), [telegram.group({ title: `group ${at}` })], true);
    for (let at = 0; at < 10; at += 1)
      inDiscord(`channel-${at}`, discord.channel(guild, { name: `channel-${at}` }), 'mention');
  } else {
    for (const name of ['tg-1', 'tg-2']) alone(name);
    dm('dm-1');
    inTelegram('group', person('Gil'), [telegram.group({ title: 'group' })], true);
    inDiscord('channel', discord.channel(guild, { name: 'plaza' }), 'mention');
    inDiscord('slash', discord.channel(guild, { name: 'slash' }), 'slash');
    dm('dm-2');
    const stranger = telegram.user({ first_name: 'Stranger' });
    inTelegram('stranger', stranger, [telegram.privateChat(stranger)], false).stranger = true;
    const gone = person('Gone');
    const left = telegram.privateChat(gone);
    const barred = inTelegram('barred', gone, [left], false);
    bar = () => {
      barred.excused = 'the bot was blocked there';
      barred.open = () => false;
      telegram.bar(left, gone, 'blocked');
    };
    const mover = person('Mover');
    const basic = telegram.basicGroup({ title: 'small' });
    const chats: Parameters<TelegramSimulator['say']>[0][] = [basic];
    const moved = inTelegram('moved', mover, chats, true);
    migrate = () => {
      moved.loose = true;
      chats.push(telegram.migrate(basic, mover));
    };
    inDiscord('private', discord.channel(guild, { name: 'whispers' }), 'private');
    steer(alone('steered-tg'), dm('steered-dm'));
  }

  function steer(...steered: Place[]): void {
    for (const place of steered) {
      place.steered = true;
      place.fitting = (ask) => (isPicture(ask) || ask === 'fresh' || ask === 'menu' ? 'streamed' : ask);
    }
  }

  const self: World = {
    places,
    turns,
    owners,
    say(at, wanted, replyTo) {
      const place = places[at];
      const ask = place?.fitting(wanted) ?? wanted;
      if (!place?.open(ask)) return undefined;
      const id = idOf(turns.length + 1, place.conversation);
      const met = place.bubbles().length > 0;
      const steered = { former: [], editedAt: undefined, goneAt: undefined, again: 0, below: false, onward: false };
      const turn: Turn = { id, ask, place, saidAt: Date.now(), met, ...steered, ...place.say(id, ask, replyTo) };
      turns.push(turn);
      return turn;
    },
    gesture(at, kind) {
      const place = places[at];
      if (!place) return undefined;
      const here = turns.filter((turn) => turn.place === place && turn.goneAt === undefined);
      const last = here.at(-1);
      if (kind === 'edit') {
        if (!last?.edit) return undefined;
        const next = idOf(EDITED + ++edits, place.conversation);
        last.former.push(last.id);
        last.editedAt = Date.now();
        last.edit(next);
        last.id = next;
        return `Q${last.former.at(-1)} says Q${next} now`;
      }
      if (kind === 'away' && last?.erase) {
        last.goneAt = Date.now();
        last.erase();
        return `Q${last.id} is deleted`;
      }
      if (kind === 'reply') {
        const older = place
          .bubbles()
          .filter(({ text }) => answerIn(text))
          .at(-2);
        const turn = older && self.say(at, 'streamed', older.id);
        return turn && `Q${turn.id} replies to ${older.id}`;
      }
      if (kind === 'retry') {
        const bubble = place.type && place.bubbles().findLast(({ text }) => answerIn(text));
        const turn = bubble && here.find((each) => each.id === answerIn(bubble.text));
        if (!bubble || !turn || !place.open('short')) return undefined;
        turn.again += 1;
        turn.below = true;
        place.type?.('/retry', bubble.id);
        return `Q${turn.id} is asked once more`;
      }
      if (kind === 'pin') {
        last?.pin?.();
        return last?.pin && `Q${last.id} is pinned`;
      }
      if (kind === 'undraft') return place.undraft?.() ? `a draft in ${place.name}` : undefined;
      if (kind === 'chats') {
        place.type?.(here.length % 2 > 0 ? '/chats' : '/new');
        return place.name;
      }
      if (kind === 'switch') return place.press?.('chats switch=') === undefined ? undefined : place.name;
      const said = place.press?.(`${buttons[kind]}${TURN}`);
      const id = said === undefined ? undefined : answerIn(said);
      const turn = here.find((each) => each.id === id || (id !== undefined && each.former.includes(id)));
      if (turn && kind === 'again') turn.again += 1;
      if (turn && kind === 'on') turn.onward = true;
      if (turn && kind === 'away') turn.goneAt = Date.now();
      return said === undefined ? undefined : `pressed under the answer to Q${turn?.id ?? '?'}`;
    },
    bar: () => bar(),
    migrate: () => migrate(),
  };
  return self;
}

/** What the bot said in a chat; the pictures of an album are one bubble. */
function telegramBubbles(telegram: TelegramSimulator, chat: { id: number }, behind: boolean): Bubble[] {
  const seen = telegram.messages(chat).filter(({ mine }) => mine);
  const inAlbum = (album: string | undefined) => seen.filter((each) => album !== undefined && each.album === album);
  return seen
    .filter((each) => each.album === undefined || inAlbum(each.album)[0] === each)
    .map(({ id, text, photos, replyTo, album }) => ({
      id: String(id),
      chat: String(chat.id),
      text,
      photos: album === undefined ? photos : inAlbum(album).length,
      replyTo: replyTo === undefined ? undefined : String(replyTo),
      interaction: undefined,
      behind,
    }));
}
