import { type Ability, MOST_DRAWN, type ModelRequest, type ToolSpec } from '../ports/index.ts';

/** Tools of a request, as each API has them. */

/** Most searches and runs of code within one answer. */
const MOST_HOSTED = 8;

/** Names what each tool of a body takes, in its order there: the service's own come first. Functions have their index. */
export function toolsInOrder({ draws, hosted = {}, tools = [] }: ModelRequest): [ability: Ability, index?: number][] {
  return [
    ...(draws ? [['drawing'] as [Ability]] : []),
    ...(hosted.search ? [['search'] as [Ability]] : []),
    ...(hosted.code ? [['code'] as [Ability]] : []),
    ...tools.map((_, index): [Ability, number] => ['tools', index]),
  ];
}

/** Function in the Responses API. `strict` would refuse schemas that have what is optional. */
const responsesFunction = madeOnce(({ name, description, parameters }) => ({
  ...{ type: 'function', name, description, parameters, strict: false },
}));

/** Function in the Chat Completions API. */
const chatFunction = madeOnce(({ name, description, parameters }) => ({
  ...{ type: 'function', function: { name, description, parameters } },
}));

/** Makes the form of a spec once: a tool that is the same object goes out without being written anew. */
function madeOnce(make: (spec: ToolSpec) => object): (spec: ToolSpec) => object {
  const made = new WeakMap<ToolSpec, object>();
  return (spec) => {
    const form = made.get(spec) ?? make(spec);
    made.set(spec, form);
    return form;
  };
}

/** Fields of POST /responses about tools; none where there are no tools. The limit counts the service's own alone. */
export function responsesTools({ draws, hosted = {}, tools = [] }: ModelRequest): object {
  const { search, code } = hosted;
  const own = [
    ...(draws ? [{ type: 'image_generation', ...draws }] : []),
    ...(search ? [{ type: 'web_search', ...locationOf(search) }] : []),
    ...(code ? [{ type: 'code_interpreter', container: { type: 'auto' } }] : []),
  ];
  const all = [...own, ...tools.map(responsesFunction)];
  const most = (draws ? MOST_DRAWN : 0) + (search ? MOST_HOSTED : 0) + (code ? MOST_HOSTED : 0);
  if (all.length === 0) return {};
  return { tools: all, ...(most > 0 ? { max_tool_calls: most } : {}) };
}

function locationOf({ country, city, zone }: NonNullable<NonNullable<ModelRequest['hosted']>['search']>): object {
  const place = {
    ...(country === undefined ? {} : { country }),
    ...(city === undefined ? {} : { city }),
    ...(zone === undefined ? {} : { timezone: zone }),
  };
  return Object.keys(place).length === 0 ? {} : { user_location: { type: 'approximate', ...place } };
}

/** Fields of POST /chat/completions about tools. */
export function chatTools({ tools = [] }: ModelRequest): object {
  return tools.length === 0 ? {} : { tools: tools.map(chatFunction) };
}
