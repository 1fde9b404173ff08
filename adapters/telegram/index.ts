import type { Api } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import { createSlidingWindow } from '../../src/delivery/budget.ts';
import type { Adapter, AdapterContext } from '../../src/ports/index.ts';
import { createBackoff } from './backoff.ts';
import { type ClientSettings, client, uploading } from './client.ts';
import { registerCommands } from './controls.ts';
import { createFetchFile } from './download.ts';
import { toFault } from './faults.ts';
import { idlePresses, type Reading, toEvents } from './inbound.ts';
import { createMembers } from './members.ts';
import { defaultPace, type PollPace, poll } from './poll.ts';
import { createReceiver } from './receiver.ts';
import { answerPress } from './send.ts';
import { apiSignal } from './signal.ts';
import { createSurface, type Rates } from './surface.ts';
import type { TelegramUpdate } from './update.ts';
import { runWebhook, type WebhookSettings } from './webhook.ts';

export interface TelegramSettings extends ClientSettings {
  rates: Rates;
  /** Has updates sent; they are polled when absent. */
  webhook?: WebhookSettings;
  /** Waits of the polling loop; for tests. */
  pace?: Partial<PollPace>;
}

/** Presses of buttons that are none of ours, answered in a second: a client can make up any number of them. */
const idlePerSecond = 5;
/** Time limits of calls, s: quick ones, uploads, and a poll beyond its holding time. */
const timeouts = { call: 20, media: 60, poll: 15 };

/** Telegram: polls for updates or has them sent, answers by the Bot API. */
export function createTelegram(settings: TelegramSettings, context: AdapterContext): Adapter {
  const pace: PollPace = { ...defaultPace, ...settings.pace };
  const log = context.log.child({ surface: 'telegram' });
  const api = client(settings, timeouts.call);
  const polling = client(settings, pace.holdSeconds + timeouts.poll);
  const members = createMembers(api, context.clock);
  const clients = {
    api,
    media: uploading(settings, timeouts.media),
    fetchFile: createFetchFile(api, settings.apiRoot, settings.token),
  };
  const surface = createSurface(clients, settings.rates, members, context.clock);
  const { webhook } = settings;
  const state = { live: false, registered: false };
  const receiver = webhook && createReceiver(new URL(webhook.url).pathname, webhook.secret, state);
  const ended = Promise.withResolvers<void>();
  // Who only awaits start() has heard of the failure there.
  ended.promise.catch(() => undefined);

  let username: string | undefined;

  async function start(signal: AbortSignal): Promise<void> {
    try {
      const bot = await introduce(api, context, pace, signal);
      username = bot.username;
      log.info({ username: bot.username, privacy: !bot.can_read_all_group_messages }, 'Telegram: connected');
      run(bot, signal).then(ended.resolve, ended.reject);
    } catch (error) {
      if (signal.aborted) ended.resolve();
      else ended.reject(error);
      throw error;
    }
  }

  async function run(bot: UserFromGetMe, signal: AbortSignal): Promise<void> {
    const commands = new Set(context.commands.map(({ spec }) => spec.name));
    const reader = { self: { id: bot.id, username: bot.username }, commands };
    // Nobody who writes has to wait for the menus.
    const registered = registerCommands(api, context.commands, log, signal).catch((error: unknown) => {
      if (!signal.aborted) log.error({ error: toFault(error) }, 'The commands could not be registered');
    });
    const { receive, clock } = context;
    const cursor = (name: string) => context.cursor(name);
    const translate = (updates: readonly TelegramUpdate[], reading: Reading) => {
      members.note(updates, reading.live);
      if (updates.some((update) => update.my_chat_member)) context.permissionsChanged();
      return toEvents(updates, reader, reading);
    };
    const idle = createSlidingWindow(idlePerSecond, 1000);
    const accepted = (updates: readonly TelegramUpdate[]) => {
      for (const press of idlePresses(updates)) {
        const now = clock.elapsed();
        if (idle.readyAt(now, 0) > now) return;
        idle.take(now);
        answerPress(api, press, {}, apiSignal(signal)).catch((error: unknown) =>
          log.debug({ error: toFault(error) }, 'A press could not be answered'),
        );
      }
    };
    const parts = { receive, cursor, translate, accepted, clock, log, pace };
    if (webhook && receiver) await runWebhook(webhook, receiver, state, { ...parts, ...clients }, signal);
    else await poll({ ...parts, api: polling, bot: bot.id }, signal);
    await registered;
  }

  // https://core.telegram.org/bots/features#deep-linking
  const link = (payload: string) => username && `https://t.me/${username}?start=${encodeURIComponent(payload)}`;

  return { surface, ...(receiver ? { hook: receiver.hook } : {}), start, ended: ended.promise, link };
}

/** Asks who the bot is, until Telegram can be reached. Rejects with the Fault of a wrong token. */
async function introduce(
  api: Api,
  context: AdapterContext,
  pace: PollPace,
  signal: AbortSignal,
): Promise<UserFromGetMe> {
  const { clock, log } = context;
  const backoff = createBackoff({ clock, log, firstMs: pace.pauseMs, longestMs: pace.longestPauseMs });
  for (;;) {
    signal.throwIfAborted();
    try {
      const bot = await api.getMe(apiSignal(signal));
      backoff.succeeded();
      return bot;
    } catch (error) {
      signal.throwIfAborted();
      const fault = toFault(error, 'all');
      if (fault.kind === 'unauthorized') throw fault;
      await backoff.failed(fault, signal);
    }
  }
}
