import { type Call, readForm } from '../server.ts';
import { namesOf } from './cdn.ts';
import type { SimAttachment } from './files.ts';
import { invalid, refusals } from './refusals.ts';
import { flags, type World } from './world.ts';

/** What a request to make or edit a message may hold, checked as Discord checks it. */

export type Json = Record<string, unknown>;

interface Upload {
  /** The number in `files[n]`. */
  index: number;
  file: File;
}

export interface MessageBody {
  json: Json;
  uploads: Upload[];
}

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const fileLimit = 10 * 1024 * 1024;
const requestLimit = 25 * 1024 * 1024;

/** Reads JSON, or multipart with `payload_json` and `files[n]`. */
export async function readBody(call: Call): Promise<MessageBody> {
  if (call.body.length > requestLimit) throw refusals.entityTooLarge();
  const form = await readForm(call).catch(() => {
    throw refusals.malformed();
  });
  if (!call.headers['content-type']?.startsWith('multipart/')) return { json: isRecord(form) ? form : {}, uploads: [] };
  const payload: unknown = typeof form['payload_json'] === 'string' ? JSON.parse(form['payload_json']) : {};
  const uploads = Object.entries(form).flatMap(([key, file]) => {
    const index = /^files\[(\d+)\]$/.exec(key)?.[1];
    return index !== undefined && file instanceof File ? [{ index: Number(index), file }] : [];
  });
  return { json: isRecord(payload) ? payload : {}, uploads };
}

/** The text a message body asks for, trimmed as Discord does; undefined when it names none. */
export function contentOf(json: Json): string | undefined {
  const content = json['content'];
  if (content === undefined || content === null) return content === null ? '' : undefined;
  if (typeof content !== 'string') throw invalid(['content'], 'BASE_TYPE_STRING', 'Could not interpret as string.');
  const trimmed = content.trim();
  if ([...trimmed].length > 2000) {
    throw invalid(['content'], 'BASE_TYPE_MAX_LENGTH', 'Must be 2000 or fewer in length.');
  }
  return trimmed;
}

export function flagsOf(json: Json): number {
  const value = json['flags'];
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'number') throw invalid(['flags'], 'NUMBER_TYPE_COERCE', 'Value is not int.');
  return value & (flags.suppressEmbeds | flags.ephemeral | flags.silent | flags.voice);
}

/** At most 25 characters; a number counts by its digits. */
export function nonceOf(json: Json): string | undefined {
  const nonce = json['nonce'];
  if (nonce === undefined || nonce === null) return undefined;
  const text = String(nonce);
  if (text.length > 25) throw invalid(['nonce'], 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.');
  return text;
}

/** Ids of users and roles the text names and `allowed_mentions` lets ping. */
export function pingsOf(json: Json, content: string): { users: string[]; roles: string[] } {
  const named = (pattern: RegExp) => [...new Set([...content.matchAll(pattern)].flatMap((match) => match[1] ?? []))];
  const users = named(/<@!?(\d{17,20})>/g);
  const roles = named(/<@&(\d{17,20})>/g);
  const allowed = json['allowed_mentions'];
  if (!isRecord(allowed)) return { users, roles };
  const parse = Array.isArray(allowed['parse']) ? allowed['parse'] : [];
  const listed = (key: string): unknown[] => (Array.isArray(allowed[key]) ? allowed[key] : []);
  if (parse.includes('users') && listed('users').length > 0) {
    const text = 'parse:["users"] and users: [ids...] are mutually exclusive.';
    throw invalid(['allowed_mentions'], 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', text);
  }
  return {
    users: users.filter((id) => parse.includes('users') || listed('users').includes(id)),
    roles: roles.filter((id) => parse.includes('roles') || listed('roles').includes(id)),
  };
}

/** The attachments a message has after a request: kept ones by id, new files by their placeholder. */
export async function attachmentsOf(
  world: World,
  body: MessageBody,
  before: SimAttachment[],
): Promise<SimAttachment[]> {
  if (body.uploads.some(({ file }) => file.size > fileLimit)) throw refusals.entityTooLarge();
  const listed = Array.isArray(body.json['attachments']) ? body.json['attachments'].filter(isRecord) : undefined;
  const kept = listed ? before.filter((file) => listed.some((entry) => String(entry['id']) === file.id)) : before;
  const wanted = listed?.map((entry) => String(entry['id']));
  const added = body.uploads.filter(({ index }) => !wanted || wanted.includes(String(index)));
  const files = await Promise.all(
    added.map(async ({ index, file }): Promise<SimAttachment> => {
      const told = listed?.find((entry) => String(entry['id']) === String(index)) ?? {};
      const { duration_secs: seconds, waveform } = told;
      return {
        id: world.snowflake(),
        ...namesOf(file.name),
        content_type: file.type || 'application/octet-stream',
        size: file.size,
        data: Buffer.from(await file.arrayBuffer()),
        ...(typeof seconds === 'number' ? { duration_secs: seconds } : {}),
        ...(typeof waveform === 'string' ? { waveform } : {}),
      };
    }),
  );
  if (kept.length + files.length > 10) {
    throw invalid(['attachments'], 'BASE_TYPE_MAX_LENGTH', 'Must be 10 or fewer in length.');
  }
  return [...kept, ...files];
}

/** Nothing to show at all. */
export function requireSomething(content: string | undefined, attachments: readonly SimAttachment[]): void {
  if (!content && attachments.length === 0) throw refusals.empty();
}
