import { type Approval, callDigest, type Decided } from '../../agent/approval.ts';
import type { Bounds } from '../../agent/calls.ts';
import { type AgentEvent, type AgentParts, runAgent } from '../../agent/loop.ts';
import type { ToolRequest } from '../../agent/telling.ts';
import type { Toolbox } from '../../agent/toolbox.ts';
import { shownAnswer } from '../../conversation/exchange.ts';
import type { Actor, Hosted, ModelCatalog, ModelEvent, Pending, Step, ToolContext } from '../../ports/index.ts';
import type { Question, Resumed } from '../question.ts';
import type { RequestParts } from './parts.ts';
import { modelFor } from './request.ts';

/** Tools that a turn may use, and the steps of its answer. */
export interface Tooling {
  bounds: Bounds;
  /** Lists the tools that a model may use. */
  open(asked: OpeningFor): Promise<Opened>;
  about: Omit<ToolContext, 'call' | 'signal' | 'note' | 'standing' | 'findInFiles' | 'draw'>;
  /** Steps of an attempt before. */
  steps: readonly Step[];
  /** Makes a step durable. Rejects where the question has another wording by now. */
  write(step: Step): Promise<void>;
  /** As in CallsParts. */
  hold: AgentParts['hold'];
  /** Rules for calls that change something. `thread`: the one that is answered in. */
  approval(thread: string): Omit<Approval, 'isForeign' | 'decision'>;
}

/** Facts of an answer that decide about its calls. */
export interface Circumstances {
  exchange: string;
  /** Thread that it is answered in. */
  thread: string;
  /** As in Approval. */
  isForeign: boolean;
  /** As in AgentParts. */
  said(): Iterable<string>;
  findInFiles: ToolContext['findInFiles'];
  draw: ToolContext['draw'];
}

/** Model and persona that tools are listed for. */
export interface Opening extends Pick<RequestParts, 'layers'> {
  /** Names of tools that who answers may use, or of their groups; all when absent. */
  names: readonly string[] | undefined;
  /** As in ModelCatalog, of this model. */
  can(ability: Parameters<ModelCatalog['can']>[1]): boolean | undefined;
}

/** Tools are listed for who asked, whoever lets the answer go on. */
export interface OpeningFor extends Opening {
  caller: Pick<Actor, 'id' | 'name'>;
}

export interface Opened {
  toolbox: Toolbox;
  /** Names of tools that are there, and not for these people. */
  keptBack: ReadonlySet<string>;
  /** Tools that the service runs. */
  hosted?: Hosted;
  /** As in ToolRequest. */
  drawsHere?: true;
}

/** Asks with the tools of the turn. Without any, nothing stands between the answer and `ask`. */
export async function askWithTools(
  parts: RequestParts & { tooling: Tooling },
  { prompt, replaces }: Question,
  { exchange, thread, isForeign, said, ...may }: Circumstances,
  ask: (asking: Partial<ToolRequest>) => AsyncIterable<ModelEvent>,
): Promise<AsyncIterable<AgentEvent>> {
  const { tooling, models, layers, toolNames: names, marks, signal } = parts;
  const { resumes, turn } = replaces ?? {};
  // A task about a text needs none, nor does the rest of an answer.
  if (prompt.standalone || replaces?.prefix !== undefined) return ask({});
  const model = modelFor(parts, { prompt, exchange });
  // Whoever allows a call: it is made for who asked.
  const about = turn && resumes ? aboutAsker(tooling.about, turn) : tooling.about;
  const can: Opening['can'] = (ability) => models.can(model, ability);
  const opened = await tooling.open({ layers, names, can, caller: about.task.actor });
  const { toolbox, hosted, drawsHere } = opened;
  const why = resumes && (await voidOf(resumes, tooling.steps, opened));
  if (why) return told({ type: 'void', why });
  const pending = resumes?.pending ?? pendingBefore(tooling.steps, turn);
  const steps = [...(pending?.steps ?? []), ...tooling.steps];
  if (toolbox.specs.length === 0 && !hosted && steps.length === 0) return ask({});
  const { material } = marks(exchange);
  const mark = (from: string, text: string) => material({ kind: 'tool', from, text });
  const approval = { ...tooling.approval(thread), isForeign, ...(resumes ? { decision: decisionOf(resumes) } : {}) };
  const how = drawsHere ? { drawsHere } : {};
  // Whoever is to call no more tools has none of the service's either.
  const asking = (calling: ToolRequest) =>
    ask({ ...calling, ...how, ...(hosted && !calling.isLast ? { hosted } : {}) });
  return runAgent({
    ...parts,
    ...tooling,
    about,
    steps,
    approval,
    toolbox,
    mark,
    said,
    ...may,
    ask: asking,
    signal,
  });
}

/**
 * Finds the question of leave that an attempt went on with before the turn was given another wording. Its call has been begun, and
 * the round is kept with the question.
 */
function pendingBefore([first]: readonly Step[], turn: NonNullable<Question['replaces']>['turn'] | undefined) {
  return turn && first && first.type !== 'round' ? shownAnswer(turn)?.pending : undefined;
}

type Void = Extract<AgentEvent, { type: 'void' }>;

/** Tells why nothing may be run; otherwise the decision is kept. One whose call was begun goes on, to say so. */
async function voidOf(
  { pending, how, decide }: Resumed,
  steps: readonly Step[],
  { toolbox, keptBack }: Opened,
): Promise<Void['why'] | undefined> {
  if (how !== 'no' && steps.length === 0) {
    const call = callIn(pending);
    const tool = call && toolbox.find(call.name);
    if (call && keptBack.has(call.name)) return 'users';
    if (!tool || callDigest(tool, call) !== pending.hash) return 'changed';
  }
  return (await decide()) ? undefined : 'decided';
}

function callIn({ steps, call: id }: Pending) {
  const last = steps.findLast((step) => step.type === 'round');
  return last?.calls.find((call) => call.id === id);
}

function decisionOf({ pending: { steps, call, hash }, how }: Resumed): Decided {
  return { call, hash, how, round: steps.filter(({ type }) => type === 'round').length };
}

function aboutAsker(about: Tooling['about'], { asker, prompt }: NonNullable<Question['replaces']>['turn']) {
  const { actor } = about.task;
  if (asker === undefined || asker === actor.id) return about;
  return { ...about, task: { ...about.task, actor: { id: asker, name: prompt.speaker ?? '' } } };
}

async function* told(event: Void): AsyncGenerator<AgentEvent> {
  yield event;
}
