import { examples, platforms } from '../../config/platforms.ts';
import type { Options } from '../verb.ts';

/** Options of the verb `init`. All that have a setting are answers given ahead. */

interface Answer {
  /** Setting that it gives. */
  setting: string;
  /** True where its value names a file that holds the setting. */
  fromFile?: true;
}

type Entry = Options[string] & { answer?: Answer };

const given = (setting: string, value: string, about: string): Entry => ({
  type: 'string',
  value,
  about,
  answer: { setting },
});

function secret(name: string, setting: string, value: string): Record<string, Entry> {
  const file: Answer = { setting, fromFile: true };
  return {
    [name]: given(setting, value, `${setting}; every account of the machine can see it while this runs`),
    [`${name}-file`]: {
      type: 'string',
      value: 'FILE',
      about: `the same, read from a file; better, as is ${setting} in the environment`,
      answer: file,
    },
  };
}

/** Option that gives a platform's token. */
export const tokenOption = (platform: string) => `${platform}-token`;

/** Options that have a platform send its events. */
const hooks: Readonly<Record<string, Entry>> = Object.fromEntries(
  Object.entries(platforms).flatMap(([name, { hookedBy, title }]) =>
    hookedBy === undefined
      ? []
      : [
          [
            `${name}-webhook`,
            given(hookedBy, 'ADDRESS', `has ${title} send there instead of polling it; needs a port`),
          ],
        ],
  ),
);

const entries: Readonly<Record<string, Entry>> = {
  ...Object.assign(
    {},
    ...Object.entries(platforms).map(([name, each]) => secret(tokenOption(name), each.enabledBy, 'TOKEN')),
  ),
  ...hooks,
  ...secret('openai-key', 'OPENAI_API_KEY', 'KEY'),
  'base-url': given('OPENAI_BASE_URL', 'ADDRESS', 'a model at another address, e.g. http://127.0.0.1:11434/v1'),
  model: given('OPENAI_MODEL', 'NAME', 'the model that answers'),
  language: given('LOCALE', 'TAG', "the bot's language where a person's app tells none, e.g. zh-CN"),
  users: given('ALLOWED_USERS', 'IDS', `people who may use it besides you, each as ${examples.people}`),
  'http-port': given('HTTP_PORT', 'PORT', 'the port of the health page and of the webhook'),
  yes: { type: 'boolean', about: 'asks nothing, and takes what is usual for what is not given' },
  unchecked: { type: 'boolean', about: 'keeps tokens and keys that cannot be checked now' },
  start: { type: 'boolean', about: 'starts the bot afterwards' },
};

export const initOptions: Options = entries;

/** Answers that options give, by the option. */
export const answers: ReadonlyMap<string, Answer> = new Map(
  Object.entries(entries).flatMap(([name, { answer }]) => (answer ? [[name, answer]] : [])),
);

/** Settings that `init` asks for: where one is in the environment, that is its answer. */
export const askedSettings: readonly string[] = [
  ...new Set([...answers.values()].map(({ setting }) => setting)),
  'ACCESS',
];
