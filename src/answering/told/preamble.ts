import type { ModelMessage, Persona } from '../../ports/index.ts';
import type { SettingsLayers } from '../../settings/effective.ts';
import { saying } from '../../util/messages.ts';
import type { Library } from './documents.ts';
import { HANDOVER_NOTE, systemText, UNHELPED_NOTE } from './prompts.ts';

/** Words that the model is told before the turns of a conversation. They stay from turn to turn, for the service's prompt cache. */
export interface Preamble {
  /** The operator's text, then a persona's, then how a conversation is to be read. */
  system: string;
  /** Examples of a persona: between the system text and the turns. */
  examples: readonly ModelMessage[];
}

/** Persona that answers a question, and what is chosen and told with it. */
export interface Speaking {
  /** Choices above the operator's. */
  layers: SettingsLayers;
  preamble: Preamble;
  /** Facts about the asker, to stand with the question; absent where they are before the turns, or there are none. */
  about?: string;
  /** Absent where none is chosen. */
  persona?: Persona;
  /** Names of tools that may be used, or of groups of them; all that there are when absent. */
  toolNames?: readonly string[];
  /** Documents to answer from; absent where there are none. */
  library?: Library;
  /** Mention of the person that takes over where the model cannot help; absent where nobody does. */
  contact?: string;
  /** The persona would hand over, and nobody takes over here. */
  unhelped?: true;
  /** One was chosen and is there no more: the answer is nobody's in particular, and says so. */
  isLost?: true;
}

/** Finds who answers, where `once` names the persona of one question. Rejects with Fault('storage'). */
export type Speaks = (once?: string) => Promise<Speaking>;

/** Writes what is told before the turns. `system`: the text of who answers, its names filled in. */
export function preambleOf({ examples = [] }: Partial<Persona>, system: string, group: boolean): Preamble {
  return {
    system: systemText(system, group),
    examples: examples.flatMap(({ user, assistant }) => [saying('user', user), saying('assistant', assistant)]),
  };
}

/** Writes the system text of a request: what is told before the turns, then the documents. */
export function systemOf({
  preamble,
  library,
  contact,
  unhelped,
}: Pick<Speaking, 'preamble' | 'library' | 'contact' | 'unhelped'>): string {
  const handover = contact === undefined ? (unhelped ? UNHELPED_NOTE : '') : HANDOVER_NOTE;
  return [preamble.system, library?.text, handover].filter(Boolean).join('\n\n');
}

/** Texts of a preamble, as they are counted. */
export function textsIn({ system, examples }: Preamble): string[] {
  return [system, ...examples.flatMap(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : '')))];
}
