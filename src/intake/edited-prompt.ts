import { parseCommand } from '../commands/parse.ts';
import { promptRecord, wordsOf } from '../conversation/prompt-record.ts';
import type { Command, CommandSpec, Piece, Prompt, PromptRecord } from '../ports/index.ts';

/** What a message asks once its text, or that of one of the messages it was put together from, is another one. */

/** An open turn with its new wording; undefined where nothing changes. */
export function reworded(
  inbound: Prompt | Command,
  of: string,
  text: string,
  specs: readonly CommandSpec[],
): Prompt | Command | undefined {
  const pieces = inbound.pieces && replacePiece(inbound.pieces, of, text);
  if (inbound.pieces && !pieces) return undefined;
  const asked = askedIn(pieces ? join(pieces, inbound.joint) : text, specs);
  if (!asked) return undefined;
  const { text: words, tier } = asked;
  const next = pieces ? { pieces } : {};
  if (inbound.kind === 'prompt') return words === inbound.text ? undefined : { ...inbound, ...next, text: words };
  const { model, ...options } = inbound.options;
  if (inbound.name !== 'ask' || (words === options['prompt'] && tier === model)) return undefined;
  return {
    ...inbound,
    ...next,
    options: { ...options, prompt: words, ...(tier === undefined ? {} : { model: tier }) },
  };
}

/** The new wording of a kept prompt; undefined where nothing changes, or no words are left. */
export function rewordedRecord(
  prompt: PromptRecord,
  of: string,
  text: string,
  specs: readonly CommandSpec[],
): Command['reworded'] {
  const pieces = prompt.pieces && replacePiece(prompt.pieces, of, text);
  if (prompt.pieces && !pieces) return undefined;
  // A command that asks in words of its own (/continue, /translate) is not undone by a preview of its message.
  const asked = askedIn(pieces ? join(pieces, prompt.joint) : text, specs);
  if (!asked || asked.text.trim() === '') return undefined;
  if (asked.text === prompt.text && asked.tier === prompt.tier) return undefined;
  return { ...asked, ...(pieces ? { pieces } : {}) };
}

/** What a text asks: an /ask's words and which model they are for, or the text itself; undefined for every other command. */
function askedIn(text: string, specs: readonly CommandSpec[]): Pick<PromptRecord, 'text' | 'tier'> | undefined {
  const target = { surface: '', chat: '', group: false, privately: false, address: {} };
  const base = {
    v: 1 as const,
    key: '',
    surface: '',
    conversation: '',
    actor: { id: '', name: '' },
    sentAt: 0,
    target,
  };
  const place = { kind: 'private' as const, scopes: [] };
  const said = parseCommand({ ...base, place, kind: 'prompt', text, addressed: true, attachments: [] }, specs);
  const words = wordsOf(said);
  return words === undefined || (said.kind === 'command' && said.problem) ? undefined : promptRecord(said, words);
}

/** The pieces of a message with the one that says something else now; undefined where none does. */
export function replacePiece(pieces: readonly Piece[], of: string, text: string): Piece[] | undefined {
  const changed = pieces.find(({ key }) => key === of);
  if (!changed || changed.text === text) return undefined;
  return pieces.map((piece) => (piece === changed ? { ...piece, text } : piece));
}

/** What the pieces say together. */
export function join(pieces: readonly Piece[], joint = '\n\n'): string {
  return pieces
    .map(({ text }) => text)
    .filter((text) => text !== '')
    .join(joint);
}
