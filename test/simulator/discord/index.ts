import { EventEmitter } from 'node:events';
import { secrets } from '../../support/canary.ts';
import { type Call, type Onlooker, type Reply, type Rule, startServer } from '../server.ts';
import { waitFor } from '../wait-for.ts';
import { edit, forward, pin, preview, proxy, react, type Said, say } from './actors.ts';
import { serveFile } from './cdn.ts';
import { createGateway, type Disconnect, type SessionLimits } from './gateway.ts';
import { type KeptDiscord, keepDiscord, restoreDiscord } from './keep.ts';
import { type LimitOptions, limiter } from './limits.ts';
import { dropMessage } from './messages.ts';
import { type Places, places } from './places.ts';
import { answer, expressionOf } from './routes.ts';
import { complete, interact, pick, press, submit, type Use, type Used } from './uses.ts';
import { publicMessages, type SimChannel, type SimMessage, type SimUser, snowflakes, type World } from './world.ts';

/** A local stand-in of Discord: REST v10, gateway v10, and the people on it. */

export type { SimChannel, SimMessage };

export interface DiscordOptions {
  token?: string;
  /** Whether the gateway offers to compress. */
  deflate?: boolean;
  /** 0 or absent: any free port. */
  port?: number;
  /** Whether the Message Content intent is switched on in the developer portal. Default true. */
  messageContent?: boolean;
  /** The portal's Interactions Endpoint URL: commands and presses go there, and not to the gateway. */
  interactionsUrl?: string;
  /** How long a first response, a token, a message's nonce and a file's address are good for, ms. By default 3 s, 15 and 5 min, a day. */
  timing?: { respondMs?: number; tokenMs?: number; nonceMs?: number; linkMs?: number };
  /** Off when absent. Discord's own: 5 in 5 s a route and channel, 50 a second in all. */
  limits?: LimitOptions;
  heartbeatMs?: number;
  /** By default a session lasts 3 min, and 1000 may begin, with no time in between. */
  sessions?: Partial<SessionLimits>;
  /** The gateway's address as clients are told it, for one behind a proxy; its own when absent. */
  gatewayUrl?: () => string;
  /** Where files are fetched from, as clients are told it; its own address when absent. */
  filesUrl?: () => string;
  /** Everything that another stand-in had seen. */
  world?: KeptDiscord;
}

/** A call to the REST API, as it was answered. */
export interface ApiCall {
  at: number;
  method: string;
  /** Without `/api/v10`. */
  path: string;
  status: number;
  /** The JSON of the body, `payload_json` included; undefined when there was none. */
  body: unknown;
  /** What was answered. */
  reply: unknown;
}

