import type { Tool } from '../ports/index.ts';
import { headline } from '../util/text.ts';

/** Most files that are named as not read, and most of a name, in UTF-16 units. */
const MOST_NAMED = 20;
const MOST_NAME = 100;

/** Looks through long texts and files once more: of what does not fit, the model is told what the question itself finds. */
export const searchFiles: Tool = {
  group: 'files',
  effect: 'read',
  spec: {
    name: 'search_files',
    description:
      'Finds stretches of the documents and of the files of this conversation, by the words that stand in them. Use it where the part you see does not answer the question.',
    parameters: {
      type: 'object',
      properties: {
        query: {
          type: 'string',
          minLength: 1,
          maxLength: 400,
          description: 'Words that are likely to stand there, in the language of the file.',
        },
      },
      required: ['query'],
      additionalProperties: false,
    },
  },
  async run({ query }, { findInFiles, signal }) {
    const { text, unread } = await findInFiles(String(query), signal);
    const found = text === '' ? 'Nothing fits in the files that were read, or there are none. Try other words.' : text;
    if (unread.length === 0) return { text: found, ...(text === '' ? {} : { foreign: true }) };
    const names = unread.slice(0, MOST_NAMED).map((name) => headline(name, MOST_NAME));
    const more = unread.length > MOST_NAMED ? [`${unread.length - MOST_NAMED} more`] : [];
    return { text: `${found}\n\nThese could not be read now: ${[...names, ...more].join('; ')}`, foreign: true };
  },
};
