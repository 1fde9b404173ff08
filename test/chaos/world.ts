import type { Discord, SimChannel } from '../simulator/discord/index.ts';
import type { TelegramSimulator } from '../simulator/telegram/index.ts';
import { discordPlace } from './discord-place.ts';
import { answerIn, idOf } from './marks.ts';
import { isPicture, newPlace, type Place, type Turn } from './place.ts';
import type { Ask, GestureKind, Profile } from './schedule.ts';
import { telegramPlace } from './telegram-place.ts';

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

/** Labels of the buttons under an answer. */
const buttons = { again: /^↻/, show: /^([◀▶]|\d+\/\d+)$/, away: /^✕/, halt: /^■/, on: /^▶ / } as const;
/** Labels of the threads in a list of them. */
const thread = /^\d+( ✓)?$/;

/** Numbers of prompts whose words were changed begin above it. */
const EDITED = 100_000;

type Chats = Parameters<typeof telegramPlace>[3];

/** People and places for a round, in a fixed order. */
export function createWorld(telegram: TelegramSimulator, discord: Discord, profile: Profile, catchUp: boolean): World {
  const places: Place[] = [];
  const turns: Turn[] = [];
  const owners: string[] = [];
  let edits = 0;
  let bar = (): void => undefined;
  let migrate = (): void => undefined;

  function person(name: string) {
    const user = telegram.user({ first_name: name });
    owners.push(`telegram:${user.id}`);
    return user;
  }

  function inTelegram(name: string, user: ReturnType<typeof person>, chats: Chats, mention: boolean): Place {
    const place = telegramPlace(telegram, newPlace(name, places.length), user, chats, mention);
    places.push(place);
    return place;
  }

  function inDiscord(name: string, channel: SimChannel, how: Parameters<typeof discordPlace>[5]): Place {
    const user = channel.recipients[0] ?? discord.user({ username: name });
    owners.push(`discord:${user.id}`);
    const place = discordPlace(discord, newPlace(name, places.length), catchUp, user, channel, how);
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
    const chats: Chats = [basic];
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
      const steered = { former: [], editedAt: undefined, goneAt: undefined, again: 0, onward: false };
      const turn: Turn = {
        id,
        ask,
        place,
        saidAt: Date.now(),
        met,
        ...steered,
        retries: [],
        ...place.say(id, ask, replyTo),
      };
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
        const message = turn && place.open('short') ? place.type?.('/retry', bubble?.id) : undefined;
        if (!turn || message === undefined) return undefined;
        turn.again += 1;
        turn.retries.push(message);
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
      if (kind === 'switch') return place.press?.(thread, 'menu') === undefined ? undefined : place.name;
      const said = place.press?.(buttons[kind], 'answer');
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
