import { findNamed } from '../../personas/named.ts';
import type { ListedPersona } from '../../personas/personas.ts';
import type { Button, Persona, Progress, Suggestion } from '../../ports/index.ts';
import { clip, escapeMarkdown, headline, headOf } from '../../util/text.ts';
import { type CommandContext, numberOption, type SuggestContext, usable } from '../command.ts';
import { inRows, menu, pageOf, turning } from '../menu.ts';
import { personaSpec } from './spec.ts';

/** Personas as /persona shows them. */

const SIZE = 6;
/** Shown of a description in the list, and of what a persona is told, in UTF-16 units. */
const EXCERPT = 100;
const MOST_SYSTEM = 1500;

export type Listed = ListedPersona;

/** Stands for no persona, where one is chosen. */
export const NONE = 'none';

/** Lists what the person can choose, in their language. */
function listed({ personas, command, settings, effective }: SuggestContext): Promise<ListedPersona[]> {
  return personas.list(command.actor.id, effective(settings).language);
}

/** Finds the persona that the person means. */
export function found(context: CommandContext, wanted: string): Promise<Listed | undefined> {
  const { personas, command, effective, settings } = context;
  return findNamed(personas, wanted, { person: command.actor.id, language: effective(settings).language });
}

/** Suggests personas whose name has what was typed. `which`: those that fit the option. */
export async function suggested(
  context: SuggestContext,
  typed: string,
  which: (each: Listed) => boolean = () => true,
): Promise<Suggestion[]> {
  const wanted = typed.toLowerCase();
  const all = (await listed(context)).filter(which);
  return all
    .map(({ ref, persona }) => ({ label: labelOf(persona), value: ref }))
    .filter(({ label, value }) => `${label} ${value}`.toLowerCase().includes(wanted));
}

/** Says that there is no such persona. */
export function missing(wanted: string, { texts }: CommandContext): string {
  return texts('persona.unknown', { value: escapeMarkdown(headline(wanted, 60)) });
}

/** A persona as a button or a suggestion names it. */
function labelOf({ emoji, name }: Persona): string {
  return emoji === undefined ? name : `${emoji} ${name}`;
}

/** A persona as a sentence names it. */
export function shownName({ emoji, name }: Persona): string {
  return `${emoji ?? '🎭'} **${escapeMarkdown(name)}**`;
}

/** Lists who can answer, and says who does. */
export async function* list(context: CommandContext, above?: string): AsyncGenerator<Progress> {
  const { texts, command } = context;
  const page = pageOf(await listed(context), SIZE, numberOption(command, 'page'));
  const lines = page.items.map(({ persona }) => {
    const { description = '' } = persona;
    return `- ${shownName(persona)}${description === '' ? '' : ` — ${escapeMarkdown(headline(description, EXCERPT))}`}`;
  });
  const shows = page.items.map((each): Button => ({ line: `persona show=${each.ref}`, label: labelOf(each.persona) }));
  const tools: Button[] = [{ line: 'persona new=true', label: texts('persona.new'), form: true }];
  const now = await nowAt(context);
  const text = [...(above === undefined ? [] : [above]), now.sentence, lines.join('\n'), texts('persona.hint')].join(
    '\n\n',
  );
  const turns = turning(page, (to) => `persona page=${to}`);
  yield* menu(text, [...inRows(shows, 2), [...turns, ...tools, ...now.buttons]]);
}

/** Says who answers at this place, and for how much of it that was chosen; with a button that takes it back. */
async function nowAt(context: CommandContext): Promise<{ sentence: string; buttons: Button[] }> {
  const { texts, persona, effective, settings, topic } = context;
  const { persona: ref, sources } = effective(settings, (await topic())?.settings);
  const { persona: from } = sources;
  if (ref === undefined || from === undefined) return { sentence: texts('persona.now.nobody'), buttons: [] };
  const kind = from === 'thread' || from === 'person' ? from : 'chat';
  const where = { thread: `use=${NONE} where=here`, chat: `use=${NONE} where=chat`, person: `mine=${NONE}` }[kind];
  const sentence = persona ? texts(`persona.now.${kind}`, { name: shownName(persona) }) : texts('persona.lost');
  return { sentence, buttons: [{ line: `persona ${where}`, label: texts('persona.nobody') }] };
}

/** Shows a text as a quote. */
function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

/** Shows one: what it is for, what it is told, and what can be done with it. */
export async function* show(context: CommandContext, listed: Listed): AsyncGenerator<Progress> {
  const { texts } = context;
  const { persona, ref, from } = listed;
  const { description, greeting, system, model, tools = [], documents = [] } = persona;
  const facts = [
    ...(model === undefined ? [] : [texts('persona.model', { model: escapeMarkdown(model) })]),
    ...(documents.length > 0 ? [texts('persona.documents', { count: documents.length })] : []),
    ...(tools.length > 0 ? [texts('persona.tools', { count: tools.length })] : []),
  ];
  const text = [
    shownName(persona),
    description === undefined ? '' : escapeMarkdown(description),
    greeting === undefined ? '' : quoted(headOf(greeting, MOST_SYSTEM)),
    facts.map((fact) => `- ${fact}`).join('\n'),
    system === undefined ? '' : `${texts('persona.told')}\n\n${quoted(escapeMarkdown(clip(system, MOST_SYSTEM)))}`,
  ];
  const own: Button[] =
    from === 'mine'
      ? [
          { line: `persona edit=${ref}`, label: texts('persona.edit'), form: true },
          { line: `persona delete=${ref}`, label: texts('persona.delete') },
        ]
      : [];
  yield* menu(text.filter(Boolean).join('\n\n'), [
    await choices(context, ref),
    [{ line: `persona export=${ref}`, label: texts('persona.export') }, ...own],
    [{ line: 'persona', label: texts('menu.back') }],
  ]);
}

/** Buttons that choose a persona, for as much as the person may decide about. */
async function choices(context: CommandContext, ref: string): Promise<Button[]> {
  const { texts, topic, command } = context;
  const [mayChoose] = await usable(context, personaSpec, ['use']);
  const isTopic = (await topic()) !== undefined;
  const use = (where: 'here' | 'chat', label: string): Button => ({ line: `persona use=${ref} where=${where}`, label });
  return [
    ...(mayChoose && isTopic ? [use('here', texts('persona.use.topic'))] : []),
    ...(mayChoose ? [use('chat', texts('persona.use.chat'))] : []),
    ...(command.place.kind === 'private' ? [{ line: `persona mine=${ref}`, label: texts('persona.use.me') }] : []),
  ];
}
