import type { Approval } from '../../src/agent/approval.ts';
import { type AgentEvent, runAgent } from '../../src/agent/loop.ts';
import type { ToolRequest } from '../../src/agent/telling.ts';
import { openToolbox } from '../../src/agent/toolbox.ts';
import type { ModelEvent, Step, Tool, ToolContext } from '../../src/ports/index.ts';
import { fixedTools } from '../../src/tools/tools.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { helpless, toolBounds } from '../fixtures.ts';

/** Task that tools are called for. */
export const asking: ToolContext['task'] = {
  conversation: 'telegram:1',
  actor: { id: 'telegram:1', name: 'Ann' },
  target: { surface: 'telegram', chat: 'telegram:1', group: false, privately: false, address: {} },
  place: { kind: 'private', scopes: ['telegram:1'] },
  surface: 'telegram',
  sentAt: 0,
};

/** What a model says at one request: its words, then its calls. */
export type Message = readonly (ModelEvent | string | { call: string; args?: object | string })[];

const END: ModelEvent = { type: 'end', reason: 'complete' };

interface Options {
  tools?: readonly Tool[];
  bounds?: Partial<typeof toolBounds>;
  steps?: readonly Step[];
  approval?: Partial<Approval>;
  write?: (step: Step) => Promise<void>;
  /** Texts of people and documents. */
  said?: readonly string[];
}

export function reading(name: string, run: Tool['run'] = async () => ({ text: `${name} says so` })): Tool {
  return { group: 'time', effect: 'read', spec: { name, description: '', parameters: { type: 'object' } }, run };
}

/** Runs an answer of a model that says these messages, one at a request. */
export function agentOf(messages: readonly (Message | (() => never))[], options: Options = {}) {
  const requests: ToolRequest[] = [];
  const steps: Step[] = [];
  const stop = new AbortController();
  const log = createTestLog();
  const clock = createFakeClock();
  let count = 0;

  async function* ask(request: Partial<ToolRequest>): AsyncGenerator<ModelEvent> {
    const message = messages[requests.length] ?? ['Done.'];
    requests.push(structuredClone({ steps: [], ...request }) as ToolRequest);
    yield { type: 'again' };
    if (typeof message === 'function') message();
    else {
      for (const said of message) {
        if (typeof said === 'string') yield { type: 'text', delta: said };
        else if ('type' in said) yield said;
        else {
          const { call: name, args = {} } = said;
          count += 1;
          const written = typeof args === 'string' ? args : JSON.stringify(args);
          yield { type: 'call', call: { id: `c${count}`, name, arguments: written } };
        }
      }
      yield END;
    }
  }

  async function run(seen: (event: AgentEvent) => void = () => undefined) {
    const { signal } = stop;
    const toolbox = await openToolbox(
      { sources: [fixedTools(options.tools ?? [reading('now')])], log },
      asking,
      () => true,
      signal,
    );
    const events: AgentEvent[] = [];
    for await (const event of runAgent({
      toolbox: toolbox ?? { specs: [], find: () => undefined },
      bounds: { ...toolBounds, ...options.bounds },
      about: { turn: '1', task: asking, language: 'en', zone: undefined },
      steps: options.steps ?? [],
      said: () => options.said ?? [],
      ...helpless,
      hold: async (files) =>
        files.map(({ bytes, mime, name }) => ({ blob: Buffer.from(bytes).toString(), mime, name })),
      async write(step) {
        await options.write?.(step);
        steps.push(step);
      },
      approval: {
        ...{ isSilent: false, isForeign: false, expires: 1000 },
        leaves: async () => new Set<string>(),
        ...options.approval,
      },
      mark: (from, text) => `<${from}>${text}</${from}>`,
      ...{ ask, signal, clock, log },
    })) {
      events.push(event);
      seen(event);
    }
    return { events, said: saidIn(events) };
  }
  return { run, requests, steps, stop, clock, log };
}

function saidIn(events: readonly AgentEvent[]): string {
  let text = '';
  for (const event of events) {
    if (event.type === 'text') text += event.delta;
    if (event.type === 'reset') text = event.keeps ?? '';
  }
  return text;
}

/** Results that the model was told at a request, in order. */
export function toldAt({ steps }: ToolRequest): string[] {
  return steps.flatMap(({ role, parts }) =>
    role === 'tool' ? parts.map((part) => (part.type === 'result' ? part.text : '')) : [],
  );
}
