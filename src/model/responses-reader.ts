import { MOST_DRAWN, type ModelEvent, type Usage } from '../ports/index.ts';
import { headOf } from '../util/text.ts';
import { type AnswerText, createAnswerText, createUsage, type ReadFor, type StreamReader } from './answer-text.ts';
import { createCodeFiles } from './code-files.ts';
import { type Circumstances, modelFault, reportedFault } from './errors.ts';
import { isFailure } from './failure-body.ts';
import { pictureOf } from './image-kinds.ts';
import { createItemKeeper } from './items.ts';
import { fields, numberOr, stringOr } from './json.ts';
import { createSources } from './sources.ts';
import { createCallMaker } from './tool-calls.ts';

type Event = Readonly<Record<string, unknown>>;

/** Most words about what comes next, in UTF-16 units. */
const MOST_COMMENTARY = 20_000;
/** Longest words of a search that are told, in UTF-16 units. */
const LONGEST_QUERY = 200;

/** Reads the events of POST /responses. Pictures are bytes in them. */
export function createResponsesReader(at: Circumstances, asked: ReadFor = {}): StreamReader {
  const answer = createAnswerText();
  const said = createMessages(answer);
  const drawings = createDrawings(answer);
  const hosted = createHostedWork();
  const done = createDoneItems(asked);

  function itemDone(event: Event): ModelEvent[] {
    const item = fields(event['item']);
    const place = event['output_index'] ?? item['id'];
    if (item['type'] === 'image_generation_call') return [...done.take(item), ...drawings.done(place, item)];
    return [...hosted.done(place, item), ...done.take(item)];
  }

  function completed(event: Event): ModelEvent[] {
    const { output } = fields(event['response']);
    // Some send items in their last event alone.
    const late = done.any || !Array.isArray(output) ? [] : output.flatMap((item) => done.take(fields(item)));
    const isNothing = answer.silent && drawings.count === 0;
    const instead = isNothing && !done.called && said.commentary !== '' ? [answer.text(said.commentary)] : [];
    if (done.called) answer.called();
    return [...late, ...instead, answer.end('complete', usageOf(event['response']))];
  }

  return {
    finished: false,
    get pictures() {
      return drawings.count;
    },
    get busy() {
      return drawings.busy || hosted.busy;
    },
    calls: () => done.calls(),
    files: done.files,
    read(event) {
      switch (event['type']) {
        case 'response.output_text.delta':
          return said.words(stringOr(event['delta']) ?? '', event['output_index']);
        case 'response.refusal.delta':
          return answer.refusal(stringOr(event['delta']) ?? '');
        case 'response.reasoning_summary_text.delta':
        case 'response.reasoning_text.delta':
          return { type: 'reasoning', delta: stringOr(event['delta']) ?? '' };
        case 'response.image_generation_call.in_progress':
        case 'response.image_generation_call.generating':
        case 'response.image_generation_call.partial_image':
          return drawings.begun(event['output_index'] ?? event['item_id']);
        case 'response.output_text.annotation.added':
          return done.cited(event['annotation']);
        case 'response.output_item.added': {
          const item = fields(event['item']);
          const place = event['output_index'] ?? item['id'];
          said.begun(item, event['output_index']);
          return item['type'] === 'image_generation_call' ? drawings.begun(place) : hosted.begun(place, item['type']);
        }
        case 'response.output_item.done':
          return itemDone(event);
        case 'response.completed':
          return completed(event);
        case 'response.incomplete': {
          const { reason } = fields(fields(event['response'])['incomplete_details']);
          return answer.end(reason === 'content_filter' ? 'filtered' : 'length', usageOf(event['response']));
        }
        case 'response.failed':
          throw reportedFault(fields(event['response'])['error'], at);
        case 'error':
          // The documented form has the fields at the top, the live one inside.
          throw reportedFault(event['error'] ?? event, at);
        default:
          if (event['type'] === undefined && isFailure(event)) throw reportedFault(event, at);
          return undefined;
      }
    },
    close() {
      throw modelFault('model_cut', 'The stream ended without completion');
    },
    cut: answer.cut,
  };
}

/** Words of an answer's messages: the answer's own, and those about what comes next. */
function createMessages(answer: AnswerText) {
  const remarks = new Set<unknown>();
  let item: unknown;
  let commentary = '';
  let remark: unknown;

  function commented(delta: string, index: unknown): ModelEvent[] {
    const spaced = commentary !== '' && remark !== index ? `\n\n${delta}` : delta;
    remark = index;
    const told = headOf(spaced, MOST_COMMENTARY - commentary.length);
    commentary += told;
    return told === '' ? [] : [{ type: 'commentary', delta: told }];
  }

  return {
    get commentary() {
      return commentary;
    },
    /** Notes a message that begins: its phase is told with its beginning. */
    begun({ phase }: Event, index: unknown): void {
      if (phase === 'commentary' && remarks.size < MOST_REMARKS) remarks.add(index);
    },
    /** Starts a paragraph where a second message of one answer begins. */
    words(delta: string, index: unknown): ModelEvent[] {
      if (remarks.has(index)) return commented(delta, index);
      const next = item !== undefined && item !== index && !answer.silent;
      item = index;
      return [answer.text(next ? `\n\n${delta}` : delta)];
    },
  };
}

