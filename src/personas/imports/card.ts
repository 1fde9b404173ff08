import { isRecord } from '../read.ts';
import { type Draft, type Dropped, textOf } from './draft.ts';
import { pairsOf, type Said } from './pairs.ts';

/** Character cards, versions 1 to 3. Source: the specifications V2 and V3; version 1 has the fields of `data` beside each other. */

const FIELDS = ['description', 'personality', 'scenario', 'first_mes', 'mes_example'];

/** Reads a card; undefined where it is none. */
export function cardIn(value: unknown): Draft | undefined {
  if (!isRecord(value)) return undefined;
  const spec = String(value['spec'] ?? '');
  const data = /^chara_card_v\d$/.test(spec) && isRecord(value['data']) ? value['data'] : value;
  const isCard = data !== value || FIELDS.filter((field) => typeof value[field] === 'string').length >= 3;
  return isCard ? draftOf(data) : undefined;
}

function draftOf(card: Record<string, unknown>): Draft {
  const { always, rest } = entriesOf(card['character_book']);
  const { pairs } = pairsOf(dialogueOf(textOf(card['mes_example']) ?? ''));
  const titled = (title: string, field: string) => {
    const text = textOf(card[field]);
    return text === undefined ? [] : [`${title}: ${text}`];
  };
  const system = [
    textOf(card['system_prompt']) ?? [],
    textOf(card['description']) ?? [],
    titled('Personality', 'personality'),
    titled('Scenario', 'scenario'),
    always,
  ].flat();
  const dropped: Omit<Dropped, 'persona'>[] = [];
  if (rest > 0) dropped.push({ what: 'character_book', why: 'place' });
  if (textOf(card['post_history_instructions'])) dropped.push({ what: 'post_history_instructions', why: 'place' });
  if (isFull(card['alternate_greetings'])) dropped.push({ what: 'alternate_greetings', why: 'place' });
  if (isFull(card['assets'])) dropped.push({ what: 'assets', why: 'place' });
  return {
    name: textOf(card['nickname']) ?? card['name'],
    // For people alone: the author asks for no model to read it.
    description: card['creator_notes'],
    system: system.join('\n\n'),
    examples: pairs,
    greeting: card['first_mes'],
    extensions: card['extensions'],
    dropped,
  };
}

const isFull = (value: unknown) => Array.isArray(value) && value.length > 0;

/** Entries of a card's book that always hold, and the number of those that hold by a word. */
function entriesOf(book: unknown): { always: string[]; rest: number } {
  const entries = isRecord(book) && Array.isArray(book['entries']) ? book['entries'].slice(0, 1000) : [];
  const enabled = entries.filter(isRecord).filter((entry) => entry['enabled'] !== false);
  const constant = enabled.filter((entry) => entry['constant'] === true);
  return {
    always: constant.flatMap((entry) => textOf(entry['content']) ?? []),
    rest: enabled.length - constant.length,
  };
}

/** Most of example dialogues that is looked at, in UTF-16 units. */
const DIALOGUES = 100_000;

/** Parts example dialogues: `<START>` begins one, `{{user}}:` and `{{char}}:` begin what somebody says. */
function dialogueOf(text: string): Said[] {
  const said: { role: string; lines: string[] }[] = [];
  for (const line of text.slice(0, DIALOGUES).split('\n')) {
    if (/^\s*<START>\s*$/i.test(line)) continue;
    const [mark, who = ''] = /^\s*(\{\{user\}\}|\{\{char\}\}|<user>|<bot>)\s*:[ \t]*/i.exec(line) ?? [];
    if (mark !== undefined) said.push({ role: /user/i.test(who) ? 'user' : 'assistant', lines: [] });
    said.at(-1)?.lines.push(line.slice(mark?.length ?? 0));
  }
  return said.map(({ role, lines }) => ({ role, text: lines.join('\n').trim() }));
}
