import type { BranchExchange } from '../../conversation/exchange.ts';
import type { PromptRecord, ToolContext } from '../../ports/index.ts';
import { inSlices } from '../../util/slices.ts';
import type { RequestParts } from '../request/request.ts';
import { drawnIn, type Findings, promptMedia } from './senses.ts';

/** Most that is told of files, in UTF-16 units. */
const MOST = 8000;

/** Page of a file, by the name of the file as well. */
interface NamedPage {
  file: string;
  name: string;
  text: string;
}

/** Makes the way to look through the texts and files of a question once more, with other words than its own. */
export function finderIn(
  { library, signal }: Pick<RequestParts, 'library' | 'signal'>,
  findings: Findings | undefined,
  { prompt, turns }: { prompt: PromptRecord; turns: readonly BranchExchange[] },
): ToolContext['findInFiles'] {
  return async (question) => {
    const passages = (await library?.find(question, signal)) ?? [];
    const texts = passages.map(({ number, name, text }) => `[${number}] ${name}\n${text}`);
    const pages = findings ? pagesOf(findings, prompt, turns) : [];
    if (pages.length === 0) return texts.join('\n\n');
    const { searchAll } = await import('../../media/search.ts');
    const found = await inSlices(searchAll(pages, question, MOST), signal);
    const stretches = found.map(({ at, page, text }) => {
      const where = page === '' ? '' : `, p. ${page}`;
      return `${pages[at]?.file ?? ''}${where}\n${text}`;
    });
    return [...texts, ...stretches].join('\n\n');
  };
}

function pagesOf({ whole }: Findings, prompt: PromptRecord, turns: readonly BranchExchange[]): NamedPage[] {
  const things = [prompt, ...turns.map((turn) => turn.prompt).toReversed()].flatMap(promptMedia);
  return [...new Set([...things, ...turns.flatMap(drawnIn)])].flatMap((thing) => {
    const { read, heard } = whole(thing) ?? {};
    const file = thing.name ?? thing.kind;
    const words = heard === undefined ? [] : [{ file, name: '', text: heard }];
    return [...words, ...(read?.parts ?? []).map(({ name = '', text }) => ({ file, name, text }))];
  });
}
