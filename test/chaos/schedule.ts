import type { Disconnect } from '../simulator/discord/gateway.ts';
import type { Break as StreamBreak } from '../simulator/openai/answer.ts';
import type { Control } from './controls.ts';
import type { Effect, Service, Trap } from './faults.ts';
import { type Armed, points } from './points.ts';
import type { Trouble } from './proxy.ts';
import type { Random } from './random.ts';

/** What kind of round: few or many chats, chats in which people do more than write, or waits of an hour on a fast clock. */
export type Profile = 'pair' | 'mixed' | 'steered' | 'crowd' | 'slow';

/** What is asked for: how the answer comes, or what the prompt does. */
export type Ask =
  | 'short'
  | 'streamed'
  | 'long'
  /** Of several parts, and not too many for a reply token. */
  | 'parts'
  | 'picture'
  | 'album'
  | 'poison'
  /** /new: what comes after it knows nothing of what came before. */
  | 'fresh';

/**
 * What people do to what was said: edit a prompt, ask for another answer, look at an earlier one, take a question away (on
 * Discord by deleting it, on Telegram by the button), stop an answer, have it go on, reply to an earlier one, look for
 * other conversations and go to one.
 */
export type GestureKind = 'edit' | 'again' | 'show' | 'away' | 'halt' | 'on' | 'reply' | 'chats' | 'switch';

export type Kill =
  | { by: 'trap'; trap: Trap }
  | { by: 'point'; armed: Armed }
  | { by: 'piece'; pieces: number }
  | { by: 'chance' }
  /** So many ms after the next start. */
  | { by: 'start'; ms: number };

type Act =
  | { do: 'say'; place: number; ask: Ask }
  | { do: 'stop'; place: number }
  /** A gesture towards what was said last there. */
  | { do: 'gesture'; place: number; gesture: GestureKind }
  | { do: 'kill'; kill: Kill }
  | { do: 'terminate' }
  | { do: 'trap'; trap: Trap }
  | { do: 'stream'; break: StreamBreak }
  | { do: 'line'; service: Service; trouble: Trouble; ms: number }
  | { do: 'gateway'; kind: Disconnect }
  | { do: 'redeliver'; count: number }
  | { do: 'jump' }
  | { do: 'bar' }
  | { do: 'migrate' };

/** One thing that happens, `at` ms after the start. */
export type Step = { at: number } & Act;

export interface Plan {
  seed: number;
  profile: Profile;
  control: Control | undefined;
  /** How many times as fast as real time the bot's clock runs. */
  speed: number;
  /** How long the bot dawdles at each step at most, ms. */
  stretchMs: number;
  /** How long faults happen, ms. */
  lengthMs: number;
  steps: Step[];
  /** How long the bot stays down after each end, ms, in turn. */
  pauses: number[];
}

const lengths: Record<Profile, number> = { pair: 50_000, mixed: 60_000, steered: 55_000, crowd: 55_000, slow: 60_000 };
/** Places a round of each profile has; see world.ts. */
const placeCounts: Record<Profile, number> = { pair: 2, mixed: 13, steered: 4, crowd: 200, slow: 5 };
/** How many of them, the last ones, are steered. */
const steeredCounts: Partial<Record<Profile, number>> = { mixed: 2, steered: 4 };

