import { examples } from '../platforms.ts';
import { count, type Setting } from '../setting.ts';

/** Settings of who may use the bot, and how. */
export const useSettings = {
  ACCESS: {
    group: 'access',
    type: 'choice',
    choices: ['allowlist', 'open'],
    default: 'allowlist',
    form: 'allowlist or open',
    doc: 'allowlist: only whom the lists below name. open: everybody who finds the bot, at your cost.',
  },
  ALLOWED_USERS: {
    group: 'access',
    type: 'people',
    default: '',
    essential: true,
    form: `people, separated by commas, each as ${examples.people}`,
    doc: 'People who may talk to the bot alone, and bring it along on Discord. It tells everybody else their id.',
  },
  ALLOWED_CHATS: {
    group: 'access',
    type: 'places',
    default: '',
    form: `chats, separated by commas, each as ${examples.chats}`,
    doc: 'Groups, channels or servers in which everybody may use the bot. A Telegram group stays allowed when it gets a new id.',
  },
  OWNERS: {
    group: 'access',
    type: 'people',
    default: '',
    form: `people, separated by commas, each as ${examples.people}`,
    doc: 'People who run the bot; they may use it anywhere.',
  },
  CONTEXT_TOKENS: {
    group: 'context',
    type: 'whole',
    default: '32000',
    min: 0,
    form: count,
    doc: 'Most tokens of one request; the oldest turns are left out first.',
  },
  CONTEXT_TURNS: {
    group: 'context',
    type: 'whole',
    default: '40',
    min: 0,
    form: count,
    doc: 'Most earlier turns in one request.',
  },
  CONVERSATION_IDLE: {
    group: 'context',
    type: 'number',
    default: '0',
    min: 0,
    form: 'a number of seconds, 0 or more (0: never)',
    doc: 'After so many seconds without a word a new conversation begins by itself; /chats still lists the old one.',
  },
  CONVERSATION_TITLES: {
    group: 'context',
    type: 'flag',
    default: 'true',
    form: 'true or false',
    doc: 'The model names conversations that are left, in the background, for the list of /chats.',
  },
  HISTORY_SCOPE: {
    group: 'context',
    type: 'choice',
    choices: ['topic', 'group', 'member'],
    default: 'topic',
    form: 'topic, group or member',
    doc: 'Whose history it is in groups: one a topic or thread, one for the whole group, or one a member. /settings changes it for a chat.',
  },
  ANSWER_BUTTONS: {
    group: 'language',
    type: 'flag',
    default: 'true',
    form: 'true or false',
    doc: 'Buttons under answers: stop, once more, go on, delete.',
  },
  LOCALE: {
    group: 'language',
    type: 'locale',
    form: 'a language tag, like en or zh-CN',
    doc: "The bot's language where a person's client tells none. Unset: English.",
  },
} as const satisfies Readonly<Record<string, Setting>>;
