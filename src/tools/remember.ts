import { freeText } from '../conversation/entries.ts';
import type { Tool } from '../ports/index.ts';
import { digest, headOf, oneLine } from '../util/text.ts';

/** Longest fact, in UTF-16 units: the button that keeps it has to show all of it. */
const LONGEST = 60;

/** Proposes to keep a fact about the person. Nothing is kept before they press: `/remember` is theirs alone. */
export const remember: Tool = {
  group: 'memory',
  effect: 'read',
  spec: {
    name: 'remember',
    description:
      'Proposes to remember a fact about the person who asks, for all their later conversations: who they are, what they prefer, how they want to be answered. Use it where they ask for that, or tell something lasting about themselves. It keeps nothing: a button under your answer does, if they press it. Say so in a few words.',
    parameters: {
      type: 'object',
      properties: {
        fact: {
          type: 'string',
          minLength: 1,
          maxLength: LONGEST,
          description: `One fact in their own language, in at most ${LONGEST} characters, such as "is vegetarian".`,
        },
      },
      required: ['fact'],
      additionalProperties: false,
    },
  },
  async run({ fact }, { turn, call }) {
    const about = headOf(freeText(oneLine(String(fact))), LONGEST).trim();
    if (about === '') return { text: 'The fact is empty.', isError: true };
    const id = digest(`${turn} ${call}`).slice(0, 20);
    return {
      text: 'A button that keeps it now stands under your answer. It is not kept yet.',
      offers: [{ line: `remember change=${id} ${about}`, does: 'keep', about }],
    };
  },
};
