import * as v from 'valibot';
import { isElsewhereBetter } from '../answering/chain.ts';
import type { MarksOf } from '../answering/marks.ts';
import { NAMING } from '../answering/prompts.ts';
import type { Conversations, Thread } from '../conversation/conversations.ts';
import { type BranchExchange, isHeard, shownAnswer } from '../conversation/exchange.ts';
import { readable } from '../conversation/prompt-record.ts';
import {
  type Clock,
  type Job,
  type Log,
  type Model,
  type ModelCatalog,
  type ModelLink,
  type ModelRequest,
  type PromptRecord,
  type Target,
  targetSchema,
} from '../ports/index.ts';
import { Fault, isFault } from '../util/errors.ts';
import { saying } from '../util/messages.ts';
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
    const title = await titleOf(marked, { chat: conversation, asker }, signal);
    if (title === '') throw new Fault('model_empty', 'the model gave no title');
    // A person may have named it meanwhile, or thrown it away.
    if (!(await namelessThreads(conversation)).some((thread) => thread.id === id)) return;
    signal.throwIfAborted();
    const turn = { conversation, chat: conversation, turn: `title-${id}`, asker: '', parts: [] };
    await conversations.apply({ ...turn, at: clock.now() }, [{ type: 'titled', thread: id, title, of }]);
  }

  /** Asks the basic model, and where it cannot answer those to fall back on. */
  async function titleOf(material: string, whose: Payer, signal: AbortSignal): Promise<string> {
    const basic = { model: models.chat('basic') };
    const others = [...models.fallbacks(basic.model)];
    for (let at: ModelLink = basic; ; ) {
      const there = models.at(at.link);
      try {
        return cleaned(await ask(requestFor(material, at, there, whose), there, signal));
      } catch (error) {
        const next = others.shift();
        if (!next || signal.aborted || !isFault(error) || !isElsewhereBetter(error)) throw error;
        at = next;
      }
    }
  }

  /** Answer of the model; empty if it did not finish. */
  async function ask(request: ModelRequest, there: ModelCatalog, signal: AbortSignal): Promise<string> {
    let text = '';
    try {
      for await (const event of model.stream(request, signal)) {
        if (event.type === 'text') text += event.delta;
        else if (event.type === 'reset') text = '';
        else if (event.type === 'end' && event.reason !== 'complete') return '';
      }
    } catch (error) {
      // Left out from the next request on.
      if (isFault(error, 'model_rejected')) there.noteRefusal(request.model, error.facts);
      throw error;
    }
    return text;
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

/** Payer of a title: whoever asked last in the thread. */
interface Payer {
  chat: string;
  asker: string | undefined;
}

function requestFor(material: string, at: ModelLink, models: ModelCatalog, { chat, asker }: Payer): ModelRequest {
  const { model: name } = at;
  // As little thought as the model knows; one of which nothing is known is not told.
  const effort = models.acceptedValues(name, 'effort').find((value) => value === 'none' || value === 'minimal');
  return {
    ...at,
    system: NAMING,
    onBehalf: { chat, purpose: 'title', ...(asker === undefined ? {} : { actor: asker }) },
    messages: [saying('user', material)],
    ...models.acceptedParameters(name, { maxOutputTokens: TOKENS, ...(effort === undefined ? {} : { effort }) }),
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
