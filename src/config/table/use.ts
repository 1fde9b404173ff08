import { chatIdNotes, examples } from '../platforms.ts';
import { count, type Setting } from '../setting.ts';

/** Settings of who may use the bot, and how. */
export const useSettings = {
  ACCESS: {
    group: 'access',
    type: 'choice',
    choices: ['allowlist', 'open'],
    default: 'allowlist',
    form: 'allowlist or open',
    doc: 'allowlist: only people and chats on the lists below. open: everybody who finds the bot, at your cost.',
  },
  ALLOWED_USERS: {
    group: 'access',
    type: 'people',
    default: '',
    essential: true,
    form: `people, separated by commas, each as ${examples.people}`,
    doc: 'People who may use the bot in private chats, and install it for themselves on Discord. It tells everybody else their id.',
  },
  ALLOWED_CHATS: {
    group: 'access',
    type: 'places',
    default: '',
    form: `chats, separated by commas, each as ${examples.chats}`,
    doc: `Groups, channels or servers in which everybody may use the bot. A Telegram group stays allowed when it gets a new id.${chatIdNotes}`,
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
    doc: 'Seconds of silence after which a new conversation begins by itself; /chats still lists the old one.',
  },
  CONVERSATION_TITLES: {
    group: 'context',
    type: 'flag',
    default: 'true',
    form: 'true or false',
    doc: 'Let the model name conversations in the background, for the list in /chats.',
  },
  HISTORY_SCOPE: {
    group: 'context',
    type: 'choice',
    choices: ['topic', 'group', 'member'],
    default: 'topic',
    form: 'topic, group or member',
    doc: 'History in groups: one per topic or thread, one for the whole group, or one per member. /settings changes it for a chat.',
  },
  ANSWER_BUTTONS: {
    group: 'language',
    type: 'flag',
    default: 'true',
    form: 'true or false',
    doc: 'Show buttons under answers: stop, again, continue, delete.',
  },
  LOCALE: {
    group: 'language',
    type: 'locale',
    form: 'a language tag, like en or zh-CN',
    doc: "Language of the bot when a person's app tells none. Unset: English.",
  },
} as const satisfies Readonly<Record<string, Setting>>;
