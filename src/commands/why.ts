import type { Access } from '../admission/gate.ts';
import type { TextKey, Texts } from '../locales/index.ts';
import type { Condition } from '../ports/index.ts';
import { type CommandContext, type CommandDefinition, reply } from './command.ts';

/** /why: whether and why the bot would answer here, for the asker alone; and the one thing to change. */
export const why: CommandDefinition = {
  spec: { name: 'why', visibility: 'alone', options: [], public: true },
  async *respond(context) {
    const { texts, command, access } = context;
    const conditions = await asked(context);
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

/** What the platform says; undefined where it cannot be asked just now. */
async function asked({ conditions, failure }: CommandContext): Promise<Condition[] | undefined> {
  try {
    return await conditions();
  } catch (error) {
    failure(error);
    return undefined;
  }
}

/** What lets the asker speak here, or does not. In a group who asks does not count: being on the list oneself is no help. */
function standing({ texts, command }: CommandContext, access: Access): string {
  const group = access === 'denied' && command.place.kind === 'group';
  return texts(group ? 'why.access.denied_group' : `why.access.${access}`);
}

function described({ name, state }: Condition, texts: Texts): string {
  return texts(`why.${name}.${state}` as TextKey);
}

/** What the bot does not need where it is limited: it answers only what is meant for it, and that it sees. */
const dispensable: ReadonlySet<Condition['name']> = new Set(['privacy', 'content', 'admin']);

/** Whether there is something to change about a condition. */
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
