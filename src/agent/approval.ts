import type { Decision, Pending, Tool, ToolCall } from '../ports/index.ts';
import { digest } from '../util/text.ts';

/** Leave for calls that change something: what is asked, and what exactly is run by it. */

/** Rules of an answer for such calls. */
export interface Approval {
  /** Nobody can be asked here: such calls are refused. */
  isSilent: boolean;
  /** Words of others are among what the model is told, beside the results of its calls. */
  isForeign: boolean;
  /** Epoch ms at which a question that is asked now expires. */
  expires: number;
  /** Digests of the tools that run without asking in this conversation. */
  leaves(): Promise<ReadonlySet<string>>;
  /** Decision that this answer goes on with. */
  decision?: Decided;
}

/** Call about which somebody has decided. */
export interface Decided extends Pick<Pending, 'call' | 'hash'> {
  how: Decision;
  /** Number of the call's round, from 1. */
  round: number;
}

/** Longest call that is shown, in UTF-16 units: nobody decides about what they have not seen. */
const MOST_SHOWN = 3000;

/** Signs that are not seen, or change how others are: JSON writes them as escapes, and they mean the same. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{DI}\p{Zl}\p{Zp}]|[^\P{Zs} ]/gu;

/** Digest of a tool, as it is now. It is another one once its description, its arguments or the operator's leave changes. */
export function digestOf({ spec, group, effect, lasting }: Tool): string {
  return digest(canonical({ spec, group, effect, lasting: lasting ?? false }));
}

/** Digest of a call of a tool: of all that leave is given for. */
export function callDigest(tool: Tool, call: Pick<ToolCall, 'name' | 'arguments'>): string {
  return digest(canonical([digestOf(tool), call.name, call.arguments]));
}

/** Writes the arguments of a call as they are shown; undefined where they are too long to be shown as a whole. */
export function shownArguments(args: Readonly<Record<string, unknown>>): string | undefined {
  const shown = JSON.stringify(args, undefined, 2).replace(UNSEEN, escaped);
  return shown.length > MOST_SHOWN ? undefined : shown;
}

function escaped(sign: string): string {
  return Array.from({ length: sign.length }, (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  );
}

/** JSON text that is the same for equal values, in whatever order their names come. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
