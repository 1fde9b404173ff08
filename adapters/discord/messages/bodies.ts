import { MessageFlags, type RawFile } from 'discord.js';
import * as v from 'valibot';
import type { Content } from '../../../src/ports/index.ts';
import { Fault } from '../../../src/util/errors.ts';
import { componentsOf } from './components.ts';
import { type FormFlag, voiceFacts } from './voices.ts';

/** Requests written to Discord, and its responses. */

export const made = v.object({ id: v.string() });

/** Text of a message, with the mention of who is called by it. */
export function contentOf({ rendered: { text }, mention, mentioned }: Content): string {
  if (mention === undefined) return text;
  return mentioned === 'first' ? `${mention} ${text}` : `${text} ${mention}`;
}

/** Lets a mention ring: of a person or a role, and of nobody else. */
function ringing(mention = ''): { users?: string[]; roles?: string[] } {
  const [, role, id] = /^<@(&|!?)(\d{17,20})>$/.exec(mention) ?? [];
  if (id === undefined) return {};
  return role === '&' ? { roles: [id] } : { users: [id] };
}

/**
 * Nobody is pinged but who is called, and no link is fetched, whatever the model says. Pictures and buttons replace the ones before. A voice message
 * has its file alone.
 */
export function bodyOf(said: Content, form: FormFlag = MessageFlags.SuppressEmbeds): object {
  const { files, controls, mention, quietly } = said;
  const allowed_mentions = { parse: [], replied_user: false, ...ringing(quietly ? '' : mention) };
  if (form === MessageFlags.IsVoiceMessage) {
    const attachments = files?.map((file) => ({ id: '0', filename: file.name, ...voiceFacts(file) }));
    return { allowed_mentions, flags: form, attachments };
  }
  const attachments = files?.map(({ name }, index) => ({ id: String(index), filename: name }));
  return {
    content: contentOf(said),
    allowed_mentions,
    flags: form,
    components: componentsOf(controls),
    ...(attachments ? { attachments } : {}),
  };
}

export function filesOf({ files }: Content): { files?: RawFile[] } {
  if (!files?.length) return {};
  return { files: files.map(({ bytes, mime, name }) => ({ data: bytes, contentType: mime, name })) };
}

/** Checks an answer of Discord's. */
export function read<S extends v.GenericSchema>(schema: S, answer: unknown): v.InferOutput<S> {
  const checked = v.safeParse(schema, answer);
  if (checked.success) return checked.output;
  throw new Fault('server', 'Discord sent an answer of another form');
}
