import type { ModelMessage, ModelPart, ModelRequest, ToolSpec, Usage } from '../../ports/index.ts';
import { estimateTokens } from '../../util/estimate.ts';

/** Tokens of a message besides its text: role and separators. */
const PER_MESSAGE = 4;
/** Tokens of a picture of standard size and medium quality. */
const PER_PICTURE = 1056;

/** Request that is being answered, and what came of it so far. */
interface Open {
  request: ModelRequest;
  seen: string;
  /** Pictures that were begun. */
  drawn: number;
}

/**
 * Estimates the usage of a stream that was stopped or cut: no accounts come then, though the tokens are billed. Counts what
 * was sent and what was seen; reasoning that was not told in words stays unknown.
 */
function estimateUsage({ request, seen, drawn }: Open): Usage {
  return {
    inputTokens: estimateInput(request),
    outputTokens: estimateTokens(seen) + drawn * PER_PICTURE,
    estimated: true,
  };
}

/** Estimates the tokens of what is sent. */
export function estimateInput({
  system = '',
  messages,
  tools,
}: Pick<ModelRequest, 'system' | 'messages' | 'tools'>): number {
  const told = estimateTokens(system) + estimateTools(tools);
  return messages.reduce((sum, message) => sum + tokensOf(message) + PER_MESSAGE, told);
}

/** Tokens of what is told of a tool: the same description goes out with each request. */
const ofTool = new WeakMap<ToolSpec, number>();

/** Estimates the tokens of what is told of tools. */
export function estimateTools(tools: readonly ToolSpec[] = []): number {
  return tools.reduce((sum, tool) => sum + toolTokens(tool), 0);
}

function toolTokens(tool: ToolSpec): number {
  const known = ofTool.get(tool);
  if (known !== undefined) return known;
  const tokens = estimateTokens(JSON.stringify(tool));
  ofTool.set(tool, tokens);
  return tokens;
}

function tokensOf({ parts }: ModelMessage): number {
  return parts.reduce((sum, part) => sum + partTokens(part), 0);
}

function partTokens(part: ModelPart): number {
  return part.type === 'image' ? part.tokens : estimateTokens(textOf(part));
}

/** Gives the text of a part, as it is counted; a picture has none. */
export function textOf(part: ModelPart): string {
  if (part.type === 'image') return '';
  if (part.type === 'call') return part.call.arguments;
  return part.type === 'item' ? JSON.stringify(part.item) : part.text;
}

/** Adds up the usage of several requests for one answer; undefined where none has any. */
export function sumUsage(...parts: readonly (Usage | undefined)[]): Usage | undefined {
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) return undefined;
  const sum = (name: 'inputTokens' | 'outputTokens' | 'cachedTokens' | 'cacheWriteTokens') =>
    known.reduce((total, part) => total + (part[name] ?? 0), 0);
  const [cachedTokens, cacheWriteTokens] = [sum('cachedTokens'), sum('cacheWriteTokens')];
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    ...(cachedTokens > 0 ? { cachedTokens } : {}),
    ...(cacheWriteTokens > 0 ? { cacheWriteTokens } : {}),
    ...(known.some(({ estimated }) => estimated) ? { estimated: true } : {}),
  };
}

/** Account of all requests that one answer takes. */
export interface Account {
  /** A request goes out. */
  sent(request: ModelRequest): void;
  /** Words came. */
  seen(words: string): void;
  /** A picture was begun. */
  drawn(): void;
  /** The stream came to its end, with the service's own counts where it sent any. */
  served(usage: Usage | undefined): void;
  /** Another model took these tokens for it. */
  add(usage: Usage): void;
  /** The request failed. One that had no answer yet costs nothing, unless the service may have been at work (`begun`). */
  failed(begun: boolean): void;
  /** Usage so far; undefined where nothing was used. */
  total(): Usage | undefined;
  /** Name of the model asked last; undefined where none was. */
  model(): string | undefined;
}

export function createAccount(): Account {
  let closed: Usage | undefined;
  let model: string | undefined;
  let open: Open | undefined;

  const close = (usage: Usage | undefined) => {
    closed = sumUsage(closed, usage);
    open = undefined;
  };

  return {
    sent(request) {
      model = request.model;
      open = { request, seen: '', drawn: 0 };
    },
    seen(words) {
      if (open) open.seen += words;
    },
    drawn() {
      if (open) open.drawn += 1;
    },
    served(usage) {
      close(usage ?? (open && estimateUsage(open)));
    },
    add(usage) {
      closed = sumUsage(closed, usage);
    },
    failed(begun) {
      close(open && (begun || open.seen !== '' || open.drawn > 0) ? estimateUsage(open) : undefined);
    },
    model: () => model,
    total: () => sumUsage(closed, open && estimateUsage(open)),
  };
}
