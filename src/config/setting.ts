/** Definition of one setting. `default` has the form an environment variable has. */
export interface Setting {
  group: Group;
  type: SettingType;
  /** One line for people who set up the bot. */
  doc: string;
  /** The expected form, as a noun phrase: "a whole number of 0 or more". */
  form: string;
  default?: string;
  /** Never shown; may also come from a file named by `<KEY>_FILE`. */
  secret?: true;
  /** Pattern that a text must match. */
  pattern?: RegExp;
  choices?: readonly string[];
  min?: number;
  max?: number;
  /** Shown without a comment sign in `.env.example`: what a first start needs. */
  essential?: true;
}

export type SettingType =
  | 'text'
  | 'url'
  | 'flag'
  | 'whole'
  | 'number'
  | 'choice'
  | 'names'
  | 'links'
  | 'keys'
  | 'secrets'
  | 'people'
  | 'places'
  | 'rules'
  | 'hosts'
  | 'contacts'
  | 'locale'
  | 'storage';

type Group = keyof typeof groups;

/** Headings, in the order people read them. */
export const groups = {
  telegram: 'Telegram',
  discord: 'Discord',
  model: 'The model',
  tools: 'Tools',
  access: 'Who may use it',
  context: 'What is remembered',
  answers: 'How it answers',
  storage: 'Storage',
  limits: 'Limits',
  network: 'Network and health',
  language: 'Language',
  log: 'Log',
} as const;

/** Forms that many settings have. */
export const rate = 'a number of 0 or more (0: no limit)';
export const count = 'a whole number of 0 or more (0: no limit)';
export const seconds = 'a number of seconds, 0 or more (0: no limit)';

/** Parts a list whose entries hold no blanks. */
export function entriesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== '');
}
