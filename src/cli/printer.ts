import { secretsOf } from '../config/secrets.ts';
import type { Log } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { createLog, createPlainText, type LogOptions } from '../util/log.ts';
import { type Environment, namedSecrets, type OutputGuard, wantsJson } from './output-guard.ts';

/** The one way in which the program prints: in one form, and without secrets, from its first line to its last. */
export interface Printer {
  readonly log: Log;
  /** Goes by an environment to which an .env file has added from now on. */
  reconsider(env: Environment): void;
  /** Goes by the checked settings from now on. */
  configure(options: LogOptions): void;
  /** Takes these secrets out, too, from now on. */
  hide(secrets: readonly string[]): void;
  /** Prints what was asked for, on standard output. */
  result(text: string): void;
  /** Prints why the program ends. Several lines are meant for people; a machine gets one object. */
  failure(error: unknown, message?: string): void;
}

/** Goes by the environment as it is until the settings are checked, so that their errors are printed in the form asked for. */
export function createPrinter(env: Environment, guard: OutputGuard): Printer {
  let options = optionsOf(env);
  let log = createLog(options);
  const go = (next: LogOptions) => {
    options = next;
    log = createLog(options);
    guard.hide(options.secrets ?? []);
  };
  const printer: Printer = {
    get log() {
      return log;
    },
    reconsider: (changed) => go(optionsOf(changed)),
    configure: (settings) => go({ ...settings, secrets: [...(settings.secrets ?? []), ...namedSecrets(env)] }),
    hide: guard.hide,
    result(text) {
      createPlainText({ ...options, write: (line) => process.stdout.write(line) })(text);
    },
    failure(error, message = 'Parley cannot go on') {
      // Why a process ended is said whatever level is asked for.
      const last = createLog({ ...options, level: 'error' });
      if (!isFault(error)) last.error({ error }, message);
      else if (options.format === 'json') last.error({ kind: error.kind, ...error.facts }, error.message);
      else createPlainText(options)([error.message, error.facts.advice].filter(Boolean).join('\n'));
    },
  };
  go(options);
  guard.reportTo({
    failure: (error, message) => printer.failure(error, message),
    warning: (error) => printer.log.warn({ error }, 'A warning of Node'),
  });
  return printer;
}

function optionsOf(env: Environment): LogOptions {
  return {
    level: 'info',
    format: wantsJson(env) ? 'json' : 'text',
    secrets: [...secretsOf(env), ...namedSecrets(env)],
  };
}
