import { lineOf } from '../../conversation/entries.ts';
import { ownSettings } from '../../conversation/scope.ts';
import { wordsOf } from '../../personas/system.ts';
import type { Button, ChatSettings, Ending, Persona, Progress } from '../../ports/index.ts';
import { parameterOptions } from '../../settings/effective.ts';
import { displayName } from '../../util/names.ts';
import { type CommandContext, stringOption } from '../command.ts';
import { menu, refusal } from '../menu.ts';
import { valueOptions } from './spec.ts';
import { type Listed, shownName } from './views.ts';

/** Choices of a persona, and what comes with them. */

/** Places that a choice is for. `here`: the topic or thread, where it is asked in one; else the chat. `me`: the person's own chats. */
export type Where = 'here' | 'chat' | 'me';

interface Layer {
  /** Part of the sentences that tell of it. */
  kind: 'thread' | 'chat' | 'person';
  settings: ChatSettings;
  /** Id of whose settings they are; absent for the chat's. */
  of?: string;
}

/** Has a persona answer from now on, or nobody in particular again. */
export async function* choose(
  context: CommandContext,
  listed: Listed | undefined,
  where: Where,
): AsyncGenerator<Progress> {
  const { texts, command } = context;
  if (where === 'me' && command.place.kind !== 'private') {
    yield* refusal(texts('persona.mine_in_group'), context);
    return;
  }
  const values = listed && valuesIn(context, listed.persona);
  if (listed && !values) {
    yield* askValues(context, listed, where);
    return;
  }
  const layer = await layerAt(context, where);
  const { persona: _, personaValues: __, ...rest } = layer.settings;
  const personaValues = values && Object.keys(values).length > 0 ? { personaValues: values } : {};
  const effect = changed(layer, listed ? { ...rest, persona: listed.ref, ...personaValues } : rest);
  if (!listed) {
    yield* menu(texts(`persona.cleared.${layer.kind}`), [[back(context)]], effect);
    return;
  }
  yield* introduce(context, listed, { ...layer, where }, effect);
}

/** Values of a persona's variables, as a form was filled in with them; undefined where they have to be asked for first. */
function valuesIn({ command }: CommandContext, { variables = [] }: Persona): Record<string, string> | undefined {
  const isFilled = valueOptions.some((option) => command.options[option] !== undefined);
  const isNeeded = variables.some(({ default: usual }) => usual === undefined);
  if (isNeeded && !isFilled) return undefined;
  const given = variables.flatMap(({ name }, at): [string, string][] => {
    const value = stringOption(command, valueOptions[at] ?? '')?.trim() ?? '';
    return value === '' ? [] : [[name, value]];
  });
  return Object.fromEntries(given);
}

/** Asks for what a persona wants to know. */
async function* askValues(context: CommandContext, { persona, ref }: Listed, where: Where): AsyncGenerator<Progress> {
  const { texts } = context;
  const text = texts('persona.variables', { name: shownName(persona) });
  yield* menu(text, [[filling(context, ref, where), back(context)]]);
}

/** Button that opens the form of a persona's variables. */
function filling({ texts }: CommandContext, ref: string, where: Where): Button {
  const line = where === 'me' ? `persona mine=${ref}` : `persona use=${ref} where=${where}`;
  return { line, label: texts('persona.fill'), form: true };
}

/** Takes back the chat's own choices that a persona would make otherwise. */
export function* drop(context: CommandContext, listed: Listed): Generator<Progress> {
  const { settings, texts } = context;
  const layer: Layer = { kind: 'chat', settings };
  const { model, parameters, voice } = choicesOver(listed.persona, settings);
  const { sampling = {}, ...others } = settings;
  const kept = Object.fromEntries(
    Object.entries(sampling).filter(([name]) => !parameters.some((each) => each === name)),
  );
  const next: ChatSettings = { ...others, ...(Object.keys(kept).length > 0 ? { sampling: kept } : {}) };
  if (model) {
    delete next.model;
    delete next.tier;
  }
  if (voice) delete next.voice;
  const text = texts('persona.dropped', { name: shownName(listed.persona) });
  yield* menu(text, [[back(context)]], changed(layer, next));
}

