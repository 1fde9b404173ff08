import type { Preview } from '../../answering/question.ts';
import { type BranchExchange, isHeard, shownAnswer, withOmission, withPin } from '../../conversation/exchange.ts';
import { PINS } from '../../conversation/path.ts';
import { passedOn } from '../../conversation/pieces.ts';
import { readable } from '../../conversation/prompt-record.ts';
import { loadTokenizer } from '../../conversation/tokens.ts';
import { type Counted, countedEvents, exchangeTokens } from '../../conversation/window.ts';
import type { Button, Command, ConversationEvent, OverheardMessage, Progress } from '../../ports/index.ts';
import { escapeMarkdown, headline, headOf, withoutEscapes } from '../../util/text.ts';
import { type CommandContext, type CommandDefinition, numberOption, stringOption } from '../command.ts';
import { menu, pageOf, refusal, turning } from '../menu.ts';
import { lastUsed, toolsNow } from '../settings/tools-shown.ts';
import { leavesLine, revokeButton, waitingIn } from './leave-lines.ts';

const SIZE = 5;
/** Documents that are named. */
const DOCUMENTS = 10;
/** Shown of a text, in UTF-16 units. */
const EXCERPT = 70;
/** Most of a summary that is shown, in UTF-16 units: as much as one message holds. */
const READ = 1800;

/** /context: what would go to the model now, for the asker alone; turns can be pinned, left out and taken back in. */
export const context: CommandDefinition = {
  spec: {
    name: 'context',
    audience: 'asker_always',
    menu: true,
    options: [
      { name: 'private', type: 'boolean' },
      { name: 'pin', type: 'string', internal: true },
      { name: 'unpin', type: 'string', internal: true },
      { name: 'omit', type: 'string', internal: true },
      { name: 'restore', type: 'string', internal: true },
      // What the buttons of a version before say.
      { name: 'remove', type: 'string', internal: true },
      { name: 'summary', type: 'string', internal: true },
      { name: 'revoke', type: 'string', internal: true },
      { name: 'page', type: 'integer', min: 1, internal: true },
    ],
  },
  async *respond(asked) {
    const { texts, command } = asked;
    const wish = wishOf(command);
    const preview = await asked.preview((turn) => (turn.id === wish?.turn ? granted(turn, wish) : turn));
    const about = stringOption(command, 'summary');
    if (preview.summary && about === 'forget') {
      yield* forgetSummary(asked, preview, preview.summary);
      return;
    }
    if (preview.summary && about === 'read') {
      yield* menu(headOf(preview.summary.text, READ), [[{ line: 'context', label: texts('menu.back') }]]);
      return;
    }
    if (stringOption(command, 'revoke') !== undefined) {
      const leaves = await asked.conversations.leaves(command.conversation);
      yield* list(
        asked,
        preview,
        leaves.map(({ tool }) => ({ type: 'revoked', tool })),
      );
      return;
    }
    const wanted = preview.branch.find(({ id }) => id === wish?.turn);
    if (wanted && wish?.type === 'omitted' && !(await asked.mayDecide(wanted.asker))) {
      yield* refusal(texts('press.stranger'), asked);
      return;
    }
    // One too many changes nothing where it is applied: then it must not be shown as pinned here either.
    if (wanted?.pinned && wish?.type === 'pinned' && preview.branch.filter(({ pinned }) => pinned).length > PINS) {
      yield* refusal(texts('context.pins', { count: PINS }), asked);
      return;
    }
    yield* list(asked, preview, wanted && wish ? [wish] : []);
  },
};

/** Lets the words go that stand for older turns. They may be other people's, too. */
async function* forgetSummary(
  asked: CommandContext,
  preview: Preview,
  summary: NonNullable<Preview['summary']>,
): AsyncGenerator<Progress> {
  if (!(await asked.mayDecide(undefined))) {
    yield* refusal(asked.texts('press.stranger'), asked);
    return;
  }
  const gone = { ...preview, summary: { ...summary, text: '' } };
  yield* list(asked, gone, [{ type: 'unsummarised', thread: summary.thread }]);
}

