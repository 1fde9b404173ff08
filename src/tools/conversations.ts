import type { Find, Past } from '../conversation/searching.ts';
import type { Tool, ToolContext, ToolResult } from '../ports/index.ts';
import { headline, oneLine } from '../util/text.ts';

/** Tools about earlier words, beyond what the model is told of: they find and list them, and offer to go on there. */

export interface ConversationParts {
  past: Past;
  clock: { now(): number };
}

/** Thread as a button names it: all of it is to be read there. */
const NAME = 50;
/** Most threads that are listed. */
const MOST_LISTED = 30;

type Task = ToolContext['task'];

export function createSearchConversation({ past, clock }: ConversationParts): Tool {
  return {
    ...{ group: 'memory', effect: 'read', recalls: true },
    spec: {
      name: 'search_conversation',
      description:
        'Finds what was said in this chat earlier, before what you are told of, and in the other conversations that the person has had with you alone. Use it where they refer to something that you cannot see. All words have to stand in one message: give one or two that are likely.',
      parameters: {
        type: 'object',
        properties: { words: { type: 'string', minLength: 1, maxLength: 200, description: 'Words that were said.' } },
        required: ['words'],
        additionalProperties: false,
      },
    },
    async run({ words }, { task }) {
      const found = await past.find(placeOf(task), String(words));
      if (found.length === 0) return { text: 'Nothing was found with all of these words. Try fewer, or others.' };
      return { text: found.map((each) => lineOf(each, clock.now())).join('\n\n'), foreign: true };
    },
  };
}

/** Place that is searched: in a group, others read the answer, so that only what was said there counts. */
function placeOf({ conversation, actor, place }: Task) {
  return { conversation, ...(place.kind === 'private' ? { person: actor.id } : {}) };
}

function lineOf({ thread, line }: Find, now: number): string {
  return `${titleOf(thread)} (${ageOf(thread, now)}): ${line}`;
}

export function createListConversations({ past, clock }: ConversationParts): Tool {
  return {
    ...{ group: 'memory', effect: 'read', recalls: true },
    spec: {
      name: 'list_conversations',
      description:
        'Lists the conversations that the person has in this chat, the current one first, each with a number. Use it where they ask what they talked about, or want to go back to something.',
      parameters: { type: 'object', properties: {}, additionalProperties: false },
    },
    async run(_, { task }) {
      const threads = (await past.threads(task.conversation)).slice(0, MOST_LISTED);
      const lines = threads.map((each, at) => {
        const now = each.current ? ', the current one' : '';
        return `${at + 1}. ${titleOf(each)} (${ageOf(each, clock.now())}${now})`;
      });
      return { text: lines.join('\n') };
    },
  };
}

/** Proposes to go on with another conversation: where somebody is, only they decide. */
export function createSwitchConversation({ past }: ConversationParts): Tool {
  return {
    ...{ group: 'memory', effect: 'read', recalls: true },
    spec: {
      name: 'switch_conversation',
      description:
        'Proposes to go on with another conversation of list_conversations. It changes nothing: a button under your answer does, if the person presses it. Say so in a few words.',
      parameters: {
        type: 'object',
        properties: {
          number: { type: 'integer', minimum: 1, description: 'Its number in list_conversations.' },
        },
        required: ['number'],
        additionalProperties: false,
      },
    },
    async run({ number }, { task }): Promise<ToolResult> {
      const thread = (await past.threads(task.conversation))[Number(number) - 1];
      if (!thread) return { text: 'There is no conversation of this number. List them first.', isError: true };
      if (thread.current) return { text: 'That is the current conversation.', isError: true };
      return {
        text: `A button that leads to “${titleOf(thread)}” now stands under your answer.`,
        offers: [{ line: `chats switch=#${thread.id}`, does: 'switch', about: headline(titleOf(thread), NAME) }],
      };
    },
  };
}

function titleOf({ title, hint }: Find['thread']): string {
  return oneLine(title ?? hint ?? 'untitled');
}

const DAY_MS = 86_400_000;

function ageOf({ at }: Find['thread'], now: number): string {
  if (at <= 0) return 'nothing said yet';
  const days = Math.floor(Math.max(0, now - at) / DAY_MS);
  return days === 0 ? 'last used within a day' : `last used ${days} ${days === 1 ? 'day' : 'days'} ago`;
}
