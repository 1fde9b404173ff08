import { Fault } from '../util/errors.ts';
import { enablers, examples, platforms } from './platforms.ts';

/** Problems with the settings, all at once. */
export class ConfigError extends Fault {
  /** One sentence each: key, what was got (never a secret), what is expected. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('config', `These settings need a change:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`, {
      advice: 'Correct them in .env or in the environment; docs/configuration.md explains every one.',
    });
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Nothing is wrong, but there is no platform to speak on. The message is meant to be printed as it is. */
export class NoPlatformError extends Fault {
  /** @param file whether there is an .env already: then nobody is told to copy another over it */
  constructor(file: boolean) {
    super('config', noPlatform(file));
    this.name = 'NoPlatformError';
  }
}

/** One problem among others: no platform is set. */
export const noPlatformProblem = `No platform: set ${enablers.join(' or ')}, or several`;

function noPlatform(file: boolean): string {
  const rows = [
    ...Object.values(platforms).map(({ enabledBy, obtain }) => [enabledBy, obtain]),
    ['OPENAI_API_KEY', 'https://platform.openai.com/api-keys (or OPENAI_BASE_URL)'],
    ['ALLOWED_USERS', `who may use it, e.g. ${examples.people}`],
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  const does = file ? 'adds it to .env' : 'writes .env';
  const copy = file ? ', which has none' : ' (cp .env.example .env)';
  return `Parley has no platform to speak on yet.
"npm run init" asks for what is needed, checks it and ${does}.
By hand, put at least one token into .env${copy}:

${rows.map(([name = '', text]) => `  ${name.padEnd(width)}  ${text}`).join('\n')}

Just looking? "npm run demo" shows everything and needs no account, no key and no token.`;
}
