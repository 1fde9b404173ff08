import { discordRenderer } from '../../adapters/discord/format.ts';
import { telegramRenderer } from '../../adapters/telegram/format.ts';
import { codeIn } from '../../src/admission/owner-code.ts';
import { spokenParts } from '../../src/answering/speech/spoken-parts.ts';
import { messagesOf } from '../../src/answering/told/messages.ts';
import { promptText, transcript } from '../../src/answering/told/prompts.ts';
import { parseCommand } from '../../src/commands/parsing/parse.ts';
import { readData } from '../../src/conversation/entries.ts';
import { promptRecord } from '../../src/conversation/prompt-record.ts';
import { readExchange } from '../../src/conversation/stored.ts';
import { withHint, withTitle } from '../../src/conversation/threads.ts';
import { loadTokenizer } from '../../src/conversation/tokens.ts';
import { fitWindow } from '../../src/conversation/window.ts';
import { transcriptAbove } from '../../src/delivery/above.ts';
import { collapsedQuote } from '../../src/delivery/collapsed.ts';
import { MAX_WINDOW } from '../../src/delivery/cut.ts';
import { isHostile } from '../../src/delivery/hostile.ts';
import { layout } from '../../src/delivery/layout.ts';
import { parseMarkdown } from '../../src/delivery/markdown.ts';
import { findMaths, openMaths } from '../../src/delivery/maths.ts';
import { readableMaths } from '../../src/delivery/maths-text.ts';
import { speakable } from '../../src/delivery/speakable.ts';
import { displayWidth, neutral } from '../../src/delivery/text.ts';
import { withEnding } from '../../src/delivery/with-ending.ts';
import { isAskedOrWordless } from '../../src/intake/asking.ts';
import { withWording } from '../../src/intake/edited-prompt.ts';
import { tagsOf } from '../../src/intake/tags.ts';
import { searchPages } from '../../src/media/search.ts';
import { sniff } from '../../src/media/sniff.ts';
import { meaningOf } from '../../src/model/dialects.ts';
import { reportedFault, toModelFault } from '../../src/model/errors.ts';
import { readFailure } from '../../src/model/failure-body.ts';
import { isFaithful } from '../../src/model/faithful.ts';
import type { Message, SurfaceLimits } from '../../src/ports/index.ts';
import { MOST_DETAILS } from '../../src/ports/message.ts';
import { serialize } from '../../src/storage/keyv.ts';
import { storedText } from '../../src/storage/stored-text.ts';
import { behindAddress } from '../../src/util/address.ts';
import { nameFrom } from '../../src/util/file-names.ts';
import { createLog, createPlainText } from '../../src/util/log.ts';
import { displayName } from '../../src/util/names.ts';
import { createRedactor } from '../../src/util/redact.ts';
import { inSlices } from '../../src/util/slices.ts';
import { readCode } from '../../src/util/spoken-code.ts';
import { byteLength, clip, digest, escapeMarkdown, headline, headOf, isBlank, oneLine } from '../../src/util/text.ts';
import { fileName, mediaType } from '../../src/util/told.ts';
import { eventOf } from '../events.ts';
import { promptOf } from '../fixtures.ts';
import { listen } from '../fuzz/listen.ts';
import { testMarks } from '../support/marked.ts';
import { adapterWork, rendered } from './bounded-adapters.ts';
import { batchWork } from './bounded-batches.ts';
import {
  arrival,
  blocksOfCode,
  decoded,
  drawing,
  drawnItem,
  estimated,
  everyCommand,
  grow,
  history,
  oldTurn,
  pictures,
  severalMessages,
  specs,
  storedTask,
  stream,
  thinking,
  wakeNames,
  wholeAnswer,
} from './bounded-calls.ts';
import { formReply } from './bounded-forms.ts';
import { knowledgeWork } from './bounded-knowledge.ts';
import { memoryWork } from './bounded-memory.ts';
import { netWork } from './bounded-net.ts';
import { personaWork } from './bounded-personas.ts';
import { promptFileWork } from './bounded-prompt-files.ts';
import { scheduleWork } from './bounded-schedules.ts';
import { toolWork } from './bounded-tools.ts';

const saidOf = (text: string): Message => ({
  type: 'message',
  text,
  addressed: true,
  attachments: [],
  at: 0,
  length: text.length,
});
/** A function that touches text from outside, and how to call it with one. */
export interface BoundedWork {
  /** What it is, in words; its room first. */
  name: string;
  /** Does the work with `text`. What is asynchronous, or comes bit by bit, may hand the event loop back in between. */
  work(text: string): unknown;
  /** Longest text that can come here, in UTF-16 units, and who sees to that. Longer ones are cut to it. */
  most?: { length: number; by: string };
  /** It takes seconds in all, in short turns: `npm test` makes fewer of its calls. */
  long?: true;
}

