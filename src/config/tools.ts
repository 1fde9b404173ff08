import { toolGroups } from '../ports/index.ts';
import type { Values } from './values.ts';

/** Tools that answers may use, and their bounds within one answer. Times in ms. */
export interface ToolsConfig {
  /** Groups of tools; none where there are to be none. */
  groups: readonly string[];
  /** Messages of the model with calls. */
  rounds: number;
  calls: number;
  callMs: number;
  /** All calls together. */
  allMs: number;
  /** Most of a result, in UTF-16 units. */
  resultChars: number;
  /** Addresses that pages are read at, as in ReadPageParts. */
  addresses: 'told' | 'links' | 'any';
  /** Time for which a question for leave waits. */
  leaveMs: number;
}

export function toolsIn(values: Values): ToolsConfig {
  return {
    groups: values.TOOLS.filter((name) => name !== 'off'),
    rounds: values.TOOLS_ROUNDS,
    calls: values.TOOLS_CALLS,
    callMs: values.TOOLS_CALL_TIMEOUT * 1000,
    allMs: values.TOOLS_TIMEOUT * 1000,
    resultChars: values.TOOLS_RESULT_CHARS,
    addresses: values.WEB_ADDRESSES,
    leaveMs: values.APPROVALS_EXPIRE * 3_600_000,
  };
}

/**
 * Tells of groups that there are not: left alone, a slip of the pen would take tools away without a word.
 * @param servers names of the MCP servers that are listed; absent where nobody knows them
 */
export function groupProblems(names: readonly string[], servers?: readonly string[]): string[] {
  const known: readonly string[] = ['off', ...toolGroups, ...(servers ?? []).map((server) => `mcp:${server}`)];
  const isKnown = (name: string) => known.includes(name) || (!servers && name.startsWith('mcp:'));
  const expected = `${toolGroups.join(', ')}, mcp:<server> or off`;
  return names
    .filter((name) => !isKnown(name))
    .map((name) => `TOOLS has ${JSON.stringify(name.slice(0, 60))}; expected ${expected}`);
}

/** Tells of wishes for a search endpoint that has no address: nothing would be searched, without a word. */
export function searchProblems(values: Partial<Values>): string[] {
  if (values.SEARCH_URL !== undefined) return [];
  const wishes = [
    ...(values.WEB_SEARCH === 'endpoint' ? ['WEB_SEARCH is endpoint'] : []),
    ...(['SEARCH_MODEL', 'SEARCH_KEY'] as const)
      .filter((key) => values[key] !== undefined)
      .map((key) => `${key} is set`),
  ];
  return wishes.map((wish) => `${wish}, but SEARCH_URL is not set`);
}