type Wish = Extract<ConversationEvent, { type: 'pinned' | 'omitted' }>;

/** Change that a button asks for. */
function wishOf(command: Command): Wish | undefined {
  const said = (name: string) => stringOption(command, name);
  const pin = said('pin') ?? said('unpin');
  if (pin !== undefined) return { type: 'pinned', turn: pin, pinned: said('pin') !== undefined };
  const omit = said('omit') ?? said('remove');
  const turn = omit ?? said('restore');
  return turn === undefined ? undefined : { type: 'omitted', turn, omitted: omit !== undefined };
}

/** The turn as it is then. */
function granted(turn: BranchExchange, wish: Wish): BranchExchange {
  return wish.type === 'pinned' ? withPin(turn, wish.pinned) : withOmission(turn, wish.omitted);
}

async function* list(
  asked: CommandContext,
  preview: Preview,
  events: readonly ConversationEvent[],
): AsyncGenerator<Progress> {
  const { texts, command } = asked;
  const { turns, branch, summary } = preview;
  const facts = await factsTold(asked);
  const isRevoked = events.some(({ type }) => type === 'revoked');
  const leaves = isRevoked ? [] : await asked.conversations.leaves(command.conversation);
  const count = await loadTokenizer();
  const listed = branch.filter((turn) => turn.omitted || turns.includes(turn));
  const unfitting = branch.filter(isHeard).length - turns.length;
  const system = await count(preview.system);
  const sizes = new Map<BranchExchange, number>();
  for (const turn of turns) sizes.set(turn, await exchangeTokens(turn, count));
  const counted = turns.flatMap((turn): Counted[] =>
    turn.tokens === undefined ? [{ turn: turn.id, tokens: sizes.get(turn) ?? 0 }] : [],
  );
  const along = preview.documents?.tokens ?? 0;
  const about = summary && summary.text !== '' ? await count(summary.text) : 0;
  const tokens = [...sizes.values()].reduce((sum, size) => sum + size, system + about + along);
  const page = pageOf(listed.toReversed(), SIZE, numberOption(command, 'page'));
  const number = (turn: BranchExchange) => listed.indexOf(turn) + 1;
  const limit = preview.limit > 0 ? ` / ${preview.limit}` : '';
  const lines = [
    texts('context.title', { count: turns.length, tokens, limit }),
    `**${texts('context.system')}** (${system}): ${excerpt(preview.system)}`,
    ...documentsLine(asked, preview),
    ...summaryLine(summary, about, texts),
    ...(facts > 0 ? [texts('context.facts', { count: facts })] : []),
    ...(await toolLines(asked, branch, leaves)),
    ...overheardLine(asked, await asked.overheard()),
    ...page.items.map((turn) => line(turn, number(turn), sizes.get(turn), asked)),
    ...(unfitting > 0 ? [texts('context.left_out', { count: unfitting })] : []),
    ...(preview.damaged ? [texts('context.damaged')] : []),
    ...(listed.length === 0 ? [texts('context.empty')] : []),
  ];
  const rows = page.items.map((turn) => buttons(turn, number(turn), `page=${page.page}`));
  const pages = turning(page, (to) => `context page=${to}`);
  // The pages go beside the last turn's.
  const last = rows.at(-1);
  if (last && rows.length === SIZE) last.push(...pages);
  else rows.push(pages);
  // The platforms hold five rows of buttons, and five buttons a row.
  const [first] = rows;
  const others = [
    ...(summary && summary.text !== '' ? summaryButtons(texts) : []),
    ...(facts > 0 ? [{ line: 'remember', label: texts('context.facts.list') }] : []),
    ...revokeButton(asked, leaves),
  ];
  if (first && rows.length >= SIZE) first.push(...others);
  else rows.unshift(others);
  yield* menu(lines.join('\n\n'), rows, { events: [...countedEvents(counted), ...events] });
}