const silent = { level: 'debug', write: () => undefined, secrets: ['hush-hush', 'a'.repeat(40)] } as const;
const at = { model: 'a' };
const quote = (text: string) => ({ id: '1', author: text, text });

/** Longest text of an answer. */
const answer = { length: 200_000, by: 'ports: MOST_ANSWER' };

const surfaceLimits = { collapsed: 3000 } as SurfaceLimits;

/**
 * Everything that touches text of a person, a model, a platform or the store. A function that does is a line here: with
 * 50,000 and 500,000 characters of every kind it may not hold the event loop longer than `LIMIT_MS`.
 */
export const boundedWork: readonly BoundedWork[] = [
  // util
  { name: 'text: clip', work: (text) => clip(text, 2000) },
  { name: 'text: one line', work: oneLine, most: { length: 50_000, by: 'its callers, which cut first' } },
  { name: 'text: first line', work: (text) => headline(text, 100) },
  { name: 'text: head', work: (text) => headOf(text, 100_000) },
  {
    name: 'text: escape Markdown',
    work: escapeMarkdown,
    most: { length: 50_000, by: 'its callers, which show names, excerpts and one command at most' },
  },
  {
    name: 'address: behind the bot’s name',
    work: (text) =>
      behindAddress(text, [
        { start: 0, end: 3, own: true },
        { start: 9_000, end: 9_003, own: true },
      ]),
  },
  { name: 'text: display name', work: (text) => displayName(text) },
  { name: 'text: is it blank', work: isBlank },
  { name: 'text: digest', work: digest },
  { name: 'text: length in bytes', work: byteLength },
  { name: 'names: of somebody', work: displayName },
  { name: 'files: a name', work: fileName },
  { name: 'files: a name of our own', work: (text) => nameFrom(text, 'answer') },
  { name: 'files: a media type', work: mediaType },
  {
    name: 'media: search in a file',
    work: (text) => inSlices(searchPages([{ name: text, text }], text, 50_000)),
  },
  { name: 'media: type of a file', work: (text) => sniff(Buffer.from(text)) },
  { name: 'log: a line as JSON', work: (text) => createLog({ ...silent, format: 'json' }).error({ text }, text) },
  { name: 'log: a readable line', work: (text) => createLog({ ...silent, format: 'text' }).error({ text }, text) },
  {
    name: 'log: an error',
    work: (text) => createLog({ ...silent, format: 'text' }).error({ error: new Error(text) }, 'failed'),
  },
  { name: 'log: a text for people', work: (text) => createPlainText(silent)(text) },
  { name: 'log: taking secrets out', work: createRedactor(silent.secrets) },
  // conversation, answering
  {
    name: 'conversation: count tokens',
    work: async (text) => (await loadTokenizer())(text),
    most: { length: 200_000, by: 'ports: MOST_ANSWER of answers; answering: MOST_PROMPT of prompts' },
  },
  {
    name: 'conversation: fit the window',
    work: (text) => fitWindow({ fixed: [text], turns: [], limits: { tokens: 32_000, turns: 0 } }),
  },
  {
    name: 'conversation: fit a history into the window',
    work: (text) => fitWindow({ fixed: [text], turns: history(text), limits: { tokens: 600_000, turns: 0 } }),
    most: { length: 20_000, by: 'time: each is counted ten times' },
  },
  { name: 'conversation: stored exchange', work: (text) => readExchange(history(text)[0]) },
  { name: 'conversation: stored turn of a version before', work: (text) => readExchange(oldTurn(text)) },
  { name: 'conversation: first words of a thread', work: (text) => withHint({}, '1', { text }) },
  { name: 'conversation: title of a thread', work: (text) => withTitle({}, text) },
  { name: 'conversation: record of a prompt', work: (text) => promptRecord(promptOf({ text, quote: quote(text) })) },
  {
    name: 'answering: prompt for the model',
    work: (text) => {
      const details = text.slice(0, MOST_DETAILS);
      const opening = { title: text, starter: { author: text, text, details } };
      return promptText(
        { text, speaker: text, details, opening, quote: { author: text, text, details } },
        testMarks('1'),
      );
    },
  },
  { name: 'answering: own words', work: (text) => testMarks('1').words(`<${text}`) },
  {
    name: 'answering: overheard',
    work: (text) =>
      promptText(promptRecord(promptOf({ text: 'x' })), testMarks('1'), {
        overheard: transcript([quote(text)], 8000).text,
      }),
  },
  { name: 'answering: transcript', work: (text) => transcript([quote(text), quote(text)], 16_000) },
  { name: 'answering: material', work: (text) => testMarks('1').material({ kind: 'forward', text, from: text }) },
  {
    name: 'answering: request',
    work: (text) => messagesOf(history(text), { prompt: { text }, exchange: '9' }, testMarks),
  },
  { name: 'answering: estimated usage', work: estimated },
  { name: 'answering: parts to be spoken', work: (text) => spokenParts(text, { characters: 4096, most: 4 }) },
  // commands, intake, store
  { name: 'commands: free text', work: (text) => parseCommand(promptOf({ text: `/ask ${text}` }), specs) },
  { name: 'commands: options', work: (text) => parseCommand(promptOf({ text: `/settings ${text}` }), specs) },
  { name: 'commands: any message', work: (text) => parseCommand(promptOf({ text }), specs) },
  { name: 'commands: each of them', work: everyCommand },
  { name: 'commands: a reply to a question of a form', work: formReply },
  { name: 'commands: blocks of code', work: blocksOfCode },
  { name: "admission: an owner's code", work: (text) => codeIn(eventOf(saidOf(`/start ${text}`))) },
  { name: 'people: a code', work: readCode },
  { name: 'intake: new wording', work: (text) => withWording(promptOf({ text: 'x' }), { of: 'k', text }, specs) },
  { name: 'intake: several messages', work: severalMessages },
  { name: 'intake: wake names', work: wakeNames },
  { name: 'intake: question or not', work: isAskedOrWordless },
  { name: 'intake: tags', work: (text) => tagsOf(promptOf({ text, key: text, conversation: text })) },
  { name: 'intake: stored task', work: storedTask },
  { name: 'store: a text', work: storedText },
  { name: 'store: a value', work: (text) => serialize({ value: { text } }) },
  { name: 'store: data of a button', work: (text) => readData(text).among([{ line: text }]) },
  // delivery
  { name: 'delivery: is it hostile', work: isHostile },
  { name: 'delivery: formulas', work: findMaths, most: { length: 40_000, by: 'the window of the layout' } },
  {
    name: 'delivery: a formula that is not closed',
    work: openMaths,
    most: { length: 40_000, by: 'the window of the layout' },
  },
  { name: 'delivery: a transcript', work: (text) => transcriptAbove([text], surfaceLimits), most: answer },
  { name: 'delivery: reasoning', work: (text) => collapsedQuote(text, 3000), most: answer },
  { name: 'delivery: a readable formula', work: readableMaths },
  {
    name: 'delivery: what stands under an answer',
    work: (text) => withEnding({ text, notice: text.slice(0, 200), reasoning: text.slice(0, 8000) }, surfaceLimits),
    most: answer,
  },
  { name: 'delivery: words to be spoken', work: (text) => speakable(text, { code: 'Code.', table: 'Table.' }) },
  { name: 'delivery: neutral text', work: neutral },
  { name: 'delivery: width', work: displayWidth, most: rendered },
  {
    name: 'delivery: Markdown',
    work: parseMarkdown,
    most: { length: telegramRenderer.limit * MAX_WINDOW, by: 'the window of the layout' },
  },
  { name: 'Telegram: layout', work: (text) => layout(text, telegramRenderer), most: answer, long: true },
  { name: 'Discord: layout', work: (text) => layout(text, discordRenderer), most: answer, long: true },
  { name: 'Telegram: a growing answer', work: (text) => grow(text, telegramRenderer), most: answer, long: true },
  { name: 'Discord: a growing answer', work: (text) => grow(text, discordRenderer), most: answer, long: true },
  // model
  { name: 'model: stream of responses', work: (text) => stream('responses', text) },
  { name: 'model: stream of chat completions', work: (text) => stream('chat', text) },
  { name: 'model: a stream as it comes', work: (text) => listen('chat', Buffer.from(text), arrival) },
  { name: 'model: a reported error', work: (text) => reportedFault({ message: text, code: text, type: text }, at) },
  {
    name: 'model: what a failure means',
    work: (text) => meaningOf({ message: `Request too large, maximum context length is 9 tokens ${text}` }, 429),
  },
  {
    name: 'model: the body of a failure',
    work: (text) => readFailure([{ error: { message: [text, { msg: text }] } }]),
  },
  {
    name: 'model: reasoning with marks',
    work: (text) => thinking(false, `<think>${text}</think>${text}`),
    most: answer,
  },
  { name: 'model: reasoning without a mark', work: (text) => thinking(true, `${text}</think>\n${text}`), most: answer },
  { name: 'model: a thrown error', work: (text) => toModelFault(new Error(text), at) },
  { name: 'model: events of a stream', work: decoded },
  { name: 'model: an answer that comes whole', work: wholeAnswer },
  { name: 'model: a list of pictures', work: (text) => pictures(`{"data":[{"b64_json":"${text}"}]}`) },
  { name: 'model: a body of pictures', work: pictures },
  { name: 'model: a drawing as it comes', work: drawing },
  { name: 'model: a picture within an answer', work: (text) => listen('responses', drawnItem(text), arrival) },
  { name: 'model: what was said, beside what was to be said', work: (text) => isFaithful(text, `${text}x`) },
  ...toolWork,
  ...knowledgeWork,
  ...netWork,
  ...adapterWork,
  ...batchWork,
  ...memoryWork,
  ...scheduleWork,
  ...promptFileWork,
  ...personaWork,
];
