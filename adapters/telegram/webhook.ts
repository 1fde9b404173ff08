import { readFile } from 'node:fs/promises';
import { type Api, InputFile } from 'grammy';
import type { WebhookInfo } from 'grammy/types';
import { Fault } from '../../src/util/errors.ts';
import { createBackoff } from './backoff.ts';
import { isRefused, toFault } from './faults.ts';
import { offsetCursor } from './ids.ts';
import type { PollPace } from './poll.ts';
import { CONNECTIONS, type Receiver, type WebhookState } from './receiver.ts';
import { apiSignal } from './signal.ts';
import type { TakingParts } from './taking.ts';
import { updateKinds } from './update.ts';

export interface WebhookSettings {
  /** Address that Telegram sends to: https, without a query. */
  url: string;
  /** Sent along by Telegram: 1 to 256 of A–Z a–z 0–9 _ -. */
  secret: string;
  /** Path of a certificate (PEM) that no authority vouches for. */
  certificate?: string;
}

export interface WebhookParts extends TakingParts {
  api: Api;
  /** Client that uploads. */
  media: Api;
  cursor(name: string): Promise<string | undefined>;
  pace: PollPace;
}

/** Longest time between two looks while it is not known that nothing waits, ms. */
const WAITING_LOOK_MS = 10_000;
/** Most of what Telegram says of a failure that goes into the log. */
const LONGEST_REASON = 200;

/**
 * Has Telegram send updates to the receiver until the signal fires. The registration stays, so that what comes meanwhile
 * waits there. Throws the Fault that waiting does not mend: a wrong token, a certificate that is not there.
 */
export async function runWebhook(
  settings: WebhookSettings,
  receiver: Receiver,
  state: WebhookState,
  parts: WebhookParts,
  signal: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const open = receiver.open(parts, either);
  try {
    await keepRegistered(settings, receiver, state, parts, either);
  } finally {
    stop.abort();
    await open;
  }
}

/** Registers the address, and looks from time to time whether it is still the one. */
async function keepRegistered(
  settings: WebhookSettings,
  receiver: Receiver,
  state: WebhookState,
  parts: WebhookParts,
  signal: AbortSignal,
): Promise<void> {
  const { api, clock, log, pace } = parts;
  const backoff = createBackoff({ clock, log, firstMs: pace.pauseMs, longestMs: pace.longestPauseMs });
  let before: WebhookInfo | undefined;
  while (!signal.aborted) {
    try {
      const info = await api.getWebhookInfo(apiSignal(signal));
      const kept = before !== undefined && isSame(info.url, settings.url);
      const troubled = before !== undefined && info.last_error_date !== before.last_error_date;
      if (!kept) {
        state.registered = false;
        tellOthers(info, settings.url, before !== undefined, log);
        await register(settings, parts, signal);
      }
      if (kept && troubled) {
        const reason = info.last_error_message?.slice(0, LONGEST_REASON);
        log.warn({ reason, waiting: info.pending_update_count }, 'Telegram could not send to the webhook');
      }
      state.registered = true;
      before = info;
      if (troubled) state.live = false;
      else if (info.pending_update_count <= receiver.underWay()) state.live = true;
      else if (!kept) state.live = false;
      backoff.succeeded();
      await clock.sleep(state.live ? pace.lookMs : Math.min(pace.lookMs, WAITING_LOOK_MS), signal);
    } catch (error) {
      if (signal.aborted) return;
      state.live = false;
      const fault = toFault(error, 'all');
      if (fault.kind === 'unauthorized' || fault.kind === 'config') throw fault;
      await backoff.failed(fault, signal).catch(() => undefined);
    }
  }
}

/** Says that another address stood there. Its path may hold a secret. */
function tellOthers({ url = '' }: WebhookInfo, own: string, again: boolean, log: TakingParts['log']): void {
  if (isSame(url, own)) return;
  if (url !== '')
    log.warn({ host: URL.canParse(url) ? new URL(url).host : 'unknown' }, 'Another webhook was set; it is replaced');
  else if (again) log.warn({}, 'The webhook was deleted by somebody; it is set again');
}

async function register(
  { url, secret, certificate }: WebhookSettings,
  { api, media, receive, cursor, log }: WebhookParts,
  signal: AbortSignal,
): Promise<void> {
  // A position of polling would confirm what comes later, once Telegram counts anew.
  if (await cursor(offsetCursor)) await receive([], { name: offsetCursor, value: '' });
  const asked = { secret_token: secret, max_connections: CONNECTIONS, allowed_updates: updateKinds };
  try {
    if (certificate === undefined) await api.setWebhook(url, asked, apiSignal(signal));
    else {
      const file = new InputFile(await bytesOf(certificate), 'certificate.pem');
      await media.setWebhook(url, { ...asked, certificate: file }, apiSignal(signal));
    }
  } catch (error) {
    throw isRefused(error) ? refusal(error.description) : error;
  }
  log.info({ host: new URL(url).host }, 'Telegram sends updates to the webhook');
}

function refusal(description: string): Fault {
  return new Fault('rejected', 'Telegram does not take the webhook', {
    description: description.slice(0, LONGEST_REASON),
    advice:
      'Set TELEGRAM_WEBHOOK_URL to an https address that Telegram can reach, at port 443, 80, 88 or 8443; docs/telegram.md shows how.',
  });
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Fault(
      'config',
      'the certificate of the webhook cannot be read',
      { advice: 'Set TELEGRAM_WEBHOOK_CERTIFICATE to the path of a PEM file that the bot may read, or leave it out.' },
      error,
    );
  }
}

/** Tells whether two addresses are the same, however they are written. */
export function isSame(one: string | undefined, other: string): boolean {
  return one !== undefined && URL.canParse(one) && new URL(one).href === new URL(other).href;
}
