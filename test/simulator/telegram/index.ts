import type { User, UserFromGetMe } from 'grammy/types';
import { secrets } from '../../support/canary.ts';
import { type Call, type Reply, startServer } from '../server.ts';
import { waitFor } from '../wait-for.ts';
import { createCommandLists } from './commands.ts';
import { draftIn, sendMessageDraft } from './draft.ts';
import {
  deleteMessage,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  editMessageText,
} from './edit.ts';
import {
  deleteEphemeralMessage,
  editEphemeralMessageCaption,
  editEphemeralMessageMedia,
  editEphemeralMessageText,
} from './ephemeral.ts';
import { keepTelegram, restoreTelegram } from './keep.ts';
import { createLimiter, type Limits, telegramLimits } from './limits.ts';
import { getChat, getChatAdministrators, getChatMember } from './member.ts';
import { numberField, type Params, readParams } from './params.ts';
import { createPeople } from './people.ts';
import { createPresses } from './press.ts';
import { setMessageReaction } from './reactions.ts';
import { type ApiError, Refusal } from './refusal.ts';
import { sendChatAction, sendFile, sendMediaGroup, sendMessage } from './send.ts';
import type { ApiCall, TelegramOptions, TelegramSimulator } from './simulator.ts';
import { editForumTopic } from './topics.ts';
import { createUpdateQueue } from './updates.ts';
import { createWorld } from './world.ts';

export type { SayOptions } from './say.ts';
export type { TelegramOptions, TelegramSimulator } from './simulator.ts';
export type { Seen } from './world.ts';

/** Matches calls of a Bot API method, for `rule`. */
export function isMethod(...methods: string[]): (call: Call) => boolean {
  return (call) => methods.includes(call.path.split('/').at(-1) ?? '');
}

interface Failure {
  method: string;
  error: ApiError;
  left: number;
  when: (params: Record<string, unknown>) => boolean;
}

