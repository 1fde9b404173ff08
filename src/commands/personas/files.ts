import { isDeepStrictEqual } from 'node:util';
import { MOST_OWN } from '../../personas/personas.ts';
import { Problem } from '../../personas/problems.ts';
import type { Attachment, Button, Persona, Progress } from '../../ports/index.ts';
import { escapeMarkdown, headline } from '../../util/text.ts';
import type { CommandContext } from '../command.ts';
import { menu, refusal } from '../menu.ts';
import { type Listed, list, shownName } from './views.ts';

/** Personas as files: given away, and taken over from other programs. */

/** Names and left-out parts that are listed; the others are counted. */
const SHOWN = 10;

/** Gives a persona as a file that can be edited and taken over again. */
export async function* share(_context: CommandContext, each: Listed): AsyncGenerator<Progress> {
  const { personaFile } = await import('../../personas/export.ts');
  const bytes = Buffer.from(await personaFile(each.persona));
  const file = { bytes, mime: 'application/yaml', name: `${each.persona.slug}.yaml`, role: 'document' } as const;
  yield {
    type: 'end',
    end: { reason: 'complete', text: shownName(each.persona), files: [file], captioned: true, events: [] },
  };
}

/** File that a command is about: one that came with it, or a document that it replies to. */
export function fileIn({ command: { files = {}, attachments = [], quote } }: CommandContext): Attachment | undefined {
  const [given] = [...Object.values(files), ...attachments];
  return given ?? quote?.attachments?.find(({ kind }) => kind === 'file');
}

/** Shows what a file holds, before any of it is kept. */
export async function* preview(context: CommandContext, file: Attachment): AsyncGenerator<Progress> {
  const { texts, personas, command, turn } = context;
  const { importPersonas, MOST_IMPORT } = await import('../../personas/imports/index.ts');
  const bytes = await context.fileBytes(file, MOST_IMPORT);
  if (!(bytes instanceof Uint8Array)) {
    yield* refusal(texts(`media.${bytes.reason}`), context);
    return;
  }
  try {
    const { personas: found, dropped } = await importPersonas(bytes);
    const fitting = found.slice(0, MOST_OWN);
    await personas.keepImport(command.actor.id, turn, fitting);
    const names = fitting.slice(0, SHOWN).map((persona) => `- ${shownName(persona)}`);
    const more = found.length - names.length;
    const text = [
      texts('persona.import.preview', { count: found.length }),
      [...names, ...(more > 0 ? [`- ${texts('persona.import.more', { count: more })}`] : [])].join('\n'),
      ...leftOut(context, dropped),
    ];
    const keep: Button = {
      line: `persona keep=${turn}`,
      label: texts('persona.import.keep', { count: fitting.length }),
    };
    yield* menu(text.join('\n\n'), [[keep, { line: 'persona', label: texts('menu.back') }]]);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    yield* refusal(escapeMarkdown(error.sentence(texts)), context);
  }
}

type Dropped = Awaited<ReturnType<typeof import('../../personas/imports/index.ts').importPersonas>>['dropped'];

/** Says what of a file is left out, and why: each once. */
function leftOut({ texts }: CommandContext, dropped: Dropped): string[] {
  const parts = new Set(dropped.map(({ what, why }) => `${escapeMarkdown(what)} (${texts(`persona.dropped.${why}`)})`));
  return parts.size === 0 ? [] : [texts('persona.import.dropped', { list: [...parts].slice(0, SHOWN).join('; ') })];
}

/** Keeps what a file held. One of another content under the same short name gets a number. */
export async function* keep(context: CommandContext, id: string): AsyncGenerator<Progress> {
  const { texts, personas, command } = context;
  const { id: person } = command.actor;
  const found = await personas.imported(person, id);
  if (!found) {
    yield* refusal(texts('persona.import.gone'), context);
    return;
  }
  const left: Persona[] = [];
  for (const persona of found) {
    const saved = await personas.save(person, await placed(context, persona));
    if (saved !== 'saved') left.push(persona);
  }
  const said = [texts('persona.import.kept', { count: found.length - left.length })];
  const names = left.slice(0, SHOWN).map(({ name }) => escapeMarkdown(headline(name, 60)));
  if (names.length > 0) said.push(texts('persona.import.not_all', { names: names.join(', ') }));
  yield* list(context, said.join(' '));
}

/** Gives a persona a short name that is free, or that it has already. */
async function placed({ personas, command }: CommandContext, persona: Persona): Promise<Persona> {
  for (let count = 1; count <= MOST_OWN; count += 1) {
    const slug = count === 1 ? persona.slug : `${persona.slug.slice(0, 36)}-${count}`;
    const there = await personas.find(personas.refOf(command.actor.id, slug));
    if (!there || isDeepStrictEqual({ ...there, slug: '' }, { ...persona, slug: '' })) return { ...persona, slug };
  }
  return persona;
}
