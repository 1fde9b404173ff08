import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isRecord, type Json } from './body.ts';
import { guildShape, userShape } from './shapes.ts';
import type { World } from './world.ts';

/**
 * The gateway: identify, heartbeats, dispatches with a sequence, resume with replay. JSON, uncompressed.
 * Sessions: https://discord.com/developers/docs/events/gateway#resuming
 */

/** `drop`: the line goes dead; the others are what Discord says; a number closes with that code. */
export type Disconnect = 'drop' | 'reconnect' | 'invalid' | 'resumable' | { code: number };

export interface Gateway {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  dispatch(event: string, intent: number, shape: (readsContent: boolean) => object): void;
  disconnect(kind: Disconnect): void;
  /** Whether it keeps silent on connections that are open now: a line that died without either side being told. */
  mute(muted: boolean): void;
  /** Sends a text as it is to every connected session. */
  raw(text: string): void;
  /** Events that went out to connected sessions and whose arrival is not acknowledged. */
  unheard(): number;
  /** Sessions that are connected now. */
  online(): number;
  /** How often a bot identified and resumed. */
  counts: { identifies: number; resumes: number };
  close(): void;
}

export interface GatewaySettings {
  world: World;
  token: string;
  /** `ws://127.0.0.1:<port>`, known once the server listens. */
  url(): string;
  heartbeatMs: number;
  /** Offers to compress what it sends, as Discord does not. */
  deflate: boolean;
  sessions: SessionLimits;
}

/** Bounds of sessions. */
export interface SessionLimits {
  /** Time for which a session without a connection can be resumed, ms; Discord says "a few minutes". */
  lastMs: number;
  /** Time that must lie between two beginnings of sessions; Discord's 5000 ms, 0: none. */
  identifyEveryMs: number;
  /** Beginnings of sessions a day, Discord's 1000. One more, and the token is reset. A resumed session is none. */
  identifies: number;
}

interface Session {
  id: string;
  intents: number;
  seq: number;
  /** Dispatches a resume may ask for again. */
  sent: { s: number; frame: string }[];
  socket: WebSocket | undefined;
  /** When it lost its connection, epoch ms. */
  lostAt: number;
}

/** Events sent to a connection, and how many of them the pongs have acknowledged. */
interface Traffic {
  sent: number;
  heard: number;
  /** The number that a ping under way is behind: one at a time, as clients end a line that floods them. */
  asked?: number;
}

const op = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  resume: 6,
  reconnect: 7,
  invalid: 9,
  hello: 10,
  ack: 11,
};
const guilds = 1 << 0;
const messageContent = 1 << 15;
/** Members, presences, message content. */
const privileged = (1 << 1) | (1 << 8) | messageContent;
const knownIntents = 0b11_0000_0011_1111_1111_1111_1111;
const replayLimit = 1000;
/** Close codes that end a session: the first two from a client alone. */
const ending = [1000, 1001, 4007, 4009];

