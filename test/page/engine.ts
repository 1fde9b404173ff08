import type { Discord } from '../simulator/discord/index.ts';
import type { OpenAISimulator } from '../simulator/openai/index.ts';
import { type Onlooker, readForm, type Call as WireCall } from '../simulator/server.ts';
import { isMethod, type TelegramSimulator } from '../simulator/telegram/index.ts';
import { createExcerpt, type Excerpt } from './excerpt.ts';
import type { Call } from './protocol.ts';

/** Calls that are kept. */
const KEPT = 300;

/** A call under way is told again when so much time has passed, ms: a stream says something all the time. */
const AGAIN_MS = 500;

/** What the bot and the services say to each other, as it goes over the wire. */
export interface Engine {
  /** All that are kept, oldest first. */
  calls(): Call[];
  /** Those about which something is new since the last time. */
  fresh(): Call[];
  close(): void;
}

interface Record {
  call: Omit<Call, 'request' | 'answer'>;
  request: string;
  answer: Excerpt;
  isNew: boolean;
  toldAt: number;
}

/** What a call is called. */
type Naming = (call: WireCall) => string;

export interface Services {
  telegram: TelegramSimulator;
  discord: Discord;
  openai: OpenAISimulator;
}

/** @param changed is called when there is something new */
export function createEngine({ telegram, discord, openai }: Services, changed: () => void): Engine {
  /** By their ids: their bodies are not kept. */
  const kept = new Map<string, Record>();
  const redact = redactor([telegram.token, discord.token, openai.key]);

  function keep(wire: WireCall, to: Call['to'], what: string): Record {
    const call = { id: `${to}:${wire.id}`, to, at: Date.now(), what };
    const record = { call, request: '', answer: createExcerpt(redact), isNew: true, toldAt: 0 };
    kept.set(call.id, record);
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT && oldest) kept.delete(oldest);
    readRequest(wire, record);
    changed();
    return record;
  }

  function readRequest(wire: WireCall, record: Record): void {
    const multipart = wire.headers['content-type']?.startsWith('multipart/');
    if (!multipart) {
      record.request = excerptOf(wire.body, redact);
      return;
    }
    readForm(wire).then(
      (form) => {
        record.request = excerptOf(Buffer.from(JSON.stringify(form, described)), redact);
        record.isNew = true;
        changed();
      },
      () => undefined,
    );
  }

  function onlooker(to: Call['to'], nameOf: Naming): Onlooker {
    return {
      began(wire) {
        if (!isPoll(wire)) keep(wire, to, nameOf(wire));
      },
      said(wire, type, piece) {
        const heard = isPoll(wire) && piece.includes('"update_id"');
        const record = heard ? keep(wire, to, nameOf(wire)) : kept.get(`${to}:${wire.id}`);
        if (!record) return;
        const readable = /json|text/.test(type);
        record.answer.add(readable ? piece : Buffer.from(`(${piece.length} bytes)`));
        record.isNew = true;
        if (Date.now() - record.toldAt >= AGAIN_MS) changed();
      },
      ended(wire, status) {
        const record = kept.get(`${to}:${wire.id}`);
        if (!record) return;
        record.call = { ...record.call, ms: Date.now() - record.call.at, ...(status === undefined ? {} : { status }) };
        record.isNew = true;
        record.toldAt = 0;
        changed();
      },
    };
  }

  const stops = [
    telegram.watch(onlooker('telegram', telegramName)),
    discord.watch(onlooker('discord', discordName)),
    openai.watch(onlooker('model', ({ method, path }) => `${method} ${path}`)),
  ];

  const shown = ({ call, request, answer }: Record): Call => ({ ...call, request, answer: answer.text() });

  return {
    calls: () => [...kept.values()].map(shown),
    fresh() {
      const now = Date.now();
      const due = [...kept.values()].filter(({ isNew, toldAt }) => isNew && now - toldAt >= AGAIN_MS);
      for (const record of due) Object.assign(record, { isNew: false, toldAt: now });
      return due.map(shown);
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}

function excerptOf(body: Buffer, redact: (text: string) => string): string {
  const excerpt = createExcerpt(redact);
  excerpt.add(body);
  return excerpt.text();
}

/** Shows a file by its name and size, and JSON in a field as what it is. */
function described(_: string, value: unknown): unknown {
  if (value instanceof File) return `(${value.name}, ${value.size} bytes)`;
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** A poll is held open while nothing happens: it is no news before it brings some. */
const isPoll = isMethod('getUpdates');

function telegramName(call: WireCall): string {
  const [, file, method] = /^\/(?:file\/bot[^/]+\/(.+)|bot[^/]+\/(\w+))$/.exec(call.path) ?? [];
  return method ?? `GET ${file ?? call.path}`;
}

function discordName({ method, path }: WireCall): string {
  const place = decodeURIComponent(path)
    .replace(/^\/api\/v10/, '')
    .replaceAll(/\d{15,}/g, ':id')
    .replace(/^\/(webhooks|interactions)\/:id\/[^/]+/, '/$1/:id/:token');
  return `${method} ${place}`;
}

/** Takes secrets out of a text, the tokens of Discord's interactions among them, and the letters of files. */
function redactor(secrets: readonly string[]): (text: string) => string {
  return (text) =>
    secrets
      .reduce((rest, secret) => rest.replaceAll(secret, '•••'), text)
      .replaceAll(/aW50ZXJhY3Rpb24\w+/g, '•••')
      .replaceAll(/[A-Za-z0-9+/]{200,}={0,2}/g, (letters) => `(${letters.length} letters of base64)`);
}
