import type { Permissions } from '../admission/permissions.ts';
import type { Bounds } from '../agent/calls.ts';
import { namesGroup, openToolbox, type Toolbox, type ToolboxParts, type ToolHere } from '../agent/toolbox.ts';
import type { Opened, Opening, Tooling } from '../answering/request/with-tools.ts';
import type { Conversations } from '../conversation/conversations.ts';
import type { Clock, Command, Hosted, ModelCatalog, Prompt, Tool } from '../ports/index.ts';
import { type EffectiveSettings, effective, type OperatorSettings } from '../settings/effective.ts';
import type { Answered } from './answered.ts';
import { guarded, type MayUse, usersOf } from './tool-users.ts';

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
  /** Leave to have pictures drawn within an answer. */
  draws: boolean;
}

/** Decides which tools the answer to a task may use. */
export function toolingFor(
  {
    tools,
    operator,
    buttons,
    conversations,
    models,
    clock,
    permissions,
  }: {
    tools: ToolsParts;
    operator: OperatorSettings;
    buttons: boolean;
    conversations: Pick<Conversations, 'leaves'>;
    models: Models;
    clock: Pick<Clock, 'now'>;
    permissions: Pick<Permissions, 'isNamed'>;
  },
  { id, steps, write, hold }: Pick<Answered, 'id' | 'steps' | 'write' | 'hold'>,
  task: Prompt | Command,
  person: Addressee,
  signal: AbortSignal,
): Tooling {
  return {
    ...{ bounds: tools.bounds, steps, write, hold },
    about: { turn: id, task, language: person.language, zone: person.zone },
    approval: (thread) => ({
      isSilent: !buttons,
      expires: clock.now() + tools.leaveMs,
      leaves: async () => new Set((await conversations.leaves(task.conversation, thread)).map(({ tool }) => tool)),
    }),
    async open({ layers, names, can, caller }) {
      const settings = effective(operator, layers, { surface: task.surface });
      const isChosen = chosenBy(settings, names);
      const may: May = (group, name) => namesGroup(operator.tools, group) && isChosen(group, name);
      const wanted = { suggestions: settings.suggestions, drawing: draws(models, person) };
      const mayUse = usersOf(permissions, task, caller, signal);
      return openFor({ tools, task, person, may, mayUse, can, wanted }, signal);
    },
  };
}

/** Lists the tools that the operator lets answers to a task use, and tells which of them one would have now. */
export async function toolsHere(
  {
    tools,
    operator,
    models,
    permissions,
  }: {
    tools: ToolsParts;
    operator: OperatorSettings;
    models: Models;
    permissions: Pick<Permissions, 'isNamed'>;
  },
  task: Prompt | Command,
  person: Addressee,
  { layers, names }: Pick<Opening, 'layers' | 'names'>,
  signal: AbortSignal,
): Promise<ToolHere[]> {
  const settings = effective(operator, layers, { surface: task.surface });
  const { model, suggestions } = settings;
  const wanted = { suggestions, drawing: draws(models, person) };
  const can: Opening['can'] = (ability) => models.can(model, ability);
  const may: May = (group) => namesGroup(operator.tools, group);
  const isChosen = chosenBy(settings, names);
  const mayUse = usersOf(permissions, task, task.actor, signal);
  const { toolbox, hosted = {} } = await openFor({ tools, task, person, may, mayUse, can, wanted }, signal);
  const found = toolbox.specs.flatMap(({ name }): ToolHere[] => {
    const { group, title } = toolbox.find(name) ?? {};
    if (group === undefined) return [];
    return [{ name, group, ...(title === undefined ? {} : { title }), isOn: isChosen(group, name) }];
  });
  const { search, code } = HOSTED;
  return [
    ...found,
    ...(hosted.search ? [{ name: 'search', group: search.group, isOn: isChosen(search.group, search.name) }] : []),
    ...(hosted.code ? [{ name: 'code', group: code.group, isOn: isChosen(code.group, code.name) }] : []),
  ];
}

type Models = Pick<ModelCatalog, 'can' | 'image'>;

/** Tells whether a tool of ours may draw for a person. */
function draws(models: Models, person: Addressee): boolean {
  return person.draws && models.can(models.image, 'images') !== false;
}

/** Tells whether a tool of a group may be used. */
type May = (group: string, name: string) => boolean;

/** Groups of the tools that a service runs, and the names by which personas list them. */
const HOSTED = {
  search: { group: 'web', name: 'web_search' },
  code: { group: 'code', name: 'code' },
} as const;

/** Reads what the chat and who answers have chosen. */
function chosenBy({ tools: chosen }: Pick<EffectiveSettings, 'tools'>, names: Opening['names']): May {
  return (group, name) =>
    namesGroup(chosen, group) &&
    (names === undefined || names.some((each) => each === name) || namesGroup(names, group));
}

const NONE: Toolbox = { specs: [], find: () => undefined };

/** Opens the tools that may be used: ours, and those that the service runs. */
async function openFor(
  {
    tools,
    task,
    person,
    may,
    mayUse,
    can,
    wanted,
  }: {
    tools: ToolsParts;
    task: Prompt | Command;
    person: Addressee;
    may: May;
    mayUse: MayUse;
    wanted: Readonly<Record<NonNullable<Tool['wants']>, boolean>>;
  } & Pick<Opening, 'can'>,
  signal: AbortSignal,
): Promise<Opened> {
  const hosted = hostedBy(tools, person, may, can);
  // What is not known of the service is left to a tool of ours: one it does not know would cost each question a second request.
  const has = { search: hosted.search !== undefined, drawing: can('drawing') === true };
  const keptBack = new Set<string>();
  const isOffered = async (tool: Tool) => {
    const { group, spec, yieldsTo, wants } = tool;
    const isWanted = may(group, spec.name) && (wants === undefined || wanted[wants]);
    if (!isWanted || (yieldsTo !== undefined && has[yieldsTo])) return false;
    if (await mayUse(tool)) return true;
    keptBack.add(spec.name);
    return false;
  };
  const opened = can('tools') === false ? undefined : await openToolbox(tools, task, isOffered, signal);
  const toolbox = opened ? guarded(opened, mayUse) : NONE;
  const drawsHere = opened?.specs.some(({ name }) => opened.find(name)?.yieldsTo === 'drawing');
  return {
    ...{ toolbox, keptBack },
    ...(Object.keys(hosted).length > 0 ? { hosted } : {}),
    ...(drawsHere ? { drawsHere } : {}),
  };
}

/** Lists the tools that the service may run. One that costs by the run has to be named by the operator. */
function hostedBy({ serviceSearch }: ToolsParts, person: Addressee, may: May, can: Opening['can']): Hosted {
  const searches = serviceSearch !== 'off' && (can('search') ?? serviceSearch === 'possible');
  const { search, code } = HOSTED;
  return {
    ...(searches && may(search.group, search.name) ? { search: placeOf(person) } : {}),
    ...(can('code') !== false && may(code.group, code.name) ? { code: true as const } : {}),
  };
}

/** Place that the web is searched from, as far as it is known. A language alone tells no country: half the world reads English. */
function placeOf({ language, zone }: Addressee): NonNullable<Hosted['search']> {
  if (zone === undefined) return {};
  const { region, getTimeZones } = new Intl.Locale(language);
  const isThere = region !== undefined && getTimeZones?.call(new Intl.Locale(language))?.includes(zone);
  return { zone, ...(isThere ? { country: region } : {}) };
}
