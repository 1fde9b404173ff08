import type { Disconnect } from '../simulator/discord/gateway.ts';
import type { Break as StreamBreak } from '../simulator/openai/answer.ts';
import type { Control } from './controls.ts';
import type { Effect, Service, Trap } from './faults.ts';
import { behindPoints, points, toolPoints } from './points.ts';
import type { Trouble } from './proxy.ts';
import type { Random } from './random.ts';
import type { Act, Kill, Profile } from './schedule.ts';
import { DEED_MS } from './schedule-tools.ts';

/** What goes wrong in a round, and how its process is killed. */

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
  ['discord', 'thread'],
  ['discord', 'gateway'],
  ['model', 'answer'],
  ['model', 'paint'],
];

/** Where work behind people's turns dies. */
const killableBehind: readonly (readonly [Service, string])[] = [
  ...killable,
  ...Array.from({ length: 8 }, () => ['model', 'answer'] as const),
  ...Array.from({ length: 3 }, () => ['telegram', 'sendDocument'] as const),
  ...Array.from({ length: 3 }, () => ['discord', 'create'] as const),
];

/** Where calls of tools, what they take leave for, and due times die. */
function killTools(random: Random): Kill {
  const by = random.weighted([
    [34, 'deed'],
    [34, 'point'],
    [8, 'due'],
    [12, 'trap'],
    [4, 'piece'],
    [5, 'chance'],
    [3, 'start'],
  ] as const);
  if (by === 'deed') return { by, ms: random.int(0, DEED_MS) };
  if (by === 'due') return { by, ms: random.int(-60, 400) };
  if (by === 'point') return { by, armed: { point: random.pick(toolPoints), nth: random.int(1, 2) } };
  return ordinary(random, by, killable);
}

export function kill(random: Random, profile: Profile): Kill {
  if (profile === 'tools') return killTools(random);
  const by = random.weighted([
    [40, 'trap'],
    [25, 'point'],
    [12, 'piece'],
    [15, 'chance'],
    [8, 'start'],
  ] as const);
  if (by === 'point')
    return {
      by,
      armed: {
        point: random.pick(profile === 'behind' ? [...points, ...behindPoints] : points),
        nth: random.int(1, 2),
      },
    };
  return ordinary(random, by, profile === 'behind' ? killableBehind : killable);
}

function ordinary(
  random: Random,
  by: 'trap' | 'piece' | 'chance' | 'start',
  calls: readonly (readonly [Service, string])[],
): Kill {
  if (by === 'piece') return { by, pieces: random.int(1, 30) };
  if (by === 'start') return { by, ms: random.int(50, 1200) };
  if (by === 'chance') return { by };
  const [service, call] = random.pick(calls);
  const effect = random.weighted<Effect>([
    [1, { kill: 'before' }],
    [2, { kill: 'after' }],
    [1, { kill: 'later', ms: random.int(0, 25) }],
  ]);
  return { by, trap: { service, call, nth: random.int(1, 2), effect } };
}

/** Kills where a missing safeguard would show. */
export function controlKill(random: Random, control: Control | undefined): Kill | undefined {
  switch (control) {
    case 'early-acknowledgement':
      return random.chance(0.5)
        ? { by: 'trap', trap: { service: 'telegram', call: 'getUpdates', nth: 2, effect: { kill: 'after' } } }
        : { by: 'chance' };
    case 'unmarked-history':
      return { by: 'point', armed: { point: 'apply:after', nth: 1 } };
    case 'forgotten-lines':
      return { by: 'point', armed: { point: 'keep:after', nth: 7 } };
    case 'no-journal':
    case 'unread-terms':
      return { by: 'deed', ms: random.int(0, 150) };
    case 'unkept-decisions':
      return { by: 'point', armed: { point: 'stopped:before', nth: 1 } };
    case 'no-receipts':
      return random.chance(0.5) ? { by: 'point', armed: { point: 'settle:after', nth: 1 } } : { by: 'chance' };
    default:
      return undefined;
  }
}

export function fault(random: Random, profile: Profile): Act {
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
      : [
          'create',
          'create',
          'edit',
          'edit',
          'edit-original',
          'follow-up',
          'callback',
          'list',
          'delete',
          'typing',
          'thread',
        ];
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
export function refusal(random: Random): Trap {
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
