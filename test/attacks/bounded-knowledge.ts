import { citing, createUnmarked } from '../../src/answering/ending/citing.ts';
import { commands } from '../../src/commands/index.ts';
import { termsOf as costOf } from '../../src/intake/terms.ts';
import { inParts, joinedPages, measured } from '../../src/knowledge/text.ts';
import { createLocales } from '../../src/locales/index.ts';
import { openZip } from '../../src/media/reading/zip.ts';
import { searchAll } from '../../src/media/search.ts';
import { MOST_ANSWER, type ModelEvent } from '../../src/ports/index.ts';
import { inSlices } from '../../src/util/slices.ts';
import { countsOf, signsOf, termsOf } from '../../src/util/terms.ts';
import { zip } from '../../src/util/zip.ts';
import { promptOf } from '../fixtures.ts';
import type { BoundedWork } from './bounded-work.ts';

/** Functions that touch texts to draw on, and what answers make of them. */

const texts = createLocales('en').texts('en');
const specs = commands.map(({ spec }) => spec);
const documents = [{ number: 1, name: 'a.md', isWhole: true, pages: new Set(['1']) }];
const library = { text: '', tokens: 0, documents, find: async () => [] };
const answer = { length: MOST_ANSWER, by: 'ports: MOST_ANSWER' };

async function* bitByBit(text: string): AsyncGenerator<ModelEvent> {
  for (let at = 0; at < text.length; at += 1000) yield { type: 'text', delta: text.slice(at, at + 1000) };
}

export const knowledgeWork: readonly BoundedWork[] = [
  {
    name: 'media: search in many files',
    work: (text) => inSlices(searchAll([{ name: text, text }], text, 50_000)),
  },
  {
    name: 'intake: the cost of a command',
    work: (text) => {
      const { text: _, attachments: __, ...task } = promptOf();
      costOf({ ...task, kind: 'command', name: 'image', options: { prompt: text, count: text } }, specs);
    },
  },
  {
    name: 'util: terms of a question, and how often a text has them',
    work: (text) => countsOf([...termsOf(text), ...signsOf(text)], text.toLowerCase()),
  },
  {
    name: 'media: an archive, sound and broken',
    work: async (text) => {
      const bytes = Buffer.from(text);
      const refused = () => undefined;
      await openZip(bytes).catch(refused);
      const archive = await zip([{ name: text.slice(0, 80), bytes }]);
      const opened = await openZip(archive).catch(refused);
      opened?.read(opened.names()[0] ?? '');
      await openZip(Buffer.concat([bytes, archive.subarray(-22)])).catch(refused);
    },
  },
  {
    name: 'knowledge: parts of a source',
    work: (text) => measured(joinedPages(inParts([{ name: text.slice(0, 80), text }]).flat())),
  },
  {
    name: 'answering: what an answer cites',
    work: (text) => citing({ library, texts, mayCall: () => true }, text, true, text.slice(0, 200)),
    most: answer,
  },
  {
    name: 'answering: the mark that hands over',
    work: (text) => Array.fromAsync(createUnmarked({ contact: '@a' }).within(bitByBit(text))),
    most: answer,
  },
];
