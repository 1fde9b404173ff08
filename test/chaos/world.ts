import type { Discord, SimChannel } from '../simulator/discord/index.ts';
import type { TelegramSimulator } from '../simulator/telegram/index.ts';
import type { Deeds } from './deeds.ts';
import { discordPlace } from './discord-place.ts';
import { discordThread } from './discord-saying.ts';
import { answerIn, idOf } from './marks.ts';
import { isPicture, newPlace, type Place, type Said, type Talk, type Turn } from './place.ts';
import type { Ask, GestureKind, Profile } from './schedule.ts';
import { BEHIND, type BehindAct } from './schedule-behind.ts';
import type { JointAct } from './schedule-joint.ts';
import { TOOLS, TOOLS_SPEED, type ToolAct } from './schedule-tools.ts';
import { telegramPlace } from './telegram-place.ts';
import { actBehind, type Batched, reword } from './world-behind.ts';
import { actJointly } from './world-joint.ts';
import { actTools, allow, isBusy, type Pressed, type Reminded } from './world-tools.ts';

export interface World {
  places: Place[];
  turns: Turn[];
  /** What is said to others, where the bot overhears. */
  talks: Talk[];
  batches: Batched[];
  /** Leave that was given to calls, and reminders. */
  pressed: Pressed[];
  reminders: Reminded[];
  /** What the tools of a round did; undefined where there are none. */
  deeds?: Deeds;
  /** Says something; nothing where nobody would hear it. */
  say(place: number, ask: Ask, replyTo?: string): Turn | undefined;
  /** Does something to what was said there last; says what, undefined where there is nothing to do it to. */
  gesture(place: number, kind: GestureKind): string | undefined;
  /** Does a step of several messages, of talk or of threads; says what, undefined where there is nothing to do. */
  jointly(step: JointAct): string | undefined;
  /** Does a step of batches, and of older questions. */
  behind(step: BehindAct): string | undefined;
  /** Does a step of tools and reminders. */
  tools(step: ToolAct): string | undefined;
  /** Allows what waits, here and there; says what. */
  allow(): string[];
  /** People who may use the bot, as its settings name them. */
  owners: string[];
  bar(): void;
  migrate(): void;
}

/** Labels of the buttons under an answer. */
const buttons = { again: /^↻/, show: /^([◀▶]|\d+\/\d+)$/, away: /^✕/, halt: /^■/, on: /^▶ / } as const;
/** Labels of the threads in a list of them. */
const thread = /^\d+( ✓)?$/;

/** What has nothing to do with what was said before comes so long behind it, ms: more than three seconds of Telegram's clock. */
const APART_MS = 3200;
/** Threads that a round opens at most. */
const THREADS = 8;

/** Numbers of prompts whose words were changed begin above it. */
const EDITED = 100_000;

type Chats = Parameters<typeof telegramPlace>[3];

