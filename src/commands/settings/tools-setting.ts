import { namesGroup, type ToolHere } from '../../agent/toolbox.ts';
import type { TextKey, Texts } from '../../locales/index.ts';
import { type ChatSettings, type Ending, type Progress, type Suggestion, toolGroups } from '../../ports/index.ts';
import type { OperatorSettings } from '../../settings/effective.ts';
import { escapeMarkdown } from '../../util/text.ts';
import { type CommandContext, type SuggestContext, stringOption } from '../command.ts';
import { choice, inRows, menu } from '../menu.ts';
import { toolNames } from './tools-shown.ts';

/** Groups of tools that a chat lets its answers use, as /settings shows and switches them. */

/** Groups that have a name for people; a server goes by its own. */
const KNOWN: readonly string[] = toolGroups;
const SERVER = 'mcp:';
/** Word for no tools at all, and for the operator's. */
const OFF = 'off';
const DEFAULT = 'default';
/** Most names that a chat's settings hold. */
const MOST = 50;
/** Groups that have a button: more rows than these no platform shows. */
const MOST_BUTTONS = 18;
/** Tools that are named of one group. */
const MOST_NAMED = 10;

/** Lists groups as a person would type them. */
export function typedGroups(groups: readonly string[] | undefined): string | undefined {
  return groups && (groups.join(',') || OFF);
}

/** Finds those of a chat's groups that the operator has as well, as a person would type them. */
export function setGroups({ tools }: ChatSettings, operator: Pick<OperatorSettings, 'tools'>): string | undefined {
  return typedGroups(tools?.filter((name) => isBoth(name, operator.tools)));
}

/** Names the groups of a typed list for people, as Markdown. */
export function groupNames(typed: string, texts: Texts): string {
  if (typed === OFF) return texts('settings.tools.off');
  return typed
    .split(',')
    .map((group) => escapeMarkdown(groupName(group, texts)))
    .join(', ');
}

function groupName(group: string, texts: Texts): string {
  if (KNOWN.includes(group)) return texts(`settings.tools.${group}` as TextKey);
  return group.startsWith(SERVER) ? group.slice(SERVER.length) : group;
}

/** Change of the groups that a command asks for. `tools` is absent where the operator's are to hold again. */
type GroupsGiven = { tools?: readonly string[] } | { problem: string };

/** Reads the change of groups that a command asks for; undefined where it asks for none. */
export async function groupsGiven(context: CommandContext): Promise<GroupsGiven | undefined> {
  const { command, texts } = context;
  const typed = stringOption(command, 'tools')?.trim().toLowerCase();
  if (typed === DEFAULT || stringOption(command, 'clear') === 'tools') return {};
  if (typed === undefined) return undefined;
  if (typed === OFF) return { tools: [] };
  const groups = await groupsHere(context);
  const asked = typed
    .replace(/^[+-]/, '')
    .split(',')
    .map((name) => named(name.trim(), groups));
  const strange = asked.find((name) => !groups.some((group) => namesGroup([name], group)));
  const now = context.effective(context.settings).tools;
  const tools = typed.startsWith('+') ? plus(now, asked) : typed.startsWith('-') ? minus(now, asked, groups) : asked;
  if (strange === undefined && tools.length <= MOST) return { tools: [...new Set(tools)] };
  const choices = [OFF, DEFAULT, ...groups].map((group) => `\`${group}\``).join(', ');
  return { problem: texts('settings.tools.unknown', { value: escapeMarkdown(strange ?? typed), choices }) };
}

/** The settings with the groups that a command asks for. */
export function withGroups(changed: ChatSettings, given: GroupsGiven | undefined): ChatSettings {
  if (!given || 'problem' in given) return changed;
  const { tools: _, ...rest } = changed;
  return { ...rest, ...given };
}