export interface Discord extends Places {
  /** What goes into DISCORD_API_URL. */
  apiUrl: string;
  port: number;
  token: string;
  bot: SimUser;
  application: string;
  /** The world as it is now, for another stand-in to go on from. */
  keep(): KeptDiscord;
  /** All that it knows, for who shows it. */
  world: World;
  /** Calls back after every change of it; call the result to stop. */
  onChange(listener: () => void): () => void;
  /** Shows the calls as they go over the wire. */
  watch(onlooker: Onlooker): () => void;
  /** Adds a rule to the HTTP floor; call the result to take it away. */
  rule(rule: Rule): () => void;
  /** Answers matching calls with Discord's error instead. `pattern` is a path without `/api/v10`, `:x` standing for any one part. */
  fail(
    method: string,
    pattern: string,
    error: { status: number; code: number; message: string },
    times?: number,
  ): () => void;
  /** Cuts every connection, HTTP and gateway. */
  cut(): void;
  disconnect(kind: Disconnect): void;
  /** Whether the gateway stops to answer and to send, the connections staying open. */
  mute(muted: boolean): void;
  /** Sends a text over the gateway as it is: for what no Discord would send. */
  garble(text: string): void;
  close(): Promise<void>;
  say(channel: SimChannel, user: SimUser, content: string, said?: Said): SimMessage;
  /** A webhook of an application writes under a name. */
  proxy(channel: SimChannel, as: { application: string; webhook: string; name: string }, content: string): SimMessage;
  /** A person forwards a message. */
  forward(channel: SimChannel, user: SimUser, from: SimMessage): SimMessage;
  /** The message's author changes its words. */
  edit(message: SimMessage, content: string): void;
  /** A person puts an emoji under a message, or takes it away. */
  react(message: SimMessage, user: SimUser, emoji: string): void;
  /** The preview of a link in it is ready; `partial`: the event tells no more than that. */
  preview(message: SimMessage, partial?: boolean): void;
  pin(message: SimMessage): void;
  /** The message is taken away by its author or a moderator. */
  erase(message: { id: string }): void;
  /** Messages of one channel are taken away at once. */
  purge(messages: readonly SimMessage[]): void;
  interact(channel: SimChannel, user: SimUser, use: Use): Used;
  /** Somebody writes on a slash command, the cursor in the option `focused`. */
  complete(channel: SimChannel, user: SimUser, use: Use & { focused: string }): Used;
  /** Somebody picks a command from a message's menu. */
  pick(message: SimMessage, user: SimUser, name: string): Used;
  /**
   * Somebody presses a button, by its label or id. Throws where they do not see it, unless their client makes it up (`made`).
   */
  press(message: { id: string }, user: SimUser, button: string, how?: { made?: boolean }): Used;
  /** The form that a command or a button opened is sent. */
  submit(used: Pick<Used, 'id'>, texts: string | Readonly<Record<string, string>>, made?: string): Used;
  /** What everybody in the channel sees now, oldest first. */
  messages(channel: SimChannel): SimMessage[];
  commands(): Record<string, unknown>[];
  /** Commands created so far; Discord allows 200 a day. */
  creates(): number;
  calls: ApiCall[];
  /** How many gateway sessions are connected, and how often a bot identified and resumed. */
  online(): number;
  /** Events whose arrival the bot has not acknowledged, and with them the calls under way, in words. */
  unheard(): string[];
  busy(): string[];
  gateway: { identifies: number; resumes: number };
  /** Resolves with the first truthy result, looked at again after every change; rejects after `timeoutMs` (15,000). */
  waitFor<T>(look: () => T, timeoutMs?: number): Promise<Truthy<T>>;
}

type Truthy<T> = Exclude<T, undefined | null | false | '' | 0>;

const isTruthy = <T>(value: T): value is Truthy<T> => Boolean(value);

