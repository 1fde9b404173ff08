import type { Call, Reply } from '../server.ts';
import { isRecord, type MessageBody, readBody } from './body.ts';
import { createCommand, deleteCommand, editCommand, listCommands, overwriteCommands } from './commands.ts';
import { getGuild, getMember, getThreadMember, listPlaces } from './guilds.ts';
import { callback, deleteReply, editReply, followUp, getReply } from './interactions.ts';
import type { Verdict } from './limits.ts';
import { createMessage, deleteMessage, editMessage, getChannel, getMessage, listMessages, typing } from './messages.ts';
import { freely } from './places.ts';
import { invalid, Refusal, refusals } from './refusals.ts';
import { channelShape, userShape } from './shapes.ts';
import { openThread, react, renameChannel } from './threads.ts';
import type { World } from './world.ts';

/** The endpoints of Discord's REST API v10 the stand-in answers. */

export interface Surroundings {
  world: World;
  token: string;
  gatewayUrl(): string;
  /** Beginnings of gateway sessions that a day has, and those that were made. */
  identifies(): { total: number; made: number };
  limit(route: string, major: string): Verdict;
}

interface Request {
  world: World;
  call: Call;
  surroundings: Surroundings;
  /** What stood in the path's places, in order. */
  at(index: number): string;
  body(): Promise<MessageBody>;
  json(): Promise<unknown>;
}

interface Route {
  method: string;
  pattern: string;
  /** The token in the path is the permission; no bot token is asked for. */
  open?: boolean;
  answer(request: Request): Reply | Promise<Reply>;
}

const ofWebhook = '/webhooks/:application/:token';
const commands = '/applications/:application/commands';

const routes: Route[] = [
  { method: 'GET', pattern: '/gateway/bot', answer: gatewayBot },
  {
    method: 'GET',
    pattern: '/gateway',
    open: true,
    answer: ({ surroundings }) => ok({ url: surroundings.gatewayUrl() }),
  },
  {
    method: 'GET',
    pattern: '/users/@me',
    answer: ({ world }) => ok({ ...userShape(world.bot), verified: true, mfa_enabled: false }),
  },
  { method: 'GET', pattern: '/applications/@me', answer: ({ world }) => ok(applicationShape(world)) },
  { method: 'POST', pattern: '/users/@me/channels', answer: openDm },
  { method: 'GET', pattern: commands, answer: ({ world, call }) => listCommands(world, call.query) },
  { method: 'PUT', pattern: commands, answer: async ({ world, json }) => overwriteCommands(world, await json()) },
  { method: 'POST', pattern: commands, answer: async ({ world, json }) => createCommand(world, await json()) },
  {
    method: 'PATCH',
    pattern: `${commands}/:id`,
    answer: async ({ world, at, body }) => editCommand(world, at(1), (await body()).json),
  },
  { method: 'DELETE', pattern: `${commands}/:id`, answer: ({ world, at }) => deleteCommand(world, at(1)) },
  { method: 'GET', pattern: '/guilds/:guild', answer: ({ world, at }) => getGuild(world, at(0)) },
  { method: 'GET', pattern: '/guilds/:guild/channels', answer: ({ world, at }) => listPlaces(world, at(0), false) },
  {
    method: 'GET',
    pattern: '/guilds/:guild/threads/active',
    answer: ({ world, at }) => listPlaces(world, at(0), true),
  },
  {
    method: 'GET',
    pattern: '/guilds/:guild/members/:user',
    answer: ({ world, at }) => getMember(world, at(0), at(1)),
  },
  {
    method: 'GET',
    pattern: '/channels/:channel/thread-members/:user',
    answer: ({ world, at }) => getThreadMember(world, at(0), at(1)),
  },
  { method: 'GET', pattern: '/channels/:channel', answer: ({ world, at }) => getChannel(world, at(0)) },
  {
    method: 'PATCH',
    pattern: '/channels/:channel',
    answer: async ({ world, at, json }) => renameChannel(world, at(0), await json()),
  },
  {
    method: 'POST',
    pattern: '/channels/:channel/messages/:id/threads',
    answer: async ({ world, at, json }) => openThread(world, at(0), at(1), await json()),
  },
  {
    method: 'PUT',
    pattern: '/channels/:channel/messages/:id/reactions/:emoji/@me',
    answer: ({ world, at }) => react(world, at(0), at(1), at(2), true),
  },
  {
    method: 'DELETE',
    pattern: '/channels/:channel/messages/:id/reactions/:emoji/@me',
    answer: ({ world, at }) => react(world, at(0), at(1), at(2), false),
  },
  { method: 'POST', pattern: '/channels/:channel/typing', answer: ({ world, at }) => typing(world, at(0)) },
  {
    method: 'GET',
    pattern: '/channels/:channel/messages',
    answer: ({ world, at, call }) => listMessages(world, at(0), call.query),
  },
  {
    method: 'POST',
    pattern: '/channels/:channel/messages',
    answer: async ({ world, at, body }) => createMessage(world, at(0), await body()),
  },
  {
    method: 'GET',
    pattern: '/channels/:channel/messages/:id',
    answer: ({ world, at }) => getMessage(world, at(0), at(1)),
  },
  {
    method: 'PATCH',
    pattern: '/channels/:channel/messages/:id',
    answer: async ({ world, at, body }) => editMessage(world, at(0), at(1), await body()),
  },
  {
    method: 'DELETE',
    pattern: '/channels/:channel/messages/:id',
    answer: ({ world, at }) => deleteMessage(world, at(0), at(1)),
  },
  {
    method: 'POST',
    pattern: '/interactions/:id/:token/callback',
    open: true,
    answer: async ({ world, at, body, call }) => callback(world, at(0), at(1), await body(), call.query),
  },
  {
    method: 'POST',
    pattern: ofWebhook,
    open: true,
    answer: async ({ world, at, body }) => followUp(world, at(0), at(1), await body()),
  },
  {
    method: 'GET',
    pattern: `${ofWebhook}/messages/:id`,
    open: true,
    answer: ({ world, at }) => getReply(world, at(0), at(1), at(2)),
  },
  {
    method: 'PATCH',
    pattern: `${ofWebhook}/messages/:id`,
    open: true,
    answer: async ({ world, at, body }) => editReply(world, at(0), at(1), at(2), await body()),
  },
  {
    method: 'DELETE',
    pattern: `${ofWebhook}/messages/:id`,
    open: true,
    answer: ({ world, at }) => deleteReply(world, at(0), at(1), at(2)),
  },
];

