import type { Pending, Tool, ToolCall, ToolResult } from '../ports/index.ts';
import { digest } from '../util/text.ts';
import { type Approval, callDigest, digestOf, shownArguments } from './approval.ts';
import { readArguments } from './arguments.ts';
import { failed, runTool } from './call.ts';
import {
  besides,
  type CallEvent,
  type CallsParts,
  idOf,
  notesOf,
  refusalOf,
  stepFor,
  timeFor,
  using,
} from './calls.ts';
import { type Journal, settled } from './journal.ts';
import { CHANGED, NOT_AVAILABLE, REFUSED, TOO_LONG, UNKNOWN } from './prompts.ts';

/** Calls that change something: each is run at most once, and only by somebody's leave. */

export type DeedEvent =
  /** A call runs whose outcome nobody knows until it is over. */
  | { type: 'doing'; title: string }
  /** End of that call. `isError`: it failed, or nobody knows. */
  | { type: 'done'; title: string; isError: boolean }
  /** A leave by which nothing is run: the tool is not as it was, is not for who acts, or somebody has decided already. */
  | { type: 'void'; why: 'changed' | 'users' | 'decided' }
  /** The answer ends with the question whether a call may be run. `shown`: its arguments, as they are shown. */
  | { type: 'asks'; pending: Omit<Pending, 'title' | 'said'>; call: ToolCall; title?: string; shown: string };

export interface DeedParts extends CallsParts {
  approval: Approval;
}

/** Tells whether a call is one of those. One that was begun is, whatever its tool is by now. */
export function isDeed(
  { toolbox, approval }: Pick<DeedParts, 'toolbox' | 'approval'>,
  journal: Journal,
  { call, isUnknown }: { call: ToolCall; isUnknown: boolean },
): boolean {
  const effect = toolbox.find(call.name)?.effect;
  return isUnknown || effect === 'write' || (effect === 'own' && (approval.isForeign || isForeign(journal)));
}

/**
 * Answers the calls of the last round that have no result, one after the other. Returns true where the answer ends here: somebody
 * is asked for leave, and nothing more was run.
 */
export async function* answerDeeds(
  parts: DeedParts,
  journal: Journal,
  leftMs: number,
): AsyncGenerator<CallEvent | DeedEvent, boolean> {
  for (const { call, isUnknown } of journal.open()) {
    const tool = parts.toolbox.find(call.name);
    const told = isUnknown ? IN_DOUBT : await leaveFor(parts, journal, call, leftMs);
    if ('pending' in told) {
      const { title } = tool ?? {};
      yield { type: 'asks', ...told, call, ...(title === undefined ? {} : { title }) };
      return true;
    }
    if ('text' in told) await journal.take(await stepFor(parts, call, told));
    else yield* run(parts, journal, { call, ...told }, leftMs);
    yield* besides(parts, journal.rounds.at(-1), call);
  }
  return false;
}

const IN_DOUBT = { ...failed(UNKNOWN), unknown: true as const };

type Leave =
  | ToolResult
  | { tool: Tool; args: Readonly<Record<string, unknown>> }
  | Pick<Extract<DeedEvent, { type: 'asks' }>, 'pending' | 'shown'>;

/** Finds out whether a call may be run: why not, or that it may, or that somebody has to be asked. */
async function leaveFor(parts: DeedParts, journal: Journal, call: ToolCall, leftMs: number): Promise<Leave> {
  const { toolbox, approval, bounds, about } = parts;
  const refusal = refusalOf(bounds, journal, call, leftMs);
  if (refusal !== undefined) return failed(refusal);
  const tool = toolbox.find(call.name);
  if (!tool) return failed(NOT_AVAILABLE);
  const read = readArguments(call.arguments, tool.spec);
  if ('problem' in read) return failed(read.problem);
  const shown = shownArguments(read.args);
  if (shown === undefined) return failed(TOO_LONG);
  const hash = callDigest(tool, call);
  const { decision } = approval;
  if (decision?.round === journal.rounds.length && decision.call === call.id) {
    if (decision.how === 'no') return failed(REFUSED);
    return decision.hash === hash ? { tool, args: read.args } : failed(CHANGED);
  }
  const lasting = tool.lasting && !approval.isForeign && !isForeign(journal) ? digestOf(tool) : undefined;
  if (lasting !== undefined && (await approval.leaves()).has(lasting)) return { tool, args: read.args };
  if (approval.isSilent) return failed(NOT_AVAILABLE);
  const pending = {
    key: digest(JSON.stringify([about.turn, journal.rounds.length, call.id, hash])).slice(0, 16),
    call: call.id,
    hash,
    group: tool.group,
    steps: journal.steps.map(settled),
    expires: approval.expires,
    ...(lasting === undefined ? {} : { lasting }),
  };
  return { pending, shown };
}

/** Words of others are among the results so far, or the service has searched. */
function isForeign({ rounds }: Journal): boolean {
  return rounds.some(({ foreign, results }) => foreign || results.values().some((result) => result.foreign));
}

interface Deed {
  tool: Tool;
  call: ToolCall;
  args: Readonly<Record<string, unknown>>;
}

/** Runs a call. From `begun` to its result it counts as done, as far as anybody knows. */
async function* run(
  parts: DeedParts,
  journal: Journal,
  { tool, call, args }: Deed,
  leftMs: number,
): AsyncGenerator<CallEvent | DeedEvent> {
  let isError = false;
  const { title = call.name } = tool;
  yield* using(parts, call);
  yield { type: 'doing', title };
  await journal.take({ type: 'begun', call: call.id });
  const work = async (note: (line: string) => void) => {
    const running = { call, id: idOf(journal, call), ms: timeFor(parts, call, leftMs), note };
    const ended = await runTool(parts, running, tool, args, parts.signal);
    // One that broke, or whose time was over, may have been done all the same.
    const result = 'lost' in ended ? IN_DOUBT : ended;
    isError = result.isError ?? false;
    await journal.take(await stepFor(parts, call, result));
  };
  for await (const line of notesOf(work)) yield { type: 'note', line };
  yield { type: 'done', title, isError };
}