/** All that happens in a round, from its seed alone. */
export function createPlan(random: Random, seed: number, profile: Profile, control?: Control): Plan {
  const lengthMs = control ? 22_000 : lengths[profile];
  const at = random.fork('times');
  const spread = (everyMs: number, first: number, act: (random: Random) => Act): Step[] => {
    const steps: Step[] = [];
    for (let time = first + at.int(0, everyMs); time < lengthMs; time += at.int(everyMs >> 1, everyMs * 1.5)) {
      steps.push({ at: time, ...act(at) });
    }
    return steps;
  };
  const says = { pair: 900, mixed: 450, steered: 900, crowd: 160, slow: 1500 }[profile];
  const steered = control ? 0 : (steeredCounts[profile] ?? 0);
  const steps = [
    ...spread(says, 100, (r) => say(r, profile)),
    ...spread(control ? 1800 : 2700, 1200, (r) => ({ do: 'kill', kill: controlKill(r, control) ?? kill(r) })),
    ...(control ? [] : spread(1100, 600, (r) => fault(r, profile))),
    ...(control === 'no-penalties' ? spread(900, 600, (r) => ({ do: 'trap', trap: refusal(r) })) : []),
    ...(control ? [] : spread(17_000, 6000, () => ({ do: 'terminate' }) as const)),
    ...(steered > 0 ? spread(1800 / steered, 1500, (r) => gesture(r, placeCounts[profile] - steered, steered)) : []),
    ...(profile === 'mixed' && !control ? once(random.fork('events'), lengthMs) : []),
    ...(profile === 'slow' && !control ? anHour(lengthMs) : []),
    ...(control === 'uncounted-claims' ? [{ at: 3000, do: 'say', place: 0, ask: 'poison' } as const] : []),
  ];
  const pauses = random.fork('pauses');
  return {
    seed,
    profile,
    control,
    speed: profile === 'slow' ? 120 : 1,
    stretchMs: random.fork('stretch').pick([0, 0, 8, 30]),
    lengthMs,
    steps: steps.sort((one, other) => one.at - other.at),
    pauses: Array.from({ length: 100 }, () => (pauses.chance(0.1) ? 1800 : pauses.int(0, 300))),
  };
}

function say(random: Random, profile: Profile): Act {
  const ask = random.weighted<Ask>([
    [45, 'short'],
    [26, 'streamed'],
    [14, 'long'],
    [8, 'picture'],
    [2, 'album'],
    [5, 'fresh'],
  ]);
  const place = random.int(0, placeCounts[profile] - 1);
  if (profile !== 'crowd' && random.chance(0.03)) return { do: 'stop', place };
  return { do: 'say', place, ask };
}

/** In one of `count` places, from `first` on. */
function gesture(random: Random, first: number, count: number): Act {
  const kind = random.weighted<GestureKind>([
    [8, 'edit'],
    [6, 'again'],
    [4, 'show'],
    [2, 'away'],
    [3, 'halt'],
    [4, 'on'],
    [2, 'reply'],
    [1, 'chats'],
    [2, 'switch'],
  ]);
  return { do: 'gesture', place: random.int(first, first + count - 1), gesture: kind };
}

/** What happens once a round. */
function once(random: Random, lengthMs: number): Step[] {
  const when = () => random.int(lengthMs * 0.15, lengthMs * 0.85);
  return [
    { at: when(), do: 'bar' },
    { at: when(), do: 'migrate' },
    { at: when(), do: 'jump' },
    { at: when(), do: 'say', place: random.int(0, 3), ask: 'poison' },
  ];
}

/** The bot is limited for an hour on both platforms, so late that no kill makes it forget. */
function anHour(lengthMs: number): Step[] {
  const limit = (service: Service, call: string): Act => ({
    do: 'trap',
    trap: { service, call, nth: 1, effect: { limit: 3600 } },
  });
  return [
    { at: lengthMs - 5000, ...limit('telegram', 'sendMessage') },
    { at: lengthMs - 5000, ...limit('discord', 'create') },
    ...[0, 1, 3, 4].map((place): Step => ({ at: lengthMs - 4900 + place * 600, do: 'say', place, ask: 'short' })),
  ];
}

const killable: readonly (readonly [Service, string])[] = [
  ['telegram', 'getUpdates'],
  ['telegram', 'getUpdates'],
  ['telegram', 'sendMessage'],
  ['telegram', 'sendMessage'],
  ['telegram', 'editMessageText'],
  ['telegram', 'editMessageText'],
  ['telegram', 'deleteMessage'],
  ['telegram', 'editMessageMedia'],
  ['telegram', 'sendMediaGroup'],
  ['telegram', 'sendChatAction'],
  ['telegram', 'getMe'],
  ['discord', 'create'],
  ['discord', 'create'],
  ['discord', 'edit'],
  ['discord', 'edit'],
  ['discord', 'callback'],
  ['discord', 'edit-original'],
  ['discord', 'get-original'],
  ['discord', 'follow-up'],
  ['discord', 'list'],
  ['discord', 'gateway'],
  ['model', 'answer'],
  ['model', 'paint'],
];