async function layerAt(context: CommandContext, where: Where): Promise<Layer> {
  const { person, conversations, settings } = context;
  const topic = where === 'here' ? await context.topic() : undefined;
  if (topic) return { kind: 'thread', settings: topic.settings, of: topic.id };
  if (where !== 'me') return { kind: 'chat', settings };
  const of = ownSettings(person);
  return { kind: 'person', settings: await conversations.settings(of), of };
}

type Effect = Pick<Ending, 'settings' | 'settingsBefore' | 'settingsOf'>;

function changed({ settings, of }: Layer, to: ChatSettings): Effect {
  return { settings: to, settingsBefore: settings, ...(of === undefined ? {} : { settingsOf: of }) };
}

/** Introduces who answers from now on. */
async function* introduce(
  context: CommandContext,
  { persona, ref }: Listed,
  { kind, where }: Layer & { where: Where },
  effect: Effect,
): AsyncGenerator<Progress> {
  const { texts, settings, command } = context;
  const { greeting = '', starters = [], variables = [], image_style } = persona;
  const { turns } = await context.branch();
  const known = { user: displayName(command.actor.name), values: effect.settings?.personaValues };
  const filled = (words: string) => wordsOf(persona, words, known);
  const over = namesOver(context, persona, settings);
  const nearer = kind === 'thread' ? undefined : await nearerThan(context, kind);
  const text = [
    texts(`persona.chosen.${kind}`, { name: shownName(persona) }),
    filled(greeting),
    ...(image_style === undefined ? [] : [texts('persona.draws')]),
    ...(nearer === undefined ? [] : [texts(`persona.nearer.${nearer}`)]),
    ...(over.length > 0 ? [texts('persona.over', { names: over.join(', ') })] : []),
    ...(turns.length > 0 ? [texts('persona.goes_on')] : []),
  ];
  const asks = starters.map((starter): Button[] => [{ line: lineOf.ask(filled(starter)), label: filled(starter) }]);
  const tools: Button[] = [
    ...(variables.length > 0 ? [filling(context, ref, where)] : []),
    ...(over.length > 0 ? [{ line: `persona drop=${ref}`, label: texts('persona.drop') }] : []),
    ...(turns.length > 0 ? [{ line: 'new', label: texts('persona.fresh') }] : []),
    back(context),
  ];
  yield* menu(text.filter(Boolean).join('\n\n'), [...asks.slice(0, MOST_STARTERS), tools], effect);
}

/** Rows of buttons for starters: platforms hold five. */
const MOST_STARTERS = 4;

/** Names the layer above a choice that has another persona; undefined where there is none. */
async function nearerThan(context: CommandContext, kind: 'chat' | 'person'): Promise<'thread' | 'chat' | undefined> {
  const topic = await context.topic();
  if (topic?.settings.persona !== undefined) return 'thread';
  return kind === 'person' && context.settings.persona !== undefined ? 'chat' : undefined;
}

/** Choices of a chat that stand above a persona's. */
function choicesOver({ model, parameters = {}, voice }: Persona, settings: ChatSettings) {
  const own = settings.sampling ?? {};
  const names = Object.entries(parameterOptions) as [keyof typeof parameterOptions, keyof typeof parameters][];
  return {
    model: model !== undefined && (settings.model ?? settings.tier) !== undefined,
    parameters: names
      .filter(([key, name]) => parameters[name] !== undefined && own[key] !== undefined)
      .map(([key]) => key),
    voice: voice !== undefined && settings.voice !== undefined,
  };
}

function namesOver({ texts }: CommandContext, persona: Persona, settings: ChatSettings): string[] {
  const { model, parameters, voice } = choicesOver(persona, settings);
  return [
    ...(model ? [texts('settings.model')] : []),
    ...parameters.map((key) => texts(`settings.${parameterOptions[key]}`)),
    ...(voice ? [texts('settings.voice')] : []),
  ];
}

function back({ texts }: CommandContext): Button {
  return { line: 'persona', label: texts('menu.back') };
}
