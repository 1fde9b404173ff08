import { MessageFlags, type RawFile } from 'discord.js';
import * as v from 'valibot';
import type { Content } from '../../../src/ports/index.ts';
import { Fault } from '../../../src/util/errors.ts';
import { componentsOf } from './components.ts';

/** Requests written to Discord, and its responses. */

export const made = v.object({ id: v.string() });

/** Nobody is pinged and no link is fetched, whatever the model says. Pictures and buttons replace the ones before. */
export function bodyOf({ rendered, files, controls }: Content): object {
  const attachments = files?.map(({ name }, index) => ({ id: String(index), filename: name }));
  return {
    content: rendered.text,
    allowed_mentions: { parse: [], replied_user: false },
    flags: MessageFlags.SuppressEmbeds,
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
