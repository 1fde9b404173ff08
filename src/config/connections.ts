import type { Values } from './values.ts';

/** Platforms that are connected, each with what its adapter needs. */
export interface Connections {
  telegram?: {
    token: string;
    apiRoot: string;
    streaming: 'edits' | 'drafts';
    /** Sends and edits. */
    chatPerSecond: number;
    groupPerMinute: number;
    globalPerSecond: number;
    /** Absent: updates are polled. */
    webhook?: {
      url: string;
      /** One of the installation's own when absent. */
      secret?: string;
      certificate?: string;
    };
  };
  discord?: { token: string; apiUrl: string; messageContent: boolean; globalPerSecond: number };
}

export function connectionsIn(values: Values): Connections {
  const { TELEGRAM_BOT_TOKEN: telegram, DISCORD_BOT_TOKEN: discord } = values;
  const webhook = webhookIn(values);
  return {
    ...(telegram && {
      telegram: {
        token: telegram,
        apiRoot: values.TELEGRAM_API_ROOT,
        streaming: values.TELEGRAM_STREAMING,
        chatPerSecond: values.TELEGRAM_CHAT_RATE,
        groupPerMinute: values.TELEGRAM_GROUP_RATE,
        globalPerSecond: values.TELEGRAM_GLOBAL_RATE,
        ...(webhook && { webhook }),
      },
    }),
    ...(discord && {
      discord: {
        token: discord,
        apiUrl: values.DISCORD_API_URL,
        messageContent: values.DISCORD_MESSAGE_CONTENT,
        globalPerSecond: values.DISCORD_GLOBAL_RATE,
      },
    }),
  };
}

function webhookIn(values: Values): NonNullable<Connections['telegram']>['webhook'] {
  const {
    TELEGRAM_WEBHOOK_URL: url,
    TELEGRAM_WEBHOOK_SECRET: secret,
    TELEGRAM_WEBHOOK_CERTIFICATE: certificate,
  } = values;
  return url === undefined ? undefined : { url, ...(secret && { secret }), ...(certificate && { certificate }) };
}