/** Tells whether a command switches one group on or off: its menu goes on there. */
export function isSwitch({ command }: CommandContext): boolean {
  return /^[+-]/.test(stringOption(command, 'tools') ?? '');
}

/** Suggests groups for the last word that is typed. */
export function groupsLike({ effective }: SuggestContext, typed: string): Suggestion[] {
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  const word = typed.slice(before.length).trim().toLowerCase();
  const words = before === '' ? [OFF, DEFAULT] : [];
  return [...words, ...effective({ v: 1 }).tools]
    .filter((each) => each.startsWith(word))
    .map((each) => ({ label: `${before}${each}`, value: `${before}${each}` }));
}

/** Shows the groups there are, with their tools, and a button that switches each. */
export async function* groupsPage(
  context: CommandContext,
  value: string,
  effect: Partial<Pick<Ending, 'settings' | 'settingsBefore'>> = {},
): AsyncGenerator<Progress> {
  const { texts, settings, operator } = context;
  const here = await context.toolsHere();
  const groups = await groupsHere(context, here);
  const now = context.effective(settings).tools;
  const isOn = (group: string) => namesGroup(now, group);
  const lines = groups.map((group) => {
    const names = toolNames(
      here.filter((tool) => tool.group === group),
      MOST_NAMED,
      texts,
    );
    const title = `**${escapeMarkdown(groupName(group, texts))}** (\`${group}\`)`;
    return `- ${isOn(group) ? '✓' : '✕'} ${title}${names === '' ? '' : `: ${names}`}`;
  });
  const buttons = [
    choice('settings clear=tools', texts('settings.default'), settings.tools === undefined),
    choice(`settings tools=${OFF}`, texts('settings.tools.off'), setGroups(settings, operator) === OFF),
    ...groups
      .slice(0, MOST_BUTTONS)
      .map((group) =>
        choice(`settings tools=${isOn(group) ? '-' : '+'}${group}`, groupName(group, texts), isOn(group)),
      ),
  ];
  const text = [
    `**${texts('settings.tools')}**: ${value}`,
    texts('command.settings.tools'),
    lines.length > 0 ? lines.join('\n') : texts('settings.tools.none'),
  ].join('\n\n');
  const back = { line: 'settings', label: texts('menu.back') };
  yield* menu(text, [...inRows(buttons, buttons.length > 10 ? 5 : 3), [back]], effect);
}

/** Lists the groups that there are, and those that are chosen while they are away: a server that cannot be reached. */
async function groupsHere(context: CommandContext, known?: readonly ToolHere[]): Promise<string[]> {
  const { settings, operator } = context;
  const here = new Set((known ?? (await context.toolsHere())).map(({ group }) => group));
  const away = (settings.tools ?? []).filter(
    (name) => namesGroup(operator.tools, name) && ![...here].some((group) => namesGroup([name], group)),
  );
  const place = (group: string) => (KNOWN.indexOf(group) + KNOWN.length) % KNOWN.length;
  return [...here, ...away].toSorted((one, other) => place(one) - place(other) || (one < other ? -1 : 1));
}

/** The name as it is written here: that of a server may have capitals. */
function named(typed: string, groups: readonly string[]): string {
  return groups.find((group) => group.toLowerCase() === typed) ?? typed;
}

function plus(now: readonly string[], asked: readonly string[]): readonly string[] {
  return [...now, ...asked.filter((name) => !namesGroup(now, name))];
}

/** A name that stands for several groups becomes those of them that stay. */
function minus(now: readonly string[], asked: readonly string[], groups: readonly string[]): readonly string[] {
  return now.flatMap((name) => {
    if (namesGroup(asked, name)) return [];
    if (!asked.some((each) => namesGroup([name], each))) return [name];
    return groups.filter((group) => namesGroup([name], group) && !namesGroup(asked, group));
  });
}

function isBoth(name: string, operators: readonly string[]): boolean {
  return namesGroup(operators, name) || operators.some((each) => namesGroup([name], each));
}