/** Starts a stand-in on 127.0.0.1. */
export async function startDiscord(options: DiscordOptions = {}): Promise<Discord> {
  const token = options.token ?? secrets.DISCORD_BOT_TOKEN;
  const changes = new EventEmitter().setMaxListeners(0);
  const stops: (() => void)[] = [];
  const calls: ApiCall[] = [];
  const world = createWorld(options, () => changes.emit('change'));
  if (options.world) restoreDiscord(world, options.world);
  const url = options.gatewayUrl ?? (() => `ws://127.0.0.1:${server.port}`);
  const sessions = { lastMs: 180_000, identifyEveryMs: 0, identifies: 1000, ...options.sessions };
  const gateway = createGateway({
    world,
    token,
    url,
    heartbeatMs: options.heartbeatMs ?? 41_250,
    deflate: options.deflate === true,
    sessions,
  });
  world.dispatch = gateway.dispatch;
  const acting = { world, stops };
  const surroundings = {
    world,
    token,
    gatewayUrl: url,
    identifies: () => ({ total: sessions.identifies, made: gateway.counts.identifies }),
    limit: limiter(options.limits),
  };

  function onChange(listener: () => void): () => void {
    changes.on('change', listener);
    return () => void changes.off('change', listener);
  }

  function record(call: Call, reply: Reply): Reply {
    calls.push({
      at: call.at,
      method: call.method,
      path: pathOf(call),
      status: reply.status,
      body: bodyOf(call),
      reply: reply.body,
    });
    changes.emit('change');
    return reply;
  }

  const handle = async (call: Call) =>
    call.path.startsWith('/api/') ? record(call, await answer(surroundings, call)) : serveFile(world, call);
  const server = await startServer(handle, { port: options.port ?? 0, upgrade: gateway.upgrade });
  world.origin = options.filesUrl ?? (() => server.url);

  const unheard = () => (gateway.unheard() > 0 ? [`${gateway.unheard()} events are on their way`] : []);

  return {
    apiUrl: `${server.url}/api`,
    port: server.port,
    token,
    bot: world.bot,
    application: world.application,
    world,
    onChange,
    watch: server.watch,
    keep: () => keepDiscord(world),
    rule: server.rule,
    fail(method, pattern, { status, code, message }, times) {
      const expression = expressionOf(pattern);
      return server.rule({
        match: (call) => call.method === method && expression.test(pathOf(call)),
        reply: (call) => record(call, { status, body: { message, code } }),
        ...(times === undefined ? {} : { times }),
      });
    },
    cut: server.cut,
    disconnect: gateway.disconnect,
    mute: gateway.mute,
    garble: gateway.raw,
    async close() {
      for (const stop of stops) stop();
      gateway.close();
      await server.close();
    },
    ...places(world),
    say: (channel, user, content, said) => say(world, channel, user, content, said),
    proxy: (channel, as, content) => proxy(world, channel, as, content),
    forward: (channel, user, from) => forward(world, channel, user, from),
    edit: (message, content) => edit(world, message, content),
    react: (message, user, emoji) => react(world, message, user, emoji),
    preview: (message, partial) => preview(world, message, partial),
    pin: (message) => pin(world, message),
    erase({ id }) {
      const message = world.messages.get(id);
      if (message) dropMessage(world, message);
    },
    purge: (messages) => dropMessage(world, ...messages),
    interact: (channel, user, use) => interact(acting, channel, user, use),
    complete: (channel, user, use) => complete(acting, channel, user, use),
    pick: (message, user, name) => pick(acting, message, user, name),
    press: (message, user, button, how) => press(acting, message, user, button, how),
    submit: (used, texts, made) => submit(acting, used, texts, made),
    messages: (channel) => publicMessages(world, channel.id),
    commands: () => [...world.commands.values()],
    creates: () => world.creates,
    calls,
    online: gateway.online,
    unheard,
    busy: () => [...unheard(), ...server.underWay().map((call) => `a call of ${call.method} ${pathOf(call)}`)],
    gateway: gateway.counts,
    waitFor(look, timeoutMs = 15_000) {
      const seen = () => {
        const found = look();
        return isTruthy(found) && found;
      };
      return waitFor(onChange, seen, timeoutMs, look);
    },
  };
}

function pathOf(call: Call): string {
  return decodeURIComponent(call.path.replace(/^\/api\/v10/, ''));
}

function bodyOf(call: Call): unknown {
  const text = call.body.toString('utf8');
  const json = call.headers['content-type']?.startsWith('multipart/')
    ? /name="payload_json"\r\n(?:[^\r\n]+\r\n)*\r\n([^\r\n]*)\r\n/.exec(text)?.[1]
    : text;
  try {
    return json ? JSON.parse(json) : undefined;
  } catch {
    return text;
  }
}

function createWorld(options: DiscordOptions, changed: () => void): World {
  const snowflake = snowflakes();
  const bot = { id: snowflake(), username: 'parley', global_name: null, bot: true, locale: 'en-US' };
  return {
    bot,
    application: bot.id,
    users: new Map([[bot.id, bot]]),
    guilds: new Map(),
    channels: new Map(),
    messages: new Map(),
    dropped: [],
    interactions: new Map(),
    given: new Map(),
    commands: new Map(),
    creates: 0,
    messageContent: options.messageContent ?? true,
    ...(options.interactionsUrl === undefined ? {} : { interactionsUrl: options.interactionsUrl }),
    timing: { respondMs: 3000, tokenMs: 900_000, ...options.timing },
    origin: () => '',
    snowflake,
    dispatch: () => undefined,
    changed,
  };
}
