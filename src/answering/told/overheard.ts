import type { Conversations } from '../../conversation/conversations.ts';
import type { Overheard } from '../../conversation/overheard.ts';
import { hereOf, topicOf } from '../../conversation/settings-at.ts';
import type {
  ChatSettings,
  Command,
  ModelEvent,
  OverheardMessage,
  Overhearing,
  Prompt,
  PromptRecord,
} from '../../ports/index.ts';
import { effective, type OperatorSettings } from '../../settings/effective.ts';
import { isFault } from '../../util/errors.ts';
import { transcript } from './prompts.ts';

/** Messages of a room that were not meant for the bot, as background of a question that is asked there. */

export interface HearingParts {
  conversations: Pick<Conversations, 'settings'>;
  overheard: Pick<Overheard, 'latest' | 'find'>;
  operator: OperatorSettings;
}

/** Background of questions that are asked at the place of a task. */
export interface Hearing {
  /** Bounds of what is overheard there; undefined where nothing is. */
  within(): Promise<Overhearing | undefined>;
  /** Messages that a question asked now would be told of, oldest first. `most`: UTF-16 units of all together. */
  latest(most?: number): Promise<OverheardMessage[]>;
  /** A question, with what was overheard before it, or that of it which is named; the words themselves are no part of it. */
  before(prompt: PromptRecord): Promise<Background>;
  /** The same question, asked again: of what it was told, that which is still known. */
  again(prompt: PromptRecord): Promise<Background>;
}

export interface Background {
  prompt: PromptRecord;
  /** One message a line; absent where nothing was overheard. */
  overheard?: string;
}

/** Most that a question is told of a room, in UTF-16 units. */
const MOST = 8000;
/** The same, of a question that is about the room itself. */
export const MOST_ABOUT = 14_000;

/** `settings`: choices of the chat. */
export function hearingAt(
  { conversations, overheard, operator }: HearingParts,
  task: Prompt | Command,
  settings: ChatSettings,
): Hearing {
  const place = hereOf(task);

  async function within(): Promise<Overhearing | undefined> {
    if (task.place.kind !== 'group') return undefined;
    const topic = topicOf(task);
    const thread = topic === undefined ? {} : { thread: await conversations.settings(topic) };
    return effective(operator, { chat: settings, ...thread }, { surface: task.surface }).overhear;
  }

  async function latest(most = MOST): Promise<OverheardMessage[]> {
    const bounds = await within();
    return bounds ? newest(await overheard.latest(place, bounds), most) : [];
  }

  async function again(prompt: PromptRecord): Promise<Background> {
    const { overheard: ids } = prompt;
    const bounds = ids && (await within());
    return bounds ? { ...backgroundOf(prompt, await overheard.find(place, ids, bounds)), prompt } : { prompt };
  }

  return {
    within,
    latest,
    async before(prompt) {
      if (prompt.overheard) return again(prompt);
      // A task about a text needs nothing else.
      return prompt.standalone ? { prompt } : backgroundOf(prompt, await latest());
    },
    again,
  };
}

function backgroundOf(prompt: PromptRecord, messages: readonly OverheardMessage[]): Background {
  if (messages.length === 0) return { prompt };
  return {
    prompt: { ...prompt, overheard: messages.map(({ id }) => id) },
    overheard: transcript(messages, MOST_ABOUT).text,
  };
}

/** The newest messages that fit into `most` UTF-16 units. */
function newest(messages: readonly OverheardMessage[], most: number): OverheardMessage[] {
  let left = most;
  const at = messages.findLastIndex((message) => {
    left -= transcript([message], most).text.length + 1;
    return left < 0;
  });
  return messages.slice(at + 1);
}

/** Asks with the background, and without it where both do not fit. */
export async function* withBackground<Asked extends { overheard?: string }>(
  asked: Asked,
  ask: (asked: Asked) => AsyncIterable<ModelEvent>,
): AsyncGenerator<ModelEvent> {
  if (asked.overheard !== undefined) {
    let said = false;
    try {
      for await (const event of ask(asked)) {
        said ||= event.type !== 'again';
        yield event;
      }
      return;
    } catch (error) {
      if (said || !isFault(error, 'model_too_long')) throw error;
    }
  }
  const { overheard: _, ...alone } = asked;
  yield* ask(alone as Asked);
}
