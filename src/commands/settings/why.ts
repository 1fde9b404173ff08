import type { Access } from '../../admission/permissions.ts';
import type { TextKey, Texts } from '../../locales/index.ts';
import type { Condition } from '../../ports/index.ts';
import type { EffectiveSettings } from '../../settings/effective.ts';
import { type CommandContext, type CommandDefinition, reply } from '../command.ts';
import { hiding, namesText } from './room.ts';
import { lastUsed } from './tools-shown.ts';

/** /why: whether and why the bot would answer here, for the asker alone; and the one thing to change. */
export const why: CommandDefinition = {
  spec: { name: 'why', audience: 'asker_always', options: [], public: true },
  async *respond(context) {
    const { texts, command, access } = context;
    const isDenied = access() === 'denied';
    // Who may not ask here is not helped by what else hinders: their asking costs the platform nothing.
    const conditions = isDenied ? [] : await asked(context);
    const room = command.place.kind === 'group' && !isDenied ? await roomAt(context) : undefined;
    const hidden = room ? hiding(conditions ?? [], room) : [];
    const lines = [
      standing(context, access()),
      room ? answersIn(room, texts) : texts(`why.place.${command.place.kind}`),
      ...(room?.overhear ? [texts('why.overhears', { ...room.overhear })] : []),
      ...(conditions ?? [])
        .filter(({ name }) => !hidden.some((each) => each === name))
        .map((condition) => described(condition, texts)),
      ...(isDenied ? [] : await usedHere(context)),
      ...(conditions ? [] : [texts('why.unreachable')]),
      texts('why.ids', { person: command.actor.id, place: command.place.scopes.join(', ') }),
    ];
    const first = verdict(context, { access: access(), conditions, hidden });
    yield* reply([first, lines.map((line) => `- ${line}`).join('\n')].join('\n\n'));
  },
};

/** Manner of the bot at this place, which its moderators decide. */
async function roomAt({ settings, topic, effective }: CommandContext): Promise<EffectiveSettings> {
  return effective(settings, (await topic())?.settings);
}

function answersIn({ answers, names }: EffectiveSettings, texts: Texts): string {
  if (answers === 'asked' || (answers === 'names' && names.length === 0)) return texts('why.place.group');
  return texts(`why.room.${answers}`, { names: namesText(names) });
}

/** Says what the last answer here was made with. Nothing where the conversation cannot be read just now. */
async function usedHere({ branch, texts, failure }: CommandContext): Promise<string[]> {
  try {
    return lastUsed((await branch()).turns, texts);
  } catch (error) {
    failure(error);
    return [];
  }
}

/** Conditions at this place, from the platform. Undefined if it cannot be asked just now. */
async function asked({ conditions, failure }: CommandContext): Promise<readonly Condition[] | undefined> {
  try {
    return await conditions();
  } catch (error) {
    failure(error);
    return undefined;
  }
}

/**
 * Names the rule that lets the asker speak here, or does not. In a group, being on the list of people does not help.
 */
function standing({ texts, command }: CommandContext, access: Access): string {
  const group = access === 'denied' && command.place.kind === 'group';
  return texts(group ? 'why.access.denied_group' : `why.access.${access}`);
}

function described({ name, state }: Condition, texts: Texts): string {
  return texts(`why.${name}.${state}` as TextKey);
}

/** Conditions whose limits do no harm: the bot sees every message that is meant for it, and answers only those as a rule. */
const dispensable: ReadonlySet<Condition['name']> = new Set(['privacy', 'content', 'admin']);

/** Tells whether a limit calls for a change. */
function hinders({ name, state }: Condition): boolean {
  return state === 'limited' && !dispensable.has(name);
}

interface Standing {
  access: Access;
  conditions: readonly Condition[] | undefined;
  hidden: ReturnType<typeof hiding>;
}

/** The one thing to change, the most serious first. */
function verdict({ texts, command }: CommandContext, { access, conditions, hidden: [hidden] }: Standing): string {
  if (access === 'denied') {
    const group = command.place.kind === 'group';
    return texts(group ? 'why.verdict.chat' : 'why.verdict.person', {
      id: (group ? command.place.scopes[0] : command.actor.id) ?? command.actor.id,
    });
  }
  const blocked = conditions?.find(({ state }) => state === 'blocked');
  if (blocked) return texts(`why.mend.${blocked.name}`);
  if (hidden) return texts(`room.${hidden}`);
  const limited = conditions?.find(hinders);
  // A guest answers, though not to everything.
  if (limited) return texts(limited.name === 'member' ? 'why.mend.guest' : `why.mend.${limited.name}`);
  return texts(conditions ? 'why.verdict.fine' : 'why.verdict.unknown');
}
