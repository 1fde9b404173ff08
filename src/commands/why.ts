import type { Access } from '../admission/permissions.ts';
import type { TextKey, Texts } from '../locales/index.ts';
import type { Condition } from '../ports/index.ts';
import { type CommandContext, type CommandDefinition, reply } from './command.ts';

/** /why: whether and why the bot would answer here, for the asker alone; and the one thing to change. */
export const why: CommandDefinition = {
  spec: { name: 'why', audience: 'asker_always', options: [], public: true },
  async *respond(context) {
    const { texts, command, access } = context;
    // Who may not ask here is not helped by what else hinders: their asking costs the platform nothing.
    const conditions = access() === 'denied' ? [] : await asked(context);
    const lines = [
      standing(context, access()),
      texts(`why.place.${command.place.kind}`),
      ...(conditions ?? []).map((condition) => described(condition, texts)),
      ...(conditions ? [] : [texts('why.unreachable')]),
      texts('why.ids', { person: command.actor.id, place: command.place.scopes.join(', ') }),
    ];
    yield* reply([verdict(context, access(), conditions), lines.map((line) => `- ${line}`).join('\n')].join('\n\n'));
  },
};

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

/** Conditions whose limits do no harm: the bot sees every message that is meant for it, and answers only those. */
const dispensable: ReadonlySet<Condition['name']> = new Set(['privacy', 'content', 'admin']);

/** Tells whether a condition calls for a change. */
function hinders({ name, state }: Condition): boolean {
  return state === 'blocked' || (state === 'limited' && !dispensable.has(name));
}

/** The one thing to change, the most serious first. */
function verdict({ texts, command }: CommandContext, access: Access, conditions?: readonly Condition[]): string {
  if (access === 'denied') {
    const group = command.place.kind === 'group';
    return texts(group ? 'why.verdict.chat' : 'why.verdict.person', {
      id: (group ? command.place.scopes[0] : command.actor.id) ?? command.actor.id,
    });
  }
  for (const state of ['blocked', 'limited'] as const) {
    const found = conditions?.find((condition) => condition.state === state && hinders(condition));
    if (!found) continue;
    // A guest answers, though not to everything.
    const guest = found.name === 'member' && state === 'limited';
    return texts(guest ? 'why.mend.guest' : `why.mend.${found.name}`);
  }
  return texts(conditions ? 'why.verdict.fine' : 'why.verdict.unknown');
}
