import type { Page, Source } from './source.ts';

/** Takes the words of a person out of texts that were made of messages. */

/** Facts by which a person's messages are told from those of others: names that they were said under, and their platform ids. */
export interface Speaker {
  names: ReadonlySet<string>;
  messages: ReadonlySet<string>;
}

/**
 * Tells by what a person is known in the conversation of a place; undefined where the person said nothing there. Where no place is
 * given, it is not known where a text is from: by what the person is known anywhere.
 */
export type SpeakerAt = (place: string | undefined) => Speaker | undefined;

/** Tells whether a text holds what people said to each other. */
export function isOfMessages({ kind }: Pick<Source, 'kind'>): boolean {
  return kind === 'message' || kind === 'channel';
}

/** Finds the conversation of the place that a text is from; undefined where neither the text nor its scope tells. */
export function placeOf(scope: string, { said }: Pick<Source, 'said'>): string | undefined {
  if (said) return said.place;
  return /^(?:persona:|server:\w+:server:)/.test(scope) ? undefined : scope.replace(/^server:/, '');
}

/** Messages of a channel stand one below the other. Further lines of one begin with two spaces. */
const NEXT = /\n(?! {2})/;

/**
 * Leaves out what a person has said; undefined where that is nothing. `pages` is empty where nothing else is left. `messages`: ids of
 * those that are left.
 */
export function withoutWordsOf(
  { kind, said }: Pick<Source, 'kind' | 'said'>,
  pages: readonly Page[],
  speaker: Speaker,
): { pages: Page[]; messages: string[] } | undefined {
  const text = pages.map((page) => page.text).join('');
  const all = kind === 'message' ? [text] : text.split(NEXT);
  const ids = said?.messages.length === all.length ? said.messages : [];
  const left = all.map((words, at) => ({ words, id: ids[at] ?? '' })).filter((each) => !isTheirs(each, speaker));
  if (left.length === all.length) return undefined;
  const words = left.map((each) => each.words).join('\n');
  return { pages: words === '' ? [] : [{ name: '', text: words }], messages: left.map(({ id }) => id) };
}

/** Before the words stands the name, in quotation marks where it could be taken for the bot's. */
function isTheirs({ words, id }: { words: string; id: string }, { names, messages }: Speaker): boolean {
  if (id !== '' && messages.has(id)) return true;
  for (const name of names) {
    const heads = [name, `'${name}'`].flatMap((each) => [`${each}: `, `${each} (forwarded): `]);
    if (heads.some((head) => words.startsWith(head))) return true;
  }
  return false;
}
