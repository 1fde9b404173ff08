import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { answerModel, type Plan, spew } from './model.ts';
import { contentOf, createShelf, type Thing } from './things.ts';

/**
 * Light stand-ins of Telegram and of a model for measuring: they check nothing and keep nothing, so that their own cost
 * does not hide the bot's. What is right is tested elsewhere.
 */

export const token = '123456:bench';
/** Person who may decide about groups. */
export const owner = 900_001;
const mention = '@bench_bot';

/** What happened to one message, by the clock of this process, ms. */
export interface Exchange {
  id: number;
  /** The message was there to be fetched. */
  putAt: number;
  /** The model's request had come in. */
  askedAt: number;
  /** Pictures in it. */
  pictures: number;
  /** The model's last word was written. */
  spokenAt: number;
  /** A bubble held the whole answer. */
  shownAt: number;
}

export interface World {
  url: string;
  /**
   * Asks something in a chat, a group by a mention, with these things along: several are an album. Resolves once the whole answer
   * is to be seen.
   */
  ask(chat: number, plan: Plan, things?: readonly Thing[]): Promise<Exchange>;
  /** Says something that nobody waits for; what has the word "hostile" in it the model answers without end. */
  say(chat: number, text: string): void;
  /** Says something in a group, to nobody; resolves once the bot has fetched it and asks for more. */
  chat(group: number, text: string): Promise<void>;
  /** Text of the newest request to the model. */
  heard(): string;
  /** Presses a button that says `data`, under a message of the bot's. */
  press(chat: number, data: string): void;
  /** Ids of the answers that were complete, each time a new bubble was; in order. */
  shown: number[];
  close(): Promise<void>;
}

interface Open extends Exchange {
  plan: Plan;
  resolve(exchange: Exchange): void;
}

interface Update {
  update_id: number;
  message?: object;
  callback_query?: object;
}

/** Longest wait for an answer, ms. */
const PATIENCE_MS = 180_000;

