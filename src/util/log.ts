import { destination, pino } from 'pino';
import type { Log } from '../ports/index.ts';
import { Fault } from './errors.ts';

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
  const redact = redactor(options.secrets ?? []);
  const present = options.format === 'json' ? (line: string) => line : readable;
  const logger = pino(
    { level: options.level, base: null, timestamp: isoTime, formatters: { level: (label) => ({ level: label }) } },
    { write: (line: string) => write(redact(present(line))) },
  );
  return wrap(logger, options.content ?? false);
}

/** Prints texts of several lines for people, under the log's rules: no secret, nothing that steers a terminal. */
export function createPlainText(options: Pick<LogOptions, 'secrets' | 'write'>): (text: string) => void {
  const write = options.write ?? standardError();
  const redact = redactor(options.secrets ?? []);
  return (text) => write(redact(`${text.split('\n').map(escapeControls).join('\n')}\n`));
}

type Method = 'debug' | 'info' | 'warn' | 'error';

function wrap(logger: pino.Logger, content: boolean): Log {
  const line = (method: Method) => (fields: object, message: string) => {
    if (logger.isLevelEnabled(method)) logger[method](tidy(fields, content), message);
  };
  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    child: (fields) => wrap(logger.child(tidy(fields, content)), content),
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

function tidy(fields: object, content: boolean): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (key === 'content' && !content) continue;
    kept[key] = value instanceof Error ? describeError(value) : value;
  }
  return kept;
}

/** Longest message of an error that is kept; some services put a whole answer in there. */
const messageLength = 300;

/** Facts of an error that an operator needs: never a response's body, headers or request. */
function describeError(error: Error, depth = 0): Record<string, unknown> {
  const fault = error instanceof Fault ? { kind: error.kind, ...error.facts } : {};
  const code = 'code' in error && ['string', 'number'].includes(typeof error.code) ? { code: error.code } : {};
  const cause = error.cause instanceof Error && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {};
  const at = error instanceof Fault ? {} : { at: frames(error) };
  return { name: error.name, message: error.message.slice(0, messageLength), ...code, ...fault, ...at, ...cause };
}

/** Stack of an unforeseen error, without its message, which the stack repeats. */
function frames(error: Error): string[] {
  const lines = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  return lines.slice(0, 4).map((line) => line.trim().slice(3));
}

/** Shorter values are words, not secrets; blacking them out would make a log unreadable. */
const shortestSecret = 6;

function redactor(secrets: readonly string[]): (line: string) => string {
  const forms = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  if (forms.length === 0) return (line) => line;
  const pattern = new RegExp([...new Set(forms)].map(RegExp.escape).join('|'), 'g');
  return (line) => line.replace(pattern, '[secret]');
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
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (sign) => `\\u${hex(sign)}`);
}

function hex(sign: string): string {
  return sign.charCodeAt(0).toString(16).padStart(4, '0');
}
