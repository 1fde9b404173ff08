import type { Api } from 'grammy';
import type { WebhookInfo } from 'grammy/types';
import type { Finding } from '../../src/ports/index.ts';
import { toFault } from './faults.ts';
import { apiSignal } from './signal.ts';
import { isSame } from './webhook.ts';

/** Looks at the way in which Telegram hands out the bot's updates. */

/** Updates that wait though a bot runs, from which on they are not just arriving. */
const many = 20;
/** Bot API, setWebhook. */
const PORTS = ['', '443', '80', '88', '8443'];

/** Gives what a call answers. Rejects with a Fault. */
export async function asked<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw toFault(error, 'all');
  }
}

/** @param webhook where updates are to be sent; they are polled when absent */
export async function updatesOf(
  api: Api,
  webhook: { url: string } | undefined,
  running: boolean,
  signal: AbortSignal,
): Promise<Finding[]> {
  const info = await asked(api.getWebhookInfo(apiSignal(signal)));
  return webhook ? [...portOf(webhook.url), sent(info, webhook.url, running)] : [polled(info, running)];
}

/** Names the host alone: a path may hold a secret. */
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : 'another address');

function portOf(url: string): Finding[] {
  const { port } = new URL(url);
  if (PORTS.includes(port)) return [];
  return [
    {
      state: 'warning',
      message: `TELEGRAM_WEBHOOK_URL has the port ${port}, and Telegram itself sends to 443, 80, 88 and 8443 only`,
      mend: 'Put a proxy at one of these ports; a Bot API server of your own may send to others.',
    },
  ];
}

function sent(info: WebhookInfo, own: string, running: boolean): Finding {
  const { url = '', pending_update_count: waiting, last_error_message: reason } = info;
  if (!isSame(url, own)) {
    const now = url === '' ? 'no webhook is set' : `the webhook at ${hostOf(url)} takes them`;
    return running
      ? {
          state: 'error',
          message: `Updates do not come to TELEGRAM_WEBHOOK_URL: ${now}`,
          mend: 'Look into the log for why Telegram does not take the address; if another program changes it, stop that one.',
        }
      : {
          state: 'note',
          message: `Updates do not come to TELEGRAM_WEBHOOK_URL yet: ${now}`,
          mend: 'Start the bot: it sets its own webhook.',
        };
  }
  if (running && waiting > 0 && reason !== undefined)
    return {
      state: 'error',
      message: `Telegram could not send to the webhook (${reason.slice(0, 200)}), and ${waiting} updates wait`,
      mend: 'Check the proxy in front of HTTP_PORT, its certificate, and that Telegram reaches it: docs/telegram.md, Webhook.',
    };
  if (running && waiting >= many)
    return { state: 'warning', message: `${waiting} updates wait though a bot runs here`, mend: 'Look into its log.' };
  if (!running && waiting > 0) return waitingFor(waiting);
  return { state: 'ok', message: `Telegram sends updates to the webhook at ${hostOf(own)}, and none wait` };
}

const waitingFor = (waiting: number): Finding => ({
  state: 'note',
  message: `${waiting} updates wait for the bot; Telegram keeps them for 24 hours`,
  mend: 'Start the bot: npm start.',
});

function polled({ url = '', pending_update_count: waiting }: WebhookInfo, running: boolean): Finding {
  if (url !== '') {
    const at = hostOf(url);
    return running
      ? {
          state: 'error',
          message: `A webhook at ${at} takes the messages though a bot runs here: another program sets it again and again`,
          mend: 'Stop that program, or have @BotFather revoke the token (/mybots, API Token, Revoke) and set the new one.',
        }
      : {
          state: 'warning',
          message: `A webhook is left over at ${at}; the bot deletes it when it starts`,
          mend: 'Start the bot. If another program is to keep the webhook, give Parley a bot of its own.',
        };
  }
  if (running && waiting >= many)
    return {
      state: 'warning',
      message: `${waiting} updates wait though a bot runs here`,
      mend: 'Look into its log: "somebody else takes the updates" means that another program polls with this token; stop that one.',
    };
  if (!running && waiting > 0) return waitingFor(waiting);
  return {
    state: 'ok',
    message: 'No webhook is set, and no updates wait (another program that polls shows in the log)',
  };
}
