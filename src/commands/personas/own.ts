import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { personaScope } from '../../conversation/knowledge-at.ts';
import type { Texts } from '../../locales/index.ts';
import { MOST_OWN } from '../../personas/personas.ts';
import { slugOf } from '../../personas/slug.ts';
import { type Persona, type Progress, personaSchema } from '../../ports/index.ts';
import { headOf, oneLine } from '../../util/text.ts';
import { type Asked, type CommandContext, type CommandDefinition, stringOption } from '../command.ts';
import { menu, refusal } from '../menu.ts';
import { askFor } from '../parsing/form.ts';
import { valueOptions } from './spec.ts';
import { found, type Listed, list, shownName } from './views.ts';

/** Personas that people make. */

/** Most starters, and the longest of them: as in the schema. */
const MOST_STARTERS = 6;
const STARTER = 80;

/** Form for a new persona, for one that the person has made, or for what one wants to know before it begins. */
export const formOf: NonNullable<CommandDefinition['asks']> = async ({ use, mine, edit }, texts, { persona: find }) => {
  const ref = edit ?? use ?? mine;
  const persona = typeof ref === 'string' ? await find(ref) : undefined;
  if (ref !== undefined && !persona) return undefined;
  return persona && edit === undefined ? variablesForm(persona, texts) : fieldsForm(persona, texts);
};

function fieldsForm(before: Persona | undefined, texts: Texts): Asked {
  const { name, description, system, greeting, starters } = before ?? {};
  const field = (option: string, title: string, value: string | undefined, label?: string) => ({
    ...{ option, title },
    ...(value === undefined ? {} : { value }),
    ...(label === undefined ? {} : { label }),
  });
  const may = { long: true, optional: true } as const;
  const told = texts('persona.field.system_hint');
  const lines = texts('persona.field.starters_hint');
  return {
    title: texts(before ? 'persona.edit_title' : 'persona.new_title'),
    fields: [
      field('name', texts('persona.field.name'), name),
      { ...field('description', texts('persona.field.description'), description), optional: true },
      { ...field('system', texts('persona.field.system'), system, told), ...may },
      { ...field('greeting', texts('persona.field.greeting'), greeting), ...may },
      { ...field('starters', texts('persona.field.starters'), starters?.join('\n'), lines), ...may },
    ],
  };
}

function variablesForm({ variables = [] }: Persona, texts: Texts): Asked {
  const fields = variables.slice(0, valueOptions.length).map(({ name, label = name, default: usual }, at) => ({
    option: valueOptions[at] ?? '',
    title: label,
    ...(usual === undefined ? {} : { value: usual, optional: true as const }),
  }));
  return { title: texts('persona.fill_title'), fields };
}

/** Asks for changes of a persona that the person has made. */
export async function* edit(context: CommandContext, { ref, from }: Listed): AsyncGenerator<Progress> {
  if (from === 'mine') yield* askFor(`persona edit=${ref}`, context);
  else yield* refusal(context.texts('persona.not_yours'), context);
}

/** Keeps what a form was filled in with. */
export async function* made(context: CommandContext, name: string): AsyncGenerator<Progress> {
  const { command, personas, texts } = context;
  const { id: person } = command.actor;
  const edited = stringOption(command, 'edit');
  const before = edited === undefined ? undefined : await found(context, edited);
  if (edited !== undefined && before?.from !== 'mine') {
    yield* refusal(texts('persona.not_yours'), context);
    return;
  }
  const fields = { ...before?.persona, ...written(context, name), slug: before?.persona.slug ?? slugOf(name) };
  const persona = v.safeParse(personaSchema, withoutEmpty(fields));
  if (!persona.success) {
    yield* refusal(texts('persona.unfit'), context);
    return;
  }
  const ref = personas.refOf(person, persona.output.slug);
  const shown = shownName(persona.output);
  const there = before ? undefined : await personas.find(ref);
  // The same once more: an attempt before this one has kept it.
  if (there && !isDeepStrictEqual(there, persona.output)) {
    yield* refusal(texts('persona.taken', { name: shown }), context);
    return;
  }
  const saved = await personas.save(person, persona.output);
  if (saved !== 'saved') {
    yield* refusal(texts(`persona.not_saved.${saved}`, { count: MOST_OWN }), context);
    return;
  }
  yield* menu(texts('persona.saved', { name: shown }), [
    [{ line: `persona show=${ref}`, label: texts('persona.try') }],
    [{ line: 'persona', label: texts('menu.back') }],
  ]);
}

/** Fields as they were written; one that a form could not show stays as it is. */
function written({ command }: CommandContext, name: string): Partial<Record<keyof Persona, string | string[]>> {
  const said = (option: 'description' | 'system' | 'greeting' | 'starters') => stringOption(command, option)?.trim();
  const [description, system, greeting, starters] = [
    said('description'),
    said('system'),
    said('greeting'),
    said('starters'),
  ];
  return {
    name: oneLine(name),
    ...(description === undefined ? {} : { description: oneLine(description) }),
    ...(system === undefined ? {} : { system }),
    ...(greeting === undefined ? {} : { greeting }),
    ...(starters === undefined ? {} : { starters: startersIn(starters) }),
  };
}

/** Reads questions, one in each line. */
function startersIn(lines: string): string[] {
  const starters = lines.split('\n').map((line) => headOf(oneLine(line), STARTER));
  return starters.filter((line) => line !== '').slice(0, MOST_STARTERS);
}

function withoutEmpty<T extends object>(fields: T): Partial<T> {
  const full = Object.entries(fields).filter(
    ([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(full) as Partial<T>;
}

/** Deletes one that the person has made, once they are sure. */
export async function* remove(context: CommandContext, each: Listed): AsyncGenerator<Progress> {
  const { command, personas, knowledge, texts } = context;
  if (each.from !== 'mine') {
    yield* refusal(texts('persona.not_yours'), context);
    return;
  }
  const name = shownName(each.persona);
  if (command.options['confirm'] !== true) {
    const yes = { line: `persona delete=${each.ref} confirm=true`, label: texts('persona.delete_yes') };
    yield* menu(texts('persona.delete_sure', { name }), [
      [
        { ...yes, style: 'danger' },
        { line: 'persona', label: texts('menu.back') },
      ],
    ]);
    return;
  }
  const scope = personaScope(each.ref);
  for (const { id } of await knowledge.list(scope)) await knowledge.remove(scope, id);
  await personas.remove(command.actor.id, each.persona.slug);
  yield* list(context, texts('persona.deleted', { name }));
}
