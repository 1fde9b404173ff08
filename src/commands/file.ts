import { type BranchExchange, shownAnswer } from '../conversation/exchange.ts';
import { ownWords } from '../conversation/prompt-record.ts';
import type { OutgoingFile, Progress } from '../ports/index.ts';
import { distinct, nameFrom } from '../util/file-names.ts';
import { inSlices } from '../util/slices.ts';
import { byteLength, headOf, isBlank } from '../util/text.ts';
import { lastTurn, repliedTo } from './acted-on.ts';
import { codeBlocks } from './code-blocks.ts';
import { type CommandContext, type CommandDefinition, reply, stringOption } from './command.ts';

/** /file: the last answer, or the one replied to, as a file to keep; or each piece of code in it. */
export const file: CommandDefinition = {
  spec: {
    name: 'file',
    audience: 'everyone',
    options: [
      { name: 'what', type: 'string', choices: ['answer', 'code'] },
      { name: 'private', type: 'boolean' },
    ],
    actsOnReply: 'asker',
    onMessage: {},
  },
  async *respond(context) {
    const { command, texts } = context;
    const turn = await (command.quote ? repliedTo(context) : lastTurn(context, (each) => answerOf(each) !== ''));
    const answer = turn ? answerOf(turn) : '';
    if (!turn || answer === '') {
      yield* reply(texts(command.quote && !turn ? 'reply.unknown' : 'file.nothing'));
      return;
    }
    const name = await nameOf(context, turn);
    if (stringOption(command, 'what') === 'code') yield* code(context, answer, name);
    else yield* shown([document(context, `${name}.md`, answer)]);
  },
};

function answerOf(turn: BranchExchange): string {
  const { text } = shownAnswer(turn) ?? { text: '' };
  return isBlank(text) ? '' : text;
}

/** Name for what is kept of a turn: its thread's title, or the first words of its question. */
async function nameOf({ command, conversations, texts }: CommandContext, turn: BranchExchange): Promise<string> {
  const threads = await conversations.threads(command.conversation);
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
