import { isRecord } from '../read.ts';
import { type Draft, textOf } from './draft.ts';

/** Models of Open WebUI: a list; older ones wrap each in `info`. */

/** Finds models that say something of their own; undefined where it is no such file. */
export function webModelsIn(value: unknown): Draft[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const models = value.map((each) => (isRecord(each) && isRecord(each['info']) ? each['info'] : each)).filter(isModel);
  return models.length > 0 ? models.map(draftOf) : undefined;
}

type Model = Record<string, unknown> & { meta: Record<string, unknown>; params: Record<string, unknown> };

function isModel(value: unknown): value is Model {
  return isRecord(value) && isRecord(value['params']) && isRecord(value['meta']) && 'id' in value;
}

function draftOf({ meta, params, ...model }: Model): Draft {
  const prompts = Array.isArray(meta['suggestion_prompts']) ? meta['suggestion_prompts'] : [];
  const has = (field: string) => Array.isArray(meta[field]) && meta[field].length > 0;
  return {
    name: model['name'],
    slug: model['id'],
    description: meta['description'],
    system: params['system'],
    starters: prompts.map((each) => (isRecord(each) ? each['content'] : undefined)),
    temperature: params['temperature'],
    top_p: params['top_p'],
    max_tokens: params['max_tokens'],
    dropped: [
      ...(textOf(model['base_model_id']) === undefined ? [] : [{ what: 'base_model_id', why: 'model' } as const]),
      ...(has('toolIds') ? [{ what: 'toolIds', why: 'tools' } as const] : []),
      ...(has('knowledge') ? [{ what: 'knowledge', why: 'owner' } as const] : []),
    ],
  };
}