export function createGateway({ world, token, url, heartbeatMs, deflate, sessions: limits }: GatewaySettings): Gateway {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1 << 20, perMessageDeflate: deflate });
  const sessions = new Map<string, Session>();
  const counts = { identifies: 0, resumes: 0 };
  let dead = new WeakSet<WebSocket>();
  const traffic = new WeakMap<WebSocket, Traffic>();
  let identifiedAt = Number.NEGATIVE_INFINITY;

  function send(session: Session, event: string, data: object): void {
    session.seq += 1;
    const frame = JSON.stringify({ op: op.dispatch, t: event, s: session.seq, d: data });
    session.sent.push({ s: session.seq, frame });
    if (session.sent.length > replayLimit) session.sent.shift();
    const { socket } = session;
    if (!socket || dead.has(socket)) return;
    socket.send(frame);
    const flow = traffic.get(socket);
    if (!flow) return;
    flow.sent += 1;
    if (flow.asked === undefined) ask(socket, flow);
  }

  /** The answer comes after the client has read what was sent before it. */
  function ask(socket: WebSocket, flow: Traffic): void {
    flow.asked = flow.sent;
    socket.ping();
  }

  function identify(socket: WebSocket, data: Json): Session | undefined {
    counts.identifies += 1;
    const sooner = Date.now() - identifiedAt < limits.identifyEveryMs;
    identifiedAt = Date.now();
    if (counts.identifies > limits.identifies) return reset(socket);
    if (sooner) return invalidate(socket);
    const intents = Number(data['intents']);
    if (data['token'] !== token) return refuse(socket, 4004, 'Authentication failed.');
    if (!Number.isInteger(intents) || intents & ~knownIntents) return refuse(socket, 4013, 'Invalid intent(s).');
    const enabled = world.messageContent ? messageContent : 0;
    if (intents & privileged & ~enabled) return refuse(socket, 4014, 'Disallowed intent(s).');
    const session: Session = { id: world.snowflake(), intents, seq: 0, sent: [], socket, lostAt: 0 };
    sessions.set(session.id, session);
    welcome(session);
    return session;
  }

  function welcome(session: Session): void {
    const members = [...world.guilds.values()].filter((guild) => guild.member);
    send(session, 'READY', {
      v: 10,
      user: { ...userShape(world.bot), verified: true, mfa_enabled: false, email: null },
      guilds: members.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: `${url()}/resumed`,
      shard: [0, 1],
      application: { id: world.application, flags: 0 },
      private_channels: [],
      relationships: [],
      user_settings: {},
      geo_ordered_rtc_regions: [],
      auth: {},
      _trace: [],
    });
    if (session.intents & guilds) {
      for (const guild of members) send(session, 'GUILD_CREATE', guildShape(world, guild));
    }
  }

  function resume(socket: WebSocket, data: Json): Session | undefined {
    if (data['token'] !== token) return refuse(socket, 4004, 'Authentication failed.');
    const session = sessions.get(String(data['session_id']));
    const seq = Number(data['seq']);
    const oldest = session?.sent[0]?.s ?? 1;
    const isOver = session !== undefined && !session.socket && Date.now() - session.lostAt > limits.lastMs;
    if (!session || isOver || seq + 1 < oldest) return invalidate(socket);
    if (!(seq <= session.seq)) {
      sessions.delete(session.id);
      return refuse(socket, 4007, 'Invalid seq.');
    }
    counts.resumes += 1;
    session.socket = socket;
    for (const { s, frame } of session.sent) if (s > seq) socket.send(frame);
    send(session, 'RESUMED', { _trace: [] });
    return session;
  }

  /** The day's beginnings are used up: nothing goes on with this token. */
  function reset(socket: WebSocket): undefined {
    for (const session of sessions.values()) session.socket?.close(4004, 'Authentication failed.');
    sessions.clear();
    return refuse(socket, 4004, 'Authentication failed.');
  }

  server.on('connection', (socket: WebSocket) => {
    let session: Session | undefined;
    const flow: Traffic = { sent: 0, heard: 0 };
    traffic.set(socket, flow);
    socket.on('pong', () => {
      flow.heard = flow.asked ?? flow.heard;
      delete flow.asked;
      if (flow.sent > flow.heard) ask(socket, flow);
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', (code) => {
      if (session?.socket !== socket) return;
      Object.assign(session, { socket: undefined, lostAt: Date.now() });
      if (ending.includes(code)) sessions.delete(session.id);
      world.changed();
    });
    socket.on('message', (raw) => {
      if (dead.has(socket)) return;
      const frame = parse(String(raw));
      if (!frame) return socket.close(4002, 'Error while decoding payload.');
      const data = isRecord(frame['d']) ? frame['d'] : {};
      if (frame['op'] === op.heartbeat) return socket.send(JSON.stringify({ op: op.ack, d: null }));
      if (frame['op'] !== op.identify && frame['op'] !== op.resume) {
        if (!session) return socket.close(4003, 'Not authenticated.');
        if (frame['op'] !== op.presence) socket.close(4001, 'Unknown opcode.');
        return;
      }
      if (session?.socket === socket) return socket.close(4005, 'Already authenticated.');
      session = frame['op'] === op.identify ? identify(socket, data) : resume(socket, data);
      world.changed();
    });
    const hello = { heartbeat_interval: heartbeatMs, _trace: [] };
    socket.send(JSON.stringify({ op: op.hello, s: null, t: null, d: hello }));
  });

  function disconnect(kind: Disconnect): void {
    for (const session of sessions.values()) {
      const { socket } = session;
      if (!socket) continue;
      if (kind === 'invalid') sessions.delete(session.id);
      // After op 9 the same connection may be used to identify or resume.
      if (kind === 'invalid' || kind === 'resumable') Object.assign(session, { socket: undefined, lostAt: Date.now() });
      if (kind === 'drop') socket.terminate();
      else if (kind === 'reconnect') socket.send(JSON.stringify({ op: op.reconnect, d: null }));
      else if (kind === 'invalid') invalidate(socket);
      else if (kind === 'resumable') socket.send(JSON.stringify({ op: op.invalid, d: true }));
      else socket.close(kind.code);
    }
  }

  return {
    upgrade: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request)),
    dispatch(event, intent, shape) {
      for (const session of sessions.values()) {
        if (intent !== 0 && (session.intents & intent) === 0) continue;
        send(session, event, shape((session.intents & messageContent) !== 0));
      }
    },
    disconnect,
    mute(muted) {
      dead = new WeakSet(muted ? [...server.clients] : []);
    },
    raw(text) {
      for (const { socket } of sessions.values()) socket?.send(text);
    },
    unheard() {
      const open = [...sessions.values()].flatMap(({ socket }) => (socket ? [traffic.get(socket)] : []));
      return open.reduce((sum, flow) => sum + (flow ? flow.sent - flow.heard : 0), 0);
    },
    online: () => [...sessions.values()].filter(({ socket }) => socket !== undefined).length,
    counts,
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function refuse(socket: WebSocket, code: number, reason: string): undefined {
  socket.close(code, reason);
}

function invalidate(socket: WebSocket): undefined {
  socket.send(JSON.stringify({ op: op.invalid, d: false }));
}

function parse(raw: string): Json | undefined {
  if (raw.length > 15_000) return undefined;
  try {
    const value: unknown = JSON.parse(raw);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