/** People and places for a round, in a fixed order. */
export function createWorld(
  telegram: TelegramSimulator,
  discord: Discord,
  profile: Profile,
  catchUp: boolean,
  deeds?: Deeds,
): World {
  const places: Place[] = [];
  const turns: Turn[] = [];
  const talks: Talk[] = [];
  const batches: Batched[] = [];
  const pressed: Pressed[] = [];
  const reminders: Reminded[] = [];
  const owners: string[] = [];
  /** When somebody said something last at a place, epoch ms. */
  const spoken = new Map<Place, number>();
  let edits = 0;
  let bar = (): void => undefined;
  let migrate = (): void => undefined;

  function person(name: string) {
    const user = telegram.user({ first_name: name });
    owners.push(`telegram:${user.id}`);
    return user;
  }

  const bystander = person('Bystander');
  const others = {
    user: discord.user({ username: 'bystander' }),
    elsewhere: discord.channel(discord.guild({ name: 'elsewhere', member: false }), { name: 'far' }),
  };
  owners.push(`discord:${others.user.id}`);

  function inTelegram(name: string, user: ReturnType<typeof person>, chats: Chats, mention: boolean): Place {
    const place = telegramPlace(telegram, newPlace(name, places.length), user, chats, mention, bystander);
    places.push(place);
    return place;
  }

  function inDiscord(name: string, channel: SimChannel, how: Parameters<typeof discordPlace>[6]): Place {
    const user = channel.recipients[0] ?? discord.user({ username: name });
    owners.push(`discord:${user.id}`);
    const place = discordPlace(discord, newPlace(name, places.length), catchUp, user, others, channel, how);
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
  } else if (profile === 'joint') {
    joint(alone('tg-1'), dm('dm-1'));
    const hall = discord.channel(guild, { name: 'hall' });
    discord.permit(hall, { threads: false });
    const group = inTelegram('group', person('Gil'), [telegram.group({ title: 'group' })], true);
    const room = inDiscord('room', hall, 'mention');
    joint(group, room);
    for (const place of [group, room]) place.hears = true;
  } else if (profile === 'behind') {
    alone('tg-1');
    dm('dm-1');
    for (let at = 0; at < BEHIND.steered; at += 2) steer(alone(`steered-tg-${at}`), dm(`steered-dm-${at}`));
  } else if (profile === 'tools') {
    for (let at = 0; at < TOOLS.plain; at += 2) [alone(`tg-${at}`), dm(`dm-${at}`)];
    for (let at = 0; at < TOOLS.steered; at += 2) steer(alone(`steered-tg-${at}`), dm(`steered-dm-${at}`));
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

  const forum = discord.channel(guild, { name: 'plaza' });
  const openers =
    profile === 'joint' ? Array.from({ length: THREADS }, (_, at) => discord.user({ username: `opener-${at}` })) : [];
  owners.push(...openers.map(({ id }) => `discord:${id}`));

  function newThread(): Place | undefined {
    const user = openers.shift();
    if (!user) return undefined;
    const place = discordThread(discord, newPlace(`thread-${openers.length}`, places.length), user, others, forum);
    places.push(place);
    return place;
  }

  function joint(...all: Place[]): void {
    steer(...all);
    for (const place of all) place.joint = true;
  }

  function begin(place: Place): boolean {
    const now = Date.now();
    if (now - (spoken.get(place) ?? 0) < APART_MS) return false;
    spoken.set(place, now);
    return true;
  }

  function note(place: Place, id: string, said: Said, ask: Ask = 'streamed', met = place.bubbles().length > 0): Turn {
    const steered = { editedAt: undefined, goneAt: undefined, again: 0, onward: false };
    const lists = { former: [], changes: [], changeKeys: [], retries: [] };
    const turn: Turn = { id, ask, place, saidAt: Date.now(), met, ...steered, ...lists, ...said };
    turns.push(turn);
    return turn;
  }

  function steer(...steered: Place[]): void {
    for (const place of steered) {
      place.steered = true;
      place.fitting = (ask) => (isPicture(ask) || ask === 'fresh' || ask === 'menu' ? 'streamed' : ask);
    }
  }

  const reworded = () => EDITED + ++edits;
  const self: World = {
    places,
    turns,
    talks,
    batches,
    pressed,
    reminders,
    ...(deeds ? { deeds } : {}),
    owners,
    say(at, wanted, replyTo) {
      const place = places[at];
      const ask = place?.fitting(wanted) ?? wanted;
      if (!place?.open(ask) || (place.joint && !begin(place)) || (deeds && isBusy(place, turns))) return undefined;
      const id = idOf(turns.length + 1, place.conversation);
      const met = place.bubbles().length > 0;
      return note(place, id, place.say(id, ask, replyTo), ask, met);
    },
    behind: (step) => actBehind(step, { places, turns, batches, reworded }),
    tools: (step) => actTools(step, { places, pressed, reminders, deeds, speed: TOOLS_SPEED }),
    allow: () => allow(places, pressed),
    jointly(step) {
      return actJointly(step, { places, turns, talks, note, begin, newThread, reworded });
    },
    gesture(at, kind) {
      const place = places[at];
      if (!place) return undefined;
      const here = turns.filter((turn) => turn.place === place && turn.goneAt === undefined);
      const last = here.at(-1);
      if (kind === 'edit') return last && reword(last, reworded());
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