const MOST_REMARKS = 200;

/** Pictures that are drawn within an answer. */
function createDrawings(answer: AnswerText) {
  /** Calls of the tool that are begun and not done, by their places in the answer, or by their ids where those are not told. */
  const calls = new Set<unknown>();
  let count = 0;

  /** Begins a picture with the first sign of its call. Not every server sends each of the signs. */
  function begun(call: unknown): ModelEvent[] {
    if (calls.has(call)) return [];
    calls.add(call);
    return [{ type: 'drawing' }];
  }

  return {
    begun,
    get count() {
      return count;
    },
    get busy() {
      return calls.size > 0;
    },
    /** Reads a picture that is done, or was refused; what the tool says of it is not told. */
    done(call: unknown, { result, error }: Event): ModelEvent[] {
      const events = begun(call);
      calls.delete(call);
      if (error) answer.blocked();
      if (!(result instanceof Uint8Array) || count >= MOST_DRAWN) return events;
      const file = pictureOf(result, count);
      count += 1;
      answer.picture();
      return [...events, { type: 'picture', file }];
    },
  };
}

/** Tools of the service's own, by the types of their items. */
const work: ReadonlyMap<unknown, 'search' | 'code'> = new Map([
  ['web_search_call', 'search'],
  ['code_interpreter_call', 'code'],
] as const);

/** Work of the service's own tools. */
function createHostedWork() {
  const under = new Set<unknown>();
  return {
    get busy() {
      return under.size > 0;
    },
    begun(place: unknown, type: unknown): ModelEvent[] {
      const on = work.get(type);
      if (on === undefined || under.has(place)) return [];
      under.add(place);
      return [{ type: 'working', on }];
    },
    /** Tells what was searched for: that comes with the end of a search. */
    done(place: unknown, item: Event): ModelEvent[] {
      const on = work.get(item['type']);
      if (on === undefined) return [];
      const known = under.delete(place);
      const query = headOf(stringOr(fields(item['action'])['query']) ?? '', LONGEST_QUERY);
      if (query === '') return known ? [] : [{ type: 'working', on }];
      return [{ type: 'working', on, query }];
    },
  };
}

/** Items that are done: calls, what goes back with their results, and pages. */
function createDoneItems({ maker = '', messages }: ReadFor) {
  const sourceIn = createSources();
  const made = createCodeFiles();
  const calls: ModelEvent[] = [];
  const items = createItemKeeper(maker);
  const make = createCallMaker(messages);
  let any = false;

  function take(item: Event): ModelEvent[] {
    any = true;
    if (item['type'] !== 'function_call') {
      items.keep(item);
      return citedIn(item);
    }
    const { call_id: id, name, arguments: written, status } = item;
    const call = status === 'incomplete' ? undefined : make.make({ id, name, arguments: written });
    if (!call) return [];
    calls.push({ type: 'call', call });
    items.keep({ ...item, call_id: call.id });
    return [];
  }

  function cited(annotation: unknown): ModelEvent[] {
    made.note(annotation);
    return sourceIn(annotation);
  }

  function citedIn({ content }: Event): ModelEvent[] {
    if (!Array.isArray(content)) return [];
    return content.flatMap((part) => {
      const { annotations } = fields(part);
      return Array.isArray(annotations) ? annotations.flatMap(cited) : [];
    });
  }

  return {
    cited,
    take,
    files: made.files,
    get any() {
      return any;
    },
    get called() {
      return calls.length > 0;
    },
    /** Items matter for the results of calls alone. */
    calls(): ModelEvent[] {
      return calls.length > 0 ? [...items.kept().map((item) => ({ type: 'item' as const, item })), ...calls] : [];
    },
  };
}

/** Reads the tokens of the words, and adds those of the pictures, which are counted apart. */
function usageOf(response: unknown): Usage | undefined {
  const { usage, tool_usage: tools } = fields(response);
  const { input_tokens: input, output_tokens: output, input_tokens_details: details } = fields(usage);
  const { input_tokens: more, output_tokens: drawn } = fields(fields(tools)['image_gen']);
  const sum = (counted: unknown, besides: unknown) => {
    const tokens = numberOr(counted);
    return tokens === undefined ? undefined : tokens + (numberOr(besides) ?? 0);
  };
  return createUsage(sum(input, more), sum(output, drawn), details);
}
