import { createRedactor } from '../util/redact.ts';

/**
 * Guard of all that the process writes from JavaScript, libraries included. It is the last to see it, and the first part that
 * there is. It imports nothing that can be missing: failures before settings are read, or while the rest is loaded, are told
 * through it, too.
 */
export interface OutputGuard {
  /** Takes these secrets out, too, from now on. */
  hide(secrets: readonly string[]): void;
  /** Hands failures nobody handled, and warnings of Node, to whoever prints them in the form asked for. */
  reportTo(reporter: Reporter): void;
}

export interface Reporter {
  /** Prints why the process ends. */
  failure(error: unknown, message: string): void;
  warning(error: Error): void;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const UNHANDLED = 'A failure nobody handled; the process ends and what was accepted is taken up at the next start';

/** Tells whether an environment asks for lines that are JSON, before it is checked. */
export function wantsJson(env: Environment): boolean {
  return env['LOG_FORMAT']?.trim().toLowerCase() === 'json';
}

/** Names under which any program's secrets stand in an environment. */
const SECRET_NAME = /(?:^|_)(?:TOKEN|KEY|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?)$/i;

/** Lists the secrets of an environment by their names, whatever program they are for. */
export function namedSecrets(env: Environment): string[] {
  return Object.entries(env).flatMap(([name, value]) => (value && SECRET_NAME.test(name) ? [value.trim()] : []));
}

/** Stands before both streams from now on. Called once in a process. */
export function guardOutput(env: Environment): OutputGuard {
  const secrets = new Set(namedSecrets(env));
  let redact = createRedactor([...secrets]);
  let reporter: Reporter | undefined;
  for (const stream of [process.stdout, process.stderr]) guard(stream, (text) => redact(text));
  // A report of a crash would list the environment.
  process.report.excludeEnv = true;

  const giveUp = (error: unknown) => {
    try {
      if (reporter) reporter.failure(error, UNHANDLED);
      else tell(env, error);
    } catch {
      // An error that cannot even be read.
      tell(env, undefined);
    } finally {
      process.exit(1);
    }
  };
  process.on('unhandledRejection', giveUp);
  process.on('uncaughtException', giveUp);
  // Node would print them past the log.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => reporter?.warning(warning));

  return {
    hide(more) {
      for (const secret of more) secrets.add(secret);
      redact = createRedactor([...secrets]);
    },
    reportTo(next) {
      reporter = next;
    },
  };
}

function guard(stream: NodeJS.WriteStream, redact: (text: string) => string): void {
  const write = stream.write;
  const guarded = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return Reflect.apply(write, stream, [redact(text), ...rest]);
  };
  Object.assign(stream, { write: guarded });
}

/** Prints a failure without the log, which may be what has failed: its words, and never more of it. */
function tell(env: Environment, error: unknown): void {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : 'what was thrown cannot be printed';
  const message = `Parley cannot go on: ${what.replaceAll(/\p{Cc}+/gu, ' ')}`;
  const line = { level: 'error', time: new Date().toISOString(), msg: message };
  process.stderr.write(`${wantsJson(env) ? JSON.stringify(line) : message}\n`);
}
