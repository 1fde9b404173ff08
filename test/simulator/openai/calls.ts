import type { Heard } from './heard.ts';
import type { Block } from './sse.ts';
import { pieces } from './words.ts';

/** Calls of functions, as a model makes them. */

/** Call that a script or the speaker wants made. */
export interface Call {
  name: string;
  /** JSON text as it is, or what becomes one. */
  arguments?: string | object;
  /** Made up when absent. */
  id?: string;
}

/** Call as it is made, its arguments in the pieces in which they are streamed. */
export interface MadeCall {
  name: string;
  id: string;
  pieces: string[];
  /** The limit of tokens came before its end. */
  cut: boolean;
}

export type MakeBlock = (type: string, fields: object) => Block;

/** An item of the output, and the events it comes by. */
export interface OutputItem {
  item: object;
  blocks(index: number, event: MakeBlock): Generator<Block>;
}

const written = ({ arguments: given = {} }: Call) => (typeof given === 'string' ? given : JSON.stringify(given));

/** Makes the calls for which there is room, in tokens. */
export function makeCalls(calls: readonly Call[], room: number): MadeCall[] {
  const made: MadeCall[] = [];
  let left = room;
  for (const [at, call] of calls.entries()) {
    const all = pieces(written(call));
    const cut = all.length > left;
    made.push({ name: call.name, id: call.id ?? madeUp(at), pieces: cut ? all.slice(0, left) : all, cut });
    left -= all.length;
    if (cut) break;
  }
  return made;
}

let count = 0;

function madeUp(at: number): string {
  count += 1;
  return `call_${(count * 64 + at).toString(36).padStart(24, '0')}`;
}

/** Calls as items of a response. `id`: that of the response. */
export function callItems(calls: readonly MadeCall[], id: string): OutputItem[] {
  return calls.map((call, at) => callItem(call, `${id.replace('resp', 'fc')}${at}`));
}

function callItem({ name, id: call_id, pieces: all, cut }: MadeCall, id: string): OutputItem {
  const item = { id, type: 'function_call', call_id, name };
  const whole = { ...item, status: cut ? 'incomplete' : 'completed', arguments: all.join('') };
  return {
    item: whole,
    *blocks(output_index, event) {
      const at = { item_id: id, output_index };
      yield event('response.output_item.added', {
        output_index,
        item: { ...item, status: 'in_progress', arguments: '' },
      });
      for (const delta of all) yield event('response.function_call_arguments.delta', { ...at, delta });
      if (!cut) yield event('response.function_call_arguments.done', { ...at, name, arguments: all.join('') });
      yield event('response.output_item.done', { output_index, item: whole });
    },
  };
}

/** Calls as the deltas of a chat: the id and the name in the first of each. */
export function* callDeltas(calls: readonly MadeCall[]): Generator<object> {
  for (const [index, { name, id, pieces: all }] of calls.entries()) {
    yield { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] };
    for (const piece of all) yield { tool_calls: [{ index, function: { arguments: piece } }] };
  }
}

/** Calls as a whole message of a chat has them. */
export const wholeCalls = (calls: readonly MadeCall[]): object[] =>
  calls.map(({ name, id, pieces: all }) => ({ id, type: 'function', function: { name, arguments: all.join('') } }));

const SEAL = 'gAAAA';

/** Reasoning as it goes out and comes back: nobody can read it but the model that made it. */
export const encrypted = ({ model }: Heard, id: string): string =>
  `${SEAL}${Buffer.from(JSON.stringify([model, id])).toString('base64url')}`;

/** Model that made encrypted reasoning; undefined for what this stand-in did not make. */
export function makerOf(content: string): string | undefined {
  try {
    const read: unknown = JSON.parse(Buffer.from(content.slice(SEAL.length), 'base64url').toString());
    return Array.isArray(read) && typeof read[0] === 'string' ? read[0] : undefined;
  } catch {
    return undefined;
  }
}
