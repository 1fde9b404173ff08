import type { ToolHere } from '../../agent/toolbox.ts';
import { toolName } from '../../agent/used.ts';
import { shownAnswer } from '../../conversation/exchange.ts';
import type { Texts } from '../../locales/index.ts';
import type { Exchange } from '../../ports/index.ts';
import type { CommandContext } from '../command.ts';

/** Tools as /context and /why tell of them: those that an answer was made with, and those that the next one would have. */

/** Most tools that are named as being here. */
const MOST = 20;

/** Says what the newest answer of a branch was made with; nothing where it used nothing. */
export function lastUsed(branch: readonly Exchange[], texts: Texts): string[] {
  const last = branch.at(-1);
  const used = last && shownAnswer(last)?.used;
  return used ? [texts('tools.last', { used: used.replaceAll('\n', ' · ') })] : [];
}

/** Says which tools an answer that is asked for now would have; nothing where the operator has none. */
export async function toolsNow({ toolsHere, operator, texts }: CommandContext): Promise<string[]> {
  if (operator.tools.length === 0) return [];
  const names = toolNames(
    (await toolsHere()).filter(({ isOn }) => isOn),
    MOST,
    texts,
  );
  return [texts('tools.here', { list: names || texts('tools.here.none') })];
}

/** Names tools for people, each once, as Markdown. */
export function toolNames(tools: readonly ToolHere[], most: number, texts: Texts): string {
  const all = tools.map(({ name, ...tool }) => toolName({ call: { name }, ...tool }, texts));
  const names = [...new Set(all)];
  return [...names.slice(0, most), ...(names.length > most ? ['…'] : [])].join(' · ');
}
