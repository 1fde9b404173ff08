import type { Clock, Log, Tool, ToolCall, ToolContext, ToolResult } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import { clip, headOf, isBinary } from '../util/text.ts';
import { readArguments } from './arguments.ts';
import { BINARY, FAILED, NOT_AVAILABLE, noSuchTool, SLOW } from './prompts.ts';
import type { Toolbox } from './toolbox.ts';

/** Parts that running a call takes, the same for all of a turn. */
export interface CallParts {
  toolbox: Toolbox;
  /** Facts for the tools. */
  about: Omit<ToolContext, 'call' | 'signal' | 'note' | 'standing' | 'findInFiles' | 'draw'>;
  standing: ToolContext['standing'];
  findInFiles: ToolContext['findInFiles'];
  draw: ToolContext['draw'];
  /** Most of a result, in UTF-16 units. */
  resultChars: number;
  clock: Clock;
  log: Log;
}

/** Call that is to be run. */
export interface Running {
  call: ToolCall;
  /** Unique within the turn, and the same after a crash. */
  id: string;
  /** Time it may take, ms. */
  ms: number;
  note(line: string): void;
}

/** Most sources of one result, and longest address and title of one, in UTF-16 units. */
const MOST_SOURCES = 20;
const MOST_ADDRESS = 2000;
const MOST_TITLE = 200;

/**
 * Runs one call. Whatever goes wrong with it is a result that tells the model so. Rejects only with the reason of `signal`,
 * also where the tool does not listen to it.
 */
export async function runCall(parts: CallParts, running: Running, signal: AbortSignal): Promise<ToolResult> {
  const { toolbox } = parts;
  const { call } = running;
  const tool = toolbox.find(call.name);
  if (!tool) return failed(noSuchTool(toolbox.specs.map(({ name }) => name)));
  const read = readArguments(call.arguments, tool.spec);
  if ('problem' in read) return failed(read.problem);
  // One that changes something takes leave (deeds.ts): it never comes this way.
  if (tool.effect === 'write') return failed(NOT_AVAILABLE);
  const result = await runTool(parts, running, tool, read.args, signal);
  return 'lost' in result ? failed(result.lost === 'slow' ? SLOW : FAILED) : result;
}

/** Call that gave no result: its time was over, or it broke. What it did until then nobody knows. */
export interface Lost {
  lost: 'slow' | 'broken';
}

export const failed = (text: string): ToolResult => ({ text, isError: true });

/** Runs a tool with arguments that fit it, whatever it changes. Rejects as runCall does. */
export async function runTool(
  parts: CallParts,
  running: Running,
  tool: Tool,
  args: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<ToolResult | Lost> {
  const { log, resultChars } = parts;
  try {
    const result = await inTime(parts, running, tool, args, signal);
    return 'lost' in result ? result : bounded(result, resultChars);
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ tool: tool.spec.name, group: tool.group, error }, 'A tool failed');
    return { lost: 'broken' };
  }
}

/** Waits for the tool, and no longer than it may take. */
async function inTime(
  { about, standing, findInFiles, draw, clock }: CallParts,
  { id, ms, note }: Running,
  tool: Tool,
  args: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<ToolResult | Lost> {
  const over = new AbortController();
  const late = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  const timer = clock.sleep(ms, ended).then(() => {
    late.abort(OVER);
    return { lost: 'slow' as const };
  });
  timer.catch(() => undefined);
  try {
    const may = { standing, findInFiles, draw, note };
    const context = { ...about, ...may, call: id, signal: AbortSignal.any([signal, late.signal]) };
    return await Promise.race([tool.run(args, context), timer]);
  } catch (error) {
    // One that listens ends before its time is known to be over.
    if (late.signal.aborted) return { lost: 'slow' };
    throw error;
  } finally {
    over.abort(OVER);
  }
}

/** A result as it may be told: text, and not too much of it. */
function bounded({ text, sources, ...result }: ToolResult, most: number): ToolResult {
  if (typeof text !== 'string' || isBinary(text)) return failed(BINARY);
  const few = sources
    ?.filter(({ url }) => url.length <= MOST_ADDRESS)
    .slice(0, MOST_SOURCES)
    .map(({ url, title }) => ({ url, title: headOf(title.toWellFormed(), MOST_TITLE) }));
  // Services refuse a request with half a character in it, and so every answer after it.
  return { ...result, text: clip(text.toWellFormed(), most), ...(few && few.length > 0 ? { sources: few } : {}) };
}