const matchers = routes.map((route) => ({ route, expression: expressionOf(route.pattern) }));

/** The path pattern as an expression that captures its `:places`. */
export function expressionOf(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll(/:\w+/g, '([^/]+)')}$`);
}

/** Answers one call under /api/v10. */
export async function answer(surroundings: Surroundings, call: Call): Promise<Reply> {
  const path = decodeURIComponent(call.path.replace(/^\/api\/v10/, ''));
  if (!call.path.startsWith('/api/v10/')) return refusals.notFound().reply;
  const there = matchers.filter(({ expression }) => expression.test(path));
  const found = there.find(({ route }) => route.method === call.method);
  if (!found) return (there.length > 0 ? refusals.methodNotAllowed() : refusals.notFound()).reply;
  if (!found.route.open && call.headers.authorization !== `Bot ${surroundings.token}`)
    return refusals.unauthorized().reply;
  const places = found.expression.exec(path)?.slice(1) ?? [];
  const verdict = surroundings.limit(`${call.method} ${found.route.pattern}`, places[0] ?? '');
  if (verdict.refused) return verdict.refused;
  const reply = await run(found.route, surroundings, call, places);
  return { ...reply, headers: { ...verdict.headers, ...reply.headers } };
}

async function run(route: Route, surroundings: Surroundings, call: Call, places: string[]): Promise<Reply> {
  const { world } = surroundings;
  const request: Request = {
    world,
    call,
    surroundings,
    at: (index) => places[index] ?? '',
    body: () => readBody(call),
    json: async () => readJson(call),
  };
  try {
    if (route.pattern.startsWith(commands) && places[0] !== world.application) throw refusals.missingAccess();
    return await route.answer(request);
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

function readJson(call: Call): unknown {
  try {
    return JSON.parse(call.body.toString('utf8'));
  } catch {
    throw refusals.malformed();
  }
}

function ok(body: object): Reply {
  return { status: 200, body };
}

function gatewayBot({ surroundings }: Request): Reply {
  const { total, made } = surroundings.identifies();
  const limit = { total, remaining: Math.max(0, total - made), reset_after: 14_400_000, max_concurrency: 1 };
  return ok({ url: surroundings.gatewayUrl(), shards: 1, session_start_limit: limit });
}

function applicationShape(world: World): object {
  return {
    id: world.application,
    name: world.bot.username,
    icon: null,
    description: '',
    type: null,
    bot: userShape(world.bot),
    summary: '',
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags: world.messageContent ? 1 << 19 : 0,
    flags_new: String(world.messageContent ? 1 << 19 : 0),
    max_participants: null,
    tags: [],
    team: null,
    owner: { ...userShape(world.bot), id: '100000000000000001', username: 'owner', bot: false },
    redirect_uris: [],
    interactions_endpoint_url: world.interactionsUrl ?? null,
    role_connections_verification_url: null,
    eligible_oauth2_scopes: [],
    approximate_guild_count: world.guilds.size,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    integration_types_config: { '0': {}, '1': {} },
  };
}

async function openDm({ world, body }: Request): Promise<Reply> {
  const { json } = await body();
  const id = isRecord(json) ? json['recipient_id'] : undefined;
  const user = typeof id === 'string' ? world.users.get(id) : undefined;
  if (!user || user.bot) throw invalid(['recipient_id'], 'USER_INVALID', 'Unknown user');
  const found = [...world.channels.values()].find(({ type, recipients }) => type === 1 && recipients.includes(user));
  const channel = found ?? {
    id: world.snowflake(),
    type: 1 as const,
    name: '',
    recipients: [user],
    ...freely,
  };
  world.channels.set(channel.id, channel);
  return ok(channelShape(channel));
}
