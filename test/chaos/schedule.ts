import type { Disconnect } from '../simulator/discord/gateway.ts';
import type { Break as StreamBreak } from '../simulator/openai/answer.ts';
import type { Control } from './controls.ts';
import type { Service, Trap } from './faults.ts';
import type { Armed } from './points.ts';
import type { Trouble } from './proxy.ts';
import type { Random } from './random.ts';
import { BEHIND, BEHIND_SPEED, type BehindAct, behindSteps, sayBehind } from './schedule-behind.ts';
import { JOINT_PLACES, JOINT_TROUBLE, type JointAct, jointSteps } from './schedule-joint.ts';
import { sayTools, TOOLS, TOOLS_SPEED, type ToolAct, type ToolAsk, toolSteps } from './schedule-tools.ts';
import { controlKill, fault, kill, refusal } from './troubles.ts';

/**
 * What kind of round: few or many chats, chats in which people do more than write, chats in which several messages are one
 * act and others talk, work behind the chats such as batches and summaries, calls of tools and due times, or waits of an hour on
 * a fast clock.
 */
export type Profile = 'pair' | 'mixed' | 'steered' | 'joint' | 'behind' | 'tools' | 'crowd' | 'slow';

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
  /** A command of a message's menu, for the asker alone; elsewhere a question. */
  | 'menu'
  /** /new: what comes after it knows nothing of what came before. */
  | 'fresh'
  /** Answered with calls of tools. */
  | ToolAsk;

/**
 * What people do to what was said: edit a prompt, ask for another answer, look at an earlier one, take a question away (on
 * Discord by deleting it, on Telegram by the button), stop an answer, have it go on, reply to an earlier one, look for
 * other conversations and go to one; reply /retry to an answer, pin a prompt, stop an answer that grows as a draft.
 */
export type GestureKind =
  | 'edit'
  | 'again'
  | 'show'
  | 'away'
  | 'halt'
  | 'on'
  | 'reply'
  | 'chats'
  | 'switch'
  | 'retry'
  | 'pin'
  | 'undraft';

export type Kill =
  | { by: 'trap'; trap: Trap }
  | { by: 'point'; armed: Armed }
  | { by: 'piece'; pieces: number }
  | { by: 'chance' }
  /** So many ms after the next call that changes something has begun. */
  | { by: 'deed'; ms: number }
  /** So many ms before or after the next reminder is due. */
  | { by: 'due'; ms: number }
  /** So many ms after the next start. */
  | { by: 'start'; ms: number };

export type Act =
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
  | { do: 'migrate' }
  | JointAct
  | BehindAct
  | ToolAct;

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
  /** Answers grow as drafts where there are such. */
  drafts: boolean;
  /** How what waits is answered, where several messages are one act. */
  bursts: 'each' | 'together';
  /** How long faults happen, ms. */
  lengthMs: number;
  steps: Step[];
  /** How long the bot stays down after each end, ms, in turn. */
  pauses: number[];
}

const lengths: Record<Profile, number> = {
  ...{
    pair: 50_000,
    mixed: 60_000,
    steered: 55_000,
    joint: 52_000,
    behind: 58_000,
    tools: 80_000,
    crowd: 55_000,
    slow: 60_000,
  },
};
/** Rounds without a safeguard, where its loss shows sooner than in 22 seconds. */
const controlLengths: Partial<Record<Profile, number>> = { behind: 12_000, tools: 20_000 };
/** Places a round of each profile has; see world.ts. */
const placeCounts: Record<Profile, number> = {
  pair: 2,
  mixed: 13,
  steered: 4,
  joint: JOINT_PLACES,
  behind: BEHIND.plain + BEHIND.steered,
  tools: TOOLS.plain + TOOLS.steered,
  crowd: 200,
  slow: 5,
};
/** The place of a mixed round whose answers are for the asker alone. */
const WHISPERS = 10;
/** How many of them, the last ones, are steered. */
const steeredCounts: Partial<Record<Profile, number>> = {
  mixed: 2,
  steered: 4,
  behind: BEHIND.steered,
  tools: TOOLS.steered,
};

