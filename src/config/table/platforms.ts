import type { Setting } from '../setting.ts';

/** Settings of the platforms. */
export const platformSettings = {
  TELEGRAM_BOT_TOKEN: {
    group: 'telegram',
    type: 'text',
    secret: true,
    essential: true,
    pattern: /^\d+:[\w-]+$/,
    form: 'a token as BotFather gives it, like 123456789:AAE…',
    doc: 'Bot token from @BotFather. Unset: no Telegram.',
  },
  TELEGRAM_API_ROOT: {
    group: 'telegram',
    type: 'url',
    default: 'https://api.telegram.org',
    form: 'an http or https address',
    doc: 'Address of the Bot API; change it for a Bot API server of your own.',
  },
  TELEGRAM_STREAMING: {
    group: 'telegram',
    type: 'choice',
    choices: ['edits', 'drafts'],
    default: 'edits',
    form: 'edits or drafts',
    doc: "How answers grow in private chats: by edits of the message, or as Telegram's own drafts until it is sent.",
  },
  TELEGRAM_WEBHOOK_URL: {
    group: 'telegram',
    type: 'text',
    // What a proxy, the service and this program write alike: no user, no query, nothing encoded.
    pattern: /^https:\/\/[a-z\d](?:[a-z\d.-]*[a-z\d])?(?::\d{1,5})?(?:\/(?!\.)[\w~.-]*)*$/i,
    form: 'an https address such as https://bot.example.org/telegram, its path of letters, digits and - _ . ~',
    doc: 'Address at which Telegram sends updates, instead of being polled. It leads to the path of that name on HTTP_PORT. Unset: polling.',
  },
  TELEGRAM_WEBHOOK_SECRET: {
    group: 'telegram',
    type: 'text',
    secret: true,
    pattern: /^[\w-]{1,256}$/,
    form: '1 to 256 letters, digits, _ or -',
    doc: 'Secret that Telegram sends along to the webhook. Unset: one that is made from the secret of the installation.',
  },
  TELEGRAM_WEBHOOK_CERTIFICATE: {
    group: 'telegram',
    type: 'text',
    form: 'the path of a PEM file',
    doc: 'Certificate (PEM) of the webhook that Telegram is to trust, where no authority vouches for it. Unset: none.',
  },
  DISCORD_BOT_TOKEN: {
    group: 'discord',
    type: 'text',
    secret: true,
    essential: true,
    // What a header cannot carry was not copied whole.
    pattern: /^(?!Bot\s)[!-~]+$/i,
    form: 'a bot token as the Developer Portal gives it, without "Bot " before it',
    doc: 'Bot token from the Discord Developer Portal. Unset: no Discord.',
  },
  DISCORD_API_URL: {
    group: 'discord',
    type: 'url',
    default: 'https://discord.com/api',
    form: 'an http or https address',
    doc: 'Address of the REST API; the gateway address comes from the API itself.',
  },
  DISCORD_MESSAGE_CONTENT: {
    group: 'discord',
    type: 'flag',
    default: 'true',
    form: 'true or false',
    doc: 'Ask for the message content intent. false: only direct messages, mentions and commands are read.',
  },
} as const satisfies Readonly<Record<string, Setting>>;
