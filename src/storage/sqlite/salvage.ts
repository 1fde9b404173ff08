import type { Prompt, Target } from '../../ports/index.ts';
import type { Row } from './database.ts';
import { isTarget } from './shapes.ts';

/** Attempts a salvaged turn counts as having had: more than the order of work makes, so that it ends in an error. */
export const SPENT = 1000;

/**
 * What is left of a damaged message, if it still says where its answer belongs: a prompt without words, to be answered
 * with an error instead of with silence. Undefined when that cannot be made out.
 */
export function salvaged(row: Row): Prompt | undefined {
  const target = targetIn(String(row['inbound']));
  if (!target) return undefined;
  return {
    v: 1,
    kind: 'prompt',
    key: `salvaged:${row['id']}`,
    surface: target.surface,
    conversation: String(row['conversation']),
    place: { kind: target.group ? 'group' : 'private', scopes: [] },
    actor: { id: '', name: '' },
    sentAt: Number(row['accepted_at']),
    target,
    text: '',
    addressed: true,
    attachments: [],
  };
}

/** The one object under this name; within a text somebody wrote, its quotes would stand behind backslashes. */
function targetIn(text: string): Target | undefined {
  const [, rest] = text.split('"target":', 2);
  if (!rest?.startsWith('{')) return undefined;
  // It holds one object itself, so its own end is among the first braces.
  for (let end = rest.indexOf('}'), tries = 0; end >= 0 && tries < 5; end = rest.indexOf('}', end + 1), tries += 1) {
    try {
      const value: unknown = JSON.parse(rest.slice(0, end + 1));
      return isTarget(value) ? value : undefined;
    } catch {}
  }
  return undefined;
}
