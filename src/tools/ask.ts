import { freeText } from '../conversation/entries.ts';
import type { Tool } from '../ports/index.ts';
import { headOf, isBlank, oneLine } from '../util/text.ts';

/** Longest choice, in UTF-16 units: a button shows all of what it says. */
const LONGEST = 80;

const texts = (most: number) => ({
  type: 'array',
  items: { type: 'string', minLength: 1, maxLength: LONGEST },
  minItems: 1,
  maxItems: most,
});

/** Asks the person something. The answer ends with the question; what they press, or write, is their next message. */
export const askPerson: Tool = {
  ...{ group: 'ask', effect: 'read', quiet: true },
  spec: {
    name: 'ask_person',
    description:
      'Asks the person one question, with up to five answers as buttons; they may also write anything else. Your answer ends with it. Use it only where you cannot go on without knowing, and the likely answers are few and short. Do not repeat the question in your words.',
    parameters: {
      type: 'object',
      properties: {
        question: { type: 'string', minLength: 1, maxLength: 500, description: 'In the language of the person.' },
        choices: { ...texts(5), description: 'Answers in the person’s own words, each of a few words.' },
      },
      required: ['question', 'choices'],
      additionalProperties: false,
    },
  },
  async run({ question, choices }) {
    const asked = String(question);
    if (isBlank(asked)) return { text: 'Nobody was asked: the question is blank. Write one.', isError: true };
    return { text: 'The person has been asked.', asks: { question: asked, choices: choicesOf(choices) } };
  },
};

/** Puts what the person may want to say next as buttons under an answer. */
export const suggestReplies: Tool = {
  ...{ group: 'ask', effect: 'read', quiet: true, wants: 'suggestions' },
  spec: {
    name: 'suggest_replies',
    description:
      'Puts up to three short messages under your answer, as buttons: what the person may well want to say next. Call it once, in the same message as your whole answer and behind it, and nothing after it. Leave it out where nothing is likely.',
    parameters: {
      type: 'object',
      properties: {
        replies: { ...texts(3), description: 'Messages in the person’s own words and language, each of a few words.' },
      },
      required: ['replies'],
      additionalProperties: false,
    },
  },
  async run({ replies }) {
    return { text: 'They stand under your answer. Now write it.', asks: { choices: choicesOf(replies) } };
  },
};

/** Choices as buttons say them. */
function choicesOf(choices: unknown): string[] {
  const lines = (Array.isArray(choices) ? choices : []).map((each) =>
    headOf(freeText(oneLine(String(each))), LONGEST).trim(),
  );
  return [...new Set(lines)].filter((line) => line !== '' && !line.startsWith('/'));
}
