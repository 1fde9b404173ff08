import type { Tool } from './tools.ts';

/** Servers of the Model Context Protocol, as the operator lists them. */

/** Leave that the operator gives a tool: to run, to ask each time or once for a conversation, or none. */
export type McpLeave = 'read' | 'ask' | 'conversation' | 'off';

/** Terms on which the operator lets a tool be used. */
export interface McpTerms extends Pick<Tool, 'users'> {
  leave: McpLeave;
}

interface McpCommon {
  /** Name of the server: `[A-Za-z0-9_-]{1,32}`. */
  name: string;
  /** Terms of each tool by its name; `*` stands for all others. Without either a tool asks each time, whoever uses it. */
  tools: Readonly<Record<string, McpTerms>>;
  /** Limit of one call, ms. */
  timeoutMs: number;
}

/** Program that is started here, and spoken to over its standard input and output. */
export interface McpProgram extends McpCommon {
  command: string;
  args: readonly string[];
  /** Beside PATH, HOME and the like: of the rest of our environment it sees nothing. */
  env: Readonly<Record<string, string>>;
  cwd?: string;
}

/** Server that is reached over streamable HTTP. */
export interface McpAddress extends McpCommon {
  url: string;
  headers: Readonly<Record<string, string>>;
}

export type McpServer = McpProgram | McpAddress;
