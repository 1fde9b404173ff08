import { destination, pino } from 'pino';
import type { Log } from '../ports/index.ts';
import { Fault } from './errors.ts';
import { createRedactor, type Redact } from './redact.ts';

export interface LogOptions {
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** `text`: one readable line; `json`: one object a line. */
  format: 'text' | 'json';
  /** Keep fields named `content`, the only ones that may hold what people say. */
  content?: boolean;
  /** Blacked out wherever they turn up: a second line of defence, nobody should log them. */
  secrets?: readonly string[];
  /** Takes each line, newline included. Standard error by default. */
  write?: (line: string) => void;
}

/** A structured log. Lines are written synchronously, so the last one before an exit is not lost. */
export function createLog(options: LogOptions): Log {
  const write = options.write ?? standardError();
  const redact = createRedactor(options.secrets ?? []);
  const present = options.format === 'json' ? (line: string) => line : readable;
  const logger = pino(
    { level: options.level, base: null, timestamp: isoTime, formatters: { level: (label) => ({ level: label }) } },
    { write: (line: string) => write(redact(present(line))) },
  );
  return wrap(logger, { content: options.content ?? false, redact });
}

/** Longest text for people, in UTF-16 units. */
const LONGEST_PLAIN = 50_000;

/** Prints texts of several lines for people, under the log's rules: no secret, nothing that steers a terminal. */
export function createPlainText(options: Pick<LogOptions, 'secrets' | 'write'>): (text: string) => void {
  const write = options.write ?? standardError();
  const redact = createRedactor(options.secrets ?? []);
  return (text) =>
    write(
      `${redact(text)
        .slice(0, LONGEST_PLAIN)
        .replace(/[[\p{Cc}\p{Bidi_Control}\u2028\u2029]--\n]/gv, escaped)}\n`,
    );
}

type Method = 'debug' | 'info' | 'warn' | 'error';

/** Rules of what a line may hold. */
interface Rules {
  content: boolean;
  redact: Redact;
}

function wrap(logger: pino.Logger, rules: Rules): Log {
  const line = (method: Method) => (fields: object, message: string) => {
    if (!logger.isLevelEnabled(method)) return;
    try {
      logger[method](tidy(fields, rules), shortened(message, LONGEST_TEXT, rules));
    } catch {
      // An error whose own fields throw must not cost the process, nor the line that says so.
      logger[method]({}, `${message} (what belongs to this line cannot be written)`);
    }
  };
  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    child: (fields) => wrap(logger.child(tidy(fields, rules)), rules),
  };
}

function standardError(): (line: string) => void {
  const stream = destination({ dest: 2, sync: true });
  // A terminal that went away must not end the bot.
  stream.on('error', () => undefined);
  return (line) => stream.write(line);
}

function isoTime(): string {
  return `,"time":"${new Date().toISOString()}"`;
}

function tidy(fields: object, rules: Rules): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (key === 'content' && !rules.content) continue;
    kept[key] = key === 'error' || value instanceof Error ? describeThrown(value, rules) : tidyValue(value, rules);
  }
  return kept;
}

function tidyValue(value: unknown, rules: Rules): unknown {
  return typeof value === 'string' ? shortened(value, LONGEST_TEXT, rules) : value;
}

/** Longest text of a line, in UTF-16 units: the work that a line makes is bounded. */
const LONGEST_TEXT = 10_000;
/** Longest message of an error that is kept; some services put a whole answer in there. */
const LONGEST_MESSAGE = 300;

/** Cuts a text. Secrets go first: the beginning of one would not be known as one. */
function shortened(text: string, most: number, { redact }: Rules): string {
  return text.length <= most ? text : redact(text).slice(0, most);
}

/** Anything can be thrown. What is no error may hold a request or a person's words: only its type is told. */
function describeThrown(thrown: unknown, rules: Rules): Record<string, unknown> {
  if (thrown instanceof Error) return describeError(thrown, rules);
  const said = ['string', 'number', 'boolean'].includes(typeof thrown) ? String(thrown) : '(a value that is no error)';
  return { name: typeof thrown, message: shortened(said, LONGEST_MESSAGE, rules) };
}

/** Facts of an error that an operator needs: never a response's body, headers or request. */
function describeError(error: Error, rules: Rules, depth = 0): Record<string, unknown> {
  const fault = error instanceof Fault ? { kind: error.kind, ...tidy(error.facts, rules) } : {};
  const code = 'code' in error && ['string', 'number'].includes(typeof error.code) ? { code: error.code } : {};
  const cause =
    error.cause instanceof Error && depth < 3 ? { cause: describeError(error.cause, rules, depth + 1) } : {};
  const at = error instanceof Fault ? {} : { at: frames(error) };
  const message = shortened(String(error.message), LONGEST_MESSAGE, rules);
  return { name: String(error.name), message, ...code, ...fault, ...at, ...cause };
}

/** Length of the end of a stack that is read: its frames, and no long message before them. */
const LONGEST_STACK = 5000;

/** Stack of an unforeseen error, without its message, which the stack repeats. */
function frames(error: Error): string[] {
  const lines = (error.stack ?? '')
    .slice(-LONGEST_STACK)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  return lines.slice(0, 4).map((line) => line.trim().slice(3));
}

/** `2026-11-21T10:00:00.000Z INFO  message → what to do  key=value key="two words"` */
function readable(line: string): string {
  const { level, time, msg, error, advice = error?.advice, ...fields } = JSON.parse(line);
  const pairs = Object.entries({ ...fields, ...(error ? { error: inWords(error) } : {}) });
  const words = pairs.map(([key, value]) => `${plain(key)}=${plain(value)}`);
  const message = escapeControls(advice && advice !== msg ? `${msg} → ${advice}` : String(msg));
  const start = `${time} ${String(level).toUpperCase().padEnd(5)} ${message}`;
  return `${[start, words.join(' ')].filter((part) => part !== '').join('  ')}\n`;
}

/** An error as one phrase: what kind, what it said, its code, and where it comes from if nobody foresaw it. */
function inWords(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('message' in error)) return error;
  const { kind, name, message, code, at, cause } = error as Record<string, unknown>;
  const where = Array.isArray(at) && at.length > 0 ? ` at ${at[0]}` : '';
  const from = cause ? ` ← ${inWords(cause)}` : '';
  return `${kind ?? name}: ${message}${code === undefined ? '' : ` (${code})`}${where}${from}`;
}

function plain(value: unknown): string {
  if (typeof value === 'string' && /^[\w.:/@+-]+$/.test(value)) return value;
  return escapeControls(JSON.stringify(value));
}

/** Nobody's name or message may start a new line of the log or steer a terminal. */
function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, escaped);
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
