import { loadTokenizer } from '../conversation/tokens.ts';
import { shownAnswer, type TurnNode } from '../conversation/tree.ts';
import { turnTokens } from '../conversation/window.ts';
import type { Button, ConversationEvent } from '../ports.ts';
import { clip, escapeMarkdown, oneLine } from '../text.ts';
import { type CommandContext, type CommandDefinition, numberOption, stringOption } from './command.ts';
import { menu, pageOf, refusal, turning } from './menu.ts';

const SIZE = 5;
/** Shown of a text, in UTF-16 units. */
const EXCERPT = 70;

/** /context: what would go to the model now, for the asker alone; turns can be pinned and removed. */
export const context: CommandDefinition = {
  spec: {
    name: 'context',
    visibility: 'alone',
    options: [
      { name: 'private', type: 'boolean' },
      { name: 'pin', type: 'string', internal: true },
      { name: 'unpin', type: 'string', internal: true },
      { name: 'remove', type: 'string', internal: true },
      { name: 'page', type: 'integer', internal: true },
    ],
  },
  async *respond(asked) {
    const { texts, command } = asked;
    const [preview, count] = await Promise.all([asked.preview(), loadTokenizer()]);
    const removed = preview.turns.find(({ id }) => id === stringOption(command, 'remove'));
    if (removed && !(await asked.mayDecide(removed.asker))) {
      yield* refusal(texts('press.stranger'), asked);
      return;
    }
    const { turns, events } = changed(asked, preview.turns);
    const system = count(preview.system);
    const sizes = new Map(turns.map((turn) => [turn, turnTokens(turn, count)]));
    const total = turns.reduce((sum, turn) => sum + (sizes.get(turn) ?? 0), system);
    const page = pageOf(turns.toReversed(), SIZE, numberOption(command, 'page'));
    const number = (turn: TurnNode) => turns.indexOf(turn) + 1;
    const limit = preview.limit > 0 ? ` / ${preview.limit}` : '';
    const lines = [
      texts('context.title', { count: turns.length, tokens: total, limit }),
      `**${texts('context.system')}** (${system}): ${excerpt(preview.system)}`,
      ...page.items.map((turn) => line(turn, number(turn), sizes.get(turn) ?? 0, asked)),
      ...(preview.leftOut > 0 ? [texts('context.left_out', { count: preview.leftOut })] : []),
      ...(preview.damaged ? [texts('context.damaged')] : []),
      ...(turns.length === 0 ? [texts('context.empty')] : []),
    ];
    const rows = page.items.map((turn): Button[] => {
      const at = `page=${page.page}`;
      const pin = turn.pinned
        ? { data: `context unpin=${turn.id} ${at}`, label: `📌✕ ${number(turn)}` }
        : { data: `context pin=${turn.id} ${at}`, label: `📌 ${number(turn)}` };
      return [pin, { data: `context remove=${turn.id} ${at}`, label: `✕ ${number(turn)}` }];
    });
    const pages = turning(page, (to) => `context page=${to}`);
    // The platforms hold five rows of buttons: the pages go beside the last turn's.
    const last = rows.at(-1);
    if (last && rows.length === SIZE) last.push(...pages);
    else rows.push(pages);
    yield* menu(lines.join('\n\n'), rows, events);
  },
};

/** The turns as they are after what the button asks for. */
function changed(
  { command }: CommandContext,
  turns: readonly TurnNode[],
): { turns: readonly TurnNode[]; events: ConversationEvent[] } {
  const pin = stringOption(command, 'pin') ?? stringOption(command, 'unpin');
  const remove = stringOption(command, 'remove');
  if (turns.some(({ id }) => id === remove) && remove !== undefined) {
    return { turns: turns.filter(({ id }) => id !== remove), events: [{ type: 'removed', turn: remove }] };
  }
  if (pin === undefined || !turns.some(({ id }) => id === pin)) return { turns, events: [] };
  const pinned = stringOption(command, 'pin') !== undefined;
  const now = turns.map((turn): TurnNode => {
    const { pinned: _, ...rest } = turn;
    if (turn.id !== pin) return turn;
    return pinned ? { ...rest, pinned: true } : rest;
  });
  return { turns: now, events: [{ type: 'pinned', turn: pin, pinned }] };
}

function line(turn: TurnNode, number: number, tokens: number, { texts }: CommandContext): string {
  const { speaker, text, quote } = turn.prompt;
  const who = speaker === undefined ? '' : `${excerpt(speaker)}: `;
  const about = quote ? ` ${texts('context.quote', { text: excerpt(quote.text) })}` : '';
  const answer = shownAnswer(turn)?.text;
  const said = answer ? `\n→ ${excerpt(answer)}` : '';
  return `**${number}${turn.pinned ? ' 📌' : ''}** (${tokens}): ${who}${excerpt(text)}${about}${said}`;
}

function excerpt(text: string): string {
  return escapeMarkdown(clip(oneLine(text), EXCERPT));
}