/** All that happens in a round, from its seed alone. `share`: of its usual length. */
export function createPlan(random: Random, seed: number, profile: Profile, control?: Control, share = 1): Plan {
  const lengthMs = control ? (controlLengths[profile] ?? 22_000) : lengths[profile] * share;
  const at = random.fork('times');
  const spread = <A extends Act>(
    everyMs: number,
    first: number,
    act: (random: Random) => A,
  ): ({ at: number } & A)[] => {
    const steps: ({ at: number } & A)[] = [];
    for (let time = first + at.int(0, everyMs); time < lengthMs; time += at.int(everyMs >> 1, everyMs * 1.5)) {
      steps.push({ at: time, ...act(at) });
    }
    return steps;
  };
  const says =
    profile === 'behind' && control
      ? control === 'forgotten-lines'
        ? 2500
        : 400
      : { pair: 900, mixed: 450, steered: 900, joint: 1500, behind: 600, tools: 300, crowd: 160, slow: 1500 }[profile];
  const steered = control ? 0 : (steeredCounts[profile] ?? 0);
  const questions = spread(says, 100, (r) =>
    profile === 'behind'
      ? sayBehind(r, control !== undefined)
      : profile === 'tools'
        ? sayTools(r, control !== undefined)
        : say(r, profile),
  );
  const troubles = [
    ...spread(
      control ? 1800 : 2700,
      1200,
      (r) => ({ do: 'kill', kill: controlKill(r, control) ?? kill(r, profile) }) as const,
    ),
    ...(control ? [] : spread(profile === 'tools' ? 2500 : 1100, 600, (r) => fault(r, profile))),
    ...(control ? [] : spread(17_000, 6000, () => ({ do: 'terminate' }) as const)),
  ];
  const steps: Step[] = [
    ...questions,
    ...troubles.filter(({ at }) => isTroubled(at, profile, control)),
    ...(profile === 'behind' ? behindSteps(spread, control !== undefined) : []),
    ...(profile === 'tools' ? toolSteps(spread, control) : []),
    ...(profile === 'joint' ? jointSteps(spread, lengthMs, control !== undefined) : []),
    ...(control === 'no-penalties' ? spread(900, 600, (r) => ({ do: 'trap', trap: refusal(r) })) : []),
    ...(control === 'thread-aside' ? spread(1500, 600, () => ({ do: 'trap', trap: lostOpening }) as const) : []),
    ...(steered > 0
      ? spread((profile === 'tools' ? 6000 : 1800) / steered, 1500, (r) =>
          gesture(r, placeCounts[profile] - steered, steered),
        )
      : []),
    ...(profile === 'mixed' && !control ? once(random.fork('events'), lengthMs) : []),
    ...(profile === 'slow' && !control ? anHour(lengthMs) : []),
    ...(control === 'uncounted-claims' ? [{ at: 3000, do: 'say', place: 0, ask: 'poison' } as const] : []),
  ];
  const pauses = random.fork('pauses');
  return {
    seed,
    profile,
    control,
    speed: { slow: 120, behind: BEHIND_SPEED, tools: TOOLS_SPEED }[profile as string] ?? 1,
    stretchMs: random.fork('stretch').pick([0, 0, 8, 30]),
    bursts: control === 'doubled-bursts' || random.fork('bursts').chance(0.5) ? 'together' : 'each',
    drafts: profile === 'steered' && random.fork('drafts').chance(0.5),
    lengthMs,
    steps: steps.sort((one, other) => one.at - other.at),
    pauses: Array.from({ length: 100 }, () => (pauses.chance(0.1) ? 1800 : pauses.int(0, 300))),
  };
}

/** The response to the opening of a thread is lost. */
const lostOpening: Trap = { service: 'discord', call: 'thread', nth: 1, effect: { lose: true } };

function isTroubled(at: number, profile: Profile, control: Control | undefined): boolean {
  if (profile !== 'joint') return control !== 'heedless-summaries';
  if (control) return control === 'torn-joins';
  return at > JOINT_TROUBLE.fromMs && at < JOINT_TROUBLE.toMs;
}

function say(random: Random, profile: Profile): Act {
  const ask = random.weighted<Ask>([
    [45, 'short'],
    [26, 'streamed'],
    [14, 'long'],
    [8, 'picture'],
    [2, 'album'],
    [5, 'fresh'],
    [6, 'menu'],
  ]);
  const anywhere = random.int(0, placeCounts[profile] - 1);
  const place = profile === 'mixed' && ask === 'menu' ? WHISPERS : anywhere;
  if (profile !== 'crowd' && profile !== 'joint' && random.chance(0.03)) return { do: 'stop', place };
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
    [3, 'retry'],
    [2, 'pin'],
    [2, 'undraft'],
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