/** Starts a stand-in of Telegram's Bot API on 127.0.0.1. */
export async function startTelegram(options: TelegramOptions = {}): Promise<TelegramSimulator> {
  const token = options.token ?? secrets.TELEGRAM_BOT_TOKEN;
  const privacy = options.privacy ?? true;
  const now = () => options.clock?.now() ?? Date.now();
  const bot = makeBot(options.username ?? 'parley_bot', privacy, Number(token.split(':')[0]) || 123456);
  const user: User = { id: bot.id, is_bot: true, first_name: bot.first_name, username: bot.username };
  const world = createWorld(user, now);
  const updates = createUpdateQueue(now, { secondMs: options.webhookSecondMs, delivered: () => world.changed() });
  if (options.world) restoreTelegram(world, updates, options.world);
  const commands = createCommandLists();
  const presses = createPresses(world, updates);
  const limit = createLimiter(options.limits === undefined ? undefined : limitsOf(options.limits), now);
  const calls: ApiCall[] = [];
  const failures: Failure[] = [];

  /** Methods that count against the rates. */
  const paced: Record<string, (params: Params) => unknown> = {
    sendMessage: (params) => sendMessage(world, presses, params),
    sendPhoto: (params) => sendFile(world, presses, params, 'photo'),
    sendDocument: (params) => sendFile(world, presses, params, 'document'),
    sendAudio: (params) => sendFile(world, presses, params, 'audio'),
    sendVoice: (params) => sendFile(world, presses, params, 'voice'),
    sendMediaGroup: (params) => sendMediaGroup(world, params),
    sendChatAction: (params) => sendChatAction(world, params),
    sendMessageDraft: (params) => sendMessageDraft(world, params),
    editForumTopic: (params) => editForumTopic(world, params),
    setMessageReaction: (params) => setMessageReaction(world, params),
    editMessageText: (params) => editMessageText(world, params),
    editMessageMedia: (params) => editMessageMedia(world, params),
    editMessageCaption: (params) => editMessageCaption(world, params),
    editMessageReplyMarkup: (params) => editMessageReplyMarkup(world, params),
    editEphemeralMessageText: (params) => editEphemeralMessageText(world, params),
    editEphemeralMessageCaption: (params) => editEphemeralMessageCaption(world, params),
    editEphemeralMessageMedia: (params) => editEphemeralMessageMedia(world, params),
  };
  const free: Record<string, (params: Params, call: Call) => unknown> = {
    getMe: () => bot,
    getUpdates: (params, call) => updates.getUpdates(params, call.gone),
    setWebhook: (params) => updates.setWebhook(params),
    deleteWebhook: (params) => updates.deleteWebhook(params),
    getWebhookInfo: () => updates.webhookInfo(),
    setMyCommands: (params) => commands.set(params),
    getMyCommands: (params) => commands.get(params),
    deleteMyCommands: (params) => commands.delete(params),
    getFile: (params) => world.files.getFile(params),
    deleteMessage: (params) => deleteMessage(world, params),
    deleteEphemeralMessage: (params) => deleteEphemeralMessage(world, params),
    answerCallbackQuery: (params) => presses.answer(params),
    getChat: (params) => getChat(world, params),
    getChatMember: (params) => getChatMember(world, params),
    getChatAdministrators: (params) => getChatAdministrators(world, params),
  };

  async function run(method: string, params: Params, call: Call): Promise<unknown> {
    const failure = failures.find((entry) => entry.left > 0 && entry.method === method && entry.when(params.fields));
    if (failure) {
      failure.left -= 1;
      throw new Refusal(failure.error);
    }
    const known = Object.hasOwn(paced, method) ? paced[method] : undefined;
    if (known) {
      const chat = numberField(params, 'chat_id');
      limit(chat, chat < 0);
      return known(params);
    }
    const other = Object.hasOwn(free, method) ? free[method] : undefined;
    if (!other) throw new Refusal({ error_code: 404, description: 'Not Found' });
    return await other(params, call);
  }

  async function handle(call: Call): Promise<Reply> {
    const [, key, path] = /^\/file\/bot([^/]+)\/(.+)$/.exec(decodeURIComponent(call.path)) ?? [];
    if (path !== undefined) return key === token ? world.files.serve(path) : refused(unknownFile);
    const [, secret, method] = /^\/bot([^/]+)\/([^/]+)$/.exec(decodeURIComponent(call.path)) ?? [];
    if (secret === undefined || method === undefined) return refused({ error_code: 404, description: 'Not Found' });
    if (secret !== token) return refused({ error_code: 401, description: 'Unauthorized' });
    const entry: ApiCall = { method, params: {}, at: now(), ok: true };
    calls.push(entry);
    try {
      const params = readParams(call);
      entry.params = { ...params.fields, ...Object.fromEntries(Object.entries(params.files).map(asLogged)) };
      const running = run(method, params, call);
      world.changed();
      const result = await running;
      if (typeof result === 'object' && result !== null && 'message_id' in result)
        entry.message = Number(result.message_id);
      return { status: 200, body: { ok: true, result } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      entry.ok = false;
      entry.error = error.error;
      return refused(error.error);
    } finally {
      world.changed();
    }
  }

  const server = await startServer(handle, { port: options.port ?? 0 });

  const simulator: TelegramSimulator = {
    ...createPeople(world, updates, presses, privacy),
    apiRoot: server.url,
    token,
    bot,
    world,
    commands: commands.all,
    watch: (onlooker) => server.watch(onlooker),
    keep: () => keepTelegram(world, updates),
    calls,
    rule: (rule) => server.rule(rule),
    fail(method, error, times = 1, when = () => true) {
      const failure: Failure = { method, error, left: times, when };
      failures.push(failure);
      return () => {
        failure.left = 0;
      };
    },
    push: (news) => updates.push(news),
    redeliver: (...again) => updates.redeliver(...again),
    nextUpdateId: (id) => updates.nextId(id),
    updates: updates.all,
    pending: () => updates.pending(),
    unheard: () => updates.pending().map(({ update_id: id }) => `update ${id} is not confirmed`),
    busy: () => [
      ...simulator.unheard(),
      // A poll is held while nothing happens.
      ...server
        .underWay()
        .flatMap((call) => (isMethod('getUpdates')(call) ? [] : [`a call of ${call.path.split('/').at(-1)}`])),
    ],
    conflict: (on) => updates.conflict(on),
    lead: (host, to) => updates.webhook.lead(host, to),
    deliveries: updates.webhook.deliveries,
    sending: () => updates.webhook.underWay(),
    messages: (chat, deleted) => world.seen(chat.id).filter((seen) => deleted === 'deleted' || !seen.deleted),
    document({ chat, id }) {
      const record = world.rooms.get(chat)?.records.find(({ message }) => message.message_id === id);
      return world.files.bytes(record?.message.document?.file_id ?? '');
    },
    messagesFor: (chat, user) => world.seenAlone(chat.id, user.id).filter((seen) => !seen.deleted),
    draft: (chat) => draftIn(world, world.rooms.get(chat.id))?.text,
    stoppable: (chat) => draftIn(world, world.rooms.get(chat.id))?.stoppable === true,
    notifications: presses.notifications,
    waitingPresses: presses.waiting,
    answers: (chat) =>
      simulator
        .messages(chat)
        .filter(({ mine }) => mine)
        .map(({ text }) => text),
    callsOf: (method) => calls.filter((call) => call.method === method),
    waitFor: (look, timeoutMs = 15_000) => waitFor(world.onChange, look, timeoutMs),
    cut: () => server.cut(),
    async close() {
      updates.close();
      await server.close();
    },
  };
  return simulator;
}

const unknownFile: ApiError = { error_code: 404, description: 'Not Found' };

function asLogged([name, file]: [string, { name: string; bytes: Buffer }]): [string, object] {
  return [name, { file: file.name, bytes: file.bytes.length }];
}

function refused(error: ApiError): Reply {
  return { status: error.error_code, body: { ok: false, ...error } };
}

function limitsOf(limits: Partial<Limits> | true): Limits {
  return limits === true ? telegramLimits : { ...telegramLimits, ...limits };
}

function makeBot(username: string, privacy: boolean, id: number): UserFromGetMe {
  return {
    id,
    is_bot: true,
    first_name: 'Parley',
    username,
    can_join_groups: true,
    can_read_all_group_messages: !privacy,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  };
}
