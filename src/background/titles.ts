import * as v from 'valibot';
import { askBasic } from '../answering/request/basic.ts';
import type { MarksOf } from '../answering/told/marks.ts';
import { NAMING } from '../answering/told/prompts.ts';
import type { Conversations, Thread } from '../conversation/conversations.ts';
import { type BranchExchange, isHeard, shownAnswer } from '../conversation/exchange.ts';
import { readable } from '../conversation/prompt-record.ts';
import {
  type Clock,
  type Job,
  type Log,
  type Model,
  type ModelCatalog,
  type PromptRecord,
  type Target,
  targetSchema,
} from '../ports/index.ts';
import { Fault } from '../util/errors.ts';
import { clip, headline, headOf, isBlank } from '../util/text.ts';
import type { JobRunner } from './jobs.ts';

export interface TitlesParts {
  jobs: Pick<JobRunner, 'handle' | 'add'>;
  model: Model;
  models: ModelCatalog;
  marks: MarksOf;
  conversations: Conversations;
  clock: Clock;
  log: Log;
  /** Gives a topic its title on its platform, if it can. Rejects only where another attempt may help. */
  rename(place: Target, title: string, signal: AbortSignal): Promise<void>;
  /** Names threads only when true. */
  enabled: boolean;
}

/** Gives conversations names in the background. Nobody waits for it, and its failures are only logged. */
export interface Titles {
  /**
   * Asks for names for the threads of a conversation that have none; `payer` is the Actor.id of whoever left one. `place`: a
   * topic in which the conversation has just begun, which is called like it.
   */
  name(conversation: string, payer: string, place?: Target): Promise<void>;
}

/** Most threads named at a time. */
const THREADS = 3;
/** Most of a thread that the model reads, in UTF-16 units. */
const MATERIAL = 2000;
/** Longest title, in UTF-16 units. */
const TITLE = 40;
/** Longest line that a title is looked for in, in UTF-16 units. */
const LINE = 400;
/** Enough for a title after some thought. */
const TOKENS = 500;
/** Longest answer that a title is taken out of, in UTF-16 units. */
const SAID = 10_000;
const KIND = 'title';
const BOUNDS = { attempts: 2, timeMs: 60_000, parallel: 4 };

const payloadShape = v.object({
  conversation: v.string(),
  thread: v.string(),
  place: v.exactOptional(targetSchema),
});

export function createTitles(parts: TitlesParts): Titles {
  const { jobs, model, models, marks, conversations, rename, clock, log, enabled } = parts;

  async function namelessThreads(conversation: string): Promise<Thread[]> {
    const all = await conversations.threads(conversation);
    return all.filter(({ title, head }) => title === undefined && head !== undefined);
  }

  async function work({ payload }: Job, signal: AbortSignal): Promise<void> {
    const { conversation, thread, place } = v.parse(payloadShape, payload);
    const found = (await namelessThreads(conversation)).find(({ id }) => id === thread);
    if (found) await nameThread(conversation, found, signal);
    if (!place) return;
    const { title } = (await conversations.threads(conversation)).find(({ id }) => id === thread) ?? {};
    if (title !== undefined) await rename(place, title, signal);
  }

  async function nameThread(conversation: string, { id, head }: Thread, signal: AbortSignal): Promise<void> {
    const { turns } = await conversations.context(conversation, head);
    const { text: material, of } = materialOf(turns);
    if (isBlank(material)) return;
    const asker = turns.findLast((turn) => turn.asker !== undefined)?.asker;
    const marked = marks(id).material({ kind: 'conversation', text: material });
    const onBehalf = {
      chat: conversation,
      purpose: 'title' as const,
      ...(asker === undefined ? {} : { actor: asker }),
    };
    const chore = { system: NAMING, material: marked, tokens: TOKENS, length: SAID, onBehalf };
    const title = cleaned(await askBasic({ model, models }, chore, signal));
    if (title === '') throw new Fault('model_empty', 'the model gave no title');
    // A person may have named it meanwhile, or thrown it away.
    if (!(await namelessThreads(conversation)).some((thread) => thread.id === id)) return;
    signal.throwIfAborted();
    const turn = { conversation, chat: conversation, turn: `title-${id}`, asker: '', parts: [] };
    await conversations.apply({ ...turn, at: clock.now() }, [{ type: 'titled', thread: id, title, of }]);
  }

  jobs.handle(KIND, work, BOUNDS);

  return {
    async name(conversation, payer, place) {
      if (!enabled) return;
      try {
        const nameless = await namelessThreads(conversation);
        // A topic is called like the first conversation in it.
        if (place && (await conversations.threads(conversation)).length > 1) return;
        for (const { id } of nameless.slice(0, THREADS)) {
          const payload = { conversation, thread: id, ...(place ? { place } : {}) };
          await jobs.add({ kind: KIND, key: `${conversation} ${id}`, payload, payer, conversation });
        }
      } catch (error) {
        log.debug({ error, conversation }, 'A conversation could not be named');
      }
    },
  };
}

/** The first words of a thread, of a task only the text it is about; `of`: the turns that said them. */
function materialOf(turns: readonly BranchExchange[]): { text: string; of: string[] } {
  const asked = ({ quote, text, details, media, standalone }: PromptRecord) => [
    quote ? readable(quote) : '',
    standalone ? '' : readable({ text, details, media }),
  ];
  const texts: string[] = [];
  const of: string[] = [];
  let left = MATERIAL;
  for (const turn of turns) {
    if (left <= 0) break;
    if (!isHeard(turn)) continue;
    of.push(turn.id);
    for (const text of [...asked(turn.prompt), shownAnswer(turn)?.text ?? '']) {
      if (isBlank(text)) continue;
      texts.push(headOf(text, MATERIAL));
      left -= text.length;
    }
  }
  return { text: clip(texts.join('\n\n'), MATERIAL), of };
}

/** One line without what models put around a title: quotes, marks of Markdown, a full stop. */
function cleaned(said: string): string {
  const line = headOf(said, MATERIAL)
    .split('\n')
    .find((each) => !isBlank(each));
  const bare = headline(line ?? '', LINE).replace(
    /^[\s"'“”„‘’«»「」『』《》*_#`]+|[\s"'“”„‘’«»「」『』《》*_#`.。…]+$/gu,
    '',
  );
  return clip(bare, TITLE);
}