export async function startWorld(): Promise<World> {
  const open = new Map<number, Open>();
  const whole = new Set<string>();
  const shown: number[] = [];
  let updates: Update[] = [];
  const fetched = new Map<number, () => void>();
  const { sent, bytesAt } = createShelf();
  let heard: Params = {};
  let poll: { response: ServerResponse; timer: NodeJS.Timeout } | undefined;
  let ids = 0;
  let messages = 1_000_000;

  const reply = (response: ServerResponse, result: unknown) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ok: true, result }));
  };

  function deliver(): void {
    if (!poll) return;
    clearTimeout(poll.timer);
    const { response } = poll;
    poll = undefined;
    reply(response, updates.slice(0, 100));
  }

  function getUpdates(params: Params, response: ServerResponse): void {
    const offset = Number(params['offset'] ?? 0);
    updates = updates.filter(({ update_id: id }) => id >= offset);
    for (const [id, tell] of fetched) {
      if (id >= offset) break;
      fetched.delete(id);
      tell();
    }
    const holdMs = Number(params['timeout'] ?? 0) * 1000;
    if (poll) deliver();
    poll = { response, timer: setTimeout(deliver, holdMs) };
    response.on('close', () => {
      if (poll?.response === response) poll = undefined;
    });
    if (updates.length > 0 || holdMs === 0) deliver();
  }

  /** Notes what a bubble shows: the mark at an answer's end tells whose it is, and that it is whole. */
  function note(bubble: string, text: string): void {
    const id = Number(/\be(\d+)e\b/.exec(text)?.[1]);
    if (Number.isNaN(id) || whole.has(bubble)) return;
    whole.add(bubble);
    shown.push(id);
    const exchange = open.get(id);
    if (!exchange) return;
    open.delete(id);
    exchange.shownAt = performance.now();
    exchange.resolve(exchange);
  }

  function send(bubble: string, message: object, text: string, response: ServerResponse): void {
    reply(response, message);
    note(bubble, text);
  }

  function telegram(method: string, params: Params, response: ServerResponse): void {
    const chat = { id: Number(params['chat_id'] ?? 0), type: 'private', first_name: 'Ann' };
    const text = String(params['text'] ?? '');
    const id = Number(params['message_id'] ?? 0);
    const message = { message_id: id, date: nowSeconds(), chat, text };
    switch (method) {
      case 'getUpdates':
        getUpdates(params, response);
        break;
      case 'getMe':
        reply(response, { id: 123456, is_bot: true, first_name: 'Bench', username: 'bench_bot' });
        break;
      case 'getFile':
        reply(response, { file_id: params['file_id'], file_path: `files/${String(params['file_id'])}` });
        break;
      case 'getMyCommands':
        reply(response, []);
        break;
      case 'sendMessage':
        messages += 1;
        send(`${chat.id}:${messages}`, { ...message, message_id: messages }, text, response);
        break;
      case 'editMessageText':
        send(`${chat.id}:${id}`, message, text, response);
        break;
      default:
        reply(response, true);
    }
  }

  function model(body: Params, askedAt: number, response: ServerResponse): void {
    const { text, pictures } = contentOf(body);
    heard = body;
    const exchange = open.get(Number(/q(\d+)q/.exec(text)?.[1]));
    if (!exchange) {
      if (text.includes('hostile')) void spew(response);
      else response.writeHead(400).end();
      return;
    }
    Object.assign(exchange, { askedAt, pictures });
    answerModel(response, exchange.id, exchange.plan, body['stream'] === true).then(
      () => {
        exchange.spokenAt = performance.now();
      },
      () => undefined,
    );
  }

  const server = createServer((request, response) => {
    read(request).then(
      ({ body, at }) => {
        const { url = '' } = request;
        const method = /^\/bot[^/]+\/(\w+)/.exec(url)?.[1];
        if (method !== undefined) telegram(method, body, response);
        else if (url.startsWith('/file/')) response.end(bytesAt(url));
        else if (url.endsWith('/chat/completions')) model(body, at, response);
        else response.writeHead(404).end();
      },
      () => response.destroy(),
    );
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  // Ids of groups are negative. It is the owner who speaks there.
  const personOf = (chat: number) => ({
    id: chat < 0 ? owner : chat,
    is_bot: false,
    first_name: 'Ann',
    language_code: 'en',
  });
  const chatOf = (chat: number) =>
    chat < 0 ? { id: chat, type: 'supergroup', title: 'Club' } : { id: chat, type: 'private', first_name: 'Ann' };

  function messageOf(id: number, chat: number, text: string): object {
    const entities = text.startsWith(mention) ? [{ type: 'mention', offset: 0, length: mention.length }] : [];
    return { message_id: id, date: nowSeconds(), from: personOf(chat), chat: chatOf(chat), text, entities };
  }

  /** Question; where things are sent along, under the first of them. */
  function questionOf(id: number, chat: number, [first, ...more]: readonly Thing[]): object {
    const words = `${chat < 0 ? `${mention} ` : ''}This is a question of some length about q${id}q, please?`;
    const message = messageOf(id, chat, words);
    if (!first) return message;
    const album = more.length > 0 ? { media_group_id: `album-${id}` } : {};
    return { ...message, text: undefined, entities: undefined, caption: words, ...album, ...sent(first) };
  }

  function put(make: (id: number) => Omit<Update, 'update_id'>): number {
    ids += 1;
    updates.push({ update_id: ids, ...make(ids) });
    return ids;
  }

  return {
    url: `http://127.0.0.1:${address.port}`,
    shown,
    ask(chat, plan, things = []) {
      const id = put((each) => ({ message: questionOf(each, chat, things) }));
      const { message } = updates.at(-1) ?? {};
      for (const thing of things.slice(1))
        put((each) => ({ message: { ...message, message_id: each, caption: undefined, ...sent(thing) } }));
      const { promise, resolve, reject } = Promise.withResolvers<Exchange>();
      const late = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
      const settled = (exchange: Exchange) => {
        clearTimeout(late);
        resolve(exchange);
      };
      const times = { putAt: performance.now(), askedAt: 0, spokenAt: 0, shownAt: 0 };
      open.set(id, { id, plan, resolve: settled, pictures: 0, ...times });
      deliver();
      return promise;
    },
    say(chat, text) {
      put((id) => ({ message: messageOf(id, chat, text) }));
      deliver();
    },
    chat(group, text) {
      const id = put((each) => ({ message: messageOf(each, group, text) }));
      const { promise, resolve } = Promise.withResolvers<void>();
      fetched.set(id, resolve);
      deliver();
      return promise;
    },
    heard: () => JSON.stringify(heard),
    press(chat, data) {
      const message = { ...messageOf(1, chat, ''), from: { id: 123456, is_bot: true, first_name: 'Bench' } };
      put((id) => ({ callback_query: { id: String(id), from: personOf(chat), chat_instance: '1', message, data } }));
      deliver();
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

type Params = Record<string, unknown>;

/** Body of a request, and when all of it had come. */
async function read(request: IncomingMessage): Promise<{ body: Params; at: number }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const at = performance.now();
  const text = Buffer.concat(chunks).toString('utf8');
  const body: unknown = text === '' ? {} : JSON.parse(text);
  return { body: typeof body === 'object' && body !== null ? { ...body } : {}, at };
}

const nowSeconds = () => Math.floor(Date.now() / 1000);
