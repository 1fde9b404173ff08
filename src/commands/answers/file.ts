import { type BranchExchange, isOnBranch, shownAnswer } from '../../conversation/exchange.ts';
import { ownWords } from '../../conversation/prompt-record.ts';
import type { OutgoingFile, Progress } from '../../ports/index.ts';
import { distinct, nameFrom } from '../../util/file-names.ts';
import { inSlices } from '../../util/slices.ts';
import { byteLength, headOf, isBlank } from '../../util/text.ts';
import { type CommandContext, type CommandDefinition, reply, stringOption } from '../command.ts';
import { lastTurn } from './acted-on.ts';
import { codeBlocks } from './code-blocks.ts';

/** /file: the last answer, or the one replied to, as a file to keep; or each piece of code in it. */
export const file: CommandDefinition = {
  spec: {
    name: 'file',
    audience: 'everyone',
    options: [
      { name: 'what', type: 'string', choices: ['answer', 'code'] },
      { name: 'private', type: 'boolean' },
    ],
    onMessage: {},
  },
  async *respond(context) {
    const { command, texts } = context;
    const found = await (command.quote ? repliedTo(context) : lastAnswered(context));
    const answer = found ? answerOf(found.turn) : '';
    if (!found || answer === '') {
      yield* reply(texts(command.quote && !found ? 'reply.unknown' : 'file.nothing'));
      return;
    }
    const name = await nameOf(context, found);
    if (stringOption(command, 'what') === 'code') yield* code(context, answer, name);
    else yield* shown([document(context, `${name}.md`, answer)]);
  },
};

interface Found {
  turn: BranchExchange;
  conversation: string;
}

/**
 * Finds the turn whose question or answer the command is about: of its conversation, or one that the person asked in another.
 * A message's own menu is used in a conversation for the person alone.
 */
async function repliedTo({ command, conversations }: CommandContext): Promise<Found | undefined> {
  const { quote, target, actor } = command;
  const found = quote?.id === undefined ? undefined : await conversations.find(target.chat, quote.id);
  if (!found || found.exchange.removed || !isOnBranch(found.exchange)) return undefined;
  const { conversation, exchange } = found;
  const isTheirs = conversation === command.conversation || exchange.asker === actor.id;
  return isTheirs ? { turn: exchange, conversation } : undefined;
}

async function lastAnswered(context: CommandContext): Promise<Found | undefined> {
  const turn = await lastTurn(context, (each) => answerOf(each) !== '');
  return turn && { turn, conversation: context.command.conversation };
}

function answerOf(turn: BranchExchange): string {
  const { text } = shownAnswer(turn) ?? { text: '' };
  return isBlank(text) ? '' : text;
}

/** Name for what is kept of a turn: its thread's title, or the first words of its question. */
async function nameOf({ conversations, texts }: CommandContext, { turn, conversation }: Found): Promise<string> {
  const threads = await conversations.threads(conversation);
  const title = threads.find(({ id }) => id === turn.place.thread)?.title;
  return nameFrom(title ?? ownWords(turn.prompt), texts('file.name'));
}

async function* code(context: CommandContext, answer: string, name: string): AsyncGenerator<Progress> {
  const { texts, files } = context;
  const { blocks, count } = await inSlices(codeBlocks(answer, files.most));
  if (count === 0) {
    yield* reply(texts('file.no_code'));
    return;
  }
  const numbered = (at: number) => (count === 1 ? name : `${name}-${at + 1}`);
  const names = distinct(blocks.map((block, at) => block.name ?? `${numbered(at)}.${block.ending}`));
  const documents = blocks.map(({ text }, at) => document(context, names[at] ?? '', text));
  yield* shown(
    documents,
    count > blocks.length ? texts('file.first', { count: blocks.length, all: count }) : undefined,
  );
}

function* shown(files: readonly OutgoingFile[], notice?: string): Generator<Progress> {
  const said = notice === undefined ? {} : { notice };
  yield { type: 'end', end: { reason: 'complete', text: '', ...said, files, captioned: true, events: [] } };
}

/** A text as a document that the platform takes. */
function document({ files }: CommandContext, name: string, text: string): OutgoingFile {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  const bytes = Buffer.from(byteLength(whole) <= files.bytes ? whole : headOf(whole, Math.floor(files.bytes / 3)));
  return { bytes, name, mime: name.endsWith('.md') ? 'text/markdown' : 'text/plain', role: 'document' };
}
