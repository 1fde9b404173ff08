import type { Client } from '@modelcontextprotocol/client';
import { headOf } from '../../util/text.ts';

/** Failures of a server by what they mean, and results that say so to the model. */

/** Sentences for the model about a call that the server never had. */
export const UNREACHED = 'This call was not made: the server cannot be reached.';
export const RESTING =
  'This call was not made: the server could not be reached lately, or has ended several times in a row, and rests for a while.';

/** Most of an answer by which it is known what a server refuses, and most of it that the model is told, in UTF-16 units. */
const MOST_READ = 10_000;
const MOST_TOLD = 1000;

/**
 * Tells whether a server over HTTP has no such session, as one that was started anew: the protocol wants another one then. By that,
 * 404 means an unknown session, and 400 a missing one (modelcontextprotocol.io, Streamable HTTP, session management). Some servers
 * answer 400 for both. Any other 400 is about the one call.
 */
export function isForgotten(error: unknown, { transport }: Client): boolean {
  const { status, text } = answerIn(error);
  const isAboutSessions = /session|not initiali[sz]ed/i.test(text);
  if (status === 404) return isAboutSessions || transport?.sessionId !== undefined;
  return status === 400 && isAboutSessions;
}

/** Reads an answer by which a call failed or was not made, in English; undefined where nobody knows. */
export function refusalIn(error: unknown): string | undefined {
  const { code, message } = error as { code?: unknown; message?: unknown };
  // Numbers are the protocol's own codes: the server has answered so.
  if (typeof code === 'number') return typeof message === 'string' ? message : 'The call failed.';
  const { status, text } = answerIn(error);
  if (status === undefined || status < 300 || status > 499) return undefined;
  const said = errorIn(text);
  const why = said === undefined ? '. It can be tried again.' : `: ${headOf(said, MOST_TOLD)}`;
  return `This call was not made: the server refused it (${status})${why}`;
}

export function failing(text: string): Readonly<Record<string, unknown>> {
  return { content: [{ type: 'text', text }], isError: true };
}

/** Name of a failure, which holds nothing that anybody said. */
export function nameOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' || typeof code === 'number' ? String(code) : String(name ?? 'unknown');
}

/** Status and words of an answer over HTTP, as the package's error has them. */
function answerIn(error: unknown): { status?: number; text: string } {
  const { status, text } = ((error as { data?: unknown }).data ?? {}) as { status?: unknown; text?: unknown };
  return {
    ...(typeof status === 'number' ? { status } : {}),
    text: typeof text === 'string' ? headOf(text, MOST_READ) : '',
  };
}

/** Message of an error of the protocol. */
function errorIn(text: string): string | undefined {
  try {
    const { message } = (JSON.parse(text) as { error: { message?: unknown } }).error;
    return typeof message === 'string' && message.trim() !== '' ? message : undefined;
  } catch {
    return undefined;
  }
}