/** Says what the last answer was made with, which tools there are now, and which run without asking. */
async function toolLines(
  asked: CommandContext,
  branch: readonly BranchExchange[],
  leaves: Parameters<typeof leavesLine>[1],
): Promise<string[]> {
  return [...lastUsed(branch, asked.texts), ...(await toolsNow(asked)), ...leavesLine(asked, leaves)];
}

/** Names the documents that go along with every question. */
function documentsLine({ texts }: CommandContext, { documents }: Preview): string[] {
  if (!documents) return [];
  const list = documents.documents
    .slice(0, DOCUMENTS)
    .map(({ name, isWhole }) => `${excerpt(name)}${isWhole ? '' : ' 🔍'}`);
  const more = documents.documents.length > DOCUMENTS ? ', …' : '';
  return [texts('knowledge.context', { tokens: documents.tokens, list: `${list.join(', ')}${more}` })];
}

/** Number of the facts about the asker that a question asked now would be told with. */
async function factsTold({ command, facts, person }: CommandContext): Promise<number> {
  const kept = await facts.of(person);
  return command.place.kind === 'group' && !kept.groups ? 0 : kept.facts.length;
}

/** Says what stands for older turns. */
function summaryLine(summary: Preview['summary'], tokens: number, texts: CommandContext['texts']): string[] {
  if (!summary) return [];
  const { count, text } = summary;
  if (text === '') return [texts('context.summary.gone', { count })];
  return [texts('context.summary', { count, tokens, text: excerpt(text) })];
}

function summaryButtons(texts: CommandContext['texts']): Button[] {
  return [
    { line: 'context summary=read', label: texts('context.summary.read') },
    { line: 'context summary=forget', label: texts('context.summary.forget'), style: 'danger' },
  ];
}

/** Says what the next question would be told of the room. */
function overheardLine(
  { texts, locales, language, now }: CommandContext,
  heard: readonly OverheardMessage[],
): string[] {
  const [first, last] = [heard[0], heard.at(-1)];
  if (!first || !last) return [];
  const line = ({ author, ...said }: OverheardMessage) => `${excerpt(author)}: ${excerpt(readable(said))}`;
  const lines = first === last ? line(first) : `${line(first)} … ${line(last)}`;
  return [texts('context.overheard', { count: heard.length, ago: locales.ago(now - first.at, language), lines })];
}

function buttons({ id, omitted, pinned }: BranchExchange, number: number, at: string): Button[] {
  if (omitted) return [{ line: `context restore=${id} ${at}`, label: `↩ ${number}` }];
  return [
    pinned
      ? { line: `context unpin=${id} ${at}`, label: `📌✕ ${number}` }
      : { line: `context pin=${id} ${at}`, label: `📌 ${number}` },
    { line: `context omit=${id} ${at}`, label: `✕ ${number}` },
  ];
}

/** One turn of the list; `tokens` is absent for one that is left out. */
function line(turn: BranchExchange, number: number, tokens: number | undefined, asked: CommandContext): string {
  const { texts } = asked;
  const { speaker, text, media, details, quote, source } = turn.prompt;
  const who = speaker === undefined ? '' : `${excerpt(speaker)}: `;
  // Words that somebody passes on are not theirs.
  const { before, behind } = passedOn(turn.prompt);
  const passed = [...before, ...behind].map(readable);
  const material = [source && text, details, quote && readable(quote), ...passed].filter((each) => each);
  const about = material.map((each) => ` ${texts('context.quote', { text: excerpt(each ?? '') })}`).join('');
  const answer = shownAnswer(turn)?.text;
  const said = answer ? `\n→ ${excerpt(withoutEscapes(answer))}` : '';
  const waits = waitingIn(turn, asked)
    .map((each) => `\n${each}`)
    .join('');
  const size = tokens ?? texts('context.omitted');
  return `**${number}${turn.pinned ? ' 📌' : ''}** (${size}): ${who}${source ? '' : excerpt(readable({ text, media }))}${about}${said}${waits}`;
}

function excerpt(text: string): string {
  return escapeMarkdown(headline(text, EXCERPT));
}
