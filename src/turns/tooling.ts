import type { Bounds } from '../agent/calls.ts';
import { namesGroup, openToolbox, type ToolboxParts } from '../agent/toolbox.ts';
import type { Opening, Tooling } from '../answering/with-tools.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Clock, Command, Hosted, Prompt, Tool } from '../ports/index.ts';
import { effective, type OperatorSettings } from '../settings/effective.ts';
import type { Answered } from './answered.ts';

/** Tools of the whole bot, and what bounds their use. */
export interface ToolsParts extends ToolboxParts {
  bounds: Bounds;
  /** Searching by the model's service: wherever it may have that, or only where it is known to, as a tool of ours can search. */
  serviceSearch: 'possible' | 'known' | 'off';
  /** Time for which a question for leave waits, ms. */
  leaveMs: number;
}

/** Person, and their place, as far as tools have to know them. */
interface Addressee {
  /** BCP 47 tag. */
  language: string;
  /** IANA time zone. */
  zone: string | undefined;
}

/** Decides which tools the answer to a task may use. */
export function toolingFor(
  {
    tools,
    operator,
    buttons,
    conversations,
    clock,
  }: {
    tools: ToolsParts;
    operator: OperatorSettings;
    buttons: boolean;
    conversations: Pick<Conversations, 'leaves'>;
    clock: Pick<Clock, 'now'>;
  },
  { id, steps, write }: Pick<Answered, 'id' | 'steps' | 'write'>,
  task: Prompt | Command,
  person: Addressee,
  signal: AbortSignal,
): Tooling {
  return {
    ...{ bounds: tools.bounds, steps, write },
    about: { turn: id, task, ...person },
    approval: (thread) => ({
      isSilent: !buttons,
      expires: clock.now() + tools.leaveMs,
      leaves: async () => new Set((await conversations.leaves(task.conversation, thread)).map(({ tool }) => tool)),
    }),
    async open({ layers, names, can }) {
      const { tools: chosen } = effective(operator, layers, { surface: task.surface });
      const may = (group: string, name?: string) =>
        namesGroup(operator.tools, group) &&
        namesGroup(chosen, group) &&
        (names === undefined || names.some((each) => each === name) || namesGroup(names, group));
      const hosted = hostedBy(tools, person, may, can);
      const isOffered = ({ group, spec, yieldsTo }: Tool) =>
        may(group, spec.name) && (yieldsTo === undefined || hosted[yieldsTo] === undefined);
      const toolbox = can('tools') === false ? undefined : await openToolbox(tools, task, isOffered, signal);
      if (Object.keys(hosted).length === 0) return toolbox && { toolbox };
      return { toolbox: toolbox ?? { specs: [], find: () => undefined }, hosted };
    },
  };
}

/** Lists the tools that the service may run. One that costs by the run has to be named by the operator. */
function hostedBy(
  { serviceSearch }: ToolsParts,
  person: Addressee,
  may: (group: string, name: string) => boolean,
  can: Opening['can'],
): Hosted {
  const searches = serviceSearch !== 'off' && (can('search') ?? serviceSearch === 'possible');
  return {
    ...(searches && may('web', 'web_search') ? { search: placeOf(person) } : {}),
    ...(can('code') !== false && may('code', 'code') ? { code: true as const } : {}),
  };
}

/** Place that the web is searched from, as far as it is known. A language alone tells no country: half the world reads English. */
function placeOf({ language, zone }: Addressee): NonNullable<Hosted['search']> {
  if (zone === undefined) return {};
  const { region, getTimeZones } = new Intl.Locale(language);
  const isThere = region !== undefined && getTimeZones?.call(new Intl.Locale(language))?.includes(zone);
  return { zone, ...(isThere ? { country: region } : {}) };
}
