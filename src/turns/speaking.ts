import type { OpenLibrary } from '../answering/told/documents.ts';
import { preambleOf, type Speaking, type Speaks } from '../answering/told/preamble.ts';
import type { Conversations } from '../conversation/conversations.ts';
import { knowledgeAt, personaScope } from '../conversation/knowledge-at.ts';
import { ownSettings } from '../conversation/scope.ts';
import { topicOf } from '../conversation/settings-at.ts';
import type { People } from '../people/people.ts';
import { findNamed } from '../personas/named.ts';
import type { Personas } from '../personas/personas.ts';
import { examplesOf, systemOf } from '../personas/system.ts';
import type { ChatSettings, Persona, Task } from '../ports/index.ts';
import {
  type Choices,
  chosenPersona,
  effective,
  type OperatorSettings,
  parameterNames,
  parameterOptions,
  type SettingsLayers,
} from '../settings/effective.ts';
import { displayName } from '../util/names.ts';

/** Finds who answers at a place, by what was chosen there. */

export interface SpeakingParts {
  people: Pick<People, 'of'>;
  personas: Personas;
  /** The operator's text. */
  systemPrompt: string;
  openLibrary: OpenLibrary;
  /** Mentions of who takes over, by place: a surface, or a chat as in Place.scopes. */
  contacts: readonly { place: string; mention: string }[];
}

/** Choices that hold for a task. */
export interface Chosen {
  /** Choices of the chat. */
  chat: ChatSettings;
  /** Layers without a persona's. */
  layers: SettingsLayers;
  /** Id under which is kept what follows the person who asks. */
  person: string;
}

/** Reads what was chosen where a task belongs, and by who asks. Rejects with Fault('storage'). */
export async function chosenFor(
  { conversations, people }: Pick<SpeakingParts, 'people'> & { conversations: Pick<Conversations, 'settings'> },
  task: Task,
): Promise<Chosen> {
  const { actor, target, settingsChat = target.chat, place } = task;
  const topic = topicOf(task);
  const person = await people.of(actor.id);
  const [chat, thread, own] = await Promise.all([
    conversations.settings(settingsChat),
    topic === undefined ? undefined : conversations.settings(topic),
    place.kind === 'private' ? conversations.settings(ownSettings(person)) : undefined,
  ]);
  const layers = { locale: actor.locale, chat, ...(thread ? { thread } : {}), ...(own ? { person: own } : {}) };
  return { chat, layers, person };
}

/** Tells who answers questions of a task. */
export function speaksFor(
  { operator, personas, systemPrompt, openLibrary, contacts }: SpeakingParts & { operator: OperatorSettings },
  task: Task,
  { layers: chosen }: Chosen,
  signal: AbortSignal,
): Speaks {
  const isGroup = task.place.kind === 'group';
  const person = task.actor.id;
  const named = (wanted: string, language: string | undefined) => findNamed(personas, wanted, { person, language });

  /** Documents of the place, those of the persona first. */
  async function documentsOf(
    ref?: string,
    { documents = [] }: Partial<Persona> = {},
  ): Promise<Pick<Speaking, 'library'>> {
    const own = ref === undefined ? [] : [personaScope(ref)];
    const files = ref !== undefined && isOperators(ref) ? documents : [];
    const library = await openLibrary({ scopes: [...own, ...knowledgeAt(task).all], files }, signal);
    return library ? { library } : {};
  }

  return async (once): Promise<Speaking> => {
    const layers = once === undefined ? chosen : { ...chosen, once: { persona: once } };
    const { ref, values } = chosenPersona(layers) ?? {};
    const plain = () => preambleOf({}, systemPrompt, isGroup);
    if (ref === undefined) return { layers, preamble: plain(), ...(await documentsOf()) };
    const { language } = effective(operator, layers, { surface: task.surface });
    // For one question, people write a name.
    const found =
      once === undefined ? { ref, persona: await personas.find(ref, language) } : await named(ref, language);
    const { persona } = found ?? {};
    if (!found || !persona) return { layers, preamble: plain(), isLost: true, ...(await documentsOf()) };
    // In a group, the text stays the same whoever asks.
    const filling = { values, ...(isGroup ? {} : { user: displayName(task.actor.name) }) };
    const system = systemOf(persona, { ...filling, original: systemPrompt });
    const preamble = preambleOf({ examples: examplesOf(persona, filling) }, system, isGroup);
    const documents = await documentsOf(found.ref, persona);
    const handover = persona.handover ?? documents.library !== undefined;
    const contact = ownContact(found.ref, persona, task) ?? (handover ? contactAt(task, contacts) : undefined);
    const called = contact === undefined ? (persona.handover ? { unhelped: true as const } : {}) : { contact };
    const own = { ...documents, ...called, ...toolsOf(found.ref, persona) };
    return { layers: { ...layers, persona: choicesOf(persona) }, preamble, persona, ...own };
  };
}

/** Finds whom a persona's file names for a platform: the operator's files only. */
function ownContact(ref: string, { contacts = {} }: Persona, { surface }: Task): string | undefined {
  return isOperators(ref) ? contacts[surface] : undefined;
}

/** Finds whom the operator names for a place: the chat before its server, and that before the platform. */
function contactAt({ place, surface }: Task, contacts: SpeakingParts['contacts']): string | undefined {
  const near = [...place.scopes, surface].flatMap((each) => contacts.filter((contact) => contact.place === each));
  return near[0]?.mention;
}

/** Lists the tools of a persona. People's own have none: whoever wrote one did not write it for those who ask it. */
function toolsOf(ref: string, { tools }: Persona): Pick<Speaking, 'toolNames'> {
  if (!isOperators(ref)) return { toolNames: [] };
  return tools ? { toolNames: tools } : {};
}

/** Tells whether a persona is the operator's or the program's, by its reference. */
function isOperators(ref: string): boolean {
  return !ref.includes('/');
}

/** Choices that a persona brings along. What the operator does not offer has no effect. */
function choicesOf({ model, parameters = {}, voice }: Persona): Choices {
  const chosen = parameterNames.map((name) => [name, parameters[parameterOptions[name]]] as const);
  const isTier = model === 'basic' || model === 'advanced';
  return {
    ...(isTier ? { tier: model } : model === undefined ? {} : { model }),
    sampling: Object.fromEntries(chosen.filter(([, value]) => value !== undefined)),
    ...(voice === undefined ? {} : { voice }),
  };
}
