import type { Tool } from '../ports/index.ts';

/** Looks through long texts and files once more: of what does not fit, the model is told what the question itself finds. */
export const searchFiles: Tool = {
  group: 'files',
  effect: 'read',
  spec: {
    name: 'search_files',
    description:
      'Finds stretches of the documents and files that you are told of only in part, by the words that stand in them. Use it where the part you see does not answer the question.',
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
  async run({ query }, { findInFiles }) {
    const found = await findInFiles(String(query));
    if (found === '') return { text: 'Nothing fits in the files, or there are none. Try other words.' };
    return { text: found, foreign: true };
  },
};
