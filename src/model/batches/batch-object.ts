import { modelFault } from '../errors.ts';
import { fields, numberOr, stringOr } from '../json.ts';
import type { Fields } from './calls.ts';

/** Batch as its service tells of it. */
export interface BatchObject {
  name: string;
  /** `working`: it is checked, or worked on. `cancelling`: it ends soon. */
  state: 'working' | 'cancelling' | 'completed' | 'failed' | 'expired' | 'cancelled';
  /** Lines that have an answer or a failure, and all, as far as they are counted. */
  done: number;
  of: number;
  /** Names of its files. */
  files: { input?: string; output?: string; errors?: string };
  /** Code for what is wrong with the whole. */
  problem?: string;
  metadata: Fields;
}

const states: ReadonlyMap<unknown, BatchObject['state']> = new Map([
  ['cancelling', 'cancelling'],
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['expired', 'expired'],
  ['cancelled', 'cancelled'],
]);

/** Reads a batch. Words for its state that nobody knows mean that it goes on. Throws `model_server` for one without a name. */
export function batchIn(batch: Fields): BatchObject {
  const counts = fields(batch['request_counts']);
  const count = (name: string) => numberOr(counts[name]) ?? 0;
  const { data } = fields(batch['errors']);
  const problem = problemIn(Array.isArray(data) ? fields(data[0]) : {});
  return {
    ...{ name: nameIn(batch), state: states.get(batch['status']) ?? 'working' },
    ...{ done: count('completed') + count('failed'), of: count('total') },
    files: {
      ...named('input', batch['input_file_id']),
      ...named('output', batch['output_file_id']),
      ...named('errors', batch['error_file_id']),
    },
    ...(problem === undefined ? {} : { problem }),
    metadata: fields(batch['metadata']),
  };
}

function named(file: keyof BatchObject['files'], id: unknown): BatchObject['files'] {
  return typeof id === 'string' && id !== '' ? { [file]: id } : {};
}

/** Passes codes. Anything else could be content. */
function problemIn({ code }: Fields): string | undefined {
  const text = stringOr(code);
  return text !== undefined && /^[\w.-]{1,80}$/.test(text) ? text : undefined;
}

/** Name that the service gave. Throws `model_server` where there is none. */
export function nameIn({ id }: Fields): string {
  if (typeof id === 'string' && id !== '' && id.length <= 200) return id;
  throw modelFault('model_server', 'The answer names nothing');
}

/** Order in which batches of one id are wanted, the best last. */
const order: readonly BatchObject['state'][] = ['failed', 'cancelled', 'cancelling', 'expired', 'working', 'completed'];

/** Sorts batches of one id, the best first. */
export function bestFirst(batches: readonly BatchObject[]): BatchObject[] {
  return batches.toSorted((a, b) => order.indexOf(b.state) - order.indexOf(a.state));
}