function kill(random: Random): Kill {
  const by = random.weighted([
    [40, 'trap'],
    [25, 'point'],
    [12, 'piece'],
    [15, 'chance'],
    [8, 'start'],
  ] as const);
  if (by === 'point') return { by, armed: { point: random.pick(points), nth: random.int(1, 2) } };
  if (by === 'piece') return { by, pieces: random.int(1, 30) };
  if (by === 'start') return { by, ms: random.int(50, 1200) };
  if (by === 'chance') return { by };
  const [service, call] = random.pick(killable);
  const effect = random.weighted<Effect>([
    [1, { kill: 'before' }],
    [2, { kill: 'after' }],
    [1, { kill: 'later', ms: random.int(0, 25) }],
  ]);
  return { by, trap: { service, call, nth: random.int(1, 2), effect } };
}

/** Kills where a missing safeguard would show. */
function controlKill(random: Random, control: Control | undefined): Kill | undefined {
  switch (control) {
    case 'early-acknowledgement':
      return random.chance(0.5)
        ? { by: 'trap', trap: { service: 'telegram', call: 'getUpdates', nth: 2, effect: { kill: 'after' } } }
        : { by: 'chance' };
    case 'unmarked-history':
      return { by: 'point', armed: { point: 'apply:after', nth: 1 } };
    case 'no-receipts':
      return random.chance(0.5) ? { by: 'point', armed: { point: 'settle:after', nth: 1 } } : { by: 'chance' };
    default:
      return undefined;
  }
}

function fault(random: Random, profile: Profile): Act {
  return random.weighted<() => Act>([
    [14, () => ({ do: 'trap', trap: platformTrap(random, 'telegram', profile) })],
    [12, () => ({ do: 'trap', trap: platformTrap(random, 'discord', profile) })],
    [8, () => ({ do: 'trap', trap: modelTrap(random) })],
    [8, () => ({ do: 'stream', break: streamBreak(random) })],
    [8, () => line(random)],
    [4, () => ({ do: 'gateway', kind: random.pick<Disconnect>(['drop', 'reconnect', 'invalid', 'resumable']) })],
    [4, () => ({ do: 'redeliver', count: random.pick([1, 5, 100]) })],
  ])();
}

function platformTrap(random: Random, service: 'telegram' | 'discord', profile: Profile): Trap {
  const calls =
    service === 'telegram'
      ? [
          'getUpdates',
          'sendMessage',
          'sendMessage',
          'editMessageText',
          'editMessageText',
          'deleteMessage',
          'editMessageMedia',
          'sendChatAction',
        ]
      : ['create', 'create', 'edit', 'edit', 'edit-original', 'follow-up', 'callback', 'list', 'delete', 'typing'];
  const waits = profile === 'slow' ? [1, 35, 35, 600, 3600] : [1, 1, 2, 3];
  const effect = random.weighted<Effect>([
    [5, { limit: random.pick(waits) }],
    [4, { status: random.pick([500, 502, 503]) }],
    [5, { lose: true }],
    [3, { refuse: true }],
    [2, { slow: random.int(100, 1500) }],
    [1, { garbage: true }],
    [2, { flood: random.pick(waits) }],
  ]);
  return { service, call: random.pick(calls), nth: random.int(1, 2), effect };
}

/** A 429 of several seconds in one of the chats. */
function refusal(random: Random): Trap {
  const [service, call] = random.pick([
    ['telegram', 'sendMessage'],
    ['discord', 'create'],
  ] as const);
  return { service, call, nth: 1, effect: { limit: random.int(4, 8) } };
}

function modelTrap(random: Random): Trap {
  const effect = random.weighted<Effect>([
    [3, { limit: random.pick([1, 1, 90]) }],
    [4, { status: random.pick([500, 502, 503]) }],
    [1, { quota: true }],
    [1, { garbage: true }],
    [2, { lose: true }],
    [2, { refuse: true }],
    [1, { slow: 1000 }],
  ]);
  return { service: 'model', call: random.pick(['answer', 'answer', 'answer', 'paint']), nth: 1, effect };
}

function streamBreak(random: Random): StreamBreak {
  const how = random.pick(['stall', 'reset', 'end', 'garbage', 'error', 'drip'] as const);
  return { how, afterTokens: random.pick([0, 0, 1, 5, 20]), dripMs: 1 };
}

function line(random: Random): Act {
  const service = random.pick<Service>(['telegram', 'discord', 'model']);
  const trouble = random.pick<Trouble>(['cut', 'refuse', 'delay', 'truncate', 'half-open']);
  return { do: 'line', service, trouble, ms: random.int(200, trouble === 'half-open' ? 2500 : 1500) };
}
