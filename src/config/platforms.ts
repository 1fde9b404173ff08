/** Each platform's forms of settings, once. A new platform is one entry here, and its settings in the table of settings. */
export interface PlatformForms {
  /** Name of it for people. */
  title: string;
  /** The setting that turns the platform on. */
  enabledBy: string;
  /** The setting that has it send its events, where it can. */
  hookedBy?: string;
  /** Instruction for people: the way to get the value. */
  obtain: string;
  /** Example of a person's id. */
  person: string;
  /** Example of a chat's id. */
  chat: string;
  /** Form of a person's id, without the platform's name before it. */
  personId: RegExp;
  chatId: RegExp;
  /** Example of a mention, and the form of one that rings for a person or a role. */
  contact: string;
  mention: RegExp;
  /** Sentence on ids of chats that people should know. */
  chatIds?: string;
}

export const platforms: Readonly<Record<string, PlatformForms>> = {
  telegram: {
    title: 'Telegram',
    enabledBy: 'TELEGRAM_BOT_TOKEN',
    hookedBy: 'TELEGRAM_WEBHOOK_URL',
    obtain: 'write to @BotFather (https://t.me/BotFather), send /newbot, copy the token',
    person: 'telegram:123',
    chat: 'telegram:-100123',
    personId: /^\d{1,20}$/,
    chatId: /^-?\d{1,20}$/,
    contact: '@anna_help',
    mention: /^(?:@[A-Za-z]\w{3,31}|\[[^\]\n]{1,64}\]\(tg:\/\/user\?id=\d{1,16}\))$/,
  },
  discord: {
    title: 'Discord',
    enabledBy: 'DISCORD_BOT_TOKEN',
    obtain: 'https://discord.com/developers/applications, New Application, Bot, Reset Token',
    person: 'discord:456',
    chat: 'discord:456',
    chatIds:
      'On Discord, discord:server:456 is a server, and discord:456 a channel with its threads; the latter is also the server of that id, unless its first channel has the same id (servers made before 2018).',
    personId: /^\d{1,20}$/,
    chatId: /^(?:server:)?\d{1,20}$/,
    contact: '<@&456>',
    mention: /^<@[&!]?\d{1,20}>$/,
  },
};

const all = Object.values(platforms);

/** Examples for the form of a list of ids: `telegram:123 or discord:456`. */
export const examples = {
  people: all.map(({ person }) => person).join(' or '),
  chats: all.map(({ chat }) => chat).join(' or '),
  chat: all[0]?.chat ?? '',
  contacts: Object.entries(platforms)
    .map(([name, { contact }]) => `${name}=${contact}`)
    .join(', '),
};

/** Sentences on ids of chats, each with a space before it. */
export const chatIdNotes = all.map(({ chatIds }) => (chatIds === undefined ? '' : ` ${chatIds}`)).join('');

/** Settings of which one must be there. */
export const enablers: readonly string[] = all.map(({ enabledBy }) => enabledBy);

/** Tells whether a mention has the form of the platform that a place is on: the platform's name, or a chat's id. */
export function isContact(place: string, mention: string): boolean {
  const [name = ''] = place.split(':', 1);
  const forms = Object.hasOwn(platforms, name) ? platforms[name] : undefined;
  return forms !== undefined && (place === name || isId(place, 'chat')) && forms.mention.test(mention);
}

/** Tells whether `text` is the id of a person or chat: `<platform>:<id>`, as that platform writes it. */
export function isId(text: string, kind: 'person' | 'chat'): boolean {
  const [name = '', id = ''] = text.split(/:(.*)/s);
  const forms = Object.hasOwn(platforms, name) ? platforms[name] : undefined;
  return forms?.[`${kind}Id`].test(id) ?? false;
}
