import { isRecord } from '../read.ts';
import { type Draft, textOf } from './draft.ts';
import { pairsOf } from './pairs.ts';

/** Agents of LobeHub: files of its index (schema 1), flat ones, and lists of them as the app exports. */

/** Finds agents; undefined where it is no such file. */
export function agentsIn(value: unknown): Draft[] | undefined {
  const agents = listIn(value).filter(isAgent);
  return agents.length > 0 ? agents.map(draftOf) : undefined;
}

function listIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (!isRecord(value)) return [];
  const state = isRecord(value['state']) ? value['state'] : value;
  const lists = [state['sessions'], state['agents']].filter(Array.isArray);
  return lists.length > 0 ? lists.flat() : [value];
}

function isAgent(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && textOf(configOf(value)['systemRole']) !== undefined;
}

/** Settings of an agent: a field of their own, or beside the rest. */
function configOf(agent: Record<string, unknown>): Record<string, unknown> {
  return isRecord(agent['config']) ? agent['config'] : agent;
}

function draftOf(agent: Record<string, unknown>): Draft {
  const config = configOf(agent);
  const meta = isRecord(agent['meta']) ? agent['meta'] : agent;
  const params = isRecord(config['params']) ? config['params'] : {};
  const shots = Array.isArray(config['fewShots']) ? config['fewShots'].slice(0, 200) : [];
  const said = shots.flatMap((each) =>
    isRecord(each) ? { role: each['role'], text: textOf(each['content']) ?? '' } : [],
  );
  const { pairs, isWhole } = pairsOf(said);
  const has = (field: string) => Array.isArray(config[field]) && config[field].length > 0;
  return {
    name: meta['title'] ?? agent['name'] ?? agent['identifier'],
    slug: agent['identifier'],
    emoji: meta['avatar'],
    description: meta['description'],
    language: agent['locale'],
    system: config['systemRole'],
    examples: pairs,
    greeting: config['openingMessage'],
    starters: Array.isArray(config['openingQuestions']) ? config['openingQuestions'] : [],
    temperature: params['temperature'],
    top_p: params['top_p'],
    max_tokens: params['max_tokens'],
    dropped: [
      ...(textOf(config['model']) === undefined ? [] : [{ what: 'model', why: 'model' } as const]),
      ...(has('plugins') ? [{ what: 'plugins', why: 'tools' } as const] : []),
      ...(has('knowledgeBases') || has('files') ? [{ what: 'knowledgeBases', why: 'owner' } as const] : []),
      ...(isWhole ? [] : [{ what: 'fewShots', why: 'rest' } as const]),
    ],
  };
}
